/** The apps that were entered; one through which nobody is connected can be taken away again. */
import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { type App, appsQuery, removeApp } from "./queries";

export function AppsList({ apps, used }: { apps: readonly App[]; used: ReadonlySet<string> }) {
  const client = useQueryClient();
  const removing = useMutation({ mutationFn: removeApp, onSettled: () => client.invalidateQueries(appsQuery) });
  return (
    <>
      {removing.isError && <Failure error={removing.error} />}
      <ul className="pw-list" aria-label="Apps">
        {apps.map((app) => (
          <li key={app.id} style={{ flexWrap: "wrap" }}>
            <span style={{ minWidth: 0, flex: "1 1 180px" }}><Text size="sm" fw={600}>{app.name}</Text><Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>{app.client_id}{app.confidential ? ", with its secret" : ""}</Text></span>
            {!used.has(app.id) && <Sure words="Remove" label={`Remove ${app.name}`} about="No account is connected through it." busy={removing.isPending} onSure={() => removing.mutate(app.id)} />}
          </li>
        ))}
      </ul>
    </>
  );
}
