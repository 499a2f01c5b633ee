/** Signing in, and what one-time links lead to. */
import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { type Link, type Session, session } from "@/api/session";
import { hasEnded } from "@/shared/session";
import { Failure, Loading } from "@/shared/states/States";
import { Time } from "@/shared/time/Time";
import { Connect } from "./Connect";

type Entered = (told: Session) => void;
const SHORTEST = 10;

export function SignIn({ onEntered }: { onEntered: Entered }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const entering = useMutation({ mutationFn: () => session.signIn(name, password), onSuccess: onEntered });
  return (
    <form onSubmit={(event) => { event.preventDefault(); entering.mutate(); }}>
      <Stack>
        <Title order={1}>Sign in</Title>
        {hasEnded() && <Text role="status">Your session has ended. Signing in leads back to where you were.</Text>}
        <TextInput label="Name" autoComplete="username" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <PasswordInput label="Password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {entering.isError && <Refused error={entering.error} />}
        <Button type="submit" loading={entering.isPending}>Sign in</Button>
        <Text size="sm" c="dimmed">No password? Whoever runs Playwarden can print a link for you.</Text>
      </Stack>
    </form>
  );
}

function Refused({ error }: { error: unknown }) {
  const wait = error instanceof Problem && typeof error.more.retry_after === "number" ? error.more.retry_after : null;
  return (
    <>
      <Failure error={error} />
      {wait !== null && <Text size="sm">Try again in {wait} seconds.</Text>}
    </>
  );
}

export function NotSetUp() {
  return (
    <Stack>
      <Title order={1}>Welcome to Playwarden</Title>
      <Text>There is no member yet. The terminal in which Playwarden was started shows a one-time link: open it here to become the first one.</Text>
      <Text size="sm" c="dimmed">Nothing is open before that. When the link is old, start Playwarden anew; it prints another.</Text>
    </Stack>
  );
}

export function OneTimeLink({ token, onEntered }: { token: string; onEntered: Entered }) {
  const { data: link, error } = useQuery({ queryKey: ["link", token], queryFn: () => session.look(token), retry: false, staleTime: Infinity });
  if (error !== null) return <Stack><Title order={1}>This link does not work</Title><Failure error={error} /></Stack>;
  if (link === undefined) return <Loading what="Looking at the link" />;
  if (link.purpose === "connect") return <Connect token={token} link={link} />;
  return link.purpose === "sign_in" ? <Enter token={token} onEntered={onEntered} /> : <Join token={token} link={link} onEntered={onEntered} />;
}

/** Used by a press, not by opening: whatever previews links would use them up. */
function Enter({ token, onEntered }: { token: string; onEntered: Entered }) {
  const entering = useMutation({ mutationFn: () => session.use(token, {}), onSuccess: onEntered });
  return (
    <Stack>
      <Title order={1}>Welcome to Playwarden</Title>
      <Text>This link signs you in, once.</Text>
      {entering.isError && <Failure error={entering.error} />}
      <Button data-autofocus loading={entering.isPending} onClick={() => entering.mutate()}>Come in</Button>
    </Stack>
  );
}

function Join({ token, link, onEntered }: { token: string; link: Link; onEntered: Entered }) {
  const [name, setName] = useState(link.name ?? "");
  const [password, setPassword] = useState("");
  const joining = useMutation({ mutationFn: () => session.use(token, { name: name.trim(), password }), onSuccess: onEntered });
  const short = password.length > 0 && password.length < SHORTEST;
  return (
    <form onSubmit={(event) => { event.preventDefault(); joining.mutate(); }}>
      <Stack>
        <Title order={1}>{link.purpose === "first_member" ? "Become the first member" : "Join Playwarden"}</Title>
        <Text size="sm" c="dimmed">{link.role === undefined ? "" : `You will be ${link.role === "viewer" ? "a viewer" : `an ${link.role}`}. `}The link works until <Time at={link.expires_at} />.</Text>
        <TextInput label="Your name" autoComplete="username" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <PasswordInput
          label="A password" description={`${SHORTEST} characters or more`} autoComplete="new-password" required value={password}
          error={short ? `${SHORTEST - password.length} more` : undefined} onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {joining.isError && <Failure error={joining.error} />}
        <Button type="submit" loading={joining.isPending} disabled={name.trim() === "" || password.length < SHORTEST}>Come in</Button>
      </Stack>
    </form>
  );
}
