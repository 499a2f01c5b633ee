/** Disconnecting an account, or deleting it with its data: what goes and what stays is told before. */
import { Button, Group, List, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/session";
import { useSession } from "@/shared/session";
import { Failure, Loading } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { type Account, remove, weightQuery } from "./queries";

export function LeaveDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const client = useQueryClient();
  const mayDelete = may(useSession(), "delete");
  const [withData, setWithData] = useState(false);
  const [typed, setTyped] = useState("");
  const weight = useQuery({ ...weightQuery(account.id), enabled: withData });
  const going = useMutation({
    mutationFn: () => remove(account.id, withData),
    onSuccess: () => {
      // All but its own weight: what is gone is not asked about again.
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "weight" });
      onClose();
    },
  });
  const sure = !withData || (typed.trim() === account.name && weight.data !== undefined);
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Disconnect {account.name}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); going.mutate(); }}>
        <Stack gap="md">
          <Radio.Group aria-label="What happens to what was recorded" value={withData ? "delete" : "keep"} onChange={(value) => setWithData(value === "delete")}>
            <Stack gap={8}>
              <Radio value="keep" label="Disconnect" description="Its tokens are deleted and its jobs stop. Playlists, versions, runs and placements stay, and go on when it is connected again." />
              {mayDelete && <Radio value="delete" label="Disconnect and delete its data" description="Cannot be undone here; a backup brings it back. Nothing is changed at Spotify." />}
            </Stack>
          </Radio.Group>
          {withData && weight.isError && <Failure error={weight.error} />}
          {withData && weight.isPending && <Loading what="Counting" />}
          {withData && weight.data !== undefined && (
            <div role="status">
              <Text size="sm" fw={600}>This goes, because no other account has it:</Text>
              <List size="sm">
                <List.Item>{counted(weight.data.playlists, "playlist")} with all versions</List.Item>
                <List.Item>{counted(weight.data.runs, "run")} with what they did</List.Item>
                <List.Item>{counted(weight.data.placements, "placement")}</List.Item>
              </List>
              <Text size="sm" c="dimmed">The audit chain keeps that there was something, and forgets what.</Text>
            </div>
          )}
          {withData && <TextInput label={`Type ${account.name} to delete it`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />}
          {going.isError && <Failure error={going.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" color="red.9" loading={going.isPending} disabled={!sure}>{withData ? "Delete it" : "Disconnect"}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
