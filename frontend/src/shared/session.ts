/** The session as every page uses it. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { mayEdit, session, type Session } from "@/api/session";
import { setNow, setZone } from "./time/clock";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    const told = await session.read();
    took(told);
    return told;
  },
  staleTime: 60_000,
  refetchInterval: 60_000,
});

/** Sets the clock and the zone by what the server said. */
export function took(told: Session): void {
  setNow(told.now);
  setZone(told.signed_in ? told.zone : null);
}

export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether this member may change things of one account, or of any. */
export function useMayEdit(account?: string | null): boolean {
  return mayEdit(useSession(), account);
}
