/** Rules that are written from nothing. */
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { NewRules } from "@/features/rules/NewRules";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/rules/new");

export function RuleNew() {
  const search = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title="New rules" about={<>It is quicker with <Link className="pw-link pw-text-link" to="/rules/templates" search={{ playlist: search.playlist }}>a template</Link>.</>}>
      <NewRules
        playlist={search.playlist ?? null} view={search.view ?? "form"} onView={(view) => void navigate({ to: "/rules/new", search: { ...search, view }, replace: true, resetScroll: false })}
        onMade={(ruleSet) => void navigate({ to: "/rules/$ruleSet", params: { ruleSet } })}
      />
    </Page>
  );
}
