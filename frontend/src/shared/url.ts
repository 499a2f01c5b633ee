/** Filters and views as they stand in the address: whatever does not fit is left out, so that old links still open. */
type Raw = Record<string, unknown>;

function text(raw: Raw, name: string, most = 200): string | undefined {
  const value = raw[name];
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, most) : undefined;
}

function one<const T extends string>(raw: Raw, name: string, of: readonly T[]): T | undefined {
  return of.find((word) => word === raw[name]);
}

export interface PlaylistsSearch {
  find?: string | undefined;
  account?: string | undefined;
  standing?: "owner" | "collaborator" | "follower" | undefined;
  shown?: "public" | "private" | undefined;
  items?: "read" | "changed" | "not read" | "not provided" | undefined;
  guarded?: "protected" | "not protected" | "not as wanted" | undefined;
  tag?: string | undefined;
  sort?: string | undefined;
  /** Which columns are shown, by their names with commas between; all of them without it. */
  columns?: string | undefined;
  /** The view that was kept under this id; what else stands in the address comes on top of it. */
  view?: string | undefined;
}

export const playlistsSearch = (raw: Raw): PlaylistsSearch => ({
  find: text(raw, "find"),
  account: text(raw, "account"),
  standing: one(raw, "standing", ["owner", "collaborator", "follower"]),
  shown: one(raw, "shown", ["public", "private"]),
  items: one(raw, "items", ["read", "changed", "not read", "not provided"]),
  guarded: one(raw, "guarded", ["protected", "not protected", "not as wanted"]),
  tag: text(raw, "tag", 80),
  sort: text(raw, "sort", 40),
  columns: text(raw, "columns"),
  view: text(raw, "view", 40),
});

export interface FindSearch {
  q?: string | undefined;
}

export const findSearch = (raw: Raw): FindSearch => ({ q: text(raw, "q", 500) });

export interface HistorySearch {
  before?: number | undefined;
  after?: number | undefined;
  /** As it stood on this day. */
  on?: string | undefined;
}

function date(raw: Raw, name: string): string | undefined {
  const day = text(raw, name, 10);
  return day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined;
}

function whole(raw: Raw, name: string): number | undefined {
  const value = Number(raw[name]);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

export const historySearch = (raw: Raw): HistorySearch => ({ before: whole(raw, "before"), after: whole(raw, "after"), on: date(raw, "on") });

export interface LabelsSearch {
  find?: string | undefined;
  only?: "genre" | "mood" | undefined;
  sort?: string | undefined;
  /** The label that is open, and of which kind it is. */
  kind?: "genre" | "mood" | undefined;
  label?: string | undefined;
}

export const labelsSearch = (raw: Raw): LabelsSearch => ({
  find: text(raw, "find"),
  only: one(raw, "only", ["genre", "mood"]),
  sort: text(raw, "sort", 40),
  kind: one(raw, "kind", ["genre", "mood"]),
  label: text(raw, "label", 120),
});

export interface CalendarSearch {
  /** Any day of the week that is shown. */
  week?: string | undefined;
}

export const calendarSearch = (raw: Raw): CalendarSearch => ({ week: date(raw, "week") });

export const SHOWN = ["open", "ended", "failed", "missed", "all"] as const;
export type Shown = (typeof SHOWN)[number];
export interface TasksSearch {
  show?: Shown | undefined;
  job?: string | undefined;
}

export const tasksSearch = (raw: Raw): TasksSearch => ({ show: one(raw, "show", SHOWN), job: text(raw, "job", 60) });

export interface ProtectionSearch {
  find?: string | undefined;
  state?: "right" | "wrong" | "waiting" | "asking" | "gone" | "unchecked" | undefined;
  account?: string | undefined;
  important?: "yes" | undefined;
  incidents?: "all" | undefined;
  sort?: string | undefined;
}

export const protectionSearch = (raw: Raw): ProtectionSearch => ({
  find: text(raw, "find"),
  state: one(raw, "state", ["right", "wrong", "waiting", "asking", "gone", "unchecked"]),
  account: text(raw, "account"),
  important: one(raw, "important", ["yes"]),
  incidents: one(raw, "incidents", ["all"]),
  sort: text(raw, "sort", 40),
});

export interface AuditSearch {
  actor?: string | undefined;
  action?: string | undefined;
  find?: string | undefined;
}

export const auditSearch = (raw: Raw): AuditSearch => ({ actor: text(raw, "actor"), action: text(raw, "action"), find: text(raw, "find") });

/** What came of a consent: the account, or the code of what went wrong, and with which connection. */
export interface AccountsSearch {
  connected?: string | undefined;
  failed?: string | undefined;
  connection?: string | undefined;
}

export const accountsSearch = (raw: Raw): AccountsSearch => ({ connected: text(raw, "connected", 60), failed: text(raw, "failed", 60), connection: text(raw, "connection", 60) });

export interface SetUpSearch {
  /** What somebody came for. */
  for?: "playlists" | "titles" | "listening" | undefined;
}

export const setUpSearch = (raw: Raw): SetUpSearch => ({ for: one(raw, "for", ["playlists", "titles", "listening"]) });

export interface WelcomeSearch {
  next?: string | undefined;
  /** What came of a consent: the account, or the code of what went wrong. */
  connected?: string | undefined;
  failed?: string | undefined;
}

/** `next` is where to go on after signing in: only within these pages. */
export const welcomeSearch = (raw: Raw): WelcomeSearch => {
  const next = text(raw, "next", 500);
  return {
    next: next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined,
    connected: text(raw, "connected", 60),
    failed: text(raw, "failed", 60),
  };
};

export const RULE_STATES = ["asks", "held", "short", "right", "new", "hand"] as const;

export interface RulesSearch {
  find?: string | undefined;
  state?: (typeof RULE_STATES)[number] | undefined;
  account?: string | undefined;
  sort?: string | undefined;
}

export const rulesSearch = (raw: Raw): RulesSearch => ({ find: text(raw, "find"), state: one(raw, "state", RULE_STATES), account: text(raw, "account"), sort: text(raw, "sort", 40) });

/** In which form rules are shown. */
export const RULE_VIEWS = ["sentence", "form", "yaml"] as const;
export type RuleView = (typeof RULE_VIEWS)[number];
export interface RuleSetSearch {
  view?: RuleView | undefined;
  /** It was just made: its first refresh is shown at once. */
  first?: "yes" | undefined;
}

export const ruleSetSearch = (raw: Raw): RuleSetSearch => ({ view: one(raw, "view", RULE_VIEWS), first: one(raw, "first", ["yes"]) });

export interface NewRulesSearch {
  view?: RuleView | undefined;
  /** For which playlist. */
  playlist?: string | undefined;
}

export const newRulesSearch = (raw: Raw): NewRulesSearch => ({ view: one(raw, "view", RULE_VIEWS), playlist: text(raw, "playlist", 60) });

export interface TemplatesSearch {
  account?: string | undefined;
  playlist?: string | undefined;
}

export const templatesSearch = (raw: Raw): TemplatesSearch => ({ account: text(raw, "account", 60), playlist: text(raw, "playlist", 60) });

export interface ChangeTemplateSearch {
  view?: "form" | "yaml" | undefined;
}

export const changeTemplateSearch = (raw: Raw): ChangeTemplateSearch => ({ view: one(raw, "view", ["form", "yaml"]) });

export interface ExchangeSearch {
  /** Ids with commas between; none: all. */
  playlists?: string | undefined;
}

export const exchangeSearch = (raw: Raw): ExchangeSearch => ({ playlists: text(raw, "playlists", 20_000) });

export const LINE_VIEWS = ["review", "sure", "search", "none", "done", "left_out"] as const;
export type LineView = (typeof LINE_VIEWS)[number];

export interface AddSearch {
  account?: string | undefined;
  /** The playlist that they are to come into. */
  playlist?: string | undefined;
}

export const addSearch = (raw: Raw): AddSearch => ({ account: text(raw, "account", 60), playlist: text(raw, "playlist", 60) });

export interface PasteSearch {
  show?: LineView | undefined;
  playlist?: string | undefined;
}

export const pasteSearch = (raw: Raw): PasteSearch => ({ show: one(raw, "show", LINE_VIEWS), playlist: text(raw, "playlist", 60) });

export interface DecisionsSearch {
  find?: string | undefined;
}

export const decisionsSearch = (raw: Raw): DecisionsSearch => ({ find: text(raw, "find") });
