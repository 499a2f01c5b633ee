/** What is to be done at a time to come: each schedule that is not the server's own, with its next time. */
import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { may } from "@/api/session";
import { asProblem } from "@/api/problem";
import { useSession } from "@/shared/session";
import { Time } from "@/shared/time/Time";
import { planSchedule } from "./overrides";
import { PlanAhead } from "./PlanAhead";
import { cancelPlanned, plannedQuery } from "./queries";

const MOST = 20;
/** Work that makes a plan. */
const PLANS: readonly string[] = ["wishes.apply", "bulk.apply"];

export function Planned({ onJob }: { onJob: (job: string) => void }) {
  const client = useQueryClient();
  const mayDelete = may(useSession(), "delete");
  const { data } = useQuery(plannedQuery);
  const cancelling = useMutation({ mutationFn: cancelPlanned, onSettled: () => void client.invalidateQueries({ queryKey: ["schedules"] }) });
  const coming = (data ?? []).filter((one) => !one.built_in && one.next_at !== null).sort((a, b) => a.next_at!.localeCompare(b.next_at!));
  if (coming.length === 0) return null;
  return (
    <section aria-label="Planned" className="pw-panel">
      <Text fw={600} size="sm">Planned</Text>
      <ul className="pw-list">
        {coming.slice(0, MOST).map((one) => (
          <li key={one.id} style={{ flexWrap: "wrap" }}>
            <span className="pw-two"><span>{one.name}</span><span className="pw-dim">{one.paused_at === null ? one.words : "paused"}</span></span>
            <span style={{ display: "flex", flexWrap: "wrap", gap: 10, alignItems: "center" }}>
              <Time at={one.next_at} how="both" />
              {PLANS.includes(one.kind) && one.paused_at === null && <PlanAhead small of={one.name} kind={one.kind} plan={() => planSchedule(one.id)} onPlanned={onJob} />}
              {mayDelete && <Button size="compact-xs" variant="default" aria-label={`Call off ${one.name}`} loading={cancelling.isPending && cancelling.variables === one.id} onClick={() => cancelling.mutate(one.id)}>Call off</Button>}
            </span>
          </li>
        ))}
      </ul>
      {coming.length > MOST && <Text size="sm" c="dimmed">and {coming.length - MOST} more, in the calendar</Text>}
      {cancelling.isError && <Text size="sm" role="alert">{asProblem(cancelling.error).message}</Text>}
    </section>
  );
}
