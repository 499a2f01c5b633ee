/** The page of all playlists. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { PlaylistsTable } from "@/features/playlists/PlaylistsTable";
import type { Row } from "@/features/playlists/queries";
import type { Shape } from "@/features/shaping/asked";
import { useWritable } from "./writable";

const ShapeDialog = lazy(async () => ({ default: (await import("@/features/shaping/ShapeDialog")).ShapeDialog }));

const ProtectDialog = lazy(async () => ({ default: (await import("@/features/protection/ProtectDialog")).ProtectDialog }));

const route = getRouteApi("/inside/playlists");

export function Playlists() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const accounts = useWritable();
  const [shaping, setShaping] = useState<{ shape: Shape; rows: readonly Row[]; done: () => void } | null>(null);
  const [protecting, setProtecting] = useState<{ rows: readonly Row[]; done: () => void } | null>(null);
  return (
    <>
      <PlaylistsTable
        search={search}
        onShape={(shape, rows, done) => setShaping({ shape, rows, done })}
        onExport={(rows) => void navigate({ to: "/exchange", search: { playlists: rows.map((row) => row.id).join(",") } })}
        onProtect={(rows, done) => setProtecting({ rows, done })}
        onSearch={(next) => void navigate({ to: "/playlists", search: next, replace: true })}
        onOpen={(playlist) => void navigate({ to: "/playlists/$playlist", params: { playlist } })}
      />
      {protecting !== null && (
        <Suspense fallback={null}><ProtectDialog playlists={protecting.rows} onClose={() => setProtecting(null)} onDone={protecting.done} /></Suspense>
      )}
      {shaping !== null && (
        <Suspense fallback={null}>
          <ShapeDialog
            shape={shaping.shape} sources={shaping.rows} accounts={accounts} onClose={() => setShaping(null)}
            onDone={() => { shaping.done(); setShaping(null); }}
          />
        </Suspense>
      )}
    </>
  );
}
