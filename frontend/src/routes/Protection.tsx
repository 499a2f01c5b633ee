/** Protection: what playlists say about themselves stays what their owner wants. */
import { Button, Text } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Incidents } from "@/features/protection/Incidents";
import { ProtectedTable } from "@/features/protection/ProtectedTable";
import { decide, protectedQuery, protectionQuery } from "@/shared/protection/queries";
import { Watches } from "@/features/protection/Watches";
import { AlertList } from "@/shared/alerts/AlertList";
import { useMayEdit } from "@/shared/session";
import { Page, Panel } from "@/shared/states/Page";
import { Empty, Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import "@/features/protection/protection.css";

const route = getRouteApi("/inside/protection");

export function Protection() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const { data: state } = useSuspenseQuery(protectionQuery);
  const { data: rows } = useSuspenseQuery(protectedQuery);
  const calls = state.accounts.reduce((sum, one) => sum + one.calls, 0);
  const sweeping = useMutation({ mutationFn: decide.sweep });
  if (rows.length === 0)
    return (
      <Page title="Protection">
        <Empty title="No playlist is protected yet" action={<Link className="pw-link" to="/playlists">Pick playlists</Link>}>
          Pick playlists and choose Protect: when somebody empties a title or description or takes a cover away, it is put back within minutes.
        </Empty>
      </Page>
    );
  return (
    <Page
      title="Protection" about={`${counted(rows.length, "playlist")} in ${counted(state.accounts.length, "account")}; each is put back ${counted(state.restores_most, "time")} in 24 hours at most`}
      actions={mayEdit && <Button variant="default" loading={sweeping.isPending} onClick={() => sweeping.mutate()}>Look now ({counted(calls, "call")})</Button>}
    >
      {sweeping.isSuccess && <Text size="sm" c="dimmed" role="status">A look is under way; what it finds shows up here by itself.</Text>}
      {sweeping.isError && <Failure error={sweeping.error} />}
      <Watches watches={state.accounts} />
      <Panel title="Incidents" actions={<Button size="compact-sm" variant="subtle" aria-pressed={search.incidents === "all"} onClick={() => void navigate({ to: "/protection", search: { ...search, incidents: search.incidents === "all" ? undefined : "all" }, replace: true })}>{search.incidents === "all" ? "Only open ones" : "Also those that are over"}</Button>}>
        <Incidents open={search.incidents !== "all"} />
      </Panel>
      <ProtectedTable
        rows={rows} search={search} onSearch={(next) => void navigate({ to: "/protection", search: next, replace: true })}
        onOpen={(playlist) => void navigate({ to: "/playlists/$playlist/protection", params: { playlist } })}
      />
      <Panel title="What people were told" actions={<Link className="pw-link" to="/settings">Notifications</Link>}>
        <Text size="xs" c="dimmed">Who is told, by which way and not at night, stands in the settings.</Text>
        <AlertList />
      </Panel>
    </Page>
  );
}
