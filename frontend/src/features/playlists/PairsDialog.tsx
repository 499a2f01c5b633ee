/** What goes, what there is instead and why, pair by pair as mirrored: whoever refuses one leaves its track alone. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Says } from "@/shared/states/Says";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { counted, titled } from "@/shared/text";
import { Asking } from "./Asking";
import { PairList } from "./PairList";
import { type Edit, type Pairs, pairsQuery } from "./queries";

interface Props {
  title: string;
  about: string;
  playlists: string[];
  /** Without what is left alone. */
  edit: Edit;
  /** URIs of what is left alone. */
  left: readonly string[];
  onLeft: (left: readonly string[]) => void;
  /** The country in which it is to be playable; empty: the account's. */
  market: string;
  onMarket: (market: string) => void;
  onClose: () => void;
  onNext: () => void;
}

export function PairsDialog(props: Props) {
  const { title, about, playlists, edit, left, onClose, onNext } = props;
  const found = useQuery({ ...pairsQuery(playlists, edit), placeholderData: keepPreviousData });
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} size="xl" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        {about !== "" && <Text size="sm" c="dimmed">{about}</Text>}
        {found.isPending && <Loading what="Looking at what is mirrored" />}
        {found.isError && <Failure error={found.error} again={() => void found.refetch()} />}
        {found.data !== undefined && <Found {...props} pairs={found.data} onAsked={() => void found.refetch()} />}
        {found.data !== undefined && <Foot pairs={found.data} left={left} onClose={onClose} onNext={onNext} />}
      </Stack>
    </Modal>
  );
}

function Found({ pairs, edit, left, onLeft, market, onMarket, onAsked }: Props & { pairs: Pairs; onAsked: () => void }) {
  const renewing = edit.kind === "renew";
  const told = pairs.playlists.reduce((sum, one) => sum + one.pairs.length, 0);
  return (
    <>
      {renewing && <Asking playlists={pairs.playlists} market={market} onMarket={onMarket} onAsked={onAsked} />}
      {pairs.number === 0
        ? <Empty title={renewing ? "Nothing to replace" : "Nothing is there twice"}>As far as it is mirrored. {renewing ? "Nothing that is known to be greyed out has a recording here that could stand in for it." : "Other ways of being the same may find more."}</Empty>
        : (
          <>
            <Text size="sm">{renewing ? "Untick what is to stay as it is." : "Untick what is to stay; it then stays wherever it stands."} Shown as mirrored: 0 calls.</Text>
            <PairList playlists={pairs.playlists} comes={renewing} left={new Set(left)} onLeft={(uri, alone) => onLeft(alone ? [...left, uri] : left.filter((one) => one !== uri))} />
            {told < pairs.number && <Text size="sm" c="dimmed">{counted(pairs.number - told, "more pair")} are not listed here; the plan shows them.</Text>}
          </>
        )}
      <Notes pairs={pairs} />
    </>
  );
}

function Notes({ pairs }: { pairs: Pairs }) {
  const [all, setAll] = useState(false);
  const notes = [...pairs.playlists.flatMap((one) => one.notes.map((note) => ({ name: one.name, note }))), ...pairs.left_out.map((one) => ({ name: one.name, note: one.reason }))];
  if (notes.length === 0) return null;
  return (
    <Stack gap={2} aria-label="What to know" role="group">
      {notes.slice(0, all ? 500 : 4).map((one, index) => <Text key={index} size="sm" c="dimmed"><b>{titled(one.name)}</b>: <Says text={one.note} /></Text>)}
      {!all && notes.length > 4 && <Button variant="subtle" size="compact-xs" style={{ alignSelf: "flex-start" }} onClick={() => setAll(true)}>{counted(notes.length - 4, "more note")}</Button>}
    </Stack>
  );
}

function Foot({ pairs, left, onClose, onNext }: { pairs: Pairs; left: readonly string[]; onClose: () => void; onNext: () => void }) {
  const alone = new Set(left);
  const going = pairs.number - pairs.playlists.reduce((sum, one) => sum + one.pairs.filter((pair) => alone.has(pair.uri)).length, 0);
  const unread = pairs.left_out.some((one) => one.code === "not-read");
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" fw={600} role="status">{counted(going, "entry goes", "entries go")}{pairs.number > going && `, ${pairs.number - going} left alone`}</Text>
      <Group gap="xs">
        <Button variant="default" onClick={onClose}>Back</Button>
        <Button data-autofocus disabled={going === 0 && !unread} onClick={onNext}>See every change</Button>
      </Group>
    </Group>
  );
}
