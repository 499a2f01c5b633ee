/** How a playlist came to be: its versions by day, any two compared, each to be brought back, and any day looked up. */
import { Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Review } from "@/shared/plan/Review";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty } from "@/shared/states/States";
import { useNow, useZone } from "@/shared/time/Time";
import { day } from "@/shared/time/words";
import type { HistorySearch } from "@/shared/url";
import { titled } from "@/shared/text";
import { Compared } from "./history/Compared";
import { StoodOn } from "./history/StoodOn";
import { TimeLine } from "./history/TimeLine";
import { playlistQuery, proposeRestore, versionsQuery, writer } from "./queries";
import "./history/history.css";

interface Props {
  playlist: string;
  search: HistorySearch;
  onSearch: (search: HistorySearch) => void;
}

export function History({ playlist, search, onSearch }: Props) {
  const { data: versions } = useSuspenseQuery(versionsQuery(playlist));
  const { data: shown } = useSuspenseQuery(playlistQuery(playlist));
  const mayEdit = useMayEdit(writer(shown), shown.tags) && writer(shown) !== null;
  const [restoring, setRestoring] = useState<number | null>(null);
  const zone = useZone();
  const today = day(useNow(), zone);
  const latest = versions[0]?.number ?? 1;
  const after = search.after ?? latest;
  const before = search.before ?? Math.max(1, after - 1);
  const onRestore = mayEdit ? setRestoring : null;
  const oldest = versions.at(-1);
  return (
    <div className="pw-side" data-stood={search.on !== undefined || undefined}>
      <Panel
        title="Versions"
        actions={
          <label className="pw-on">
            <Text span size="sm">As it stood on</Text>
            <input
              type="date" className="pw-select" max={today} value={search.on ?? ""} {...(versions.length < 200 && oldest !== undefined ? { min: day(new Date(oldest.seen_at), zone) } : {})}
              onChange={(event) => onSearch({ ...search, on: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
            />
          </label>
        }
      >
        <TimeLine versions={versions} picked={after} onPick={(version) => onSearch({ after: version.number, before: version.number > 1 ? version.number - 1 : undefined })} />
      </Panel>
      {search.on !== undefined ? (
        <StoodOn
          playlist={playlist} on={search.on} latest={latest} onRestore={onRestore}
          onCompare={(version) => onSearch({ before: version, after: latest })} onClose={() => onSearch({ ...search, on: undefined })}
        />
      ) : versions.length < 2 ? <Panel title="Changes"><Empty title="One version yet">As soon as something changes, here or at Spotify, it stands here.</Empty></Panel> : (
        <Compared playlist={playlist} before={before} after={after} versions={versions} onSearch={onSearch} onRestore={onRestore} latest={latest} />
      )}
      {restoring !== null && <Review title={`Restore version ${restoring} of ${titled(shown.name)}`} propose={() => proposeRestore(playlist, restoring)} onClose={() => setRestoring(null)} />}
    </div>
  );
}
