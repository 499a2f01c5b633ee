/** What the rules come to, as far as is known: worked out anew after every change, without a call. */
import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Says } from "@/shared/states/Says";
import { Failure, Loading } from "@/shared/states/States";
import { changes } from "@/shared/plan/words";
import { counted, number } from "@/shared/text";
import type { Path } from "../form/schema";
import type { Preview as Told, Result } from "../types";
import type { Tried } from "../queries";
import { Explained } from "./Explained";
import { barsOf } from "./bars";
import { Narrowing } from "./Narrowing";
import { Needs, PriceTold } from "./Costs";
import { Outcome } from "./Outcome";
import "./preview.css";

interface Props {
  told: Told | undefined;
  tried: Tried;
  error: unknown;
  /** A newer answer is on its way. */
  busy: boolean;
  onAgain: () => void;
  onOpen?: ((path: Path) => void) | undefined;
  /** The rules as they are kept are told, rather than those that are tried. */
  kept?: boolean;
  find: string;
  onFind: (find: string) => void;
}

export function Preview({ told, tried, error, busy, onAgain, onOpen, kept = false, find, onFind }: Props) {
  const [uri, setUri] = useState<string | null>(null);
  if (error !== null) return <Failure error={error} again={onAgain} />;
  if (told === undefined) return <Loading what="Working it out" />;
  const { result } = told;
  if (result === null) return <Faults told={told} onOpen={onOpen} />;
  const unread = result.needs.filter((need) => need.state === "unread").length;
  return (
    <Stack gap="md" aria-busy={busy} style={{ opacity: busy ? 0.65 : 1, transition: "opacity 120ms" }}>
      <Sums told={result} />
      {unread > 0 ? <Text size="sm" role="status" style={{ color: "var(--pw-warn)" }}>{counted(unread, "list")} that it needs {unread === 1 ? "is" : "are"} not read yet: what stands there comes in with the first refresh, and is not counted here.</Text>
        : result.short !== "" && <Text size="sm" role="status" style={{ color: "var(--pw-warn)" }}>{result.short}</Text>}
      <Narrowing bars={barsOf(result.stages, told.clauses)} onOpen={onOpen} />
      <Needs needs={result.needs} calls={result.calls_to_read} />
      <Outcome told={result} find={find} onFind={onFind} onExplain={setUri} />
      <PriceTold price={result.price} />
      {uri !== null && <Explained tried={tried} kept={kept} uri={uri} onClose={() => setUri(null)} />}
    </Stack>
  );
}

function Sums({ told }: { told: Result }) {
  return (
    <div>
      <div className="pw-sums" data-testid="sums">
        <div><span className="pw-big">{number(told.total)}</span><Text size="xs" c="dimmed">{told.total === 1 ? "track" : "tracks"}</Text></div>
        {told.current !== null && <div><span className="pw-big" style={{ color: "var(--pw-good)" }}>+{number(told.enters)}</span><Text size="xs" c="dimmed">come</Text></div>}
        {told.current !== null && <div><span className="pw-big" style={{ color: told.leaves > 0 ? "var(--pw-warn)" : undefined }}>−{number(told.leaves)}</span><Text size="xs" c="dimmed">go</Text></div>}
        <div><span className="pw-big">{number(told.price.calls_a_week)}</span><Text size="xs" c="dimmed">calls a week, at most</Text></div>
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {told.asks ? "Nothing is refreshed until somebody has said what becomes of the changes by hand." : told.plan === null ? "From what is known here." : told.plan.empty ? "The playlist stands like this already." : `${changes(told.plan)}: ${counted(told.plan.writes, "call")}, ${told.plan.dates}.`}
        {" "}Looking at this cost no call.
      </Text>
    </div>
  );
}

function Faults({ told, onOpen }: Pick<Props, "onOpen"> & { told: Told }) {
  return (
    <Stack gap={6} role="status">
      <Text fw={600}>{told.faults.length === 1 ? "One thing is missing or wrong" : `${told.faults.length} things are missing or wrong`}</Text>
      <ul className="pw-list">
        {told.faults.map((fault, index) => (
          <li key={index} style={{ display: "block" }}>
            {onOpen !== undefined && fault.path.length > 0 ? <button type="button" className="pw-plain-button" onClick={() => onOpen(fault.path)}>{fault.where}</button> : <b>{fault.where}</b>}
            <Text size="sm">{fault.what}</Text>
            {fault.remedy !== "" && <Text size="sm" c="dimmed"><Says text={fault.remedy} /></Text>}
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed">What comes of the rules shows here as soon as they are whole.</Text>
    </Stack>
  );
}
