/** A file that was read: what it would change, each cell that cannot be done, and the ways to do it. */
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { changed } from "@/shared/notices/store";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure } from "@/shared/states/States";
import { counted, number, titled } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Cells, Rows } from "./Cells";
import { PlaylistRead } from "./PlaylistRead";
import { Placing } from "./Placing";
import { type Read, readQuery, reads } from "./queries";
import "./exchange.css";

const Review = lazy(async () => ({ default: (await import("@/shared/plan/Review")).Review }));

export function Reading({ reading: id, onForgotten }: { reading: string; onForgotten: () => void }) {
  const client = useQueryClient();
  const { data: read } = useSuspenseQuery(readQuery(id));
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [leave, setLeave] = useState(false);
  const [open, setOpen] = useState<"review" | "place" | null>(null);
  const [done, setDone] = useState("");
  const took = (now: Read) => client.setQueryData(readQuery(id).queryKey, now);
  const choosing = useMutation({ mutationFn: (choices: Record<string, string | null>) => reads.choose(id, choices), onSuccess: took });
  const forgetting = useMutation({ mutationFn: () => reads.forget(id), onSuccess: () => { client.removeQueries({ queryKey: readQuery(id).queryKey }); onForgotten(); } });
  const navigate = useNavigate();
  const pasting = useMutation({ mutationFn: () => reads.paste(id), onSuccess: (paste) => void navigate({ to: "/add/$paste", params: { paste: paste.id }, search: { playlist: elsewhere?.playlist } }) });
  const { counts } = read;
  const elsewhere = read.playlists.find((one) => one.elsewhere);
  const refused = read.playlists.flatMap((one) => one.refused);
  const unresolved = read.playlists.flatMap((one) => one.unresolved);
  const stuck = refused.length + unresolved.length;
  const lists = read.playlists.filter((one) => one.added.length + one.removed.length + one.moved + Object.keys(one.details).length > 0);
  const placing = read.playlists.some((one) => one.placements.length > 0);
  const apart = lists.filter((one) => !without.has(one.playlist));
  const turn = (playlist: string, on: boolean) => setWithout((now) => new Set(on ? [...now].filter((one) => one !== playlist) : [...now, playlist]));
  return (
    <>
      <div className="pw-note" role="status">
        <Text size="sm"><b>{read.words}</b> {counts.unchanged > 0 && `${counted(counts.unchanged, "playlist")} ${counts.unchanged === 1 ? "is" : "are"} as the file says. `}Nothing was changed yet; reading cost no call.</Text>
        <Text size="xs" c="dimmed">Kept for you until <Time at={read.expires_at} />.</Text>
      </div>
      {elsewhere !== undefined && (
        <div className="pw-note">
          <Group justify="space-between" gap="xs">
            <Text size="sm" style={{ flex: "1 1 260px" }}>Its rows name no playlist: they are to stand at the bottom of {titled(elsewhere.name)}. As a list they can be looked at one by one, searched for, and put at another place.</Text>
            <Button size="compact-sm" variant="default" loading={pasting.isPending} onClick={() => pasting.mutate()}>Review these names by keyboard</Button>
          </Group>
          {pasting.isError && <Failure error={pasting.error} />}
        </div>
      )}
      {read.told.length > 0 && <ul style={{ margin: 0, paddingLeft: 18 }}>{read.told.map((each) => <li key={each}><Text size="sm" c="dimmed">{each}</Text></li>)}</ul>}
      {unresolved.length > 0 && (
        <Panel title={`${counted(unresolved.length, "row")} to decide`}>
          <Rows rows={unresolved} busy={choosing.isPending} onChoose={(key, uri) => choosing.mutate({ [key]: uri })} />
          {choosing.isError && <Failure error={choosing.error} />}
        </Panel>
      )}
      {refused.length > 0 && <Panel title={`${counted(refused.length, "cell")} that cannot be done`}><Cells cells={refused} /></Panel>}
      {read.playlists.length === 0 || !read.changing ? (
        <Empty title="Nothing changes" action={<Button variant="default" onClick={() => forgetting.mutate()}>Bring another file in</Button>}>{stuck > 0 ? "What it asks for cannot be done as it stands: mend the cells above in the file, and bring it in again." : "Everything stands as the file says already."}</Empty>
      ) : (
        <Panel title="What changes">
          <ul className="pw-list" aria-label="Playlists of the file">
            {read.playlists.filter((one) => lists.includes(one) || one.placements.length > 0).map((one) => <PlaylistRead key={`${one.sheet} ${one.playlist}`} read={one} on={!without.has(one.playlist)} onTurn={(on) => turn(one.playlist, on)} />)}
          </ul>
        </Panel>
      )}
      {forgetting.isError && <Failure error={forgetting.error} />}
      {read.changing && (
        <div className="pw-bar" role="region" aria-label="With this file">
          <Stack gap={4}>
            {done !== "" && <Text size="sm" role="status">{done}. <Link className="pw-link pw-text-link" to="/calendar">Calendar</Link></Text>}
            {stuck > 0 && <Checkbox label={`Leave ${counted(stuck, "row")} as ${stuck === 1 ? "it stands" : "they stand"}, and do the rest`} checked={leave} onChange={(event) => setLeave(event.currentTarget.checked)} />}
            {without.size > 0 && <Text size="xs" c="dimmed">{counted(without.size, "playlist")} left out.</Text>}
          </Stack>
          <Group gap="xs">
            <Button variant="default" loading={forgetting.isPending} onClick={() => forgetting.mutate()}>Forget it</Button>
            {placing && done === "" && <Button variant={lists.length > 0 ? "default" : "filled"} disabled={stuck > 0 && !leave} onClick={() => setOpen("place")}>Placements: {number(counts.placements)} …</Button>}
            {lists.length > 0 && <Button disabled={apart.length === 0 || (stuck > 0 && !leave)} onClick={() => setOpen("review")}>See every change</Button>}
          </Group>
        </div>
      )}
      {open === "review" && <Suspense fallback={null}><Review title={`What ${read.name} asks of ${counted(apart.length, "playlist")}`} propose={() => reads.propose(id, leave, [...without])} onClose={() => setOpen(null)} /></Suspense>}
      {open === "place" && (
        <Placing
          read={read} place={(accept) => reads.place(id, leave, accept)} onClose={() => setOpen(null)}
          onDone={(words, made) => {
            setOpen(null);
            setDone(words);
            const stale = () => client.invalidateQueries({ queryKey: ["placements"] });
            void stale();
            if (made !== null) changed(words, async () => { for (const one of made) await reads.cancel(one); await stale(); });
          }}
        />
      )}
    </>
  );
}
