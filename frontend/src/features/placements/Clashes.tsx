/** What is in the way of a placement: a warning is accepted here, and taken back; what was accepted is not loud any more. */
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { asProblem } from "@/api/problem";
import { changed } from "@/shared/notices/store";
import { useMayEdit } from "@/shared/session";
import { Says } from "@/shared/states/Says";

type Shown = Pick<Schemas["PlacementShownDocument"], "id" | "title" | "conflicts" | "accepted">;

const accept = (placement: string, code: string, accepted: boolean) =>
  data(api.POST("/api/v1/placements/{placement}/accept", { params: { path: { placement } }, body: { code, accepted } }));

export function Clashes({ shown }: { shown: Shown }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const stale = () => client.invalidateQueries({ queryKey: ["placements"] });
  const saying = useMutation({
    mutationFn: ({ code, accepted }: { code: string; accepted: boolean }) => accept(shown.id, code, accepted),
    onSuccess: (_, { code, accepted }) => {
      changed(accepted ? "It is accepted, and stops nothing any more" : "It is in the way again", async () => {
        await accept(shown.id, code, !accepted);
        await stale();
      });
    },
    onSettled: stale,
  });
  const button = (code: string, accepted: boolean) => mayEdit && (
    <Button size="compact-xs" variant="default" loading={saying.isPending && saying.variables.code === code} onClick={() => saying.mutate({ code, accepted })}>{accepted ? "Accept it" : "Take it back"}</Button>
  );
  return (
    <>
      {shown.conflicts.length > 0 && (
        <section aria-label="In the way" className="pw-note" data-tone="warn" style={{ display: "grid", gap: 8 }}>
          {shown.conflicts.map((one, index) => (
            <Group key={index} gap={8}>
              <Text size="sm">{one.weight === "error" ? "Conflict" : "In the way"}: <Says text={`${one.text} ${one.remedy}`} /></Text>
              {one.weight === "warning" && button(one.code, true)}
            </Group>
          ))}
        </section>
      )}
      {shown.accepted.map((one, index) => (
        <Group key={index} gap={8}>
          <Text size="sm" c="dimmed">Accepted: {one.text}</Text>
          {button(one.code, false)}
        </Group>
      ))}
      {saying.isError && <Text size="sm" role="alert" style={{ color: "var(--pw-bad)" }}><Says text={`${asProblem(saying.error).message} ${asProblem(saying.error).remedy}`} /></Text>}
    </>
  );
}
