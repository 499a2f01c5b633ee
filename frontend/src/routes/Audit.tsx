/** The page of the audit chain. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { AuditTable } from "@/features/audit/AuditTable";

const route = getRouteApi("/inside/audit");

export function Audit() {
  const navigate = useNavigate();
  return <AuditTable search={route.useSearch()} onSearch={(next) => void navigate({ to: "/audit", search: next, replace: true })} />;
}
