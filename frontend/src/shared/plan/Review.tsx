/** Confirming a change: everything it would do and cost, before anything is done. */
import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { may } from "@/api/session";
import { Says } from "@/shared/states/Says";
import { announce } from "../notices/store";
import { useSession } from "../session";
import { Failure, Loading } from "../states/States";
import { counted } from "../text";
import { Time } from "../time/Time";
import { Detail, Diff } from "./Diff";
import { plans } from "./queries";
import { type Proposal, sentence } from "./words";

interface Props {
  title: string;
  /** Looks and plans; changes nothing. */
  propose: () => Promise<Proposal>;
  onClose: () => void;
  onStarted?: () => void;
  /** Is told what was found before it is shown. */
  onProposed?: (proposal: Proposal) => void;
}

export function Review({ title, propose, onClose, onStarted, onProposed }: Props) {
  const client = useQueryClient();
  const [forced, setForced] = useState<string[]>([]);
  const looking = useMutation({ mutationFn: propose, onSuccess: (found) => onProposed?.(found) });
  const forcing = useMutation({ mutationFn: (rules: string[]) => plans.shown(looking.data!.fingerprint, rules) });
  const proposal = forcing.data ?? looking.data;
  const starting = useMutation({
    mutationFn: () => plans.apply(proposal!.fingerprint, forced),
    onSuccess: (started) => {
      if (started.run !== null && started.job !== null) announce({ run: started.run, job: started.job, title });
      void client.invalidateQueries({ queryKey: ["jobs"] });
      onStarted?.();
      onClose();
    },
  });
  const { mutate: look } = looking;
  const asked = useRef(false);
  useEffect(() => {
    if (!asked.current) look();
    asked.current = true;
  }, [look]);
  const force = (rules: string[]) => {
    setForced(rules);
    forcing.mutate(rules);
  };

  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      {looking.isPending && <Loading what="Looking at what stands there now" />}
      {looking.isError && <Failure error={looking.error} again={() => look()} />}
      {proposal !== undefined && (
        <Stack gap="sm">
          <Said proposal={proposal} />
          <Changes proposal={proposal} />
          <Held proposal={proposal} forced={forced} onForce={force} />
          {starting.isError && <Failure error={starting.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Not now</Button>
            <Button
              data-autofocus loading={starting.isPending} onClick={() => starting.mutate()}
              disabled={proposal.refused !== null || proposal.changing === 0 || forcing.isPending}
            >
              Apply now
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Said({ proposal }: { proposal: Proposal }) {
  const [only] = proposal.playlists;
  const words = proposal.playlists.length === 1 && only !== undefined ? sentence(only) : proposal.changing === 0 ? "Nothing to do: all of them stand like this already." : proposal.sentence;
  return (
    <div>
      <Text fw={600} data-testid="plan">{words}</Text>
      <Text size="sm" c="dimmed">
        {counted(proposal.writes, "call")} to write, {counted(proposal.reads, "read")} to prove it
        {proposal.naive_writes > proposal.writes && `; clearing and filling anew would take ${counted(proposal.naive_writes, "call")} and every date`}
        . Looking took {counted(proposal.observed_calls, "call")}.
        {proposal.ready_at !== null && proposal.calls_now !== null && proposal.calls_now < proposal.writes + proposal.reads && <> The last of it leaves <Time at={proposal.ready_at} how="both" />.</>}
      </Text>
    </div>
  );
}

function Changes({ proposal }: { proposal: Proposal }) {
  const single = proposal.playlists.length === 1;
  const whole = useQuery({ ...plans.whole(proposal.fingerprint), enabled: single });
  const text = useQuery({ ...plans.text(proposal.fingerprint), enabled: !single && proposal.changing > 0 });
  const plan = whole.data?.[0];
  return (
    <Stack gap={6}>
      {plan?.operations.filter((one) => one.kind === "set_details").flatMap((one) =>
        Object.entries(one).filter(([field]) => field !== "kind").map(([field, after]) => <Detail key={field} name={field} before={plan.observed?.details[field]} after={after} />),
      )}
      {plan !== undefined && <Diff lines={plan.diff} />}
      {text.data !== undefined && (
        <>
          <Text size="sm">{counted(proposal.changing, "playlist")} of {proposal.playlists.length} would change:</Text>
          <pre className="pw-text" tabIndex={0} aria-label="Every change">{text.data}</pre>
        </>
      )}
      {proposal.playlists.slice(0, 20).flatMap((part) => part.notes.map((note, index) => <Text key={`${part.fingerprint}-${index}`} size="sm" c="dimmed">{single ? note : `${part.name}: ${note}`}</Text>))}
      {proposal.left_out.length > 0 && (
        <details>
          <summary>{counted(proposal.left_out.length, "playlist")} left out</summary>
          <ul className="pw-list">{proposal.left_out.slice(0, 200).map((one, index) => <li key={index}><span>{one.name}</span><span className="pw-dim"><Says text={one.reason} /></span></li>)}</ul>
        </details>
      )}
    </Stack>
  );
}

function Held({ proposal, forced, onForce }: { proposal: Proposal; forced: string[]; onForce: (rules: string[]) => void }) {
  const mayForce = may(useSession(), "force_rule");
  const rules = [...new Set(proposal.blocked.filter((one) => one.forceable).map((one) => one.rule))];
  const shown = [...new Set([...forced, ...rules])];
  return (
    <>
      {proposal.blocked.slice(0, 10).map((one, index) => (
        <Text key={index} size="sm" style={{ color: "var(--pw-warn)" }}>{proposal.playlists.length > 1 ? `${one.playlist}: ` : ""}{one.reason}</Text>
      ))}
      {mayForce && shown.map((rule) => (
        <Checkbox
          key={rule} label={`Do it all the same (overrule ${rule}; it is recorded with your name)`} checked={forced.includes(rule)}
          onChange={(event) => onForce(event.currentTarget.checked ? [...forced, rule] : forced.filter((one) => one !== rule))}
        />
      ))}
      {proposal.refused !== null && proposal.blocked.length === 0 && (
        <Text size="sm" role="alert" style={{ color: "var(--pw-warn)" }}><Says text={`${proposal.refused.what} ${proposal.refused.remedy}`} /></Text>
      )}
    </>
  );
}

