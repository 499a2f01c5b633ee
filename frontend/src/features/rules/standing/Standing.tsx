/** How a rule set stands: when it is refreshed next, what was changed by hand, whether somebody holds it as it is. */
import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { useNames } from "../names";
import { ruleSets } from "../queries";
import type { RuleSetTold } from "../types";
import { HoldForm } from "./HoldForm";
import { isByHand, named, stateOf } from "./states";
import { WhenForm } from "./WhenForm";

const MOST_NAMED = 3;

interface Props {
  ruleSet: RuleSetTold;
  editable: boolean;
  onChanged: (now: RuleSetTold) => void;
}

export function Standing({ ruleSet, editable, onChanged }: Props) {
  const [opened, setOpened] = useState<"when" | "hold" | null>(null);
  const { schedule, last } = ruleSet;
  const kept = ruleSet.playlist !== null || ruleSet.create !== null;
  const state = stateOf(ruleSet);
  const done = (now: RuleSetTold) => {
    setOpened(null);
    onChanged(now);
  };
  if (!kept) return null;
  return (
    <>
      <div className="pw-note" role="region" aria-label="How it stands">
        <Group gap="4px 18px">
          <Word tone={state.tone}>{state.words}</Word>
          <Text size="sm" component="span">
            {schedule === null ? "Refreshed by hand alone." : <>{schedule.words}{schedule.paused ? ", paused." : schedule.next_at === null ? "." : <>, next <Time at={schedule.next_at} how="both" />.</>}</>}
          </Text>
          {last !== null && <Text size="sm" c="dimmed" component="span">Last: {named(last.summary.sentence)} <Time at={last.at} how="relative" /></Text>}
        </Group>
        {editable && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" aria-expanded={opened === "when"} onClick={() => setOpened(opened === "when" ? null : "when")}>{schedule === null ? "Refresh it every week …" : "When …"}</Button>
            {ruleSet.override === null && <Button size="compact-sm" variant="default" aria-expanded={opened === "hold"} onClick={() => setOpened(opened === "hold" ? null : "hold")}>Keep as it stands …</Button>}
          </Group>
        )}
      </div>
      {opened === "when" && <WhenForm ruleSet={ruleSet} onDone={done} onClose={() => setOpened(null)} />}
      {opened === "hold" && <HoldForm ruleSet={ruleSet} onDone={done} onClose={() => setOpened(null)} />}
      {ruleSet.override !== null && <Held ruleSet={ruleSet} editable={editable} onChanged={onChanged} />}
      {isByHand(ruleSet.hand) && <Hand ruleSet={ruleSet} editable={editable} onChanged={onChanged} />}
    </>
  );
}

function Held({ ruleSet, editable, onChanged }: Props) {
  const lifting = useMutation({ mutationFn: () => ruleSets.lift(ruleSet.id), onSuccess: onChanged });
  const held = ruleSet.override!;
  return (
    <div className="pw-note" role="region" aria-label="Kept as it stands">
      <Text size="sm">
        {whoDid(held.actor)} keeps the playlist as it stands{" "}{held.kind === "once" ? "once: the next refresh is left out" : held.kind === "forever" ? "until somebody lifts that" : <>until <Time at={held.until} how="both" /></>}.
      </Text>
      {editable && <Button size="compact-sm" variant="default" loading={lifting.isPending} onClick={() => lifting.mutate()}>Let the rules keep it again</Button>}
      {lifting.isError && <Failure error={lifting.error} />}
    </div>
  );
}

function Hand({ ruleSet, editable, onChanged }: Props) {
  const deciding = useMutation({ mutationFn: (decision: "keep" | "drop") => ruleSets.decide(ruleSet.id, decision), onSuccess: onChanged });
  const { put, moved, out, asks } = ruleSet.hand;
  const words = [put.length > 0 && `${counted(put.length, "track")} put in`, moved.length > 0 && `${counted(moved.length, "track")} moved`, out.length > 0 && `${counted(out.length, "track")} taken out`].filter(Boolean).join(", ");
  const nameOf = useNames([...put, ...moved, ...out].slice(0, MOST_NAMED));
  return (
    <div className="pw-note" data-tone={asks ? "warn" : undefined} role={asks ? "alert" : "region"} aria-label="Changed by hand">
      <Text size="sm">
        By hand: {words} ({[...put, ...moved, ...out].slice(0, MOST_NAMED).map(nameOf).join(", ")}{put.length + moved.length + out.length > MOST_NAMED && " …"}). {asks ? "Nothing is refreshed until somebody has said what becomes of that." : "It stays, whatever the rules say."}
      </Text>
      {editable && (
        <Group gap="xs">
          {asks && <Button size="compact-sm" loading={deciding.isPending && deciding.variables === "keep"} onClick={() => deciding.mutate("keep")}>Keep it</Button>}
          <Button size="compact-sm" variant="default" loading={deciding.isPending && deciding.variables === "drop"} onClick={() => deciding.mutate("drop")}>Drop it at the next refresh</Button>
        </Group>
      )}
      {deciding.isError && <Failure error={deciding.error} />}
    </div>
  );
}
