/** What can be done to a job. */
import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { useMayEdit } from "@/shared/session";
import { allowed, type JobRow, type Verb, verbs } from "./queries";

const WORDS: Record<Verb, string> = { cancel: "Cancel", retry: "Retry", run: "Run now" };

export function Actions({ job, small = false }: { job: Pick<JobRow, "id" | "state" | "title" | "cancelling">; small?: boolean }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const doing = useMutation({
    mutationFn: (verb: Verb) => verbs[verb](job.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs"] }),
  });
  if (!mayEdit) return null;
  return (
    <span style={{ display: "inline-flex", gap: 6, alignItems: "center", flexWrap: "wrap" }}>
      {allowed(job.state).map((verb) => (
        <Button
          key={verb} size={small ? "compact-xs" : "sm"} variant="default" loading={doing.isPending && doing.variables === verb}
          disabled={doing.isPending || (verb === "cancel" && job.cancelling)} aria-label={`${WORDS[verb]}: ${job.title}`} onClick={() => doing.mutate(verb)}
        >
          {WORDS[verb]}
        </Button>
      ))}
      {doing.isError && <Text size="xs" role="alert" style={{ color: "var(--pw-bad)" }}>{asProblem(doing.error).message}</Text>}
    </span>
  );
}
