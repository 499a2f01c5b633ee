/** Saved views: a name for what stands in the address, kept in this browser. */
import { ActionIcon, Button, Group, Menu, Text, TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { type PlaylistsSearch, playlistsSearch } from "@/shared/url";

export function Views({ search, onSearch }: { search: PlaylistsSearch; onSearch: (search: PlaylistsSearch) => void }) {
  const [views, setViews] = useLocalStorage<Record<string, PlaylistsSearch>>({ key: "playwarden-views", defaultValue: {} });
  const [name, setName] = useState("");
  const without = (gone: string) => Object.fromEntries(Object.entries(views).filter(([one]) => one !== gone));
  return (
    <Menu position="bottom-end" width={250} trapFocus>
      <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>Views</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onSearch({})}>All playlists</Menu.Item>
        {Object.entries(views).map(([one, kept]) => (
          <Group key={one} wrap="nowrap" gap={0}>
            <Menu.Item onClick={() => onSearch(playlistsSearch({ ...kept }))}>{one}</Menu.Item>
            <ActionIcon variant="subtle" color="gray" aria-label={`Forget the view ${one}`} onClick={() => setViews(without(one))}><IconX size={14} aria-hidden /></ActionIcon>
          </Group>
        ))}
        <Menu.Divider />
        <form
          style={{ padding: 8 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") setViews({ ...views, [name.trim()]: search });
            setName("");
          }}
        >
          <Text size="xs" c="dimmed" mb={4}>Keep this view in this browser</Text>
          <Group gap={6} wrap="nowrap">
            <TextInput aria-label="Name of the view" size="xs" value={name} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => event.stopPropagation()} />
            <Button size="xs" type="submit" disabled={name.trim() === ""}>Keep</Button>
          </Group>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
