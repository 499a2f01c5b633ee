/** The protection of one playlist: what is wanted, how foreign changes are met, versions, incidents. */
import { Button, Checkbox, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Sure } from "@/shared/Sure";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { counted, titled, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Incidents } from "./Incidents";
import { PreferredForm } from "./PreferredForm";
import { decide, evidence, guardedQuery, type Policy, preferredQuery, type Protected } from "@/shared/protection/queries";
import { Breaker } from "./Watches";
import { POLICIES, STANDING } from "@/shared/protection/words";

const ProtectDialog = lazy(async () => ({ default: (await import("./ProtectDialog")).ProtectDialog }));

export function ProtectionOf({ playlist, name, account }: { playlist: string; name: string; account: string | null }) {
  const { data, error, refetch } = useQuery(guardedQuery(playlist));
  const mayEdit = useMayEdit(account) && account !== null;
  const [asking, setAsking] = useState(false);
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const row = data.protection;
  if (row === null)
    return (
      <>
        <Empty title="It is not protected" action={mayEdit && data.candidate?.refused == null ? <Button onClick={() => setAsking(true)}>Protect it …</Button> : undefined}>
          {data.candidate?.refused ?? "Protected, its title, description and cover are put back when somebody tampers with them."}
        </Empty>
        <Panel title="Incidents"><Incidents playlist={playlist} /></Panel>
        {asking && <Suspense fallback={null}><ProtectDialog playlists={[{ id: playlist, name }]} onClose={() => setAsking(false)} onDone={() => undefined} /></Suspense>}
      </>
    );
  return (
    <Stack gap="md">
      <How row={row} mayEdit={mayEdit} />
      <Panel title="What is wanted"><PreferredForm key={row.number} row={row} mayEdit={mayEdit} /></Panel>
      <Panel title="Incidents" actions={<Group gap={4}><Button component="a" size="compact-sm" variant="subtle" href={evidence(playlist, "html")} download>Evidence (page)</Button><Button component="a" size="compact-sm" variant="subtle" href={evidence(playlist, "json")} download={`evidence-${playlist}.json`}>JSON</Button></Group>}>
        <Incidents playlist={playlist} />
      </Panel>
      <Versions row={row} mayEdit={mayEdit} />
    </Stack>
  );
}

function How({ row, mayEdit }: { row: Protected; mayEdit: boolean }) {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ["protection"] });
  const [held, setHeld] = useState<readonly string[]>([]);
  const settling = useMutation({ mutationFn: (body: { policy?: Policy; important?: boolean }) => decide.policy(row.playlist, body), onSuccess: fresh });
  const releasing = useMutation({ mutationFn: () => decide.release([row.playlist]), onSuccess: fresh });
  const taking = useMutation({
    mutationFn: (seen: boolean) => decide.takeOver(row.playlist, seen),
    onSuccess: (found, seen) => { setHeld(seen ? [] : found.held_back); return fresh(); },
  });
  return (
    <Panel title="How it stands">
      <Stack gap="xs">
        <Group gap="md">
          <Word tone={STANDING[row.standing]?.tone ?? "quiet"}>{STANDING[row.standing]?.words ?? row.standing}</Word>
          <Text size="sm" c="dimmed">Looked at <Time at={row.checked_at} how="relative" empty="not yet" />, last right <Time at={row.right_at} how="relative" empty="not seen yet" />; put back {counted(row.restores, "time")} in 24 hours.</Text>
        </Group>
        {row.broken_at !== null && <Breaker of={{ playlist: row.playlist }} name={row.name} why={row.broken_why} />}
        <Group gap="md" align="flex-end">
          <NativeSelect label="When somebody else changes it" disabled={!mayEdit} data={[...POLICIES]} value={row.policy} onChange={(event) => settling.mutate({ policy: event.currentTarget.value as Policy })} />
          <Checkbox label="Important: looked at first when calls are short" disabled={!mayEdit} checked={row.important} onChange={(event) => settling.mutate({ important: event.currentTarget.checked })} />
        </Group>
        {mayEdit && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" loading={taking.isPending} onClick={() => taking.mutate(false)}>Want what is there now</Button>
            <Sure words="Protect no more" label={`Protect no more: ${titled(row.name)}`} about="What is wanted of it is forgotten; incidents stay." busy={releasing.isPending} onSure={() => releasing.mutate()} />
          </Group>
        )}
        {held.length > 0 && <Group gap="xs" role="alert"><Text size="sm" style={{ color: "var(--pw-warn)" }}>Its {held.join(" and ")} look tampered with: nothing was taken over.</Text><Button size="compact-sm" variant="default" onClick={() => taking.mutate(true)}>I have looked: take it over</Button></Group>}
        {[settling, releasing, taking].map((one, index) => one.isError && <Failure key={index} error={one.error} />)}
      </Stack>
    </Panel>
  );
}

function Versions({ row, mayEdit }: { row: Protected; mayEdit: boolean }) {
  const client = useQueryClient();
  const { data, error } = useQuery(preferredQuery(row.playlist));
  const going = useMutation({ mutationFn: (number: number) => decide.back(row.playlist, number), onSuccess: () => client.invalidateQueries({ queryKey: ["protection"] }) });
  return (
    <Panel title="What was wanted before">
      {error !== null && <Failure error={error} />}
      {going.isError && <Failure error={going.error} />}
      {data === undefined ? <Loading /> : (
        <ul className="pw-list" aria-label="Versions of what is wanted">
          {data.map((one) => (
            <li key={one.number}>
              <span className="pw-two">
                <span>{one.number}. {[one.preferred.name, one.preferred.description].filter((text) => text !== null).join(": ") || "cover alone"}</span>
                <span className="pw-dim" style={{ fontSize: 12, whiteSpace: "normal" }}>{one.why} By {whoDid(one.actor)}, <Time at={one.at} /></span>
              </span>
              {one.number === row.number ? <Word tone="good">wanted now</Word> : mayEdit && <Button size="compact-sm" variant="default" aria-label={`Want this again: number ${one.number}`} loading={going.isPending && going.variables === one.number} onClick={() => going.mutate(one.number)}>Want this again</Button>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
