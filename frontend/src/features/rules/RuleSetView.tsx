/** One rule set: its rules beside what they come to, how it stands, and everything that became of it. */
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { asProblem } from "@/api/problem";
import { Review } from "@/shared/plan/Review";
import { useMayEdit, useSession } from "@/shared/session";
import { Failure } from "@/shared/states/States";
import { Sure } from "@/shared/Sure";
import { counted, titled, whoDid } from "@/shared/text";
import { Time } from "@/shared/time/Time";
import type { RuleView } from "@/shared/url";
import { Editor } from "./editor/Editor";
import { Files } from "./editor/Files";
import { useRules } from "./editor/useRules";
import { asDoc, asRoot } from "./form/schema";
import { useRemember } from "./names";
import { referenceQuery, ruleSetQuery, ruleSets } from "./queries";
import { Refreshes } from "./Refreshes";
import { Standing } from "./standing/Standing";
import type { RuleSetTold } from "./types";

const SaveAsTemplate = lazy(async () => ({ default: (await import("./templates/SaveAsTemplate")).SaveAsTemplate }));

interface Props {
  ruleSet: RuleSetTold;
  view: RuleView;
  onView: (view: RuleView) => void;
  /** Where its playlist's page is this one, its name needs no telling. */
  within?: boolean;
  /** It was just made: its first refresh is shown at once. */
  first?: boolean;
  onRemoved: () => void;
}

export function RuleSetView({ ruleSet, view, onView, within = false, first = false, onRemoved }: Props) {
  const client = useQueryClient();
  const session = useSession();
  const { data: reference } = useSuspenseQuery(referenceQuery);
  const editable = useMayEdit(ruleSet.account);
  const member = session.signed_in ? (session.member.id ?? "operator") : "nobody";
  const saved = asDoc(ruleSet.document);
  const rules = useRules({
    root: asRoot(reference.form), place: `${member}-${ruleSet.id}`, saved, number: ruleSet.number, account: ruleSet.account, playlist: ruleSet.playlist, ruleSet: ruleSet.id, editable,
  });
  const remember = useRemember();
  useEffect(() => remember(ruleSet.names), [remember, ruleSet.names]);
  const [refreshing, setRefreshing] = useState(first && editable);
  const [templating, setTemplating] = useState(false);
  const took = (now: RuleSetTold) => {
    client.setQueryData(ruleSetQuery(ruleSet.id).queryKey, now);
    void client.invalidateQueries({ queryKey: ["rules"] });
  };
  const saving = useMutation({
    mutationFn: (number: number) => ruleSets.change(ruleSet.id, rules.document, number, rules.files),
    onSuccess: (now) => { took(now); rules.open(asDoc(now.document), now.number); },
    // Perhaps somebody changed them meanwhile: what they are now says so.
    onError: (error) => { if (asProblem(error).status === 409) void client.invalidateQueries({ queryKey: ruleSetQuery(ruleSet.id).queryKey }); },
  });
  const removing = useMutation({ mutationFn: () => ruleSets.remove(ruleSet.id), onSuccess: async () => { await client.invalidateQueries({ queryKey: ["rules"] }); onRemoved(); } });
  const overtaken = rules.dirty && rules.base !== ruleSet.number;
  const wrong = (rules.preview.data?.faults.length ?? 0) > 0;
  const told = rules.preview.data?.result;
  const theirs = async () => {
    const now = await client.fetchQuery({ ...ruleSetQuery(ruleSet.id), staleTime: 0 });
    rules.open(asDoc(now.document), now.number);
    saving.reset();
  };
  const insist = async () => {
    const now = await client.fetchQuery({ ...ruleSetQuery(ruleSet.id), staleTime: 0 });
    rules.over(now.number);
    saving.mutate(now.number);
  };
  return (
    <>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Text size="sm" c="dimmed" component="div" style={{ flex: "1 1 260px", minWidth: 0 }}>
          {!within && <>{ruleSet.playlist === null ? (ruleSet.create === null ? "For no playlist: others build on it" : `Makes the playlist ${ruleSet.create} at its first refresh`) : <>Keeps <Link className="pw-link pw-text-link" to="/playlists/$playlist" params={{ playlist: ruleSet.playlist }}>{titled(ruleSet.playlist_name ?? "a playlist")}</Link></>} of {ruleSet.account_name}. </>}
          {ruleSet.template !== null && <>From the template <Link className="pw-link pw-text-link" to="/rules/templates">{ruleSet.template.name}</Link>. </>}
          Changed <Time at={ruleSet.changed_at} how="relative" /> by {whoDid(ruleSet.changed_by)}.
        </Text>
        {editable && (
          <Group gap="xs">
            {(ruleSet.playlist !== null || ruleSet.create !== null) && (
              <Button leftSection={<IconRefresh size={16} aria-hidden />} disabled={rules.dirty || wrong} title={rules.dirty ? "Save first" : undefined} onClick={() => setRefreshing(true)}>
                Refresh now{told != null && told.calls_to_read > 0 && ` (${counted(told.calls_to_read, "call")} to look)`}
              </Button>
            )}
            <Menu position="bottom-end">
              <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>More</Button></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item disabled={rules.dirty || wrong} onClick={() => setTemplating(true)}>Make a template of it …</Menu.Item>
                <Menu.Item component="a" href="#remove">Remove these rules …</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        )}
      </Group>
      <Standing ruleSet={ruleSet} editable={editable} onChanged={took} />
      {overtaken && (
        <div className="pw-note" data-tone="warn" role="alert">
          <span>Somebody changed these rules meanwhile ({whoDid(ruleSet.changed_by)}, <Time at={ruleSet.changed_at} how="relative" />).</span>
          <Group gap="xs"><Button size="compact-sm" variant="default" onClick={() => void theirs()}>Take theirs</Button><Button size="compact-sm" variant="default" onClick={() => void insist()}>Save mine over it</Button></Group>
        </div>
      )}
      <Editor rules={rules} view={view} onView={onView} clauses={ruleSet.clauses}>
        <Files kept={ruleSet.files} chosen={rules.files} editable={editable} onChosen={rules.setFiles} />
      </Editor>
      {saving.isError && !overtaken && <Failure error={saving.error} />}
      {rules.dirty && (
        <div className="pw-bar" role="region" aria-label="Unsaved changes">
          <Text size="sm">{rules.restored && !rules.canUndo ? "What you changed the last time is still here, not saved." : "Changed, and not saved yet. Nothing is refreshed by it until then."}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => rules.open(saved, ruleSet.number)}>Discard</Button>
            <Button loading={saving.isPending} disabled={wrong || overtaken} onClick={() => saving.mutate(rules.base)}>Save</Button>
          </Group>
        </div>
      )}
      <Refreshes ruleSet={ruleSet.id} />
      {editable && (
        <Group id="remove" gap="xs" justify="flex-end">
          {removing.isError && <Failure error={removing.error} />}
          <Sure words="Remove these rules" label={`Remove these rules: ${ruleSet.name}`} about="The playlist stays as it is; nothing refreshes it any more." busy={removing.isPending} onSure={() => removing.mutate()} />
        </Group>
      )}
      {refreshing && <Review title={`Refresh ${titled(ruleSet.playlist_name ?? ruleSet.create ?? ruleSet.name)}`} propose={() => ruleSets.propose(ruleSet.id)} onClose={() => setRefreshing(false)} onStarted={() => void client.invalidateQueries({ queryKey: ["rules"] })} />}
      {templating && <Suspense fallback={null}><SaveAsTemplate ruleSet={ruleSet} onClose={() => setTemplating(false)} /></Suspense>}
    </>
  );
}
