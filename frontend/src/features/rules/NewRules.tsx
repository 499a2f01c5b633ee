/** Rules written from nothing: tried while they are written, kept when they are whole. */
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "@/shared/session";
import { Empty, Failure } from "@/shared/states/States";
import { Panel } from "@/shared/states/Page";
import { Link } from "@tanstack/react-router";
import type { RuleView } from "@/shared/url";
import { Editor } from "./editor/Editor";
import { Files } from "./editor/Files";
import { useRules } from "./editor/useRules";
import { asRoot } from "./form/schema";
import { referenceQuery, ruleSetQuery, ruleSets, textsOf } from "./queries";
import { type Aim, aimed, isAimed, Target, useAccounts } from "./Target";

const EMPTY = { version: 1, name: "New rules" };

interface Props {
  /** The playlist that they are to keep, where that is known. */
  playlist: string | null;
  view: RuleView;
  onView: (view: RuleView) => void;
  onMade: (ruleSet: string) => void;
}

export function NewRules({ playlist, view, onView, onMade }: Props) {
  const client = useQueryClient();
  const session = useSession();
  const accounts = useAccounts();
  const { data: reference } = useSuspenseQuery(referenceQuery);
  const [told, setAim] = useState<Aim>({ account: "", way: playlist === null ? "create" : "playlist", create: "New rules", playlist: playlist === null ? null : `spotify:playlist:${playlist}` });
  const aim = { ...told, account: told.account === "" ? (accounts[0]?.id ?? "") : told.account };
  const member = session.signed_in ? (session.member.id ?? "operator") : "nobody";
  const rules = useRules({ root: asRoot(reference.form), place: `${member}-new-${playlist ?? ""}`, saved: EMPTY, number: 0, account: aim.account, playlist: aim.way === "playlist" ? aim.playlist : null, ruleSet: null, editable: accounts.length > 0 });
  const making = useMutation({
    mutationFn: () => ruleSets.make({ ...aimed(aim), document: rules.document, ...(rules.files && { files: textsOf(rules.files) }) }),
    onSuccess: (made) => {
      client.setQueryData(ruleSetQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ["rules"] });
      rules.open(EMPTY, 0);
      onMade(made.id);
    },
  });
  if (accounts.length === 0)
    return <Empty title="No account to make rules for" action={<Link className="pw-link" to="/accounts">Accounts</Link>}>Rules change playlists: connect an account with writing, or ask who may.</Empty>;
  const wrong = (rules.preview.data?.faults.length ?? 1) > 0;
  return (
    <>
      <Panel title="What they keep"><Target aim={aim} onAim={setAim} /></Panel>
      <Editor rules={rules} view={view} onView={onView}>
        <Files kept={[]} chosen={rules.files} editable onChosen={rules.setFiles} />
      </Editor>
      {making.isError && <Failure error={making.error} />}
      <div className="pw-bar" role="region" aria-label="New rules">
        <Text size="sm" c="dimmed">{rules.restored && !rules.canUndo ? "What you wrote the last time is still here." : "Nothing is changed in a playlist by keeping rules: that is shown and approved first."}</Text>
        <Group gap="xs">
          <Button variant="default" disabled={!rules.dirty} onClick={() => rules.open(EMPTY, 0)}>Start anew</Button>
          <Button loading={making.isPending} disabled={wrong || !isAimed(aim)} onClick={() => making.mutate()}>Keep these rules</Button>
        </Group>
      </div>
    </>
  );
}
