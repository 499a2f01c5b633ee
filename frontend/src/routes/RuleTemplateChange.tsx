/** A template of one's own while it is changed. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ChangeTemplate } from "@/features/rules/changing/ChangeTemplate";
import { templateQuery } from "@/features/rules/templates/queries";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/rules/templates/$template/change");

export function RuleTemplateChange() {
  const { template } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(templateQuery(template, ""));
  return (
    <Page title={`Change ${data.name}`} about="Every playlist made from it follows, after you have seen what becomes of each.">
      <ChangeTemplate key={data.id} template={template} view={search.view ?? "form"} onView={(view) => void navigate({ to: "/rules/templates/$template/change", params: { template }, search: { view }, replace: true, resetScroll: false })} />
    </Page>
  );
}
