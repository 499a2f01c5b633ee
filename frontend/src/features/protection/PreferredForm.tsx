/** What is wanted of a playlist, edited where it stands: texts, visibility, and the cover cut out of any picture. */
import { Button, Checkbox, FileButton, Group, NativeSelect, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { KINDS, type Picture, taken } from "@/shared/picture";
import { Cover } from "@/shared/Cover";
import { Failure } from "@/shared/states/States";
import { Cropping } from "./Cropping";
import { type Crop, decide, type Field, preferredCover, type Protected } from "@/shared/protection/queries";

export function PreferredForm({ row, mayEdit }: { row: Protected; mayEdit: boolean }) {
  const client = useQueryClient();
  const wanted = row.preferred;
  const [name, setName] = useState(wanted.name);
  const [description, setDescription] = useState(wanted.description);
  const [isPublic, setPublic] = useState(wanted.public);
  const [cover, setCover] = useState<{ sha: string; url: string; kb: number } | null>(null);
  const [keepCover, setKeepCover] = useState(true);
  const [picture, setPicture] = useState<Picture | null>(null);
  const [crop, setCrop] = useState<Crop | null>(null);
  const [wrong, setWrong] = useState("");
  const cutting = useMutation({
    mutationFn: () => decide.picture(picture!.base64, crop),
    onSuccess: (made) => { setCover({ sha: made.cover, url: `data:image/jpeg;base64,${made.picture}`, kb: Math.ceil(made.bytes / 1024) }); setPicture(null); },
  });
  const unprotected: Field[] = [
    ...(wanted.name !== null && name === null ? ["name" as const] : []),
    ...(wanted.description !== null && description === null ? ["description" as const] : []),
    ...(wanted.public !== null && isPublic === null ? ["public" as const] : []),
    ...(wanted.cover !== null && !keepCover && cover === null ? ["cover" as const] : []),
  ];
  const changed = {
    ...(name !== null && name.trim() !== "" && name !== wanted.name ? { name: name.trim() } : {}),
    ...(description !== null && description.trim() !== "" && description !== wanted.description ? { description } : {}),
    ...(isPublic !== null && isPublic !== wanted.public ? { public: isPublic } : {}),
    ...(cover !== null ? { cover: cover.sha } : {}),
    ...(unprotected.length > 0 ? { unprotected } : {}),
  };
  const preferring = useMutation({ mutationFn: () => decide.prefer(row.playlist, changed), onSuccess: () => client.invalidateQueries({ queryKey: ["protection"] }) });
  const choose = (file: File | null) => {
    if (file === null) return;
    setWrong("");
    taken(file).then(setPicture, (error: Error) => setWrong(error.message));
  };
  const shown = cover?.url ?? (wanted.cover !== null && keepCover ? preferredCover(row.playlist, row.number) : null);
  return (
    <form aria-label="Preferred details" onSubmit={(event) => { event.preventDefault(); preferring.mutate(); }}>
      <Group align="flex-start" gap="md" wrap="wrap">
        <Stack gap={6} style={{ flex: "0 1 320px" }}>
          {picture === null ? <Cover name={row.name} src={shown} size={140} /> : <Cropping url={picture.url} onCrop={setCrop} />}
          {cover !== null && <Text size="xs" c="dimmed">This is what Spotify gets: a JPEG of {cover.kb} KB.</Text>}
          {row.cover_to_come && <Text size="xs" style={{ color: "var(--pw-warn)" }}>Its picture could not be fetched yet; it is protected as soon as it can.</Text>}
          {mayEdit && (
            <Group gap="xs">
              {picture !== null && <Button size="xs" loading={cutting.isPending} onClick={() => cutting.mutate()}>Use this cut</Button>}
              <FileButton onChange={choose} accept={KINDS.join(",")} inputProps={{ "aria-label": "Picture for the preferred cover" }}>{(props) => <Button {...props} variant="default" size="xs">Another picture</Button>}</FileButton>
              {(picture !== null || cover !== null) && <Button size="xs" variant="subtle" onClick={() => { setPicture(null); setCover(null); }}>Leave the cover</Button>}
            </Group>
          )}
          {wanted.cover !== null && mayEdit && <Checkbox label="Protect the cover" checked={keepCover} onChange={(event) => setKeepCover(event.currentTarget.checked)} />}
          {wrong !== "" && <Text size="sm" role="alert" style={{ color: "var(--pw-bad)" }}>{wrong}</Text>}
          {cutting.isError && <Failure error={cutting.error} />}
        </Stack>
        <Stack gap="xs" style={{ flex: "1 1 280px", maxWidth: 620 }}>
          <Kept label="Protect the name" disabled={!mayEdit} value={name} present={row.name} onChange={setName}>
            {(value) => <TextInput label="Name" required maxLength={100} disabled={!mayEdit} value={value} onChange={(event) => setName(event.currentTarget.value)} />}
          </Kept>
          <Kept label="Protect the description" disabled={!mayEdit} value={description} present="" onChange={setDescription}>
            {(value) => <Textarea label="Description" maxLength={300} autosize minRows={2} disabled={!mayEdit} value={value} description={value.trim() === "" ? "Spotify takes no empty description: write one, or do not protect it." : undefined} onChange={(event) => setDescription(event.currentTarget.value)} />}
          </Kept>
          <NativeSelect label="Visibility" disabled={!mayEdit} value={isPublic === null ? "" : String(isPublic)} onChange={(event) => setPublic(event.currentTarget.value === "" ? null : event.currentTarget.value === "true")} data={[{ value: "", label: "not protected" }, { value: "true", label: "public" }, { value: "false", label: "private" }]} />
          {preferring.isError && <Failure error={preferring.error} />}
          {mayEdit && <Group><Button type="submit" disabled={Object.keys(changed).length === 0} loading={preferring.isPending}>Want this (at most 4 calls)</Button></Group>}
        </Stack>
      </Group>
    </form>
  );
}

function Kept({ label, value, present, disabled, onChange, children }: { label: string; value: string | null; present: string; disabled: boolean; onChange: (value: string | null) => void; children: (value: string) => React.ReactNode }) {
  return (
    <Stack gap={4}>
      <Checkbox label={label} disabled={disabled} checked={value !== null} onChange={(event) => onChange(event.currentTarget.checked ? present : null)} />
      {value !== null && children(value)}
    </Stack>
  );
}
