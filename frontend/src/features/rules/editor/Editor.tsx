/** One document in three views (plain words, form, text), and beside it what it comes to. */
import { ActionIcon, Group, SegmentedControl, Text } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Loading } from "@/shared/states/States";
import { RULE_VIEWS, type RuleView } from "@/shared/url";
import { asProblem } from "@/api/problem";
import { FormProvider, keyOf } from "../form/formed";
import { RuleForm } from "../form/RuleForm";
import type { Path } from "../form/schema";
import { Preview } from "../preview/Preview";
import type { Clause } from "../types";
import { Sentence } from "./Sentence";
import { type Rules, undoKeys } from "./useRules";
import "./editor.css";

const Yaml = lazy(async () => ({ default: (await import("./Yaml")).Yaml }));

interface Props {
  rules: Rules;
  view: RuleView;
  onView: (view: RuleView) => void;
  /** The rules in words as they are kept: shown until they were tried anew. */
  clauses?: readonly Clause[];
  /** What stands below the rules. */
  children?: ReactNode;
}

export function Editor({ rules, view, onView, clauses = [], children }: Props) {
  const { preview, formed: { editable } } = rules;
  const [opened, setOpened] = useState<string | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const go = (path: Path) => {
    setOpened(keyOf(path.slice(0, 2)));
    if (view === "yaml") onView("sentence");
  };
  // Opened from the bars beside: what it is about comes into view.
  useEffect(() => {
    if (opened !== null) area.current?.querySelector("[data-open]")?.scrollIntoView({ block: "nearest" });
  }, [opened]);
  return (
    <div ref={area} className="pw-rules" onKeyDown={undoKeys(rules)}>
      <section aria-label="The rules" style={{ minWidth: 0 }}>
        <div className="pw-rules-tools">
          <SegmentedControl
            size="xs" aria-label="How the rules are shown" value={view} onChange={(value) => onView(RULE_VIEWS.find((one) => one === value) ?? "sentence")}
            data={[{ value: "sentence", label: "Plain words" }, { value: "form", label: "Form" }, { value: "yaml", label: "YAML" }]}
          />
          {editable && (
            <Group gap={2}>
              <ActionIcon variant="subtle" color="gray" aria-label="Undo" disabled={!rules.canUndo} onClick={rules.undo}><IconArrowBackUp size={18} /></ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label="Redo" disabled={!rules.canRedo} onClick={rules.redo}><IconArrowForwardUp size={18} /></ActionIcon>
            </Group>
          )}
        </div>
        <FormProvider value={rules.formed}>
          {view === "sentence" && <Words rules={rules} kept={clauses} opened={opened} onOpen={setOpened} onForm={() => onView("form")} />}
          {view === "form" && <RuleForm />}
          {view === "yaml" && <Suspense fallback={<Loading />}><Yaml /></Suspense>}
        </FormProvider>
        {children !== undefined && <div style={{ marginTop: 18 }}>{children}</div>}
      </section>
      <section aria-label="What comes of it" className="pw-rules-told" tabIndex={-1}>
        {!editable && preview.error !== null && asProblem(preview.error).status === 403 ? (
          <Text size="sm" c="dimmed">What comes of these rules is told to those who may edit the account: they go by what somebody hears or likes.</Text>
        ) : (
          <Preview
            told={preview.data} tried={rules.tried} error={preview.error} busy={preview.isFetching || (editable && rules.tried.document !== rules.document)} onAgain={() => void preview.refetch()}
            find={rules.find} onFind={rules.setFind} kept={!editable} {...(view !== "form" && { onOpen: go })}
          />
        )}
      </section>
    </div>
  );
}

function Words({ rules, kept, opened, onOpen, onForm }: { rules: Rules; kept: readonly Clause[]; opened: string | null; onOpen: (key: string | null) => void; onForm: () => void }) {
  const { preview } = rules;
  const [last, setLast] = useState<readonly Clause[]>(preview.data?.clauses ?? kept);
  const now = preview.data?.clauses ?? [];
  // While something is missing there are no words for the whole: what was told before stays until then.
  if (now.length > 0 && now !== last) setLast(now);
  const clauses = now.length > 0 ? now : last;
  if (clauses.length === 0 && preview.isLoading) return <Loading what="Putting it into words" />;
  return (
    <>
      {clauses.length === 0 && <Text size="sm" c="dimmed" mb="sm">Nothing is said yet. Add where tracks come from, or <button type="button" className="pw-plain-button" onClick={onForm}>use the form</button>.</Text>}
      <Sentence clauses={clauses} opened={opened} onOpen={onOpen} />
    </>
  );
}
