/** The page of one album. */
import { getRouteApi } from "@tanstack/react-router";
import { WhereaboutsPage } from "@/features/find/WhereaboutsPage";

const route = getRouteApi("/inside/albums/$id");

export function Album() {
  const { id } = route.useParams();
  return <WhereaboutsPage key={id} kind="album" id={id} />;
}
