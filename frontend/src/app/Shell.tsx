/** The frame of every page: where one can go, who is signed in, what everybody has to know right now. */
import { Button, Menu } from "@mantine/core";
import {
  IconArrowsExchange, IconCalendar, IconCheckupList, IconGauge, IconHome, IconListDetails, IconPlaylist, IconPlaylistAdd, IconPlugConnected, IconRefreshDot, IconSearch, IconSettings, IconShieldCheck, IconTags, IconUsers,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { session as door } from "@/api/session";
import { useLive } from "@/shared/live/useLive";
import { Notices } from "@/shared/notices/Notices";
import { leaving, sessionQuery, useSession } from "@/shared/session";
import { Loading } from "@/shared/states/States";
import { Banners } from "./Banners";
import { useFindKey } from "./useFindKey";

const ROOMS = [
  { to: "/", words: "Today", icon: IconHome },
  { to: "/playlists", words: "Playlists", icon: IconPlaylist },
  { to: "/rules", words: "Rules", icon: IconRefreshDot },
  { to: "/find", words: "Find", icon: IconSearch },
  { to: "/labels", words: "Labels", icon: IconTags },
  { to: "/add", words: "Add tracks", icon: IconPlaylistAdd },
  { to: "/exchange", words: "Import / Export", icon: IconArrowsExchange },
  { to: "/calendar", words: "Calendar", icon: IconCalendar },
  { to: "/protection", words: "Protection", icon: IconShieldCheck },
  { to: "/tasks", words: "Tasks", icon: IconCheckupList },
  { to: "/accounts", words: "Accounts", icon: IconUsers },
  { to: "/quota", words: "Quota", icon: IconGauge },
  { to: "/audit", words: "Audit", icon: IconListDetails },
  { to: "/settings", words: "Settings", icon: IconSettings },
  { to: "/set-up", words: "Set-up", icon: IconPlugConnected },
] as const;

export function Shell() {
  const session = useSession();
  const lost = useLive(session.signed_in);
  useFindKey();
  const router = useRouter();
  // The way in decides anew: a session that has ended leads to signing in, and from there back here.
  useEffect(() => {
    if (!session.signed_in) void router.invalidate();
  }, [router, session.signed_in]);
  return (
    <div className="pw-shell">
      <a className="pw-skip" href="#content">Skip to the content</a>
      <nav className="pw-nav" aria-label="Rooms">
        <div className="pw-brand">
          <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden><rect width="32" height="32" rx="8" fill="#0b7285" /><path d="M8 10h16M8 16h16M8 22h8m3 0 2.4 2.4 4.1-4.4" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" /></svg>
          Playwarden
        </div>
        {ROOMS.map(({ to, words, icon: Icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/" }} activeProps={{ "aria-current": "page" }}>
            <Icon size={18} stroke={1.7} aria-hidden />
            {words}
          </Link>
        ))}
        <Who />
      </nav>
      <div style={{ minWidth: 0 }}>
        <Banners lost={lost} />
        <main id="content" tabIndex={-1} style={{ outline: "none" }}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Notices />
    </div>
  );
}

function Who() {
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  if (!session.signed_in) return null;
  const leave = async () => {
    leaving();
    await door.signOut();
    client.clear();
    await client.fetchQuery(sessionQuery);
    await navigate({ to: "/welcome" });
  };
  return (
    <div className="pw-who">
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <Button variant="subtle" color="gray" c="var(--mantine-color-text)" size="compact-sm" fullWidth justify="flex-start">{session.member.name}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label c="dimmed">{session.member.role}</Menu.Label>
          <Menu.Item onClick={() => void navigate({ to: "/settings" })}>Settings</Menu.Item>
          <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
