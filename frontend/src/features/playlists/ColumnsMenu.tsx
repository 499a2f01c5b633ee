/** Which columns the table of playlists shows: in the address, as filters are. */
import { Button, Checkbox, Menu, Stack } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { PlaylistsSearch } from "@/shared/url";
import { columns } from "./columns";
import { guardedColumn } from "./guarded";

const EVERY = [...columns, guardedColumn(new Map())];
const ALL = EVERY.map((column) => column.id);

export function ColumnsMenu({ search, onSearch }: { search: PlaylistsSearch; onSearch: (search: PlaylistsSearch) => void }) {
  const shown = search.columns?.split(",") ?? ALL;
  const toggle = (id: string, on: boolean) => {
    const next = ALL.filter((one) => (one === id ? on : shown.includes(one)));
    onSearch({ ...search, columns: next.length === ALL.length ? undefined : next.join(",") });
  };
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target><Button variant="default" className="pw-wide" rightSection={<IconChevronDown size={16} aria-hidden />}>Columns</Button></Menu.Target>
      <Menu.Dropdown>
        <Stack gap={8} p={8}>
          {EVERY.map((column) => (
            <Checkbox key={column.id} size="sm" label={column.header} checked={shown.includes(column.id)} disabled={column.id === "name"} onChange={(event) => toggle(column.id, event.currentTarget.checked)} />
          ))}
        </Stack>
      </Menu.Dropdown>
    </Menu>
  );
}
