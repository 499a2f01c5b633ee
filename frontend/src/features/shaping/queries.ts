/** Playlists as a whole: what is asked for, as proposals that change nothing before they are applied. */
import { api, data, type Schemas } from "@/api/client";

/** Without what the server fills in. */
type Asked<T> = Omit<T, "forced">;

export const propose = {
  create: (asked: Asked<Schemas["CreateBody"]>) => data(api.POST("/api/v1/playlists/create", { body: { ...asked, forced: [] } })),
  duplicate: (asked: Asked<Schemas["DuplicateBody"]>) => data(api.POST("/api/v1/playlists/duplicate", { body: { ...asked, forced: [] } })),
  merge: (asked: Asked<Schemas["MergeBody"]>) => data(api.POST("/api/v1/playlists/merge", { body: { ...asked, forced: [] } })),
  split: (asked: Asked<Schemas["SplitBody"]>) => data(api.POST("/api/v1/playlists/split", { body: { ...asked, forced: [] } })),
  details: (playlist: string, asked: Asked<Schemas["DetailsBody"]>) =>
    data(api.POST("/api/v1/playlists/{playlist}/details", { params: { path: { playlist } }, body: { ...asked, forced: [] } })),
};

export interface Account {
  id: string;
  name: string;
}

export interface Source {
  id: string;
  name: string;
  total: number | null;
  public: boolean | null;
}
