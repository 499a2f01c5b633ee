/** Texts that were pasted before: opened again, or taken away. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Sure } from "@/shared/Sure";
import { useMayEdit } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Failure } from "@/shared/states/States";
import { counted, number, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import { type Paste, pastes, pastesQuery } from "./queries";

export function PasteList({ playlist }: { playlist: string | undefined }) {
  const { data, error, refetch } = useQuery(pastesQuery);
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined || data.length === 0) return null;
  return (
    <Panel title="Pasted before">
      <ul className="pw-list" aria-label="Pasted before">{data.map((one) => <Row key={one.id} paste={one} playlist={playlist} />)}</ul>
    </Panel>
  );
}

function Row({ paste, playlist }: { paste: Paste; playlist: string | undefined }) {
  const client = useQueryClient();
  const mayEdit = useMayEdit(paste.account);
  const removing = useMutation({ mutationFn: () => pastes.remove(paste.id), onSuccess: () => client.invalidateQueries({ queryKey: ["pastes"] }) });
  const { counts } = paste;
  const open = counts.review + counts.none;
  const told = [counted(counts.lines, "line"), open > 0 && `${number(open)} to review`, counts.search > 0 && `${number(counts.search)} to search for`].filter((one) => one !== false).join(", ");
  return (
    <li>
      <span style={{ minWidth: 0 }}>
        <Link className="pw-link pw-text-link" to="/add/$paste" params={{ paste: paste.id }} search={{ playlist }}>{titleOf(paste)}</Link>
        <span className="pw-dim" style={{ display: "block", fontSize: 12 }}>{told}. {whoDid(paste.actor)}, <Time at={paste.touched_at} how="relative" />; kept until <Time at={paste.expires_at} />.</span>
        {removing.isError && <Failure error={removing.error} />}
      </span>
      {mayEdit && <Sure words="Remove" label={`Remove: ${titleOf(paste)}`} about="What was decided about names stays." busy={removing.isPending} onSure={() => removing.mutate()} />}
    </li>
  );
}

export const titleOf = (paste: Pick<Paste, "name" | "created_at" | "counts">): string => (paste.name.trim() === "" ? `${counted(paste.counts.lines, "pasted line")}` : paste.name);
