/** What has to be read first and what it costs; what keeping the playlist costs in a week. */
import { Text } from "@mantine/core";
import { Says } from "@/shared/states/Says";
import { Word } from "@/shared/states/Word";
import { counted, number } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { NeedTold, Price } from "../types";

const STATES = { known: { words: "known", tone: "good" }, old: { words: "known, not lately", tone: "quiet" }, unread: { words: "not read yet", tone: "warn" }, refused: { words: "not to be had", tone: "bad" } } as const;

export function Needs({ needs, calls }: { needs: readonly NeedTold[]; calls: number }) {
  if (needs.length === 0) return null;
  const open = needs.filter((need) => need.state !== "known");
  return (
    <details open={needs.some((need) => need.state === "refused" || need.state === "unread")}>
      <summary>{open.length === 0 ? "All it needs is known" : `${counted(open.length, "list")} to be read at the next refresh: ${counted(calls, "call")}`}</summary>
      <ul className="pw-list">
        {needs.map((need, index) => (
          <li key={index}>
            <span className="pw-needs">
              <span>{need.words}</span>
              {(need.why !== "" || need.remedy !== "") && <Text span size="xs" c="dimmed">{need.why} <Says text={need.remedy} /></Text>}
            </span>
            <span style={{ textAlign: "right", fontSize: 12 }}>
              <Word tone={STATES[need.state].tone}>{STATES[need.state].words}</Word>
              <Text size="xs" c="dimmed">{need.read_at !== null ? <Time at={need.read_at} how="relative" /> : need.calls > 0 ? counted(need.calls, "call") : ""}</Text>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function PriceTold({ price }: { price: Price }) {
  return (
    <details>
      <summary>Price: at most {counted(price.calls_a_week, "call")} a week{price.first > 0 && `, ${number(price.first)} for the first time`}</summary>
      <ul className="pw-list">
        {price.lines.map((line, index) => <li key={index}><span>{line.words}</span><span className="pw-number">{line.calls.toLocaleString("en-GB", { maximumFractionDigits: 1 })}</span></li>)}
      </ul>
      {price.assumptions.map((each) => <Text key={each} size="xs" c="dimmed">{each}</Text>)}
    </details>
  );
}
