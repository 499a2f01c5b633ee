/** What a change of a template makes of every rule set that follows it: sentences before and after, what comes and goes, the price. */
import { Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Sure } from "@/shared/Sure";
import { Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted, number, titled } from "@/shared/text";
import { type Becoming, templates } from "../templates/queries";

export function Linked({ template, linked, editable }: { template: string; linked: readonly Becoming[]; editable: boolean }) {
  if (linked.length === 0) return <Text size="sm" c="dimmed">No rule set follows this template yet: a change of it touches nothing else.</Text>;
  const changing = linked.filter((one) => one.changed).length;
  return (
    <Stack gap="sm">
      <Text fw={600} role="status">{changing === 0 ? `Nothing changes for the ${counted(linked.length, "rule set")} that ${linked.length === 1 ? "follows" : "follow"} it` : `${number(changing)} of ${counted(linked.length, "rule set")} ${changing === 1 ? "becomes" : "become"} another`}</Text>
      <ul className="pw-list" aria-label="What follows this template">
        {linked.map((one) => <Row key={one.rule_set} template={template} one={one} editable={editable} />)}
      </ul>
      <Text size="xs" c="dimmed">Looking at this cost no call. Playlists change at their next refresh, or all at once when you say so.</Text>
    </Stack>
  );
}

function Row({ template, one, editable }: { template: string; one: Becoming; editable: boolean }) {
  const client = useQueryClient();
  const unlinking = useMutation({ mutationFn: () => templates.unlink(template, one.rule_set), onSuccess: () => client.invalidateQueries({ queryKey: ["rules"] }) });
  const gone = one.before.filter((sentence) => !one.after.includes(sentence));
  const come = one.after.filter((sentence) => !one.before.includes(sentence));
  return (
    <li style={{ display: "block" }}>
      <div style={{ display: "flex", gap: 10, justifyContent: "space-between", flexWrap: "wrap" }}>
        <Link className="pw-link pw-text-link" to="/rules/$ruleSet" params={{ ruleSet: one.rule_set }}>{titled(one.playlist_name ?? one.name)}</Link>
        {one.faults.length > 0 ? <Word tone="bad">would be wrong</Word> : one.changed ? <Word tone="busy">changes</Word> : <Word tone="quiet">stays</Word>}
      </div>
      {one.faults.map((fault) => <Text key={fault} size="sm" style={{ color: "var(--pw-bad)" }}>{fault}</Text>)}
      {gone.length + come.length > 0 && one.after.length > 0 && (
        <div className="pw-diff" role="list" aria-label={`Sentences of ${one.name}`} style={{ margin: "6px 0" }}>
          {gone.map((sentence) => <div key={`- ${sentence}`} role="listitem" data-sign="-" className="pw-sentences"><span aria-hidden>-</span><span><span className="pw-away">goes: </span>{sentence}</span></div>)}
          {come.map((sentence) => <div key={`+ ${sentence}`} role="listitem" data-sign="+" className="pw-sentences"><span aria-hidden>+</span><span><span className="pw-away">comes: </span>{sentence}</span></div>)}
        </div>
      )}
      <Text size="xs" c="dimmed">
        {one.total === null ? "What comes and goes is told once its lists are read." : `${counted(one.total, "track")}; ${number(one.enters ?? 0)} come, ${number(one.leaves ?? 0)} go.`}
        {one.calls !== null && one.calls > 0 && ` ${counted(one.calls, "call")} to read what it needs.`}
        {one.price !== null && ` At most ${counted(one.price.calls_a_week, "call")} a week.`}
      </Text>
      {editable && <div style={{ marginTop: 4 }}><Sure words="Let it go its own way" label={`Let it go its own way: ${one.name}`} about="Changes of the template no longer reach it; its rules stay as they are." busy={unlinking.isPending} onSure={() => unlinking.mutate()} /></div>}
      {unlinking.isError && <Failure error={unlinking.error} />}
    </li>
  );
}
