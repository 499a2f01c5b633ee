/** The page of one artist. */
import { getRouteApi } from "@tanstack/react-router";
import { WhereaboutsPage } from "@/features/find/WhereaboutsPage";

const route = getRouteApi("/inside/artists/$id");

export function Artist() {
  const { id } = route.useParams();
  return <WhereaboutsPage key={id} kind="artist" id={id} />;
}
