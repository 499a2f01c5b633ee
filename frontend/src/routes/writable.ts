/** The accounts in which this member may make playlists. */
import { useQuery } from "@tanstack/react-query";
import { mayEdit } from "@/api/session";
import { type Account, accountsQuery } from "@/features/accounts/queries";
import { useSession } from "@/shared/session";

export function useWritable(): Account[] {
  const session = useSession();
  return (useQuery(accountsQuery).data ?? []).filter((one) => one.writes && mayEdit(session, one.id));
}
