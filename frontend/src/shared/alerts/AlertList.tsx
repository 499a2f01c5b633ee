/** What people were told of, the newest first. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { BASE } from "@/api/base";
import { Failure, Loading } from "@/shared/states/States";
import { type Tone, Word } from "@/shared/states/Word";
import { Time } from "@/shared/time/Time";
import { alertsQuery, type Severity } from "./queries";

/** Cut off it would keep from people what they are to be told. */
const WHOLE = { whiteSpace: "normal", overflowWrap: "anywhere" } as const;
const TONES: Record<Severity, Tone> = { info: "quiet", warning: "warn", alarm: "bad" };

export function AlertList({ playlist, account, limit = 8 }: { playlist?: string; account?: string; limit?: number }) {
  const { data, error, refetch } = useQuery(alertsQuery({ ...(playlist === undefined ? {} : { playlist }), ...(account === undefined ? {} : { account }) }, limit));
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Text size="sm" c="dimmed">There was nothing to be told of.</Text>;
  return (
    <ul className="pw-list" aria-label="Last alerts">
      {data.map((one) => (
        <li key={one.id}>
          <span className="pw-two">
            <span style={WHOLE}>{one.link === "" ? one.title : <a className="pw-link" href={BASE + one.link.replace(/^\//, "")}>{one.title}</a>}</span>
            <span className="pw-dim" style={{ ...WHOLE, fontSize: 12 }}><Time at={one.at} />{one.text === "" ? "" : `, ${one.text}`}</span>
          </span>
          <Word tone={TONES[one.severity]}>{one.severity}</Word>
        </li>
      ))}
    </ul>
  );
}
