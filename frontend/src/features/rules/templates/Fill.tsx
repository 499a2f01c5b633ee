/** A template's sentence, its blanks filled by picking; what comes of it beside; made with its schedule in one click. */
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { Panel } from "@/shared/states/Page";
import { Says } from "@/shared/states/Says";
import { Failure, Loading } from "@/shared/states/States";
import { useZone } from "@/shared/time/Time";
import { Fields } from "../form/Fields";
import { FormProvider, type Formed } from "../form/formed";
import { at } from "../form/editing";
import { asDoc, asRoot, type Doc } from "../form/schema";
import { Preview } from "../preview/Preview";
import { previewQuery, ruleSetQuery, type Tried } from "../queries";
import { type Aim, aimed, isAimed, Target, useAccounts } from "../Target";
import { Blanks } from "./Blanks";
import { filledQuery, templateQuery, templates } from "./queries";
import "../editor/editor.css";
import "./templates.css";

const SETTLE_MS = 300;

interface Props {
  template: string;
  account: string | undefined;
  playlist: string | undefined;
  onMade: (ruleSet: string) => void;
}

export function Fill({ template: id, account: asked, playlist, onMade }: Props) {
  const accounts = useAccounts();
  const account = asked ?? accounts[0]?.id ?? "";
  const { data: template } = useSuspenseQuery(templateQuery(id, account));
  const client = useQueryClient();
  const zone = useZone();
  const area = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState<Doc>({});
  const [told, setAim] = useState<Aim>({ account, way: playlist === undefined ? "create" : "playlist", create: template.name, playlist: playlist === undefined ? null : `spotify:playlist:${playlist}` });
  const aim = told.account === "" ? { ...told, account } : told;
  const [weekly, setWeekly] = useState(true);
  const [find, setFind] = useState("");
  const [settled] = useDebouncedValue(values, SETTLE_MS);
  const target = aim.way === "playlist" ? aim.playlist : null;
  const filled = useQuery(filledQuery(id, settled, aim.account, target));
  const whole = filled.data?.document ?? null;
  const document = useMemo(() => (whole === null ? null : asDoc(whole)), [whole]);
  const tried = useMemo<Tried>(() => ({ account: document === null ? "" : aim.account, playlist: target, rule_set: null, document: document ?? {}, files: null, find }), [document, aim.account, target, find]);
  const preview = useQuery(previewQuery(tried));
  const faults = useMemo(() => (filled.data?.faults ?? []).map((one) => ({ path: one.parameter === null ? [] : [one.parameter], where: one.parameter ?? "", what: one.what, remedy: one.remedy })), [filled.data]);
  const formed = useMemo<Formed>(() => ({ root: asRoot(template.form), document: values, editable: true, faults: faults.filter((one) => at(values, one.path) !== undefined), told: new Map(), files: [], change: setValues }), [template.form, values, faults]);
  const making = useMutation({
    mutationFn: () => templates.fill(id, { values, ...aimed(aim), name: aim.way === "create" ? aim.create.trim() : template.name, timing: weekly && template.schedule !== null ? { kind: "cron" as const, expression: template.schedule.expression, zone } : null }),
    onSuccess: (made) => {
      client.setQueryData(ruleSetQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ["rules"] });
      void client.invalidateQueries({ queryKey: ["schedules"] });
      onMade(made.id);
    },
  });
  // What the sentence speaks of, and what has to be filled in; the rest suits most people as it is.
  const first = new Set(template.parameters.filter((one) => template.sentence.includes(`{${one.name}}`) || (one.needed && one.default == null)).map((one) => one.name));
  const ready = document !== null && faults.length === 0 && settled === values && isAimed(aim);
  const missing = template.parameters.filter((one) => one.needed && values[one.name] === undefined && one.default == null).map((one) => one.label.toLowerCase());
  return (
    <div className="pw-rules" ref={area}>
      <Stack gap="md" style={{ minWidth: 0 }}>
        <Text className="pw-filling" component="p" m={0}><Blanks template={template} values={values} onBlank={(name) => area.current?.querySelector<HTMLElement>(`[data-parameter="${name}"] :is(input, select, textarea)`)?.focus()} /></Text>
        {template.missing.map((each) => <Text key={each} size="sm" style={{ color: "var(--pw-warn)" }}>{each}</Text>)}
        {template.parameters.length > 0 && (
          <Panel title="Fill in">
            <FormProvider value={formed}>
              <Fields node={asRoot(template.form)} path={[]} value={values} only={(field) => first.has(field.name)} />
              {first.size < template.parameters.length && (
                <details style={{ marginTop: 12 }}>
                  <summary>More choices: {template.parameters.filter((one) => !first.has(one.name)).map((one) => one.label.toLowerCase()).join(", ")}</summary>
                  <div style={{ paddingTop: 10 }}><Fields node={asRoot(template.form)} path={[]} value={values} only={(field) => !first.has(field.name)} /></div>
                </details>
              )}
            </FormProvider>
          </Panel>
        )}
        <Panel title="What it keeps"><Target aim={aim} onAim={setAim} none={false} /></Panel>
        {template.schedule !== null && <Checkbox label={`Refresh it by itself: ${template.schedule.words}`} description={`Clocks of ${zone}.`} checked={weekly} onChange={(event) => setWeekly(event.currentTarget.checked)} />}
        {faults.filter((one) => one.path.length === 0).map((one) => <Text key={one.what} size="sm" style={{ color: "var(--mantine-color-error)" }}>{one.what} <Says text={one.remedy} /></Text>)}
        {making.isError && <Failure error={making.error} />}
        <Group gap="sm">
          <Button size="md" disabled={!ready} loading={making.isPending} onClick={() => making.mutate()}>Make it</Button>
          {missing.length > 0 && <Text size="sm" c="dimmed">Still to fill in: {missing.join(", ")}.</Text>}
          {missing.length === 0 && <Text size="sm" c="dimmed">Nothing changes at Spotify yet: you see the first refresh before it is done.</Text>}
        </Group>
      </Stack>
      <section aria-label="What comes of it" className="pw-rules-told" tabIndex={-1}>
        {filled.isError ? <Failure error={filled.error} again={() => void filled.refetch()} />
          : document === null ? (filled.isPending && aim.account !== "" ? <Loading /> : <Text size="sm" c="dimmed">Fill in the blanks, and what comes of it shows here.</Text>)
          : <Preview told={preview.data} tried={tried} error={preview.error} busy={preview.isFetching} onAgain={() => void preview.refetch()} find={find} onFind={setFind} />}
      </section>
    </div>
  );
}
