/** Data sets of how tracks sound, lists of artists, and what bears a label. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import type { LabelKind } from "@/shared/labels/queries";

export type DataSet = Schemas["DataSetDocument"];
export type Preview = Schemas["TablePreviewDocument"];
export type Counts = Schemas["CountsDocument"];
export type Listed = Schemas["ListedDocument"];
export type Covered = Schemas["CoveredDocument"];

export const setsQuery = queryOptions({ queryKey: ["features", "sets"], queryFn: () => data(api.GET("/api/v1/features")), staleTime: 30_000 });

export const coverageQuery = (every: boolean) =>
  queryOptions({
    queryKey: ["features", "coverage", every],
    queryFn: () => data(api.GET("/api/v1/features/coverage", { params: { query: { every } } })),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

export const bearersQuery = (kind: LabelKind, label: string) =>
  queryOptions({
    queryKey: ["labels", "bearers", kind, label],
    queryFn: () => data(api.GET("/api/v1/labels/{kind}/{label}", { params: { path: { kind, label }, query: { limit: 500 } } })),
  });

/** From so many bytes on a file is packed on the way. */
const LARGE = 8 * 1024 * 1024;
const RAW = { headers: { "Content-Type": "application/octet-stream" }, bodySerializer: (body: unknown) => body as Blob };

async function packed(file: File): Promise<Blob> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isPacked = (head[0] === 0x1f && head[1] === 0x8b) || (head[0] === 0x50 && head[1] === 0x4b);
  if (file.size < LARGE || isPacked || typeof CompressionStream === "undefined") return file;
  return new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

/** What is said of a table's columns; `map` is empty where the server shall find out by itself. */
export interface Reading {
  map: string[];
  encoding: string;
}

export const sets = {
  preview: async (file: File, reading: Reading) =>
    data(api.POST("/api/v1/features/preview", { params: { query: reading }, body: (await packed(file)) as unknown as string, ...RAW })),
  begin: async (file: File, reading: Reading, name: string, replace: boolean) =>
    data(api.POST("/api/v1/features/jobs", { params: { query: { ...reading, name, replace } }, body: (await packed(file)) as unknown as string, ...RAW })),
  cancel: (job: string) => data(api.POST("/api/v1/jobs/{job}/cancel", { params: { path: { job } } })),
  move: (set: string, place: number) => data(api.PATCH("/api/v1/features/{set}", { params: { path: { set } }, body: { place } })),
  remove: (set: string) => data(api.DELETE("/api/v1/features/{set}", { params: { path: { set } } })),
};

export const lists = {
  read: (kind: LabelKind, label: string, lines: string[], replace: boolean, check: boolean) =>
    data(api.POST("/api/v1/labels/import", { body: { kind, label, lines, replace, check } })),
  drop: (kind: LabelKind, label: string) => data(api.POST("/api/v1/labels/drop", { body: { kind, label } })),
};
