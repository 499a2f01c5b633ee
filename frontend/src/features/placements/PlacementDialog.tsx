/** One placement: what it asks for, what happened to it; moved or called off. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { useMayEdit } from "@/shared/session";
import { Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { Clashes } from "./Clashes";
import { cancel } from "./queries";
import { OVER, TONES, word } from "./states";

export function PlacementDialog({ placement, onClose }: { placement: string; onClose: () => void }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const { data: shown, error } = useQuery({ queryKey: ["placements", "one", placement], queryFn: () => data(api.GET("/api/v1/placements/{placement}", { params: { path: { placement } } })) });
  const ending = useMutation({
    mutationFn: (keep: boolean) => cancel(placement, keep),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["placements"] });
      onClose();
    },
  });
  const inForce = shown !== undefined && shown.entered_at !== null && shown.left_at === null;
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{shown === undefined ? "A placement" : shown.title || "Details"}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {error !== null && <Failure error={error} />}
      {shown === undefined ? error === null && <Loading /> : (
        <Stack gap="sm">
          <Word tone={TONES[shown.state] ?? "quiet"}>{word(shown.state)}</Word>
          <dl className="pw-facts">
            <div><dt>Playlist</dt><dd>{shown.playlist_name}</dd></div>
            <div><dt>Comes in</dt><dd><Time at={shown.from_at} how="both" /></dd></div>
            <div><dt>Goes out</dt><dd>{shown.until_at === null ? "never" : <Time at={shown.until_at} how="both" />}</dd></div>
            {shown.position !== null && <div><dt>Place</dt><dd>{shown.position}</dd></div>}
            {shown.campaign !== null && <div><dt>Campaign</dt><dd>{shown.campaign}</dd></div>}
            <div><dt>By</dt><dd>{whoDid(shown.actor)}</dd></div>
            {shown.note !== "" && <div><dt>Note</dt><dd>{shown.note}</dd></div>}
          </dl>
          <Clashes shown={shown} />
          {shown.words !== "" && <Text size="sm">{shown.words}</Text>}
          <ol className="pw-log" aria-label="What happened" tabIndex={0}>{shown.events.map((event, index) => <li key={index}><span className="pw-dim"><Time at={event.at} /> {whoDid(event.actor)}</span> {event.words || event.kind}</li>)}</ol>
          {ending.isError && <Failure error={ending.error} />}
          {mayEdit && !OVER.includes(shown.state) && (
            <Group justify="flex-end" gap="xs">
              {inForce && <Button variant="default" loading={ending.isPending} onClick={() => ending.mutate(true)}>Leave it in for good</Button>}
              <Button color="red.9" loading={ending.isPending} onClick={() => ending.mutate(false)}>{inForce ? "Take it out now" : "Call it off"}</Button>
            </Group>
          )}
        </Stack>
      )}
    </Modal>
  );
}
