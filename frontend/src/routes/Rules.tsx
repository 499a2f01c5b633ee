/** Rules: all playlists that keep themselves, and how each stands. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ruleSetsQuery } from "@/features/rules/queries";
import { RuleSetsTable } from "@/features/rules/RuleSetsTable";
import { useMayEdit } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { Empty } from "@/shared/states/States";
import { counted } from "@/shared/text";

const route = getRouteApi("/inside/rules");

export function Rules() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const { data } = useSuspenseQuery(ruleSetsQuery);
  const asking = data.filter((one) => one.hand.asks).length;
  if (data.length === 0)
    return (
      <Page title="Rules">
        <Empty title="No playlist keeps itself yet" action={mayEdit && <Button mt="sm" renderRoot={(props) => <Link {...props} to="/rules/templates" />}>Choose a template</Button>}>
          Say once what a playlist is to hold, such as new releases of artists you follow, and it is refreshed by itself. A template is filled in with a few clicks; each says what it costs.
        </Empty>
      </Page>
    );
  return (
    <Page
      title="Rules" about={`${counted(data.length, "rule set")}${asking > 0 ? `, ${asking} of them ${asking === 1 ? "asks" : "ask"} what becomes of changes by hand` : ""}`}
      actions={mayEdit && (
        <>
          <Button renderRoot={(props) => <Link {...props} to="/rules/templates" />}>Choose a template</Button>
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/rules/new" />}>Write your own</Button>
        </>
      )}
    >
      <RuleSetsTable
        rows={data} search={search} onSearch={(next) => void navigate({ to: "/rules", search: next, replace: true })}
        onOpen={(ruleSet) => void navigate({ to: "/rules/$ruleSet", params: { ruleSet } })}
      />
    </Page>
  );
}
