/** One pasted list under review. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { titleOf } from "@/features/adding/PasteList";
import { PasteView } from "@/features/adding/PasteView";
import { pasteQuery } from "@/features/adding/queries";
import { Page } from "@/shared/states/Page";
import { counted, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";

const route = getRouteApi("/inside/add/$paste");

export function AddPaste() {
  const { paste } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(pasteQuery(paste));
  return (
    <Page title={titleOf(data)} about={<>{counted(data.counts.lines, "line")} for {data.account_name}, pasted by {whoDid(data.actor)} <Time at={data.created_at} />. <Link className="pw-link pw-text-link" to="/add" search={{ playlist: search.playlist }}>Add tracks</Link></>}>
      <PasteView key={data.id} paste={data} view={search.show} playlist={search.playlist} onView={(show) => void navigate({ to: "/add/$paste", params: { paste }, search: { ...search, show }, replace: true, resetScroll: false })} />
    </Page>
  );
}
