/** Cells that cannot be done, by sheet and cell; and rows that name a track which has to be chosen. */
import { Button, Combobox, Group, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { number } from "@/shared/text";
import { knownQuery, type Refused, type Unresolved } from "./queries";

const MOST = 500;

export function Cells({ cells }: { cells: readonly Refused[] }) {
  return (
    <div className="pw-scrolls" tabIndex={0} role="region" aria-label="Cells that cannot be done">
      <table className="pw-cells">
        <thead><tr><th scope="col">Cell</th><th scope="col">Column</th><th scope="col">What stands there</th><th scope="col">Why not</th></tr></thead>
        <tbody>
          {cells.slice(0, MOST).map((one, index) => <tr key={index}><td>{one.sheet !== "" && <span className="pw-dim">{one.sheet} </span>}{one.cell}</td><td>{one.column}</td><td>{one.text}</td><td>{one.words}</td></tr>)}
        </tbody>
      </table>
      {cells.length > MOST && <Text size="xs" c="dimmed">The first {number(MOST)} of {number(cells.length)}.</Text>}
    </div>
  );
}

export function Rows({ rows, busy, onChoose }: { rows: readonly Unresolved[]; busy: boolean; onChoose: (key: string, uri: string | null) => void }) {
  return (
    <ul className="pw-list" aria-label="Rows to decide">
      {rows.slice(0, MOST).map((row) => (
        <li key={row.key} style={{ display: "block" }}>
          <div className="pw-choice" role="group" aria-label={`${row.sheet} ${row.cell}`}>
            <Text size="sm"><b>{row.sheet !== "" && `${row.sheet} `}{row.cell}</b> {[row.artist, row.title].filter(Boolean).join(" – ") || row.isrc} <span className="pw-dim">{row.words}</span></Text>
            <Group gap={6}>
              {row.likely.map((one) => <Button key={one.uri} size="compact-sm" variant="default" disabled={busy} title={one.why.join(", ")} onClick={() => onChoose(row.key, one.uri)}>{one.title}</Button>)}
              <Another label={`Another track for ${row.cell}`} onChosen={(uri) => onChoose(row.key, uri)} />
              <Button size="compact-sm" variant="subtle" disabled={busy} onClick={() => onChoose(row.key, null)}>Leave the row out</Button>
            </Group>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Any track that is known here, or a link. */
function Another({ label, onChosen }: { label: string; onChosen: (uri: string) => void }) {
  const combobox = useCombobox();
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed, 150);
  const { data } = useQuery(knownQuery(words));
  const link = /^(https?:\/\/open\.spotify\.com\/|spotify:track:)/.test(typed.trim());
  return (
    <Combobox store={combobox} withinPortal={false} width={320} position="bottom-start" onOptionSubmit={(uri) => { onChosen(uri); setTyped(""); combobox.closeDropdown(); }}>
      <Combobox.Target>
        <TextInput
          size="xs" aria-label={label} placeholder="Another: words or a link" value={typed} style={{ width: 190 }} onFocus={() => combobox.openDropdown()} onBlur={() => combobox.closeDropdown()}
          onChange={(event) => { setTyped(event.currentTarget.value); combobox.openDropdown(); }} onKeyDown={(event) => { if (event.key === "Enter" && link) { onChosen(typed.trim()); setTyped(""); } }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={words.trim().length < 2}>
        <Combobox.Options mah={240} style={{ overflowY: "auto" }} aria-label={label}>
          {(data ?? []).map((one) => <Combobox.Option key={one.uri} value={one.uri}><Text size="sm">{one.name}</Text><Text size="xs" c="dimmed">{one.artist}</Text></Combobox.Option>)}
          {data?.length === 0 && <Combobox.Empty>{link ? "Enter takes the link" : "No known track is called so"}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
