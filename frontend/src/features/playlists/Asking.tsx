/** What is known of what can be played, and what is not: more is asked only where somebody wants it, call by call. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { askPlayable, type Pairs } from "./queries";

interface Props {
  playlists: Pairs["playlists"];
  market: string;
  onMarket: (market: string) => void;
  onAsked: () => void;
}

export function Asking({ playlists, market, onMarket, onAsked }: Props) {
  const client = useQueryClient();
  const [done, setDone] = useState(0);
  const known = playlists.flatMap((one) => (one.known === null ? [] : [{ ...one.known, playlist: one.playlist, name: one.name }]));
  const nowhere = known.filter((one) => one.market === null);
  const open = known.filter((one) => one.market !== null && one.known < one.tracks);
  const [named] = useState(nowhere.length > 0 || market !== "");
  const sum = (of: (one: (typeof known)[number]) => number, among = known) => among.reduce((total, one) => total + of(one), 0);
  const asking = useMutation({
    mutationFn: async () => {
      setDone(0);
      for (const [index, one] of open.entries()) {
        await askPlayable(one.playlist, market.length === 2 ? market : null);
        setDone(index + 1);
      }
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["availability"] });
      onAsked();
    },
  });
  const oldest = known.flatMap((one) => (one.checked_at === null ? [] : [one.checked_at])).sort()[0];
  const countries = [...new Set(known.flatMap((one) => (one.market === null ? [] : [one.market])))].join(", ");
  return (
    <div className="pw-panel">
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ flex: "1 1 240px" }}>
          Whether it can be played{countries !== "" && ` in ${countries}`} is known of {sum((one) => one.known)} of {counted(sum((one) => one.tracks), "track")}
          {oldest !== undefined && <>, asked at the earliest <Time at={oldest} how="both" /></>}.
          {" "}What was not asked is taken to be playable and stays.
        </Text>
        {open.length > 0 && (
          <Button size="xs" variant="default" loading={asking.isPending} onClick={() => asking.mutate()}>
            Ask Spotify about {counted(open.length, "playlist")} ({counted(sum((one) => one.calls, open), "call")})
          </Button>
        )}
      </Group>
      {asking.isPending && <Text size="sm" c="dimmed" role="status">{done} of {counted(open.length, "playlist")} asked …</Text>}
      {named && (
        <TextInput
          mt="xs" maw={320} label="Country in which it is listened to" description={nowhere.length > 0 ? `Of ${counted(nowhere.length, "playlist")} the account's is not known.` : undefined}
          placeholder="DE" maxLength={2} value={market} onChange={(event) => onMarket(event.currentTarget.value.toUpperCase())}
        />
      )}
      {asking.isError && <Failure error={asking.error} />}
    </div>
  );
}
