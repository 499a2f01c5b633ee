/** Every time that a rule set was worked out: what came, what left, and why; a way back from what was done. */
import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { plans } from "@/shared/plan/queries";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { useMayEdit } from "@/shared/session";
import { counted, number } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { useNames } from "./names";
import { refreshesQuery } from "./queries";
import { byWhom, named, REFRESHES } from "./standing/states";
import type { ChangeTold, RefreshTold } from "./types";

const Review = lazy(async () => ({ default: (await import("@/shared/plan/Review")).Review }));

export function Refreshes({ ruleSet }: { ruleSet: string }) {
  const { data, error, refetch } = useQuery(refreshesQuery(ruleSet));
  return (
    <Panel title="What became of it">
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined ? error === null && <Loading />
        : data.length === 0 ? <Empty title="Not refreshed yet">Each refresh stands here with what came, what left and why.</Empty>
        : <ol className="pw-list">{data.map((one) => <One key={one.id} refresh={one} />)}</ol>}
    </Panel>
  );
}

function One({ refresh }: { refresh: RefreshTold }) {
  const mayEdit = useMayEdit();
  const [undoing, setUndoing] = useState(false);
  const { summary } = refresh;
  const state = REFRESHES[refresh.state] ?? { words: refresh.state, tone: "quiet" as const };
  const more = summary.came_total + summary.left_total > 0;
  const head = (
    <Group gap={14} component="span" style={{ display: "inline-flex" }}>
      <Time at={refresh.at} />
      <Word tone={state.tone}>{state.words}</Word>
      {more && <span><span style={{ color: "var(--pw-good)" }}>+{number(summary.came_total)}</span> <span className="pw-dim">−{number(summary.left_total)}</span></span>}
    </Group>
  );
  return (
    <li style={{ display: "block" }}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <div style={{ minWidth: 0, flex: 1 }}>
          {more ? (
            <details>
              <summary>{head}</summary>
              <Changes heading="Came" sign="+" tracks={summary.came} />
              <Changes heading="Left" sign="-" tracks={summary.left} />
            </details>
          ) : head}
          <Text size="sm" c="dimmed">{named(summary.sentence)} {summary.calls != null && `${counted(summary.calls, "call")}, `}by {byWhom(refresh.actor)}.</Text>
        </div>
        <Group gap="xs">
          {refresh.run !== null && refresh.state === "done" && mayEdit && <Button size="compact-sm" variant="default" onClick={() => setUndoing(true)}>Undo</Button>}
        </Group>
      </Group>
      {undoing && refresh.run !== null && <Suspense fallback={null}><Review title={`Undo: ${named(summary.sentence)}`} propose={() => plans.undo(refresh.run!)} onClose={() => setUndoing(false)} /></Suspense>}
    </li>
  );
}

function Changes({ heading, sign, tracks }: { heading: string; sign: string; tracks: readonly ChangeTold[] }) {
  const nameOf = useNames(tracks.filter((one) => one.title === null).slice(0, 20).map((one) => one.uri));
  if (tracks.length === 0) return null;
  return (
    <div className="pw-diff" role="list" aria-label={heading} tabIndex={0} style={{ marginTop: 6 }}>
      {tracks.map((one) => (
        <div key={one.uri} role="listitem" data-sign={sign} style={{ gridTemplateColumns: "20px minmax(0, 1fr)" }}>
          <span aria-hidden>{sign === "-" ? "−" : sign}</span>
          <span>{one.title ?? nameOf(one.uri)} <span className="pw-dim">{one.why}</span></span>
        </div>
      ))}
    </div>
  );
}
