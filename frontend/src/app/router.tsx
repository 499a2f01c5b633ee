/** Every page by its address. Pages are loaded when they are opened; what they show is asked for at the same time. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { BASE } from "@/api/base";
import { accountsQuery } from "@/features/accounts/queries";
import { pasteQuery } from "@/features/adding/queries";
import { auditQuery } from "@/features/audit/queries";
import { readQuery } from "@/features/exchange/queries";
import { whereaboutsQuery } from "@/features/find/queries";
import { calendarQuery } from "@/features/placements/queries";
import { playlistQuery, versionsQuery } from "@/features/playlist/queries";
import { playlistsQuery } from "@/features/playlists/queries";
import { quotaQuery } from "@/features/quota/queries";
import { ofPlaylistQuery, referenceQuery, ruleSetQuery, ruleSetsQuery } from "@/features/rules/queries";
import { jobsQuery } from "@/features/tasks/queries";
import { labelsQuery } from "@/shared/labels/queries";
import { sessionQuery } from "@/shared/session";
import { Loading, NotFound, PageFailure } from "@/shared/states/States";
import { accountsSearch, addSearch, auditSearch, calendarSearch, changeTemplateSearch, decisionsSearch, exchangeSearch, findSearch, historySearch, labelsSearch, newRulesSearch, pasteSearch, playlistsSearch, protectionSearch, ruleSetSearch, rulesSearch, setUpSearch, tasksSearch, templatesSearch, welcomeSearch } from "@/shared/url";
import { Shell } from "./Shell";

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet });

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  validateSearch: welcomeSearch,
  loader: ({ context }) => context.client.ensureQueryData(sessionQuery),
  component: lazyRouteComponent(() => import("@/routes/Welcome"), "Welcome"),
});

/** Everything that needs somebody to be signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session.signed_in) throw redirect({ to: "/welcome", search: location.pathname === "/" ? {} : { next: location.href } });
  },
  component: Shell,
});

const today = createRoute({
  getParentRoute: () => inside,
  path: "/",
  loader: ({ context }) => Promise.all([context.client.ensureQueryData(quotaQuery), context.client.ensureQueryData(accountsQuery)]),
  component: lazyRouteComponent(() => import("@/routes/Today"), "Today"),
});
const playlists = createRoute({
  getParentRoute: () => inside,
  path: "/playlists",
  validateSearch: playlistsSearch,
  loader: ({ context }) => context.client.ensureQueryData(playlistsQuery),
  component: lazyRouteComponent(() => import("@/routes/Playlists"), "Playlists"),
});
const playlist = createRoute({
  getParentRoute: () => inside,
  path: "/playlists/$playlist",
  loader: ({ context, params }) => context.client.ensureQueryData(playlistQuery(params.playlist)),
  component: lazyRouteComponent(() => import("@/routes/Playlist"), "Playlist"),
});
const tracks = createRoute({
  getParentRoute: () => playlist,
  path: "/",
  loader: ({ context }) => context.client.ensureQueryData(accountsQuery),
  component: lazyRouteComponent(() => import("@/routes/PlaylistTracks"), "PlaylistTracks"),
});
const history = createRoute({
  getParentRoute: () => playlist,
  path: "/history",
  validateSearch: historySearch,
  loader: ({ context, params }) => context.client.ensureQueryData(versionsQuery(params.playlist)),
  component: lazyRouteComponent(() => import("@/routes/PlaylistHistory"), "PlaylistHistory"),
});
const placed = createRoute({ getParentRoute: () => playlist, path: "/placements", component: lazyRouteComponent(() => import("@/routes/PlaylistPlacements"), "PlaylistPlacements") });
const find = createRoute({ getParentRoute: () => inside, path: "/find", validateSearch: findSearch, component: lazyRouteComponent(() => import("@/routes/Find"), "Find") });
const track = createRoute({
  getParentRoute: () => inside,
  path: "/tracks/$id",
  loader: ({ context, params }) => context.client.ensureQueryData(whereaboutsQuery("track", params.id)),
  component: lazyRouteComponent(() => import("@/routes/Track"), "Track"),
});
const artist = createRoute({
  getParentRoute: () => inside,
  path: "/artists/$id",
  loader: ({ context, params }) => context.client.ensureQueryData(whereaboutsQuery("artist", params.id)),
  component: lazyRouteComponent(() => import("@/routes/Artist"), "Artist"),
});
const album = createRoute({
  getParentRoute: () => inside,
  path: "/albums/$id",
  loader: ({ context, params }) => context.client.ensureQueryData(whereaboutsQuery("album", params.id)),
  component: lazyRouteComponent(() => import("@/routes/Album"), "Album"),
});
const labels = createRoute({
  getParentRoute: () => inside,
  path: "/labels",
  validateSearch: labelsSearch,
  loader: ({ context }) => context.client.ensureQueryData(labelsQuery),
  component: lazyRouteComponent(() => import("@/routes/Labels"), "Labels"),
});
const calendar = createRoute({
  getParentRoute: () => inside,
  path: "/calendar",
  validateSearch: calendarSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.client.ensureQueryData(calendarQuery(deps.week)),
  component: lazyRouteComponent(() => import("@/routes/Calendar"), "Calendar"),
});
const guarded = createRoute({ getParentRoute: () => playlist, path: "/protection", component: lazyRouteComponent(() => import("@/routes/PlaylistProtection"), "PlaylistProtection") });
const protection = createRoute({
  getParentRoute: () => inside,
  path: "/protection",
  validateSearch: protectionSearch,
  component: lazyRouteComponent(() => import("@/routes/Protection"), "Protection"),
});
const ruled = createRoute({
  getParentRoute: () => playlist,
  path: "/rules",
  validateSearch: ruleSetSearch,
  loader: ({ context, params }) => Promise.all([context.client.ensureQueryData(ofPlaylistQuery(params.playlist)), context.client.ensureQueryData(referenceQuery)]),
  component: lazyRouteComponent(() => import("@/routes/PlaylistRules"), "PlaylistRules"),
});
const rules = createRoute({
  getParentRoute: () => inside,
  path: "/rules",
  validateSearch: rulesSearch,
  loader: ({ context }) => context.client.ensureQueryData(ruleSetsQuery),
  component: lazyRouteComponent(() => import("@/routes/Rules"), "Rules"),
});
const ruleNew = createRoute({
  getParentRoute: () => inside,
  path: "/rules/new",
  validateSearch: newRulesSearch,
  loader: ({ context }) => Promise.all([context.client.ensureQueryData(referenceQuery), context.client.ensureQueryData(accountsQuery)]),
  component: lazyRouteComponent(() => import("@/routes/RuleNew"), "RuleNew"),
});
const ruleTemplates = createRoute({
  getParentRoute: () => inside,
  path: "/rules/templates",
  validateSearch: templatesSearch,
  loader: ({ context }) => context.client.ensureQueryData(accountsQuery),
  component: lazyRouteComponent(() => import("@/routes/RuleTemplates"), "RuleTemplates"),
});
const ruleTemplate = createRoute({
  getParentRoute: () => inside,
  path: "/rules/templates/$template",
  validateSearch: templatesSearch,
  loader: ({ context }) => context.client.ensureQueryData(accountsQuery),
  component: lazyRouteComponent(() => import("@/routes/RuleTemplate"), "RuleTemplate"),
});
const ruleTemplateChange = createRoute({
  getParentRoute: () => inside,
  path: "/rules/templates/$template/change",
  validateSearch: changeTemplateSearch,
  loader: ({ context }) => context.client.ensureQueryData(referenceQuery),
  component: lazyRouteComponent(() => import("@/routes/RuleTemplateChange"), "RuleTemplateChange"),
});
const ruleSet = createRoute({
  getParentRoute: () => inside,
  path: "/rules/$ruleSet",
  validateSearch: ruleSetSearch,
  loader: ({ context, params }) => Promise.all([context.client.ensureQueryData(ruleSetQuery(params.ruleSet)), context.client.ensureQueryData(referenceQuery)]),
  component: lazyRouteComponent(() => import("@/routes/RuleSet"), "RuleSet"),
});
const add = createRoute({
  getParentRoute: () => inside,
  path: "/add",
  validateSearch: addSearch,
  loader: ({ context }) => context.client.ensureQueryData(accountsQuery),
  component: lazyRouteComponent(() => import("@/routes/Add"), "Add"),
});
const addDecisions = createRoute({ getParentRoute: () => inside, path: "/add/decisions", validateSearch: decisionsSearch, component: lazyRouteComponent(() => import("@/routes/AddDecisions"), "AddDecisions") });
const addPaste = createRoute({
  getParentRoute: () => inside,
  path: "/add/$paste",
  validateSearch: pasteSearch,
  loader: ({ context, params }) => context.client.ensureQueryData(pasteQuery(params.paste)),
  component: lazyRouteComponent(() => import("@/routes/AddPaste"), "AddPaste"),
});
const exchange = createRoute({
  getParentRoute: () => inside,
  path: "/exchange",
  validateSearch: exchangeSearch,
  component: lazyRouteComponent(() => import("@/routes/Exchange"), "Exchange"),
});
const exchangeReading = createRoute({
  getParentRoute: () => inside,
  path: "/exchange/$reading",
  loader: ({ context, params }) => context.client.ensureQueryData(readQuery(params.reading)),
  component: lazyRouteComponent(() => import("@/routes/ExchangeReading"), "ExchangeReading"),
});
const tasks = createRoute({
  getParentRoute: () => inside,
  path: "/tasks",
  validateSearch: tasksSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.client.ensureQueryData(jobsQuery(deps.show)),
  component: lazyRouteComponent(() => import("@/routes/Tasks"), "Tasks"),
});
const accounts = createRoute({
  getParentRoute: () => inside,
  path: "/accounts",
  validateSearch: accountsSearch,
  loader: ({ context }) => context.client.ensureQueryData(accountsQuery),
  component: lazyRouteComponent(() => import("@/routes/Accounts"), "Accounts"),
});
const quota = createRoute({
  getParentRoute: () => inside,
  path: "/quota",
  loader: ({ context }) => context.client.ensureQueryData(quotaQuery),
  component: lazyRouteComponent(() => import("@/routes/Quota"), "Quota"),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  validateSearch: auditSearch,
  loaderDeps: ({ search }) => ({ actor: search.actor, action: search.action }),
  loader: ({ context, deps }) => context.client.ensureInfiniteQueryData(auditQuery(deps)),
  component: lazyRouteComponent(() => import("@/routes/Audit"), "Audit"),
});
const settings = createRoute({ getParentRoute: () => inside, path: "/settings", component: lazyRouteComponent(() => import("@/routes/Settings"), "Settings") });
const setup = createRoute({
  getParentRoute: () => inside,
  path: "/set-up",
  validateSearch: setUpSearch,
  loader: ({ context }) => context.client.ensureQueryData(accountsQuery),
  component: lazyRouteComponent(() => import("@/routes/SetUp"), "SetUp"),
});

const tree = root.addChildren([
  welcome,
  inside.addChildren([today, playlists, playlist.addChildren([tracks, history, placed, guarded, ruled]), rules, ruleNew, ruleTemplates, ruleTemplate, ruleTemplateChange, ruleSet, protection, find, track, artist, album, labels, calendar, add, addDecisions, addPaste, exchange, exchangeReading, tasks, accounts, quota, audit, settings, setup]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: BASE,
    context: { client },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: Loading,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
