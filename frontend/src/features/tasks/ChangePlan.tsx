/** Changing a plan before it is carried out: what it does line by line, what it becomes, what that costs, and why. */
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Diff } from "@/shared/plan/Diff";
import { Failure, Loading } from "@/shared/states/States";
import { counted, titled, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";
import { override, partsQuery, planQuery, previewQuery, type Said } from "./overrides";
import { PlanDetails } from "./PlanDetails";
import { PlanLines } from "./PlanLines";

const SETTLES_MS = 250;

export function ChangePlan({ run, jobKey, onClose }: { run: string; jobKey: string; onClose: () => void }) {
  const parts = useQuery(partsQuery(run));
  const [chosen, setChosen] = useState<number | null>(null);
  const part = chosen ?? Math.max(0, (parts.data ?? []).findIndex((one) => jobKey === `playlist:${one.playlist_id}`));
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Change this plan</Text>} size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      {parts.isPending && <Loading what="Reading the plan" />}
      {parts.isError && <Failure error={parts.error} again={() => void parts.refetch()} />}
      {parts.data !== undefined && (
        <Stack gap="sm">
          {parts.data.length > 1 && (
            <NativeSelect
              label="Playlist" value={part} onChange={(event) => setChosen(Number(event.currentTarget.value))}
              data={parts.data.map((one, index) => ({ value: String(index), label: titled(one.name) }))}
            />
          )}
          <OfPart key={part} run={run} part={part} onClose={onClose} />
        </Stack>
      )}
    </Modal>
  );
}

function OfPart({ run, part, onClose }: { run: string; part: number; onClose: () => void }) {
  const client = useQueryClient();
  const plan = useQuery(planQuery(run, part));
  const [said, setSaid] = useState<Record<string, Said>>({});
  const [reason, setReason] = useState("");
  const changes = Object.values(said);
  const [settled] = useDebouncedValue(said, SETTLES_MS);
  const preview = useQuery(previewQuery(run, part, plan.data?.fingerprint, Object.values(settled)));
  const shown = changes.length > 0 && !preview.isError ? preview.data : undefined;
  const current = settled === said && !preview.isPlaceholderData && shown !== undefined;
  const making = useMutation({
    mutationFn: () => override(run, part, changes, shown!.plan.fingerprint, reason.trim()),
    onSuccess: () => {
      onClose();
      for (const queryKey of [["runs", run], ["jobs"], ["joblog"]]) void client.invalidateQueries({ queryKey });
    },
  });
  const say = (key: string, change: Said | null) =>
    setSaid((before) => Object.fromEntries(Object.entries({ ...before, [key]: change }).filter((one): one is [string, Said] => one[1] !== null)));

  if (plan.isError) return <Failure error={plan.error} again={() => void plan.refetch()} />;
  if (plan.data === undefined) return <Loading what="Reading the plan" />;
  const { why_not, lines, details, total, overrides, calls } = plan.data;
  const mayChange = why_not === null && lines.length + details.length > 0;
  return (
    <form onSubmit={(event) => { event.preventDefault(); making.mutate(); }}>
      <Stack gap="sm">
        {overrides.map((one) => <Text key={one.after} size="sm" c="dimmed">Changed by {whoDid(one.actor)} <Time at={one.at} />: {one.reason}</Text>)}
        {why_not !== null && <Text role="alert" size="sm" style={{ color: "var(--pw-warn)" }}><Says text={`${why_not.what} ${why_not.remedy}`} /></Text>}
        {mayChange && (
          <>
            <Text size="sm">It takes {counted(calls, "call")}. {lines.length > 0 ? "Drop what is not to come, keep what is to stay, or put it at a place: positions count in what the playlist becomes." : "It changes details alone: leave those that are to stay as they are."}</Text>
            <PlanDetails details={details} said={said} onSay={say} />
            {lines.length > 0 && <PlanLines lines={lines} total={total} said={said} onSay={say} />}
            {preview.isError && changes.length > 0 && <Failure error={preview.error} />}
            {shown !== undefined && (
              <Stack gap={6} style={{ opacity: current ? 1 : 0.6 }} aria-live="polite">
                <Text fw={600} data-testid="override-cost">{counted(shown.calls, "call")} instead of {shown.calls_before}</Text>
                <Diff lines={shown.lines} label="What it becomes" />
                {shown.refused !== null && <Text size="sm" role="alert" style={{ color: "var(--pw-warn)" }}><Says text={`${shown.refused.what} ${shown.refused.remedy}`} /></Text>}
              </Stack>
            )}
            <TextInput label="Why" description="It is recorded with your name." required maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            {making.isError && <Failure error={making.error} />}
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{mayChange ? "Leave it as it is" : "Close"}</Button>
          {mayChange && (
            <Button type="submit" loading={making.isPending} disabled={!current || shown.refused !== null || reason.trim() === ""}>Change the plan</Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
