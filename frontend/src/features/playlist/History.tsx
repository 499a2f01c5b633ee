/** How a playlist came to be: its versions, any two compared, each to be brought back. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Detail, Diff } from "@/shared/plan/Diff";
import { Review } from "@/shared/plan/Review";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { HistorySearch } from "@/shared/url";
import { CAUSES, lines, told } from "./history";
import { diffQuery, playlistQuery, proposeRestore, type Version, versionsQuery, writer } from "./queries";

interface Props {
  playlist: string;
  search: HistorySearch;
  onSearch: (search: HistorySearch) => void;
}

export function History({ playlist, search, onSearch }: Props) {
  const { data: versions } = useSuspenseQuery(versionsQuery(playlist));
  const { data: shown } = useSuspenseQuery(playlistQuery(playlist));
  const mayEdit = useMayEdit(writer(shown)) && writer(shown) !== null;
  const [restoring, setRestoring] = useState<number | null>(null);
  const latest = versions[0]?.number ?? 1;
  const after = search.after ?? latest;
  const before = search.before ?? Math.max(1, after - 1);
  return (
    <div className="pw-side">
      <Panel title="Versions">
        <ol className="pw-line-of-time">
          {versions.map((version) => (
            <li key={version.id} data-picked={version.number === after || undefined}>
              <button type="button" className="pw-version" aria-pressed={version.number === after} onClick={() => onSearch({ after: version.number, before: version.number > 1 ? version.number - 1 : undefined })}>
                <span><b>v{version.number}</b> {CAUSES[version.cause] ?? version.cause}</span>
                <span className="pw-dim"><Time at={version.seen_at} /></span>
                <span className="pw-dim">{told(version)}</span>
              </button>
            </li>
          ))}
        </ol>
      </Panel>
      {versions.length < 2 ? <Panel title="Changes"><Empty title="One version yet">As soon as something changes, here or at Spotify, it stands here.</Empty></Panel> : (
        <Compared
          playlist={playlist} before={before} after={after} versions={versions} onSearch={onSearch}
          onRestore={mayEdit ? setRestoring : null} latest={latest}
        />
      )}
      {restoring !== null && <Review title={`Restore version ${restoring} of ${shown.name}`} propose={() => proposeRestore(playlist, restoring)} onClose={() => setRestoring(null)} />}
    </div>
  );
}

interface Sides {
  playlist: string;
  before: number;
  after: number;
  latest: number;
  versions: readonly Version[];
  onSearch: (search: HistorySearch) => void;
  onRestore: ((version: number) => void) | null;
}

function Compared({ playlist, before, after, latest, versions, onSearch, onRestore }: Sides) {
  const { data, error, refetch } = useQuery({ ...diffQuery(playlist, before, after), enabled: before !== after });
  const choose = (label: string, value: number, set: (value: number) => void) => (
    <label style={{ display: "inline-flex", gap: 6, alignItems: "center" }}>
      <Text span size="sm">{label}</Text>
      <select className="pw-select" value={value} onChange={(event) => set(Number(event.currentTarget.value))}>
        {versions.map((version) => <option key={version.id} value={version.number}>v{version.number}</option>)}
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
            {data.details.map((detail) => <Detail key={detail.name} {...detail} />)}
            <Text size="sm">{counted(data.removed.length, "removed", "removed")}, {counted(data.added.length, "added", "added")}, {counted(data.moved, "moved", "moved")}</Text>
            <Diff lines={lines(data)} label={`From version ${before} to ${after}`} />
          </>
        )}
      </Stack>
    </Panel>
  );
}
