/** One rule set. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ruleSetQuery } from "@/features/rules/queries";
import { RuleSetView } from "@/features/rules/RuleSetView";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/rules/$ruleSet");

export function RuleSet() {
  const { ruleSet } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(ruleSetQuery(ruleSet));
  return (
    <Page title={data.name}>
      <RuleSetView
        key={data.id} ruleSet={data} view={search.view ?? "sentence"} first={search.first === "yes"}
        onView={(view) => void navigate({ to: "/rules/$ruleSet", params: { ruleSet }, search: { view }, replace: true, resetScroll: false })}
        onRemoved={() => void navigate({ to: "/rules" })}
      />
    </Page>
  );
}
