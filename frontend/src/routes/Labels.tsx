/** Labels: what is said about tracks and artists, where it came from, and what rules never choose. */
import { Button } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Blocklist } from "@/features/labels/Blocklist";
import { DataSets } from "@/features/labels/DataSets";
import { LabelsTable } from "@/features/labels/LabelsTable";
import { useMayEdit } from "@/shared/session";
import { Page, Panel } from "@/shared/states/Page";

const ListDialog = lazy(async () => ({ default: (await import("@/features/labels/ListDialog")).ListDialog }));
const route = getRouteApi("/inside/labels");

export function Labels() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const [listing, setListing] = useState(false);
  const onList = mayEdit ? () => setListing(true) : undefined;
  return (
    <Page title="Labels" about="Genres, moods and how tracks sound, for rules that ask for them: Spotify tells new apps none of it. All members share them; nothing here costs a call.">
      <Panel title="Genres and moods" actions={onList && <Button size="compact-sm" variant="default" onClick={onList}>From a list …</Button>}>
        <LabelsTable search={search} onSearch={(next) => void navigate({ to: "/labels", search: next, replace: true })} onList={onList} />
      </Panel>
      <DataSets />
      <Blocklist />
      {listing && <Suspense fallback={null}><ListDialog onClose={() => setListing(false)} /></Suspense>}
    </Page>
  );
}
