/** CSV files that stand beside the rules, for the steps that read one: each kept, replaced or taken away by itself. */
import { Button, FileButton, Group, Text } from "@mantine/core";
import { useState } from "react";
import { Word } from "@/shared/states/Word";
import { number } from "@/shared/text";
import type { SomeFiles } from "../queries";
import { filesOf, type FileState, put, taken } from "./files";

const MOST = 4 * 1024 * 1024;
const TYPES = ".csv,text/csv,text/plain";
const WORDS: Record<FileState, { words: string; tone: "good" | "warn" | "quiet" }> = {
  kept: { words: "kept", tone: "quiet" }, added: { words: "new", tone: "good" }, replaced: { words: "replaced", tone: "warn" }, gone: { words: "goes", tone: "warn" },
};

interface Props {
  kept: readonly { name: string; size: number }[];
  /** What becomes of them when it is saved; null: all of them stay. */
  chosen: SomeFiles | null;
  editable: boolean;
  onChosen: (files: SomeFiles | null) => void;
}

export function Files({ kept, chosen, editable, onChosen }: Props) {
  const [wrong, setWrong] = useState("");
  const shown = filesOf(kept, chosen);
  const take = async (files: readonly File[], as?: string) => {
    const large = files.find((one) => one.size > MOST);
    setWrong(large === undefined ? "" : `${large.name} is larger than 4 MB.`);
    if (files.length === 0 || large !== undefined) return;
    const texts = await Promise.all(files.map(async (one) => [as ?? one.name, await one.text()] as const));
    onChosen(texts.reduce((now: SomeFiles | null, [name, text]) => put(kept, now, name, text), chosen));
  };
  if (!editable && kept.length === 0) return null;
  return (
    <details open={shown.length > 0}>
      <summary>Files beside the rules{kept.length > 0 && ` (${kept.length})`}</summary>
      <ul className="pw-list" aria-label="Files beside the rules">
        {shown.map((one) => (
          <li key={one.name}>
            <span style={{ minWidth: 0, overflowWrap: "anywhere", textDecoration: one.state === "gone" ? "line-through" : undefined }}>{one.name} <span className="pw-dim">{number(one.size)} characters</span></span>
            <Group gap={6} wrap="nowrap">
              {one.state !== "kept" && <Word tone={WORDS[one.state].tone}>{WORDS[one.state].words}</Word>}
              {editable && (
                <>
                  {one.state !== "gone" && (
                    <FileButton accept={TYPES} onChange={(file) => void take(file === null ? [] : [file], one.name)}>
                      {(props) => <Button {...props} size="compact-xs" variant="default" aria-label={`Replace ${one.name}`}>Replace …</Button>}
                    </FileButton>
                  )}
                  {(one.state === "replaced" || one.state === "gone") && <Button size="compact-xs" variant="default" aria-label={`Keep ${one.name} as it was`} onClick={() => onChosen(put(kept, chosen, one.name, null))}>As it was</Button>}
                  {one.state !== "gone" && <Button size="compact-xs" variant="default" aria-label={`Remove ${one.name}`} onClick={() => onChosen(taken(kept, chosen, one.name))}>Remove</Button>}
                </>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {editable && (
        <Group gap="xs" mt={6}>
          <FileButton multiple accept={TYPES} onChange={(files) => void take(files)}>
            {(props) => <Button {...props} size="compact-sm" variant="default">Add CSV files …</Button>}
          </FileButton>
          <Text size="xs" c="dimmed">A step names the file by its name. One of the same name is replaced.</Text>
        </Group>
      )}
      {wrong !== "" && <Text size="sm" role="alert" style={{ color: "var(--mantine-color-error)" }}>{wrong}</Text>}
    </details>
  );
}
