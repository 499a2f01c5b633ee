/** Making the plan of a task before its time, so that it can be looked at and changed; what that costs is said before. */
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import type { Schemas } from "@/api/client";
import { useMayEdit } from "@/shared/session";
import { Says } from "@/shared/states/Says";

interface Props {
  plan: () => Promise<Schemas["PlannedAheadDocument"]>;
  of: string;
  /** The kind of the task. */
  kind: string;
  small?: boolean;
  onPlanned?: (job: string) => void;
}

/** What planning settles beyond the plan, by the kind of task. */
const SETTLES: Readonly<Record<string, string>> = { "bulk.apply": " Which playlists it edits is settled then: one that comes to fit later is left for the next time." };

export function PlanAhead({ plan, of, kind, small = false, onPlanned }: Props) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const [asked, setAsked] = useState(false);
  const planning = useMutation({
    mutationFn: plan,
    onSuccess: (planned) => {
      setAsked(false);
      if (planned.run !== null) onPlanned?.(planned.job);
    },
    onSettled: () => {
      for (const queryKey of [["jobs"], ["schedules"]]) void client.invalidateQueries({ queryKey });
    },
  });
  if (!mayEdit) return null;
  const size = small ? "compact-xs" : "sm";
  return (
    <Group gap={6} role="group" aria-label={`Plan ${of} now`}>
      {!asked && <Button size={size} variant="default" aria-label={`Plan it now: ${of}`} onClick={() => setAsked(true)}>Plan it now</Button>}
      {asked && (
        <>
          <Text size="xs" c="dimmed" role="status" w="100%">Looks at its playlists now, a call for fifty in a list and one for each page that changed. It is carried out at its time, and can be changed until then.{SETTLES[kind]}</Text>
          <Button size={size} loading={planning.isPending} autoFocus onClick={() => planning.mutate()}>Look and plan</Button>
          <Button size={size} variant="default" onClick={() => setAsked(false)}>Not now</Button>
        </>
      )}
      {planning.data?.run === null && <Text size="xs" role="status">As things stand nothing would be done. It looks again at its time.</Text>}
      {planning.isError && <Text size="xs" role="alert" style={{ color: "var(--pw-bad)" }}><Says text={`${asProblem(planning.error).message} ${asProblem(planning.error).remedy}`} /></Text>}
    </Group>
  );
}
