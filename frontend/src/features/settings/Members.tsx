/** Members and the links that wait, for those who manage them; one's own rights for everybody else. */
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { may, type SignedIn } from "@/api/session";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Failure, Loading } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { Time } from "@/shared/time/Time";
import { type Invitation, invitationsQuery, type Member, membersQuery, removeMember, useNames, withdraw } from "./queries";
import { EXTRAS, manages, reach } from "./rights";

const InviteDialog = lazy(() => import("./MemberDialogs").then((module) => ({ default: module.InviteDialog })));
const ChangeDialog = lazy(() => import("./MemberDialogs").then((module) => ({ default: module.ChangeDialog })));

const extras = (extra: readonly string[]) => EXTRAS.filter((one) => extra.includes(one.value)).map((one) => one.label.toLowerCase());

export function Members() {
  const session = useSession();
  if (!session.signed_in) return null;
  return may(session, "members") ? <><Everybody session={session} /><Waiting /></> : <Mine session={session} />;
}

function Mine({ session }: { session: SignedIn }) {
  const { data } = useQuery(membersQuery);
  const names = useNames();
  const me = data?.find((member) => member.id === session.member.id);
  if (me === undefined) return null;
  const more = extras(me.extra);
  return (
    <Panel title="What you may do">
      <Text size="sm">You are {me.role === "viewer" ? "a viewer" : `an ${me.role}`} of {reach(me, names)}.{more.length > 0 && ` You may also ${more.join("; ")}.`}</Text>
      <Text size="sm" c="dimmed">An owner or an admin changes that.</Text>
    </Panel>
  );
}

function Everybody({ session }: { session: SignedIn }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(membersQuery);
  const names = useNames();
  const [open, setOpen] = useState<Member | "invite" | null>(null);
  const removing = useMutation({ mutationFn: removeMember, onSettled: () => client.invalidateQueries({ queryKey: ["members"] }) });
  const mine = session.member.role;
  return (
    <Panel title="Members" actions={<Button size="compact-sm" onClick={() => setOpen("invite")}>Invite somebody</Button>}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {removing.isError && <Failure error={removing.error} />}
      <ul className="pw-list" aria-label="Members">
        {data?.map((member) => (
          <li key={member.id} style={{ flexWrap: "wrap" }}>
            <span style={{ minWidth: 0, flex: "1 1 180px" }}>
              <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>{member.name}{member.id === session.member.id ? " (you)" : ""}</Text>
              <Text size="xs" c="dimmed">{[`${member.role} of ${reach(member, names)}`, ...extras(member.extra)].join("; ")}</Text>
            </span>
            {manages(mine, member.role) && (
              <Group gap={6}>
                <Button size="compact-sm" variant="default" aria-label={`Change ${member.name}`} onClick={() => setOpen(member)}>Change</Button>
                {member.id !== session.member.id && <Sure words="Remove" label={`Remove ${member.name}`} about="Sessions and tokens end at once; what was done stays." busy={removing.isPending} onSure={() => removing.mutate(member.id)} />}
              </Group>
            )}
          </li>
        ))}
        {data?.length === 0 && <li><Text size="sm" c="dimmed">Nobody yet.</Text></li>}
      </ul>
      <Suspense>
        {open === "invite" && <InviteDialog mine={mine} onClose={() => setOpen(null)} />}
        {open !== null && open !== "invite" && <ChangeDialog key={open.id} mine={mine} member={open} onClose={() => setOpen(null)} />}
      </Suspense>
    </Panel>
  );
}

function Waiting() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(invitationsQuery);
  const names = useNames();
  const withdrawing = useMutation({ mutationFn: withdraw, onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }) });
  const words = (link: Invitation) => (link.purpose === "connect" ? "to connect an account" : `as ${link.role === "viewer" ? "a viewer" : `an ${link.role}`} of ${reach(link, names)}`);
  return (
    <Panel title="Links that wait">
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {withdrawing.isError && <Failure error={withdrawing.error} />}
      {data?.length === 0 && <Text size="sm" c="dimmed">None. Invitations and links that connect an account stand here until they are used.</Text>}
      <ul className="pw-list" aria-label="Links that wait">
        {data?.map((link) => (
          <li key={link.id} style={{ flexWrap: "wrap" }}>
            <span style={{ minWidth: 0, flex: "1 1 180px" }}><Text size="sm">{words(link)}</Text><Text size="xs" c="dimmed">until <Time at={link.expires_at} how="both" /></Text></span>
            <Sure words="Withdraw" label={`Withdraw the link ${words(link)}`} about="The link stops working." busy={withdrawing.isPending} onSure={() => withdrawing.mutate(link.id)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
