/** A playlist's name, description, visibility and cover, edited where they stand. */
import { Button, Checkbox, FileButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Cover } from "@/shared/Cover";
import { Review } from "@/shared/plan/Review";
import { KINDS, type Picture, taken } from "@/shared/picture";
import { titled } from "@/shared/text";
import { propose } from "./queries";

export interface Described {
  id: string;
  name: string;
  description: string | null;
  public: boolean | null;
  collaborative: boolean;
}

export function DetailsForm({ playlist, cover, onClose }: { playlist: Described; cover: string | null; onClose: () => void }) {
  const [name, setName] = useState(playlist.name);
  const [description, setDescription] = useState(playlist.description ?? "");
  const [isPublic, setPublic] = useState(playlist.public === true);
  const [collaborative, setCollaborative] = useState(playlist.collaborative);
  const [picture, setPicture] = useState<Picture | null>(null);
  const [wrong, setWrong] = useState("");
  const [asked, setAsked] = useState(false);
  const changed = {
    ...(name.trim() !== playlist.name && name.trim() !== "" ? { name: name.trim() } : {}),
    ...(description !== (playlist.description ?? "") ? { description } : {}),
    ...(isPublic !== (playlist.public === true) ? { public: isPublic } : {}),
    ...(collaborative !== playlist.collaborative ? { collaborative } : {}),
    ...(picture === null ? {} : { cover: picture.base64 }),
  };
  const choose = (file: File | null) => {
    if (file === null) return;
    setWrong("");
    taken(file).then(setPicture, (error: Error) => setWrong(error.message));
  };
  return (
    <form aria-label="Details" onSubmit={(event) => { event.preventDefault(); setAsked(true); }}>
      <Group align="flex-start" gap="md" wrap="wrap">
        <Stack gap={6} align="flex-start">
          <Cover name={name} src={picture?.url ?? cover} size={112} />
          <FileButton onChange={choose} accept={KINDS.join(",")} inputProps={{ "aria-label": "Picture for the cover" }}>
            {(props) => <Button {...props} variant="default" size="xs">{picture === null ? "Another cover" : "Another picture"}</Button>}
          </FileButton>
        </Stack>
        <Stack gap="xs" style={{ flex: "1 1 260px", maxWidth: 620 }}>
          <TextInput label="Name" required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput
            label="Description" maxLength={300} value={description} onChange={(event) => setDescription(event.currentTarget.value)}
            description={description === "" && playlist.description ? "Spotify takes no empty description: the present one stays." : undefined}
          />
          <Group gap="md">
            <Checkbox label="Shown on the profile" checked={isPublic} disabled={collaborative} onChange={(event) => setPublic(event.currentTarget.checked)} />
            <Checkbox
              label="Invited people may edit it" checked={collaborative}
              onChange={(event) => { setCollaborative(event.currentTarget.checked); if (event.currentTarget.checked) setPublic(false); }}
            />
          </Group>
          {wrong !== "" && <Text size="sm" role="alert" style={{ color: "var(--pw-bad)" }}>{wrong}</Text>}
          {picture !== null && <Text size="sm" c="dimmed">Spotify gets it as a JPEG of at most 192 KB, and shows it after some seconds.</Text>}
          <Group gap="xs">
            <Button type="submit" disabled={Object.keys(changed).length === 0}>See what changes</Button>
            <Button variant="default" onClick={onClose}>Leave as it is</Button>
          </Group>
        </Stack>
      </Group>
      {asked && <Review title={`Details of ${titled(playlist.name)}`} propose={() => propose.details(playlist.id, changed)} onClose={() => setAsked(false)} onStarted={onClose} />}
    </form>
  );
}
