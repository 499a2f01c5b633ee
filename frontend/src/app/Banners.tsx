/** What concerns every page: the sandbox, no connection, a ban, an account that has to be reconnected, looking only. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ended, ends, WARNED } from "@/shared/consent";
import { protectionQuery } from "@/shared/protection/queries";
import { accountsQuery } from "@/features/accounts/queries";
import { quotaQuery } from "@/features/quota/queries";
import { useMayEdit, useSession } from "@/shared/session";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Says } from "@/shared/states/Says";

export function Banners({ lost }: { lost: boolean }) {
  const session = useSession();
  const mayEdit = useMayEdit();
  const quota = useQuery(quotaQuery);
  const accounts = useQuery(accountsQuery);
  const bans = (quota.data ?? []).flatMap((group) => group.bans);
  const ban = bans.find((one) => one.bucket === null) ?? bans[0];
  const dead = (accounts.data ?? []).filter((account) => ended(account));
  const guarding = useQuery(protectionQuery);
  // When its consent ends nothing of an account is guarded any more: said in the loudest tone, and a month before.
  const guards = (guarding.data?.accounts ?? []).filter((one) => one.state === "connected" && one.days_left >= 0 && one.days_left <= WARNED);
  const dying = (accounts.data ?? []).filter((account) => !dead.includes(account) && !guards.some((one) => one.account === account.id) && account.days_left <= 7);
  return (
    <div role="region" aria-label="Notes">
      {session.sandbox && <div className="pw-banner">This is the sandbox: a local imitation of Spotify. Nothing here reaches anybody.</div>}
      {lost && <div className="pw-banner" data-tone="bad">Playwarden does not answer. What you see may be old; this page goes on by itself.</div>}
      {ban !== undefined && (
        <div className="pw-banner" data-tone="warn">
          <span>
            Spotify takes {ban.bucket === null ? "no calls" : `no ${ban.bucket}`} until <Time at={ban.until} how="both" />. What needs it waits and goes on by itself.
          </span>
          <Link to="/quota">Quota</Link>
        </div>
      )}
      {dead.map((account) => (
        <div key={account.id} className="pw-banner" data-tone="bad">
          <span>{account.name} has to be connected again: <Says text={account.note || "its consent has ended."} /> Its jobs wait.</span>
          <Link to="/accounts">Reconnect</Link>
        </div>
      ))}
      {guards.map((one) => (
        <div key={one.account} className="pw-banner" data-tone="bad" role="alert">
          <strong>In {counted(one.days_left, "day")} Spotify’s consent for {one.name} ends; then its {counted(Object.values(one.counts).reduce((sum, count) => sum + count, 0), "protected playlist")} are not guarded any more.</strong>
          <Link to="/accounts">Renew it</Link>
        </div>
      ))}
      {dying.map((account) => (
        <div key={account.id} className="pw-banner" data-tone="warn">
          <span>{ends(account)}.</span>
          <Link to="/accounts">Renew it</Link>
        </div>
      ))}
      {session.signed_in && !mayEdit && <div className="pw-banner">You may look at everything here; changing needs an editor.</div>}
    </div>
  );
}
