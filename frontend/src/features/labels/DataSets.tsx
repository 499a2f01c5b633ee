/** The data sets that were imported: in which order they are believed, of how much they tell, brought and removed. */
import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { may } from "@/api/session";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { counted, number, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { coverageQuery, type DataSet, sets, setsQuery } from "./queries";
import { Reasons } from "./Reasons";
import { Ways, WaysKey } from "./Ways";

const ImportDialog = lazy(async () => ({ default: (await import("./ImportDialog")).ImportDialog }));
const CoverageDialog = lazy(async () => ({ default: (await import("./CoverageDialog")).CoverageDialog }));

const LOOK_MS = 2_000;

export function DataSets() {
  const client = useQueryClient();
  const mayImport = may(useSession(), "settings");
  const { data, error, refetch } = useQuery({ ...setsQuery, refetchInterval: (query) => (query.state.data?.some((one) => !one.matched) === true ? LOOK_MS : false) });
  const lent = data?.map((one) => `${one.id} ${one.lent}`).join() ?? "";
  useEffect(() => void client.invalidateQueries({ queryKey: ["features", "coverage"] }), [client, lent]);
  const coverage = useQuery(coverageQuery(false));
  const [doing, setDoing] = useState<"import" | "coverage" | null>(null);
  const fresh = () => Promise.all([client.invalidateQueries({ queryKey: ["features"] }), client.invalidateQueries({ queryKey: ["labels"] })]);
  const moving = useMutation({ mutationFn: ({ id, place }: { id: string; place: number }) => sets.move(id, place), onSettled: fresh });
  const removing = useMutation({ mutationFn: sets.remove, onSettled: fresh });
  const library = coverage.data?.library;
  const share = (of: number) => (library === undefined || library.tracks === 0 ? "" : ` (${Math.round((100 * of) / library.tracks)} %)`);
  return (
    <Panel title="Data sets" actions={mayImport && <Button size="compact-sm" variant="default" onClick={() => setDoing("import")}>Import a table</Button>}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {library !== undefined && library.tracks > 0 && (
        <Group gap="xs" mb={4}>
          <Text size="sm">Of {counted(library.tracks, "mirrored track")}, features are known of {number(library.heard)}{share(library.heard)}, and a genre of {number(library.labelled)}{share(library.labelled)}.</Text>
          <Button size="compact-sm" variant="subtle" onClick={() => setDoing("coverage")}>By playlist</Button>
        </Group>
      )}
      {library !== undefined && library.tracks > 0 && (data?.length ?? 0) > 0 && <div style={{ marginBottom: 10 }}><Ways of={library} /><WaysKey of={library} /></div>}
      {data?.length === 0 && (
        <Empty title="No data set was imported">
          A table that says how tracks sound (tempo, energy, key), and perhaps their genres: for rules that ask for it, since Spotify tells new apps none of it. {mayImport ? "The form with 114,000 rows that goes about is known by heart; of any other CSV file you say which column is what." : "Whoever may change settings can import one."}
        </Empty>
      )}
      {data !== undefined && data.length > 1 && <Text size="xs" c="dimmed">Of a feature that several tell, the upper one is believed.</Text>}
      <ul className="pw-list" aria-label="Data sets">
        {data?.map((one, index) => (
          <li key={one.id} style={{ alignItems: "center" }}>
            <About set={one} />
            {mayImport && (
              <Group gap={6} wrap="nowrap" style={{ flexShrink: 0 }}>
                {([["up", index, <IconArrowUp key="up" size={15} />], ["down", index + 2, <IconArrowDown key="down" size={15} />]] as const).map(([way, place, icon]) => (
                  <Tooltip key={way} label={`Believe it ${way === "up" ? "more" : "less"}`}>
                    <ActionIcon variant="default" aria-label={`Move ${one.name} ${way}`} disabled={moving.isPending || (way === "up" ? index === 0 : index === data.length - 1)} onClick={() => moving.mutate({ id: one.id, place })}>{icon}</ActionIcon>
                  </Tooltip>
                ))}
                <Sure words="Remove" label={`Remove ${one.name}`} about={goes(one)} busy={removing.isPending} onSure={() => removing.mutate(one.id)} />
              </Group>
            )}
          </li>
        ))}
      </ul>
      {(moving.isError || removing.isError) && <Failure error={moving.error ?? removing.error} />}
      <Suspense fallback={null}>
        {doing === "import" && <ImportDialog names={data?.map((one) => one.name) ?? []} onClose={() => setDoing(null)} onDone={() => { setDoing(null); void fresh(); }} />}
        {doing === "coverage" && <CoverageDialog onClose={() => setDoing(null)} />}
      </Suspense>
    </Panel>
  );
}

const tracksOf = (counts: DataSet["counts"]) => counts.tracks + counts.isrcs + (counts.names ?? 0);
const goes = (one: DataSet) => `All that it says of ${counted(tracksOf(one.counts), "track")} goes${one.lent > 0 ? `, and what it lends to ${counted(one.lent, "track")} by likeness` : ""}.`;

/** Whether tracks are found that are called as its rows are. */
function likeness(one: DataSet): string {
  if (one.named === 0) return "It told no names: tracks that are called alike are not found.";
  return one.matched ? `Lends to ${counted(one.lent, "mirrored track")} that it does not name.` : "Tracks that are called alike are being looked for.";
}

function About({ set }: { set: DataSet }) {
  const { counts } = set;
  const told = [counted(tracksOf(counts), "track"), ...(counts.genres > 0 ? [counted(counts.genres, "genre")] : []), ...(counts.moods > 0 ? [counted(counts.moods, "mood")] : [])];
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }}>{set.name}</Text>
      <Text size="xs" c="dimmed">{told.join(", ")}; imported <Time at={set.at} how="relative" /> by {whoDid(set.actor)}</Text>
      <Text size="xs" c="dimmed">{likeness(set)}</Text>
      {(counts.reasons.length > 0 || Object.keys(counts.unknown).length > 0) && (
        <details>
          <summary className="pw-dim" style={{ fontSize: 12, cursor: "pointer" }}>{counts.refused > 0 ? `${counted(counts.refused, "row")} of ${number(counts.rows)} left out` : "What is unknown"}</summary>
          <Reasons counts={counts} />
        </details>
      )}
    </div>
  );
}
