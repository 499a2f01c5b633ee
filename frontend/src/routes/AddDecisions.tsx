/** What was decided about names. */
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Decisions } from "@/features/adding/Decisions";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/add/decisions");

export function AddDecisions() {
  const { find } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title="Decisions about names" about={<>Which recording a name means, or that there is none: decided once, used for every list and file. <Link className="pw-link pw-text-link" to="/add">Add tracks</Link></>}>
      <Decisions find={find ?? ""} onFind={(next) => void navigate({ to: "/add/decisions", search: { find: next === "" ? undefined : next }, replace: true })} />
    </Page>
  );
}
