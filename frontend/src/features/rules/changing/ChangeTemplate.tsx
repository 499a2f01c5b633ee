/** Changes a template of one's own, seeing all the time what becomes of every rule set that follows it. */
import { ActionIcon, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { asProblem } from "@/api/problem";
import { useMayEdit, useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Says } from "@/shared/states/Says";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { counted } from "@/shared/text";
import { undoKeys } from "../editor/useRules";
import { FormProvider } from "../form/formed";
import { RuleForm } from "../form/RuleForm";
import { asDoc, asRoot } from "../form/schema";
import { referenceQuery } from "../queries";
import { templateQuery, templates } from "../templates/queries";
import { Linked } from "./Linked";
import { Parameters } from "./Parameters";
import { useTemplate } from "./useTemplate";
import { Wording } from "./Wording";
import "../editor/editor.css";
import "../templates/templates.css";

const Yaml = lazy(async () => ({ default: (await import("../editor/Yaml")).Yaml }));
const Review = lazy(async () => ({ default: (await import("@/shared/plan/Review")).Review }));

interface Props {
  template: string;
  view: "form" | "yaml";
  onView: (view: "form" | "yaml") => void;
}

export function ChangeTemplate({ template: id, view, onView }: Props) {
  const client = useQueryClient();
  const session = useSession();
  const { data: template } = useSuspenseQuery(templateQuery(id, ""));
  const { data: reference } = useSuspenseQuery(referenceQuery);
  const editable = useMayEdit(template.account) && !template.ready;
  const member = session.signed_in ? (session.member.id ?? "operator") : "nobody";
  const its = useTemplate(template, asRoot(reference.form), `${member}-template-${template.id}`, editable);
  const [batch, setBatch] = useState(false);
  const [saved, setSaved] = useState(false);
  const latest = () => client.fetchQuery({ ...templateQuery(id, ""), staleTime: 0 });
  const saving = useMutation({
    mutationFn: (number: number) => templates.change(template.id, its.document, number),
    onSuccess: (now) => {
      its.open(asDoc(now.document), now.number);
      client.setQueryData(templateQuery(id, "").queryKey, now);
      void client.invalidateQueries({ queryKey: ["rules"] });
      setSaved(true);
    },
    onError: (error) => { if (asProblem(error).status === 409) void latest(); },
  });
  if (!editable) return <Empty title="This template cannot be changed">{template.ready ? "It comes with Playwarden. Make a playlist from it, and save its rules as a template of your own." : "Whoever may edit its account can change it."}</Empty>;
  const overtaken = its.dirty && its.base !== template.number;
  const linked = its.becoming.data?.linked ?? [];
  const wrong = its.faults.length > 0 || linked.some((one) => one.faults.length > 0 && one.after.length === 0);
  const kept = linked.filter((one) => one.playlist !== null).length;
  return (
    <>
      <div className="pw-rules" onKeyDown={undoKeys(its)}>
        <Stack gap="md" style={{ minWidth: 0 }}>
          <div className="pw-rules-tools" style={{ margin: 0 }}>
            <SegmentedControl size="xs" aria-label="How it is shown" value={view} onChange={(value) => onView(value === "yaml" ? "yaml" : "form")} data={[{ value: "form", label: "Form" }, { value: "yaml", label: "YAML" }]} />
            <Group gap={2}>
              <ActionIcon variant="subtle" color="gray" aria-label="Undo" disabled={!its.canUndo} onClick={its.undo}><IconArrowBackUp size={18} /></ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label="Redo" disabled={!its.canRedo} onClick={its.redo}><IconArrowForwardUp size={18} /></ActionIcon>
            </Group>
          </div>
          {view === "yaml" ? <FormProvider value={its.whole}><Suspense fallback={<Loading />}><Yaml reads={templates.read} about="The template" /></Suspense></FormProvider> : (
            <>
              <Wording template={its.document} onChange={its.change} />
              <Parameters template={its.document} form={asRoot(template.form)} editable={editable} onChange={its.change} />
              <Panel title="Its rules"><FormProvider value={its.rules}><RuleForm /></FormProvider></Panel>
            </>
          )}
        </Stack>
        <section aria-label="What becomes of it" className="pw-rules-told" tabIndex={-1} aria-busy={!its.settled}>
          {its.becoming.isError ? <Failure error={its.becoming.error} again={() => void its.becoming.refetch()} />
            : its.becoming.data === undefined ? <Loading what="Working it out" />
            : its.faults.length > 0 ? (
              <ul className="pw-list" aria-label="What is wrong">
                {its.faults.map((fault, index) => <li key={index} style={{ display: "block" }}><b>{fault.where}</b><Text size="sm">{fault.what}</Text>{fault.remedy !== "" && <Text size="sm" c="dimmed"><Says text={fault.remedy} /></Text>}</li>)}
              </ul>
            ) : <Linked template={template.id} linked={linked} editable={editable && !its.dirty} />}
        </section>
      </div>
      {overtaken && (
        <div className="pw-note" data-tone="warn" role="alert">
          <span>Somebody changed this template meanwhile.</span>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => void latest().then((now) => { its.open(asDoc(now.document), now.number); saving.reset(); })}>Take theirs</Button>
            <Button size="compact-sm" variant="default" onClick={() => void latest().then((now) => { its.over(now.number); saving.mutate(now.number); })}>Save mine over it</Button>
          </Group>
        </div>
      )}
      {saving.isError && !overtaken && <Failure error={saving.error} />}
      {its.dirty ? (
        <div className="pw-bar" role="region" aria-label="Unsaved changes">
          <Text size="sm">{its.restored && !its.canUndo ? "What you changed the last time is still here, not saved." : "Changed, and not saved yet."}</Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => its.open(asDoc(template.document), template.number)}>Discard</Button>
            <Button loading={saving.isPending} disabled={wrong || overtaken || !its.settled} onClick={() => saving.mutate(its.base)}>{linked.length === 0 ? "Save" : `Save, and change ${counted(linked.filter((one) => one.changed).length, "rule set")}`}</Button>
          </Group>
        </div>
      ) : saved && kept > 0 && (
        <div className="pw-bar" role="region" aria-label="Saved">
          <Text size="sm">Saved. Their playlists change at the next refresh, or now, as one batch that you see before.</Text>
          <Button onClick={() => setBatch(true)}>Refresh all {kept} …</Button>
        </div>
      )}
      {batch && <Suspense fallback={null}><Review title={`Refresh what was made from ${template.name}`} propose={() => templates.propose(template.id)} onClose={() => setBatch(false)} onStarted={() => setSaved(false)} /></Suspense>}
    </>
  );
}
