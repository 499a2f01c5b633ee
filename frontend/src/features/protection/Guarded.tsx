/** On Today: whether protected playlists are as wanted, what is open, and when nobody looked. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Panel } from "@/shared/states/Page";
import { Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted, titled } from "@/shared/text";
import { incidentsQuery, protectionQuery } from "@/shared/protection/queries";
import { Ending } from "./Watches";
import { span, STATE, wrongWords } from "@/shared/protection/words";

export function Guarded() {
  const { data, error } = useQuery(protectionQuery);
  const open = useQuery({ ...incidentsQuery({ state: "open", limit: 6 }), enabled: (data?.accounts.length ?? 0) > 0 });
  if (data !== undefined && data.accounts.length === 0) return null;
  const watches = data?.accounts ?? [];
  const standing = (name: string) => watches.reduce((sum, one) => sum + (one.counts[name] ?? 0), 0);
  const all = watches.reduce((sum, one) => sum + Object.values(one.counts).reduce((a, b) => a + b, 0), 0);
  const broken = watches.reduce((sum, one) => sum + one.broken_playlists + (one.broken_at === null ? 0 : 1), 0);
  return (
    <Panel title="Protection" actions={<Link className="pw-link" to="/protection">All</Link>}>
      {error !== null && <Failure error={error} />}
      <Stack gap={6}>
        {watches.map((one) => <Ending key={one.account} watch={one} />)}
        {data !== undefined && <Text size="sm">{standing("right")} of {counted(all, "protected playlist")} as wanted.</Text>}
        {broken > 0 && <Text size="sm" style={{ color: "var(--pw-bad)" }}>{counted(broken, "breaker")} open: nothing is put back there until a person says so.</Text>}
        {watches.flatMap((one) => one.unwatched.slice(-1).map((gap) => (
          <Text key={`${one.account}${gap.since}`} size="sm" style={{ color: "var(--pw-warn)" }}>Nobody looked at {one.name} for {span((Date.parse(gap.until) - Date.parse(gap.since)) / 1000)}.</Text>
        )))}
      </Stack>
      <ul className="pw-list" aria-label="Open incidents">
        {(open.data ?? []).map((one) => (
          <li key={one.id}>
            <span className="pw-two"><Link className="pw-link" to="/playlists/$playlist/protection" params={{ playlist: one.playlist }}>{titled(one.name)}</Link><span className="pw-dim" style={{ fontSize: 12 }}>{wrongWords(one)}</span></span>
            <Word tone={STATE[one.state]?.tone ?? "quiet"}>{STATE[one.state]?.words ?? one.state}</Word>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
