/** Incidents: before and after side by side, with pictures, and what a person decides. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useMayEdit } from "@/shared/session";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { titled, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { decide, evidence, type Incident, incidentCover, incidentQuery, incidentsQuery } from "@/shared/protection/queries";
import { span, STATE, wrongWords } from "@/shared/protection/words";
import { Says } from "@/shared/states/Says";

const Review = lazy(async () => ({ default: (await import("@/shared/plan/Review")).Review }));

export function Incidents({ playlist, open = false }: { playlist?: string; open?: boolean }) {
  const { data, error, refetch } = useQuery(incidentsQuery({ ...(playlist === undefined ? {} : { playlist }), ...(open ? { state: "open" as const } : {}) }));
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Empty title={open ? "Nothing is wrong" : "No incidents"}>What is found not as wanted stands here, with what was done about it.</Empty>;
  return <ul className="pw-incidents" aria-label="Incidents">{data.map((one) => <li key={one.id}><OneIncident incident={one} alone={playlist !== undefined} /></li>)}</ul>;
}

function OneIncident({ incident, alone }: { incident: Incident; alone: boolean }) {
  const [shown, setShown] = useState(false);
  const state = STATE[incident.outcome ?? incident.state] ?? { words: incident.state, tone: "quiet" as const };
  return (
    <article className="pw-panel" aria-label={`${titled(incident.name)}: ${wrongWords(incident)}`}>
      <Group justify="space-between" gap="xs" mb={6}>
        <div style={{ minWidth: 0 }}>
          {!alone && <Link className="pw-link" to="/playlists/$playlist/protection" params={{ playlist: incident.playlist }} style={{ fontWeight: 600 }}>{titled(incident.name)}</Link>}
          <Text size="sm">{wrongWords(incident)}.</Text>
          <Text size="xs" c="dimmed">Found <Time at={incident.found_at} />, last right <Time at={incident.last_right_at} empty="not seen" />; wrong for {span(incident.wrong_seconds)}{incident.open && " so far"}.</Text>
        </div>
        <Word tone={state.tone}>{state.words}</Word>
      </Group>
      {incident.kind !== "gone" && <Sides incident={incident} />}
      {incident.note !== null && <Text size="sm" mt={6}><Says text={incident.note} />{incident.due_at !== null && incident.open && <> It goes on <Time at={incident.due_at} how="relative" />.</>}</Text>}
      <Group gap="xs" mt={8}>
        <Decisions incident={incident} />
        <Button size="compact-sm" variant="subtle" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? "Less" : "What happened"}</Button>
        <Button component="a" size="compact-sm" variant="subtle" href={evidence(incident.playlist, "html")} download>Evidence</Button>
      </Group>
      {shown && <Steps incident={incident.id} />}
    </article>
  );
}

function Sides({ incident }: { incident: Incident }) {
  const wrong = new Set(incident.wrong.map((one) => one.field));
  const side = (title: string, which: "wanted" | "found", texts: { name: string | null; description: string | null }) => (
    <div className="pw-before">
      <Text size="xs" c="dimmed" fw={600}>{title}</Text>
      {wrong.has("cover") && <img src={incidentCover(incident.id, which)} alt={`Cover ${title.toLowerCase()}`} width={96} height={96} loading="lazy" />}
      {wrong.has("name") && <Text size="sm" fw={600}>{texts.name?.trim() ? texts.name : <i>no name</i>}</Text>}
      {wrong.has("description") && <Text size="sm">{texts.description?.trim() ? texts.description : <i>no description</i>}</Text>}
      {wrong.has("public") && <Text size="sm">{(which === "wanted") === (incident.wanted.public === true) ? "public" : "private"}</Text>}
    </div>
  );
  return <div className="pw-befores">{side("Wanted", "wanted", incident.wanted)}{side("Found", "found", incident.seen)}</div>;
}

/** It was sent, or is being sent: to put it back once more would send it twice. */
const UNDER_WAY = new Set(["restoring", "settling"]);

function Decisions({ incident }: { incident: Incident }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit(incident.account);
  const [rebuilding, setRebuilding] = useState(false);
  const fresh = () => client.invalidateQueries({ queryKey: ["protection"] });
  const restoring = useMutation({ mutationFn: () => decide.restore(incident.id), onSuccess: fresh });
  const adopting = useMutation({ mutationFn: () => decide.adopt(incident.id), onSuccess: fresh });
  if (!incident.open || !mayEdit) return null;
  if (incident.kind === "gone")
    return (
      <>
        <Button size="compact-sm" onClick={() => setRebuilding(true)}>Bring it back …</Button>
        {rebuilding && <Suspense fallback={null}><Review title={`Bring ${titled(incident.name)} back`} propose={() => decide.rebuild(incident.id)} onClose={() => setRebuilding(false)} onStarted={() => { setRebuilding(false); void fresh(); }} /></Suspense>}
      </>
    );
  return (
    <>
      {!UNDER_WAY.has(incident.state) && <Button size="compact-sm" variant="default" loading={restoring.isPending} onClick={() => restoring.mutate()}>Put it back now (3 calls)</Button>}
      <Button size="compact-sm" variant="default" loading={adopting.isPending} onClick={() => adopting.mutate()}>Keep what is there</Button>
      {restoring.isError && <Failure error={restoring.error} />}
      {adopting.isError && <Failure error={adopting.error} />}
    </>
  );
}

function Steps({ incident }: { incident: string }) {
  const { data, error } = useQuery(incidentQuery(incident));
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <Stack gap={0} mt={6}>
      <ul className="pw-list" aria-label="What happened">
        {data.steps.map((one, index) => <li key={index}><span className="pw-two"><span style={{ whiteSpace: "normal" }}>{one.note}</span>{one.actor !== null && <span className="pw-dim" style={{ fontSize: 12 }}>by {whoDid(one.actor)}</span>}</span><Time at={one.at} /></li>)}
      </ul>
    </Stack>
  );
}
