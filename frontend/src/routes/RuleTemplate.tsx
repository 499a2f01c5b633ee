/** One template, to be filled in. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Fill } from "@/features/rules/templates/Fill";
import { templateQuery } from "@/features/rules/templates/queries";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/rules/templates/$template");

export function RuleTemplate() {
  const { template } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(templateQuery(template, search.account ?? ""));
  return (
    <Page title={data.name}>
      <Fill key={data.id} template={template} account={search.account} playlist={search.playlist} onMade={(ruleSet) => void navigate({ to: "/rules/$ruleSet", params: { ruleSet }, search: { first: "yes" } })} />
    </Page>
  );
}
