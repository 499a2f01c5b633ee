/** One track's story: through every step, why it is in or where it fell out, and whose wish put it where it stands. */
import { Drawer, Stack, Text } from "@mantine/core";
import { IconCheck, IconPoint, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure, Loading } from "@/shared/states/States";
import { Word } from "@/shared/states/Word";
import { explainQuery, keptExplainQuery, type Tried } from "../queries";

const SIGNS = { in: IconCheck, out: IconX, said: IconPoint };
const SAID = { in: "stays", out: "falls out", said: "noted" };

interface Props {
  tried: Tried;
  /** The rule set as it is kept is asked about, rather than what is tried. */
  kept: boolean;
  uri: string;
  onClose: () => void;
}

export function Explained({ tried, kept, uri, onClose }: Props) {
  const trying = useQuery({ ...explainQuery(tried, uri), enabled: !kept });
  const seeing = useQuery({ ...keptExplainQuery(tried.rule_set ?? "", uri), enabled: kept });
  const { data, error, refetch } = kept ? seeing : trying;
  return (
    <Drawer opened onClose={onClose} position="right" size="md" title={<Text fw={650}>{data?.title ?? "Why?"}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      {error !== null && <Failure error={error} again={() => void refetch()} />}
      {data === undefined ? error === null && <Loading what="Following it through" /> : (
        <Stack gap="md">
          <Word tone={data.included ? "good" : "warn"}>{data.included ? `In${data.place === null ? "" : `, at place ${data.place}`}` : "Out"}</Word>
          <ol className="pw-story" aria-label="Step by step">
            {data.lines.map((line, index) => {
              const Sign = SIGNS[line.verdict];
              return (
                <li key={index}>
                  <span data-verdict={line.verdict} role="img" aria-label={SAID[line.verdict]}><Sign size={16} stroke={2.4} aria-hidden /></span>
                  <span>
                    <Text span size="xs" c="dimmed">{line.where}</Text><br />
                    {line.what}
                    {line.fact !== "" && <Text size="sm" fw={600} component="span" display="block">{line.fact}</Text>}
                  </span>
                </li>
              );
            })}
          </ol>
          {uri.startsWith("spotify:track:") && <Link className="pw-link" to="/tracks/$id" params={{ id: uri.slice("spotify:track:".length) }}>Where else it stands</Link>}
        </Stack>
      )}
    </Drawer>
  );
}
