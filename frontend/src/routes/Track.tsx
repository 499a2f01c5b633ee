/** The page of one track. */
import { getRouteApi } from "@tanstack/react-router";
import { WhereaboutsPage } from "@/features/find/WhereaboutsPage";

const route = getRouteApi("/inside/tracks/$id");

export function Track() {
  const { id } = route.useParams();
  return <WhereaboutsPage key={id} kind="track" id={id} />;
}
