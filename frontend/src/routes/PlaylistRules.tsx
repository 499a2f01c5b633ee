/** The rules of one playlist. */
import { Button, Group } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { playlistQuery, writer } from "@/features/playlist/queries";
import { ofPlaylistQuery } from "@/features/rules/queries";
import { RuleSetView } from "@/features/rules/RuleSetView";
import { useMayEdit } from "@/shared/session";
import { Empty } from "@/shared/states/States";

const route = getRouteApi("/inside/playlists/$playlist/rules");

export function PlaylistRules() {
  const { playlist } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(playlistQuery(playlist));
  const { data: all } = useSuspenseQuery(ofPlaylistQuery(playlist));
  const account = writer(data);
  const mayEdit = useMayEdit(account, data.tags) && account !== null;
  const [one] = all;
  if (one === undefined)
    return (
      <Empty
        title="No rules keep this playlist"
        action={mayEdit && (
          <Group gap="xs" mt="sm">
            <Button renderRoot={(props) => <Link {...props} to="/rules/templates" search={{ account, playlist }} />}>Choose a template</Button>
            <Button variant="default" renderRoot={(props) => <Link {...props} to="/rules/new" search={{ playlist }} />}>Write your own</Button>
          </Group>
        )}
      >
        {mayEdit ? "Say once what it is to hold, and it is refreshed by itself: every change is shown before the first time, and can be undone." : "Whoever may edit it can say what it is to hold."}
      </Empty>
    );
  return (
    <RuleSetView
      key={one.id} ruleSet={one} within view={search.view ?? "sentence"} onView={(view) => void navigate({ to: "/playlists/$playlist/rules", params: { playlist }, search: { view }, replace: true, resetScroll: false })}
      onRemoved={() => void navigate({ to: "/playlists/$playlist/rules", params: { playlist } })}
    />
  );
}
