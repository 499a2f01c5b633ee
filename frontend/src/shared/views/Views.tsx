/** Saved views: a name for what stands in the address, one's own or shared, kept on the server. */
import { ActionIcon, Button, Checkbox, Group, Menu, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { useMayEdit } from "@/shared/session";
import { type KeptView, keptOf, type ViewedPage, viewing, viewOf, viewsQuery } from "./queries";

interface Props {
  page: ViewedPage;
  /** What the page shows without any filter, such as "All playlists". */
  all: string;
  search: object;
  /** The one that is shown, where its filters do not tell. */
  shown?: KeptView | undefined;
  /** Null: everything. */
  onView: (view: KeptView | null) => void;
}

export function Views({ page, all, search, onView, ...given }: Props) {
  const mayShare = useMayEdit();
  const client = useQueryClient();
  const views = useQuery(viewsQuery(page));
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: viewsQuery(page).queryKey });
  const keeping = useMutation({
    mutationFn: () => viewing.keep(page, name.trim(), keptOf(search), shared),
    onSuccess: async (view) => {
      setName("");
      await again();
      onView(view);
    },
  });
  const forgetting = useMutation({ mutationFn: viewing.forget, onSuccess: again });
  const shown = given.shown ?? viewOf(views.data, search);
  return (
    <Menu position="bottom-end" width={280} trapFocus>
      <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>{shown === undefined ? "Views" : shown.name}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onView(null)}>{all}</Menu.Item>
        {views.isError && <Failure error={views.error} />}
        {views.data?.map((one) => (
          <Group key={one.id} wrap="nowrap" gap={0}>
            <Menu.Item onClick={() => onView(one)} rightSection={one.shared ? <Text size="xs" c="dimmed">{one.mine ? "shared" : `by ${one.by}`}</Text> : undefined}>{one.name}</Menu.Item>
            {one.mine && <ActionIcon variant="subtle" color="gray" aria-label={`Forget the view ${one.name}`} onClick={() => forgetting.mutate(one.id)}><IconX size={14} aria-hidden /></ActionIcon>}
          </Group>
        ))}
        <Menu.Divider />
        <form style={{ padding: 8 }} onSubmit={(event) => { event.preventDefault(); if (name.trim() !== "") keeping.mutate(); }}>
          <Text size="xs" c="dimmed" mb={4}>Keep what is shown now under a name</Text>
          <Group gap={6} wrap="nowrap">
            <TextInput aria-label="Name of the view" size="xs" maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => event.stopPropagation()} />
            <Button size="xs" type="submit" loading={keeping.isPending} disabled={name.trim() === ""}>Keep</Button>
          </Group>
          {mayShare && <Checkbox mt={8} size="xs" label="For everybody" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
          {keeping.isError && <Failure error={keeping.error} />}
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
