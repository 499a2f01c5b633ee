/** The page in front of all others. */
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Session } from "@/api/session";
import { Consented } from "@/features/welcome/Connect";
import { NotSetUp, OneTimeLink, SignIn } from "@/features/welcome/Forms";
import { entered, useSession } from "@/shared/session";

const route = getRouteApi("/welcome");

/** The secret of a one-time link. It is kept beside the page, which may be shown anew once its address has changed. */
let secret = "";

/** Takes it out of the address, which is kept in the history and seen in pictures of the screen. */
function arrivedWith(): string {
  if (location.hash !== "") {
    secret = location.hash.slice(1);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return secret;
}

export function Welcome() {
  const session = useSession();
  const { next, connected, failed } = route.useSearch();
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const [token, setToken] = useState(() => secret);
  useEffect(() => {
    document.title = "Playwarden";
    const arrived = () => setToken(arrivedWith());
    arrived();
    // A link that is opened where this page stands already loads nothing: only the address changes.
    addEventListener("hashchange", arrived);
    return () => removeEventListener("hashchange", arrived);
  }, []);
  const comeIn = (told: Session) => {
    secret = "";
    entered(client, told);
    if (next === undefined) void navigate({ to: "/", replace: true });
    else router.history.replace(next);
  };
  return (
    <main style={{ minHeight: "100%", display: "grid", placeItems: "center", padding: 16, background: "var(--pw-surface)" }}>
      <div className="pw-panel" style={{ width: "min(420px, 100%)", background: "var(--mantine-color-body)", padding: 26 }}>
        {token !== "" ? <OneTimeLink key={token} token={token} onEntered={comeIn} /> : connected !== undefined || failed !== undefined ? <Consented failed={failed} /> : session.set_up ? <SignIn onEntered={comeIn} /> : <NotSetUp />}
      </div>
    </main>
  );
}
