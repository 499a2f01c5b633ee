/** The page of what is planned, by week. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { WeekView } from "@/features/placements/WeekView";

const route = getRouteApi("/inside/calendar");

export function Calendar() {
  const navigate = useNavigate();
  return <WeekView week={route.useSearch().week} onWeek={(week) => void navigate({ to: "/calendar", search: { week } })} />;
}
