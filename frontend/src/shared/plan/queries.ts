/** Proposals and the runs they become. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import type { Line } from "./Diff";

export interface Planned {
  name: string;
  observed: { details: Record<string, unknown> } | null;
  operations: { kind: string; [field: string]: unknown }[];
  diff: Line[];
}

export const plans = {
  /** Every plan of a proposal whole: for one playlist, or a few. */
  whole: (fingerprint: string) =>
    queryOptions({
      queryKey: ["plans", fingerprint],
      queryFn: async () => (await data(api.GET("/api/v1/proposals/{fingerprint}/plans", { params: { path: { fingerprint } } }))).playlists as unknown as Planned[],
      staleTime: Infinity,
    }),
  /** The same for many, as a text with the first lines of each. */
  text: (fingerprint: string) =>
    queryOptions({
      queryKey: ["plantext", fingerprint],
      queryFn: async () => (await data(api.GET("/api/v1/proposals/{fingerprint}/text", { params: { path: { fingerprint }, query: { most: 6 } } }))).text,
      staleTime: Infinity,
    }),
  shown: (fingerprint: string, forced: string[]) => data(api.GET("/api/v1/proposals/{fingerprint}", { params: { path: { fingerprint }, query: { forced } } })),
  apply: (fingerprint: string, forced: string[]) => data(api.POST("/api/v1/proposals/{fingerprint}/apply", { params: { path: { fingerprint } }, body: { forced } })),
  undo: (run: string) => data(api.POST("/api/v1/runs/{run}/undo", { params: { path: { run } }, body: {} })),
};

export const jobQuery = (job: string) =>
  queryOptions({ queryKey: ["jobs", "one", job], queryFn: () => data(api.GET("/api/v1/jobs/{job}", { params: { path: { job } } })) });
