/** What the rules of each account never choose: added by name or link, taken off with a way back. */
import { Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { mayEdit } from "@/api/session";
import { accountsQuery, block, type Blocked, blocklistQuery, tellBlocked } from "@/shared/labels/queries";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { counted, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";

const SHOWN = 200;

export function Blocklist() {
  const client = useQueryClient();
  const session = useSession();
  const accounts = useQuery(accountsQuery);
  const { data, error, refetch } = useQuery(blocklistQuery);
  const mine = (accounts.data ?? []).filter((one) => mayEdit(session, one.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const [what, setWhat] = useState("");
  const account = chosen ?? mine[0]?.id ?? null;
  const adding = useMutation({ mutationFn: () => block(account!, [what]), onSuccess: (done) => { setWhat(""); tellBlocked(client, done); } });
  const taking = useMutation({ mutationFn: (one: Blocked) => block(one.account, [], [one.uri]), onSuccess: (done) => tellBlocked(client, done) });
  return (
    <Panel title="Blocklist">
      <Text size="sm" c="dimmed" mb={8}>Rules never choose what is blocked for their account, whatever else they say. What somebody puts into a playlist by hand is not touched.</Text>
      {mine.length > 0 && (
        <form onSubmit={(event) => { event.preventDefault(); adding.mutate(); }}>
          <Group gap="xs" align="flex-end" mb={8}>
            <TextInput label="Block" placeholder="An artist's name, or a link of a track or an artist" maxLength={500} style={{ flex: "1 1 220px" }} value={what} onChange={(event) => setWhat(event.currentTarget.value)} />
            <NativeSelect label="Of" value={account ?? ""} onChange={(event) => setChosen(event.currentTarget.value)} data={mine.map((one) => ({ value: one.id, label: one.name }))} />
            <Button type="submit" variant="default" loading={adding.isPending} disabled={what.trim() === ""}>Block</Button>
          </Group>
        </form>
      )}
      {(adding.isError || taking.isError) && <Failure error={adding.error ?? taking.error} />}
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && <Empty title="Nothing is blocked" />}
      <ul className="pw-list" aria-label="Blocked" style={{ maxHeight: "40dvh", overflow: "auto" }} tabIndex={(data?.length ?? 0) > 0 ? 0 : undefined}>
        {data?.slice(0, SHOWN).map((one) => (
          <li key={`${one.account}${one.uri}`}>
            <span className="pw-two">
              <Name blocked={one} />
              <span className="pw-dim" style={{ fontSize: 12, whiteSpace: "normal" }}>{one.uri.split(":")[1]}, for {one.account_name}, <Time at={one.at} how="relative" /> by {whoDid(one.actor)}</span>
            </span>
            {mayEdit(session, one.account) && <Button size="compact-sm" variant="default" style={{ flexShrink: 0 }} aria-label={`Take off: ${one.name || one.uri}`} onClick={() => taking.mutate(one)}>Take off</Button>}
          </li>
        ))}
      </ul>
      {data !== undefined && data.length > SHOWN && <Text size="xs" c="dimmed">The newest {SHOWN} of {counted(data.length, "entry", "entries")}.</Text>}
    </Panel>
  );
}

function Name({ blocked }: { blocked: Blocked }) {
  const [, kind, id = ""] = blocked.uri.split(":");
  const name = blocked.name || blocked.uri;
  return kind === "artist" ? <Link className="pw-link" to="/artists/$id" params={{ id }}>{name}</Link> : <Link className="pw-link" to="/tracks/$id" params={{ id }}>{name}</Link>;
}
