/** The page of tasks. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { TasksTable } from "@/features/tasks/TasksTable";

const route = getRouteApi("/inside/tasks");

export function Tasks() {
  const search = route.useSearch();
  const navigate = useNavigate();
  return <TasksTable search={search} onSearch={(next) => void navigate({ to: "/tasks", search: next, replace: next.job === undefined && search.job === undefined })} />;
}
