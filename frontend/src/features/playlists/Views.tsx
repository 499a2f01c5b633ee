/** Saved views: a name for what stands in the address, one's own or shared, kept on the server. */
import { ActionIcon, Button, Checkbox, Group, Menu, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import type { PlaylistsSearch } from "@/shared/url";
import { viewing, viewsQuery } from "./tags";

interface Props {
  search: PlaylistsSearch;
  onSearch: (search: PlaylistsSearch) => void;
  mayShare: boolean;
}

/** What of the address a view keeps. */
const keptOf = (search: PlaylistsSearch): Record<string, string> =>
  Object.fromEntries(Object.entries(search).filter((pair): pair is [string, string] => pair[0] !== "view" && typeof pair[1] === "string"));

export function Views({ search, onSearch, mayShare }: Props) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: viewsQuery.queryKey });
  const keeping = useMutation({
    mutationFn: () => viewing.keep(name.trim(), keptOf(search), shared),
    onSuccess: async (view) => {
      setName("");
      await again();
      onSearch({ view: view.id });
    },
  });
  const forgetting = useMutation({ mutationFn: viewing.forget, onSuccess: again });
  const shown = views.data?.find((one) => one.id === search.view);
  return (
    <Menu position="bottom-end" width={280} trapFocus>
      <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>{shown === undefined ? "Views" : shown.name}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onSearch({})}>All playlists</Menu.Item>
        {views.isError && <Failure error={views.error} />}
        {views.data?.map((one) => (
          <Group key={one.id} wrap="nowrap" gap={0}>
            <Menu.Item onClick={() => onSearch({ view: one.id })} rightSection={one.shared ? <Text size="xs" c="dimmed">{one.mine ? "shared" : `by ${one.by}`}</Text> : undefined}>{one.name}</Menu.Item>
            {one.mine && <ActionIcon variant="subtle" color="gray" aria-label={`Forget the view ${one.name}`} onClick={() => forgetting.mutate(one.id)}><IconX size={14} aria-hidden /></ActionIcon>}
          </Group>
        ))}
        <Menu.Divider />
        <form style={{ padding: 8 }} onSubmit={(event) => { event.preventDefault(); if (name.trim() !== "") keeping.mutate(); }}>
          <Text size="xs" c="dimmed" mb={4}>Keep these filters, columns and order</Text>
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
