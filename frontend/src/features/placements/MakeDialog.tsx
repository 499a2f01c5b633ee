/** Placing a track: which, where, from when until when; what is in the way and what it costs is told before. */
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { now, viewerZone } from "@/shared/time/clock";
import { addDays, day } from "@/shared/time/words";
import { Says } from "@/shared/states/Says";
import { check, make } from "./queries";

export function MakeDialog({ playlist, name, onClose }: { playlist: string; name: string; onClose: () => void }) {
  const client = useQueryClient();
  const zone = viewerZone();
  const tomorrow = addDays(day(now(), zone), 1);
  const [asked, setAsked] = useState({ track: "", position: "top", from: `${tomorrow}T06:00`, until: `${addDays(tomorrow, 7)}T06:00`, note: "" });
  const whole = { ...asked, playlist: `spotify:playlist:${playlist}`, from: asked.from.replace("T", " "), until: asked.until.replace("T", " "), zone };
  const checking = useMutation({ mutationFn: () => check(whole) });
  const making = useMutation({
    mutationFn: () => make(whole),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["placements"] });
      onClose();
    },
  });
  const field = (key: keyof typeof asked, label: string, more: { placeholder?: string; type?: string; description?: string; required?: boolean } = {}) => (
    <TextInput
      label={label} {...more} value={asked[key]}
      onChange={(event) => {
        setAsked({ ...asked, [key]: event.currentTarget.value });
        checking.reset();
      }}
    />
  );
  const blocked = checking.data?.conflicts.some((one) => one.weight === "error") ?? false;
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Place a track in {name}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); if (checking.data === undefined) checking.mutate(); else making.mutate(); }}>
        <Stack gap="sm">
          {field("track", "Track", { placeholder: "A Spotify link, or Artist - Title", required: true })}
          {field("position", "Place", { description: "top, bottom, a number from 1, or after and a track" })}
          <Group grow>
            {field("from", "Comes in", { type: "datetime-local", required: true })}
            {field("until", "Goes out", { type: "datetime-local" })}
          </Group>
          <Text size="xs" c="dimmed">Clocks of {zone}. Without an end it stays.</Text>
          {field("note", "Note")}
          {checking.data !== undefined && (
            <div role="status">
              {checking.data.conflicts.map((one, index) => <Text key={index} size="sm" style={{ color: one.weight === "error" ? "var(--pw-bad)" : "var(--pw-warn)" }}><Says text={`${one.text} ${one.remedy}`} /></Text>)}
              <Text size="sm">{checking.data.conflicts.length === 0 ? "Nothing is in the way. " : ""}In and out will take about {counted(checking.data.calls, "call")}.</Text>
            </div>
          )}
          {checking.isError && <Failure error={checking.error} />}
          {making.isError && <Failure error={making.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            {checking.data === undefined ? <Button type="submit" loading={checking.isPending}>Check it</Button> : <Button type="submit" loading={making.isPending} disabled={blocked}>Place it</Button>}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
