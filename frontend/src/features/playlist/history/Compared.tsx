/** What lies between two versions, details with their pictures, and bringing one back. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { API } from "@/api/base";
import { Detail, Diff } from "@/shared/plan/Diff";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { counted } from "@/shared/text";
import type { HistorySearch } from "@/shared/url";
import { author, lines } from "../history";
import { diffQuery, type Version } from "../queries";

interface Sides {
  playlist: string;
  before: number;
  after: number;
  latest: number;
  versions: readonly Version[];
  onSearch: (search: HistorySearch) => void;
  onRestore: ((version: number) => void) | null;
}

export function Compared({ playlist, before, after, latest, versions, onSearch, onRestore }: Sides) {
  const { data, error, refetch } = useQuery({ ...diffQuery(playlist, before, after), enabled: before !== after });
  const choose = (label: string, value: number, set: (value: number) => void) => (
    <label style={{ display: "inline-flex", gap: 6, alignItems: "center" }}>
      <Text span size="sm">{label}</Text>
      <select className="pw-select" value={value} onChange={(event) => set(Number(event.currentTarget.value))}>
        {versions.map((version) => <option key={version.id} value={version.number}>v{version.number}, {author(version)}</option>)}
      </select>
    </label>
  );
  return (
    <Panel
      title="Changes"
      actions={onRestore !== null && after !== latest && <Button size="compact-sm" variant="default" onClick={() => onRestore(after)}>Restore v{after}</Button>}
    >
      <Stack gap="sm">
        <Group gap="md">
          {choose("from", before, (value) => onSearch({ before: value, after }))}
          {choose("to", after, (value) => onSearch({ before, after: value }))}
        </Group>
        {error !== null && <Failure error={error} again={() => void refetch()} />}
        {before === after ? <Text size="sm" c="dimmed">The same version on both sides.</Text> : data === undefined ? error === null && <Loading /> : (
          <>
            {!data.entries_known && <Text size="sm" c="dimmed">Of one of the two only the details are known, not the tracks.</Text>}
            {data.details.map((detail) => detail.name === "cover"
              ? <Covers key="cover" playlist={playlist} before={before} after={after} />
              : <Detail key={detail.name} {...detail} />)}
            {data.entries_known && <Text size="sm">{counted(data.removed.length, "removed", "removed")}, {counted(data.added.length, "added", "added")}, {counted(data.moved, "moved", "moved")}</Text>}
            <Diff lines={lines(data)} label={`From version ${before} to ${after}`} />
          </>
        )}
      </Stack>
    </Panel>
  );
}

/** The covers of both, as far as they were kept; else a drawn tile. */
function Covers({ playlist, before, after }: { playlist: string; before: number; after: number }) {
  return (
    <Group gap="md" role="group" aria-label="Cover, before and after">
      {[before, after].map((version, index) => (
        <figure key={version} style={{ margin: 0 }}>
          <img className="pw-cover" width={112} height={112} alt={`Cover of version ${version}`} src={versionCover(playlist, version)} />
          <Text size="xs" c="dimmed" component="figcaption">{index === 0 ? "cover before" : "cover after"}, v{version}</Text>
        </figure>
      ))}
    </Group>
  );
}

export const versionCover = (playlist: string, version: number): string => `${API}/covers/playlists/${encodeURIComponent(playlist)}/versions/${version}`;
