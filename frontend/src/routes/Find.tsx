/** The page that finds. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { FindPage } from "@/features/find/FindPage";

const route = getRouteApi("/inside/find");

export function Find() {
  const { q } = route.useSearch();
  const navigate = useNavigate();
  const find = useCallback((words: string) => void navigate({ to: "/find", search: words === "" ? {} : { q: words }, replace: true }), [navigate]);
  return <FindPage q={q ?? ""} onFind={find} />;
}
