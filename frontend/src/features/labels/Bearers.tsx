/** What bears one genre or mood, and where that came from; what was set by hand or by a list can be taken away. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMayEdit } from "@/shared/session";
import { assign, type LabelKind, type Said, tellChange } from "@/shared/labels/queries";
import { Sure } from "@/shared/Sure";
import { Failure, Loading } from "@/shared/states/States";
import { bearersQuery, lists } from "./queries";

interface Props {
  kind: LabelKind;
  label: string;
  onClose: () => void;
}

const SHOWN = 500;

export function Bearers({ kind, label, onClose }: Props) {
  const client = useQueryClient();
  const mayEdit = useMayEdit();
  const { data, error } = useQuery(bearersQuery(kind, label));
  const taking = useMutation({ mutationFn: (uri: string) => assign(kind, [uri], [], [label]), onSuccess: (change) => tellChange(client, kind, change) });
  const dropping = useMutation({
    mutationFn: () => lists.drop(kind, label),
    onSuccess: (change) => {
      onClose();
      client.removeQueries({ queryKey: bearersQuery(kind, label).queryKey });
      tellChange(client, kind, change);
    },
  });
  const of = (one: Said) => one.origins.filter((origin) => origin.about === kind && origin.label.toLowerCase() === label.toLowerCase());
  const ours = (data ?? []).some((one) => of(one).some((origin) => origin.source !== "set"));
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650}>{`${kind === "genre" ? "Genre" : "Mood"}: ${label}`}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        {error !== null && <Failure error={error} />}
        {data === undefined && error === null && <Loading />}
        {data !== undefined && (
          <ul className="pw-list" style={{ maxHeight: "56dvh", overflow: "auto" }} tabIndex={0} aria-label={`What is ${label}`}>
            {data.map((one) => (
              <li key={one.uri}>
                <span className="pw-two">
                  <Name said={one} />
                  <span className="pw-dim" style={{ fontSize: 12, whiteSpace: "normal" }}>{of(one).map((origin) => origin.words).join("; ")}</span>
                </span>
                {mayEdit && of(one).some((origin) => origin.source !== "set") && (
                  <Button size="compact-sm" variant="default" style={{ flexShrink: 0 }} aria-label={`Take away: ${one.name || one.uri}`} onClick={() => taking.mutate(one.uri)}>Take away</Button>
                )}
              </li>
            ))}
          </ul>
        )}
        {data?.length === SHOWN && <Text size="xs" c="dimmed">The first {SHOWN}; <code>playwarden labels show</code> and the API tell more.</Text>}
        {(taking.isError || dropping.isError) && <Failure error={taking.error ?? dropping.error} />}
        {mayEdit && ours && (
          <Group justify="flex-end">
            <Sure words="Take from all" label={`Take from all: ${label}`} about="What data sets say stays; Undo brings it back." busy={dropping.isPending} onSure={() => dropping.mutate()} />
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

function Name({ said }: { said: Said }) {
  const [, kind, id] = said.uri.split(":");
  const name = said.name || (said.uri.startsWith("isrc:") ? `ISRC ${said.uri.slice(5)}` : said.uri);
  if (said.name === "" || id === undefined) return <span>{name}</span>;
  return kind === "artist" ? <Link className="pw-link" to="/artists/$id" params={{ id }}>{name}</Link> : <Link className="pw-link" to="/tracks/$id" params={{ id }}>{name}</Link>;
}
