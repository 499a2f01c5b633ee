/** A playlist as it stood on a day: the version then in force, whole, and the way back to it. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { Time, useZone } from "@/shared/time/Time";
import { addDays, instant } from "@/shared/time/words";
import { author } from "../history";
import { stoodQuery, versionQuery } from "../queries";
import { versionCover } from "./Compared";

const MOST = 400;

interface Props {
  playlist: string;
  on: string;
  latest: number;
  onCompare: (version: number) => void;
  onRestore: ((version: number) => void) | null;
  onClose: () => void;
}

export function StoodOn({ playlist, on, latest, onCompare, onRestore, onClose }: Props) {
  const zone = useZone();
  // The last moment of that day where the viewer is.
  const moment = new Date(instant(addDays(on, 1), 0, zone).getTime() - 1).toISOString();
  const { data: version, error } = useQuery(stoodQuery(playlist, moment));
  const whole = useQuery({ ...versionQuery(playlist, version?.number ?? 0), enabled: version !== undefined });
  const close = <Button size="compact-sm" variant="subtle" onClick={onClose}>Back to the changes</Button>;
  if (error !== null) return <Panel title={`As it stood on ${on}`} actions={close}><Failure error={error} /></Panel>;
  if (version === undefined) return <Panel title={`As it stood on ${on}`} actions={close}><Loading /></Panel>;
  const stood = whole.data;
  return (
    <Panel title={`As it stood on ${on}`} actions={close}>
      <Stack gap="sm">
        <Group gap="md" wrap="nowrap" align="flex-start">
          <img className="pw-cover" width={72} height={72} alt="" src={versionCover(playlist, version.number)} />
          <div style={{ minWidth: 0 }}>
            <Text fw={650}>{stood?.name ?? `Version ${version.number}`}</Text>
            <Text size="sm" c="dimmed">Version {version.number}, {author(version)}, seen <Time at={version.seen_at} />{version.number === latest && ": it is the newest"}</Text>
            {stood?.description && <Text size="sm">{stood.description}</Text>}
          </div>
        </Group>
        <Group gap="xs">
          {version.number !== latest && <Button variant="default" size="compact-sm" onClick={() => onCompare(version.number)}>Compare with now</Button>}
          {onRestore !== null && version.number !== latest && <Button variant="default" size="compact-sm" onClick={() => onRestore(version.number)}>Restore v{version.number}</Button>}
        </Group>
        {whole.error !== null ? <Failure error={whole.error} again={() => void whole.refetch()} /> : stood === undefined ? <Loading /> : stood.entries === null
          ? <Text size="sm" c="dimmed">Its tracks were not read at that time; only its details are known.</Text> : (
          <>
            <Text size="sm">{counted(stood.entries.length, "track")}</Text>
            <ol className="pw-list pw-stood" tabIndex={0} aria-label={`Tracks on ${on}`}>
              {stood.entries.slice(0, MOST).map((entry) => (
                <li key={entry.position}><span><span className="pw-dim">{entry.position}</span> {entry.title ?? entry.uri ?? "(unavailable)"}</span><span className="pw-dim"><Time at={entry.added_at} empty="" /></span></li>
              ))}
              {stood.entries.length > MOST && <li>… and {stood.entries.length - MOST} more</li>}
            </ol>
          </>
        )}
      </Stack>
    </Panel>
  );
}
