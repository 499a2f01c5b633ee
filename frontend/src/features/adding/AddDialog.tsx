/** Where the tracks of a list go: playlists and a place, at once through a plan, or from a date until another. */
import { Button, Checkbox, Group, Modal, NativeSelect, NumberInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changed } from "@/shared/notices/store";
import { Review } from "@/shared/plan/Review";
import { ChoosePlaylists } from "@/shared/playlists/ChoosePlaylists";
import { Clashes } from "@/shared/states/Clashes";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { now, viewerZone } from "@/shared/time/clock";
import { addDays, day } from "@/shared/time/words";
import { cancelPlacement, type Line, type Paste, pastes } from "./queries";
import { comes } from "./reviewing";
import { titleOf } from "./PasteList";

type Where = "bottom" | "top" | "position" | "after";
const WHERE: readonly { value: Where; label: string }[] = [{ value: "bottom", label: "at the bottom" }, { value: "top", label: "at the top" }, { value: "position", label: "at a place" }, { value: "after", label: "after a track" }];

interface Props {
  paste: Paste;
  lines: readonly Line[];
  playlist: string | undefined;
  onClose: () => void;
}

export function AddDialog({ paste, lines, playlist, onClose }: Props) {
  const client = useQueryClient();
  const zone = viewerZone();
  const tomorrow = addDays(day(now(), zone), 1);
  const [playlists, setPlaylists] = useState<string[]>(playlist === undefined ? [] : [playlist]);
  const [way, setWay] = useState<"now" | "placed">("now");
  const [where, setWhere] = useState<Where>("bottom");
  const [position, setPosition] = useState(1);
  const [behind, setBehind] = useState("");
  const [twice, setTwice] = useState(false);
  const [only, setOnly] = useState(false);
  const [from, setFrom] = useState(`${tomorrow}T06:00`);
  const [until, setUntil] = useState(`${addDays(tomorrow, 7)}T06:00`);
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set());
  const [proposing, setProposing] = useState(false);
  const taken = lines.filter((line) => comes(line) && !(only && line.state === "sure"));
  const unaccepted = lines.filter((line) => comes(line) && line.state === "sure").length;
  const at = where === "position" ? String(position) : where === "after" ? `after ${behind.trim()}` : where;
  const body = (check: boolean) => ({ playlists, at, from: from.replace("T", " "), until: until.replace("T", " "), zone, accept: [...accepted], only_accepted: only, check });
  const checking = useMutation({ mutationFn: () => pastes.place(paste.id, body(true)) });
  const placing = useMutation({
    mutationFn: () => pastes.place(paste.id, body(false)),
    onSuccess: ({ made }) => {
      const stale = () => client.invalidateQueries({ queryKey: ["placements"] });
      void stale();
      void client.invalidateQueries({ queryKey: ["jobs"] });
      const ids = made?.placements.map((one) => one.id) ?? [];
      changed(`${counted(ids.length, "placement")} of ${titleOf(paste)}`, async () => { for (const id of ids) await cancelPlacement(id); await stale(); });
      onClose();
    },
  });
  const title = `Add ${counted(taken.length, "track")}`;
  if (proposing)
    return (
      <Review
        title={`${title} to ${counted(playlists.length, "playlist")}`} onClose={() => setProposing(false)} onStarted={onClose}
        propose={() => pastes.propose(paste.id, { playlists, where, position: where === "position" ? position : null, after: where === "after" ? behind.trim() : null, twice, only_accepted: only, forced: [] })}
      />
    );
  const seen = checking.data?.preview;
  const warnings = [...new Set((seen?.conflicts ?? []).filter((one) => one.weight === "warning").map((one) => one.code))];
  const blocked = (seen?.conflicts ?? []).some((one) => one.weight === "error") || warnings.some((code) => !accepted.has(code));
  const ready = playlists.length > 0 && taken.length > 0 && (where !== "after" || behind.trim() !== "");
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); if (way === "now") setProposing(true); else if (seen === undefined) checking.mutate(); else placing.mutate(); }} onChange={() => checking.reset()}>
        <Stack gap="sm">
          <ChoosePlaylists label="To which playlists" withAsterisk changing values={playlists} onChange={(next) => { setPlaylists(next); checking.reset(); }} />
          <Group gap="sm" align="flex-end">
            <NativeSelect label="Where" value={where} onChange={(event) => setWhere(WHERE.find((one) => one.value === event.currentTarget.value)?.value ?? "bottom")} data={[...WHERE]} />
            {where === "position" && <NumberInput label="Place" min={1} max={10_000} value={position} onChange={(value) => setPosition(Number(value) || 1)} style={{ width: 110 }} />}
            {where === "after" && <TextInput label="Which track" placeholder="Its link, or its title" value={behind} style={{ flex: 1 }} onChange={(event) => setBehind(event.currentTarget.value)} />}
          </Group>
          <SegmentedControl aria-label="For how long" value={way} onChange={(value) => { setWay(value === "placed" ? "placed" : "now"); checking.reset(); }} data={[{ value: "now", label: "now, to stay" }, { value: "placed", label: "for some time" }]} />
          {way === "placed" && (
            <>
              <Group grow>
                <TextInput type="datetime-local" label="Come in" required value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
                <TextInput type="datetime-local" label="Go out" value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
              </Group>
              <Text size="xs" c="dimmed">Clocks of {zone}. Without an end they stay.</Text>
            </>
          )}
          {unaccepted > 0 && <Checkbox label={`Without the ${counted(unaccepted, "track")} that nobody accepted`} description="They were found for certain." checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />}
          {way === "now" && <Checkbox label="Once more where one stands already" checked={twice} onChange={(event) => setTwice(event.currentTarget.checked)} />}
          {way === "placed" && seen !== undefined && (
            <div role="status">
              <Clashes clashes={seen.conflicts} />
              {warnings.map((code) => <Checkbox key={code} my={4} label={`I accept this: ${seen.conflicts.find((one) => one.code === code)!.text}`} checked={accepted.has(code)} onChange={(event) => { event.stopPropagation(); setAccepted(new Set(event.currentTarget.checked ? [...accepted, code] : [...accepted].filter((one) => one !== code))); }} />)}
              <Text size="sm">{seen.conflicts.length === 0 ? "Nothing is in the way. " : ""}In and out will take about {counted(seen.calls, "call")}.</Text>
            </div>
          )}
          {checking.isError && <Failure error={checking.error} />}
          {placing.isError && <Failure error={placing.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Not now</Button>
            {way === "now" ? <Button type="submit" disabled={!ready}>See every change</Button>
              : seen === undefined ? <Button type="submit" disabled={!ready} loading={checking.isPending}>Check it</Button>
              : <Button type="submit" disabled={!ready || blocked} loading={placing.isPending}>Place them</Button>}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
