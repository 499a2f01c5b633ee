/** Where a list of tracks is pasted: read as it is typed, the guess shown and corrected, then kept and looked for. */
import { Button, FileButton, Group, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { mayEdit } from "@/api/session";
import { accountsQuery } from "@/shared/playlists/queries";
import { useSession } from "@/shared/session";
import { Panel } from "@/shared/states/Page";
import { Empty, Failure } from "@/shared/states/States";
import { counted, number } from "@/shared/text";
import { type Given, pasteQuery, pastes, type Reading, readingQuery } from "./queries";
import { ReadingForm } from "./ReadingForm";

const SETTLE_MS = 350;
const MOST = 1024 * 1024;
const SHOWN = 100;
const EXAMPLE = "Velvet Bridges – Rivers & Dust\nRivers & Dust by Velvet Bridges\n01. Velvet Bridges - Rivers & Dust (3:42)\nhttps://open.spotify.com/track/4iV5W9uYEdYUVa79Axb7Rh\nDEA123456789";

export function PasteBox({ account: asked, onAccount, onKept }: { account: string | undefined; onAccount: (account: string) => void; onKept: (paste: string) => void }) {
  const client = useQueryClient();
  const session = useSession();
  const { data: all } = useQuery(accountsQuery);
  const accounts = (all ?? []).filter((one) => mayEdit(session, one.id));
  const account = accounts.find((one) => one.id === asked)?.id ?? accounts[0]?.id;
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [given, setGiven] = useState<Given>({});
  const [settled] = useDebouncedValue(text, SETTLE_MS);
  const reading = useQuery(readingQuery(settled, given));
  const keeping = useMutation({
    mutationFn: () => pastes.keep(account!, text, name.trim(), given),
    onSuccess: (kept) => {
      client.setQueryData(pasteQuery(kept.id).queryKey, kept);
      void client.invalidateQueries({ queryKey: ["pastes", "list"] });
      onKept(kept.id);
    },
  });
  const put = (next: string) => {
    setText(next);
    // Another text is guessed anew.
    if (next.trim() === "") setGiven({});
  };
  const open = async (file: File | null | undefined) => {
    if (file == null) return;
    put((await file.text()).slice(0, MOST));
    setName(file.name.replace(/\.\w+$/, ""));
  };
  const drop = (event: DragEvent) => {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void open(event.dataTransfer.files[0]);
  };
  if (all !== undefined && account === undefined) return <Empty title="No account to add tracks for">Whoever may edit an account can paste lists for it.</Empty>;
  const told = text.trim() === "" ? undefined : reading.data;
  return (
    <Panel title="Paste a list">
      <Stack gap="sm" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <Textarea
          aria-label="The list" placeholder={EXAMPLE} autosize minRows={7} maxRows={16} maxLength={MOST} spellCheck={false} data-autofocus
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }} value={text} onChange={(event) => put(event.currentTarget.value)}
        />
        {text.trim() === "" ? (
          <Group gap="xs">
            <FileButton accept=".txt,.csv,.tsv,.md,text/plain,text/csv" onChange={(file) => void open(file)}>{(props) => <Button {...props} size="compact-sm" variant="default">Open a file …</Button>}</FileButton>
            <Text size="sm" c="dimmed">Lines as anybody writes them, a chart copied from a page, a table, links, ISRCs: mixed as well, in any script.</Text>
          </Group>
        ) : reading.isError ? <Failure error={reading.error} /> : told !== undefined && (
          <>
            <ReadingForm reading={told} given={given} onGiven={setGiven} />
            <First reading={told} />
          </>
        )}
        <Group gap="sm" align="flex-end">
          {accounts.length > 1 && <NativeSelect label="For the account" value={account} onChange={(event) => onAccount(event.currentTarget.value)} data={accounts.map((one) => ({ value: one.id, label: one.name }))} />}
          <TextInput label="Called" placeholder="Not needed" maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button loading={keeping.isPending} disabled={told === undefined || told.read === 0 || settled !== text || account === undefined} onClick={() => keeping.mutate()}>
            {told === undefined || told.read === 0 ? "Find these tracks" : `Find ${counted(told.read, "track")}`}
          </Button>
          <Text size="sm" c="dimmed">Among what is known here, at no call.</Text>
        </Group>
        {keeping.isError && <Failure error={keeping.error} />}
      </Stack>
    </Panel>
  );
}

function First({ reading }: { reading: Reading }) {
  return (
    <div>
      <Text size="sm" role="status" mb={4}><b>{counted(reading.read, "track")} read</b>{reading.left_out > 0 && `, ${counted(reading.left_out, "line")} left out`}.</Text>
      <div className="pw-first" tabIndex={0} role="region" aria-label="As it was read">
        <table>
          <thead><tr><th scope="col">Line</th><th scope="col">Title</th><th scope="col">Artist</th><th scope="col">More</th></tr></thead>
          <tbody>
            {reading.lines.slice(0, SHOWN).map((line) => (
              <tr key={`${line.line} ${line.text}`} data-out={line.kind === "left_out" || undefined}>
                <td className="pw-dim">{line.line}</td>
                {line.kind === "left_out" ? <td colSpan={2}>{line.text}</td> : line.kind === "link" || line.kind === "isrc" ? <td colSpan={2}>{line.uri ?? line.isrc ?? line.text}</td> : <><td>{line.title}</td><td>{line.artists.join(", ")}</td></>}
                <td className="pw-dim">{[line.album, line.isrc !== null && line.kind === "names" ? line.isrc : null, line.note].filter(Boolean).join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {reading.lines.length > SHOWN && <Text size="xs" c="dimmed" mt={4}>The first {number(SHOWN)} of {number(reading.lines.length)} lines.</Text>}
    </div>
  );
}
