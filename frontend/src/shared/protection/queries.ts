/** Protection: how it stands, what is protected and preferred, incidents and what people decide of them. */
import { queryOptions } from "@tanstack/react-query";
import { API } from "@/api/base";
import { api, data, type Schemas } from "@/api/client";

export type Watch = Schemas["WatchDocument"];
export type Protected = Schemas["ProtectedDocument"];
export type Incident = Schemas["IncidentDocument"];
export type Candidate = Schemas["ProtectableDocument"];
export type Policy = Protected["policy"];
export type Field = "name" | "description" | "cover" | "public";
/** A square: shares of the width and height before it, and of the shorter side. */
export interface Crop { x: number; y: number; side: number }

export interface Edit { kind: "details"; [field: string]: string }

/** Should the stream of events be down, the page still goes on. */
const AGAIN_MS = 30_000;
const MOST = 500;

export const protectionQuery = queryOptions({ queryKey: ["protection"], queryFn: () => data(api.GET("/api/v1/protection")), refetchInterval: AGAIN_MS });

/** All of them, page by page: few people protect more than a thousand. */
export const protectedQuery = queryOptions({
  queryKey: ["protection", "playlists"],
  queryFn: async () => {
    const found: Protected[] = [];
    for (;;) {
      const after = found.at(-1)?.playlist;
      const page = await data(api.GET("/api/v1/protection/playlists", { params: { query: { limit: MOST, ...(after === undefined ? {} : { after }) } } }));
      found.push(...page);
      if (page.length < MOST) return found;
    }
  },
  refetchInterval: AGAIN_MS,
});

export const incidentsQuery = (of: { playlist?: string; state?: "open"; limit?: number } = {}) =>
  queryOptions({ queryKey: ["protection", "incidents", of], queryFn: () => data(api.GET("/api/v1/incidents", { params: { query: { limit: 50, ...of } } })), refetchInterval: AGAIN_MS });

export const incidentQuery = (incident: string) =>
  queryOptions({ queryKey: ["protection", "incident", incident], queryFn: () => data(api.GET("/api/v1/incidents/{incident}", { params: { path: { incident } } })) });

export const guardedQuery = (playlist: string) =>
  queryOptions({ queryKey: ["protection", "of", playlist], queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/protection", { params: { path: { playlist } } })) });

export const preferredQuery = (playlist: string) =>
  queryOptions({ queryKey: ["protection", "versions", playlist], queryFn: () => data(api.GET("/api/v1/playlists/{playlist}/preferred", { params: { path: { playlist } } })) });

const at = (playlist: string) => ({ params: { path: { playlist } } });
const of = (incident: string) => ({ params: { path: { incident } } });

export const decide = {
  candidates: (playlists: string[], fields: Field[]) => data(api.POST("/api/v1/protection/candidates", { body: { selection: { playlists }, fields } })),
  protect: (playlists: string[], how: { fields: Field[]; policy: Policy; important: boolean; seen: string[] }) =>
    data(api.POST("/api/v1/protection/playlists", { body: { selection: { playlists }, all_seen: false, ...how } })),
  release: (playlists: string[]) => data(api.POST("/api/v1/protection/release", { body: { playlists } })),
  policy: (playlist: string, body: { policy?: Policy; important?: boolean }) => data(api.PATCH("/api/v1/playlists/{playlist}/protection", { ...at(playlist), body })),
  prefer: (playlist: string, body: { name?: string; description?: string; public?: boolean; cover?: string; unprotected?: Field[] }) =>
    data(api.PUT("/api/v1/playlists/{playlist}/preferred", { ...at(playlist), body: { unprotected: [], ...body } })),
  back: (playlist: string, number: number) => data(api.POST("/api/v1/playlists/{playlist}/preferred/{number}", { params: { path: { playlist, number } } })),
  takeOver: (playlist: string, seen: boolean) => data(api.POST("/api/v1/playlists/{playlist}/take-over", { ...at(playlist), body: { seen } })),
  picture: (picture: string, crop: Crop | null) => data(api.POST("/api/v1/protection/covers", { body: { picture, crop } })),
  reword: (playlists: string[], edit: Edit, fingerprint: string | null = null) => data(api.POST("/api/v1/protection/preferred", { body: { selection: { playlists }, edit, fingerprint } })),
  unword: (versions: Record<string, number>) => data(api.POST("/api/v1/protection/preferred/undo", { body: { versions } })),
  restore: (incident: string) => data(api.POST("/api/v1/incidents/{incident}/restore", of(incident))),
  adopt: (incident: string) => data(api.POST("/api/v1/incidents/{incident}/adopt", of(incident))),
  rebuild: (incident: string) => data(api.POST("/api/v1/incidents/{incident}/rebuild", of(incident))),
  close: (body: { playlist: string } | { account: string }) => data(api.POST("/api/v1/protection/breakers/close", { body })),
  sweep: () => data(api.POST("/api/v1/protection/sweep", { body: { accounts: [] } })),
};

export const incidentCover = (incident: string, side: "before" | "found" | "wanted"): string => `${API}/covers/incidents/${incident}/${side}?size=full`;
export const preferredCover = (playlist: string, number: number): string => `${API}/covers/playlists/${playlist}/preferred/${number}?size=full`;
export const evidence = (playlist: string, form: "html" | "json"): string => `${API}/playlists/${playlist}/evidence?format=${form}`;
