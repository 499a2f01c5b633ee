/** The session as every page uses it. */
import { type QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { mayEdit, session, type Session } from "@/api/session";
import { forgetNotices } from "./notices/store";
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

let inside = false;
let ended = false;

/** Whether a session ended without anybody having signed out on this page. */
export const hasEnded = (): boolean => ended;

/** Somebody signs out here: that ends no session behind their back. */
export function leaving(): void {
  inside = false;
}

/** Sets the clock and the zone by what the server said, and notices when a session is over. */
export function took(told: Session): void {
  ended = !told.signed_in && (inside || ended);
  inside = told.signed_in;
  setNow(told.now);
  setZone(told.signed_in ? told.zone : null);
}

/** Somebody has come in: what was shown to whoever was here before is not theirs to see. */
export function entered(client: QueryClient, told: Session): void {
  // What this page itself shows stays: taken away it would be asked for anew.
  client.removeQueries({ type: "inactive" });
  forgetNotices();
  took(told);
  client.setQueryData(sessionQuery.queryKey, told);
}

export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether this member may change things of one account, or what of it has one of these tags; or of any. */
export function useMayEdit(account?: string | null, tags?: readonly string[]): boolean {
  return mayEdit(useSession(), account, tags);
}
