/** Templates: rule sets that are ready but for a few blanks. */
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Gallery } from "@/features/rules/templates/Gallery";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/rules/templates");

export function RuleTemplates() {
  const search = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title="Templates" about={<>Choose what a playlist is to be; then pick playlists, artists and numbers. Looking costs no call. Or <Link className="pw-link pw-text-link" to="/rules/new" search={{ playlist: search.playlist }}>write your own rules</Link>.</>}>
      <Gallery account={search.account} playlist={search.playlist} onAccount={(account) => void navigate({ to: "/rules/templates", search: { ...search, account }, replace: true })} />
    </Page>
  );
}
