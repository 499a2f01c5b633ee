/** Import and export. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Exchange as Files } from "@/features/exchange/Exchange";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/exchange");

export function Exchange() {
  const { playlists } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title="Import / Export" about="Playlists as files: edited in a spreadsheet and brought back, or kept.">
      <Files
        playlists={playlists === undefined ? null : playlists.split(",").filter(Boolean)}
        onPlaylists={(next) => void navigate({ to: "/exchange", search: { playlists: next === null ? undefined : next.join(",") || "," }, replace: true, resetScroll: false })}
        onRead={(reading) => void navigate({ to: "/exchange/$reading", params: { reading } })}
      />
    </Page>
  );
}
