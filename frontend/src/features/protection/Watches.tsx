/** The accounts that are watched: how they stand, how often they are looked at and why, breakers, caps. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { WARNED } from "@/shared/consent";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Failure } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { decide, type Watch } from "@/shared/protection/queries";
import { span, STANDING } from "@/shared/protection/words";

export function Watches({ watches }: { watches: readonly Watch[] }) {
  return <div className="pw-cards">{watches.map((one) => <OneWatch key={one.account} watch={one} />)}</div>;
}

function OneWatch({ watch }: { watch: Watch }) {
  return (
    <Panel title={watch.name} id={`watch-${watch.account}`}>
      <Stack gap={6}>
        <Ending watch={watch} />
        <Group gap="sm">
          {Object.entries(watch.counts).map(([standing, count]) => (
            <Word key={standing} tone={STANDING[standing]?.tone ?? "quiet"}>{`${count} ${STANDING[standing]?.words ?? standing}`}</Word>
          ))}
        </Group>
        <Text size="sm">Looked at {watch.words}{watch.alerted_until !== null && !watch.slowed && ", twice as often after an incident"}.</Text>
        <Text size="sm" c="dimmed">Last look <Time at={watch.swept_at} how="relative" empty="not yet" />, next <Time at={watch.next_at} how="relative" />. {watch.restores} of {counted(watch.restores_most, "restore")} in 24 hours.</Text>
        {watch.trouble !== null && <Text size="sm" style={{ color: "var(--pw-warn)" }}>{watch.trouble}</Text>}
        {watch.lacking !== null && <Text size="sm" style={{ color: "var(--pw-warn)" }}>{watch.lacking}</Text>}
        {watch.slowed && <Text size="sm" c="dimmed">The quota pays for no more: a change may stand for {span(watch.every)} before it is seen.</Text>}
        {watch.unwatched.map((one) => (
          <Text key={one.since} size="sm" style={{ color: "var(--pw-warn)" }}>
            Nobody looked for {span((Date.parse(one.until) - Date.parse(one.since)) / 1000)}, from <Time at={one.since} /> to <Time at={one.until} />.
          </Text>
        ))}
        {watch.broken_at !== null && <Breaker of={{ account: watch.account }} name={watch.name} why={watch.broken_why} />}
        {watch.broken_playlists > 0 && <Text size="sm" style={{ color: "var(--pw-bad)" }}>The breaker of {counted(watch.broken_playlists, "playlist")} is open.</Text>}
      </Stack>
    </Panel>
  );
}

/** The loudest of all: when the consent ends, nothing is protected any more. */
export function Ending({ watch }: { watch: Watch }) {
  if (watch.state === "connected" && watch.days_left > WARNED) return null;
  const over = watch.state !== "connected" || watch.days_left < 0;
  const playlists = counted(Object.values(watch.counts).reduce((sum, one) => sum + one, 0), "protected playlist");
  return (
    <Group role="alert" gap={8} p={10} style={{ background: "var(--pw-removed)", color: "var(--pw-bad)", borderRadius: 8 }}>
      <Text size="sm" fw={700}>
        {over ? `${watch.name} is not connected any more: its ${playlists} are not guarded.` : `In ${counted(Math.max(0, watch.days_left), "day")} Spotify’s consent for ${watch.name} ends; then its ${playlists} are not guarded any more.`}
      </Text>
      <Link to="/accounts" style={{ color: "inherit", fontWeight: 700 }}>Renew it now</Link>
    </Group>
  );
}

export function Breaker({ of, name, why }: { of: { playlist: string } | { account: string }; name: string; why: string | null }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const closing = useMutation({ mutationFn: () => decide.close(of), onSuccess: () => client.invalidateQueries({ queryKey: ["protection"] }) });
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600} style={{ color: "var(--pw-bad)" }}>Nothing is put back here until a person says so. {why}</Text>
      {mayEdit && <Group><Button size="compact-sm" variant="default" aria-label={`Close the breaker of ${name}`} loading={closing.isPending} onClick={() => closing.mutate()}>Close the breaker</Button></Group>}
      {closing.isError && <Failure error={closing.error} />}
    </Stack>
  );
}
