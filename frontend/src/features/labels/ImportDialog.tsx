/** A table is looked at (which column is what, its first rows, what is left out), then imported as a data set. */
import { Alert, Button, Checkbox, FileInput, Group, Modal, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Failure, Loading } from "@/shared/states/States";
import { counted, number } from "@/shared/text";
import { Importing } from "./Importing";
import { calledBy, enough, FIELDS, type Mapping, mappingOf, said } from "./mapping";
import { type Preview, sets } from "./queries";
import { Reasons } from "./Reasons";

interface Props {
  names: string[];
  onClose: () => void;
  onDone: () => void;
}

interface Asked {
  file: File;
  /** Null: as the server finds out by itself. */
  mapping: Mapping | null;
  hundred: boolean;
  encoding: string;
}

const ENCODINGS = [{ value: "", label: "found out" }, ...["utf-8", "cp1252", "cp1250", "cp1251", "latin-1", "utf-16", "shift_jis"].map((value) => ({ value, label: value }))];
const reading = (asked: Asked) => ({ map: asked.mapping === null ? [] : said(asked.mapping, asked.hundred), encoding: asked.encoding });

export function ImportDialog({ names, onClose, onDone }: Props) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [name, setName] = useState("");
  const [replace, setReplace] = useState(false);
  const looking = useMutation({ mutationFn: (what: Asked) => sets.preview(what.file, reading(what)) });
  const keeping = useMutation({ mutationFn: (what: Asked) => sets.begin(what.file, reading({ ...what, mapping: what.mapping ?? mapping }), name, replace) });
  const preview = looking.data;
  const mapping: Mapping = asked?.mapping ?? (preview === undefined ? {} : mappingOf(preview));
  const ask = (next: Asked) => {
    setAsked(next);
    if (next.mapping === null || enough(next.mapping)) looking.mutate(next);
  };
  const taken = names.some((one) => one.toLowerCase() === name.trim().toLowerCase());
  const counts = preview?.counts ?? null;
  const tracks = counts === null ? 0 : counts.tracks + counts.isrcs + (counts.names ?? 0);
  return (
    <Modal opened onClose={onClose} size="xl" title={<Text fw={650}>Import a table</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => { event.preventDefault(); if (asked !== null) keeping.mutate(asked); }}>
        <Stack gap="sm">
          <FileInput
            label="File" description="CSV, as it is or packed (gzip, or a zip with one table in it), up to 48 MB packed." placeholder="Choose a file" accept=".csv,.tsv,.txt,.gz,.zip" data-autofocus
            value={asked?.file ?? null} onChange={(file) => { if (file !== null) { setName(calledBy(file.name)); looking.reset(); ask({ file, mapping: null, hundred: false, encoding: "" }); } }}
          />
          {looking.isPending && <Loading what="Reading the table" />}
          {looking.isError && <Failure error={looking.error} />}
          {preview !== undefined && asked !== null && (
            <>
              {preview.fell_back && <Alert color="yellow" title="It is not UTF-8">It is read as Windows writes it (cp1252). Where names look wrong, say what it is written in.</Alert>}
              <Text size="sm">{preview.known ? "The form is known by heart: nothing has to be said." : "Which column is what? Usual names were found by themselves."}</Text>
              <SimpleGrid cols={{ base: 2, sm: 3, md: 4 }} spacing="xs" verticalSpacing={6}>
                {FIELDS.map(({ what, words }) => (
                  <NativeSelect key={what} size="xs" label={words} value={mapping[what] ?? ""} data={[{ value: "", label: "not read" }, ...preview.columns.filter((column, index, all) => column !== "" && all.indexOf(column) === index)]} onChange={(event) => ask({ ...asked, mapping: { ...mapping, [what]: event.currentTarget.value } })} />
                ))}
                <NativeSelect size="xs" label="Written in" value={asked.encoding} data={ENCODINGS} onChange={(event) => ask({ ...asked, encoding: event.currentTarget.value, mapping })} />
              </SimpleGrid>
              <Checkbox label="Energy and the like go to 100 instead of 1" checked={asked.hundred} onChange={(event) => ask({ ...asked, mapping, hundred: event.currentTarget.checked })} />
              {!enough(mapping) && <Text size="sm" role="status" style={{ color: "var(--pw-warn)" }}>{asked.mapping === null && preview.why !== "" ? preview.why : "Say which column names tracks (an id, an ISRC, or title and artist), and one that tells something of them."}</Text>}
              {counts !== null && <First preview={preview} />}
              {counts !== null && <Text size="sm" role="status">{counted(counts.rows, "row")}: {counted(tracks, "track")}, {counted(counts.genres, "genre")}, {counted(counts.moods, "mood")}{counts.refused > 0 && `; ${counted(counts.refused, "row")} left out`}. {(counts.named ?? 0) > 0 && ` ${number(counts.named ?? 0)} tell title and artist: tracks that are called alike are found too.`} Nothing is kept yet.</Text>}
              {counts !== null && <Reasons counts={counts} />}
              <TextInput label="Called" required maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
              {taken && <Checkbox label={`In the place of the data set '${name.trim()}'`} checked={replace} onChange={(event) => setReplace(event.currentTarget.checked)} />}
            </>
          )}
          {keeping.isError && <Failure error={keeping.error} />}
          {keeping.data !== undefined && <Importing key={keeping.data.job} job={keeping.data.job} onDone={onDone} onAgain={keeping.reset} />}
          {keeping.data === undefined && <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={keeping.isPending} disabled={asked === null || counts === null || looking.isPending || counts.kept === 0 || !enough(mapping) || name.trim() === "" || (taken && !replace)}>
              {counts === null ? "Import" : `Import ${counted(tracks, "track")}`}
            </Button>
          </Group>}
        </Stack>
      </form>
    </Modal>
  );
}

const SHOWN = 6;

function First({ preview }: { preview: Preview }) {
  const features = ["tempo", "energy", "valence", "key"].filter((what) => preview.mapping !== null && what in preview.mapping);
  const cell = (sound: Preview["rows"][number]["sound"], what: string) => {
    const value = sound?.[what];
    return value == null ? "–" : typeof value === "number" ? String(Math.round(value * 1000) / 1000) : String(value);
  };
  return (
    <div style={{ overflowX: "auto" }} tabIndex={0} role="region" aria-label="First rows">
      <table style={{ fontSize: 12.5, borderCollapse: "collapse", width: "100%" }}>
        <caption className="pw-dim" style={{ textAlign: "left" }}>The first rows, as they are read</caption>
        <thead><tr>{["Line", "Track", ...features, "Labels"].map((head) => <th key={head} scope="col" style={{ textAlign: "left", padding: "2px 8px 2px 0" }}>{head}</th>)}</tr></thead>
        <tbody>
          {preview.rows.slice(0, SHOWN).map((row) => (
            <tr key={row.line}>
              <td style={{ paddingRight: 8 }}>{row.line}</td>
              <td style={{ paddingRight: 8 }}>{[row.artist, row.title].filter((part) => part !== "").join(" - ") || row.uri}</td>
              {features.map((what) => <td key={what} style={{ paddingRight: 8 }}>{cell(row.sound, what)}</td>)}
              <td>{[...row.genres, ...row.moods].join(", ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
