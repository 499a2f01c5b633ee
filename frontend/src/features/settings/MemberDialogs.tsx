/** Inviting somebody by a link, and changing what a member may do. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Role } from "@/api/session";
import { Once } from "@/shared/Once";
import { Failure } from "@/shared/states/States";
import { changeMember, invite, type Member, namesQuery, type Rights, signInLink, useNames } from "./queries";
import { rolesOf, settled } from "./rights";
import { RightsFields } from "./RightsFields";

const CLOSE = { "aria-label": "Close" };

export function InviteDialog({ mine, onClose }: { mine: Role; onClose: () => void }) {
  const client = useQueryClient();
  const names = useNames();
  const known = useQuery(namesQuery).data !== undefined;
  const [rights, setRights] = useState<Rights>({ role: "viewer", accounts: null, extra: [] });
  const inviting = useMutation({ mutationFn: () => invite(settled(rights, names)), onSuccess: () => client.invalidateQueries({ queryKey: ["invitations"] }) });
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Invite somebody</Text>} closeButtonProps={CLOSE}>
      {inviting.data !== undefined ? (
        <Stack>
          <Text size="sm">Whoever opens this link chooses a name and a password, and is a member.</Text>
          <Once label="Link" value={inviting.data.link} until={inviting.data.expires_at} />
          <Group justify="flex-end"><Button onClick={onClose}>Done</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); inviting.mutate(); }}>
          <Stack>
            <RightsFields roles={rolesOf(mine)} value={rights} onChange={setRights} />
            {inviting.isError && <Failure error={inviting.error} />}
            <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={inviting.isPending} disabled={!known}>Make the link</Button></Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

export function ChangeDialog({ mine, member, onClose }: { mine: Role; member: Member; onClose: () => void }) {
  const client = useQueryClient();
  const names = useNames();
  const known = useQuery(namesQuery).data !== undefined;
  const [rights, setRights] = useState<Rights>({ role: member.role, accounts: member.accounts as Rights["accounts"], extra: member.extra as Rights["extra"] });
  const changing = useMutation({
    mutationFn: () => changeMember(member.id, settled(rights, names)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["members"] });
      void client.invalidateQueries({ queryKey: ["session"] });
      onClose();
    },
  });
  const linking = useMutation({ mutationFn: () => signInLink(member.id) });
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>What {member.name} may do</Text>} closeButtonProps={CLOSE}>
      <form onSubmit={(event) => { event.preventDefault(); changing.mutate(); }}>
        <Stack>
          <RightsFields roles={rolesOf(mine)} value={rights} onChange={setRights} />
          <Text size="sm" c="dimmed">It holds from their next request on.</Text>
          {mine === "owner" && (
            <details>
              <summary>{member.name} forgot the password</summary>
              <Stack gap={6} mt={6} align="flex-start">
                <Text size="sm">A link signs them in once, without it. Whoever has the link is {member.name}.</Text>
                {linking.data === undefined ? <Button variant="default" loading={linking.isPending} onClick={() => linking.mutate()}>Make a link that signs in</Button> : <Once label="Link that signs in" value={linking.data.link} until={linking.data.expires_at} />}
                {linking.isError && <Failure error={linking.error} />}
              </Stack>
            </details>
          )}
          {changing.isError && <Failure error={changing.error} />}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={changing.isPending} disabled={!known}>Save</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
