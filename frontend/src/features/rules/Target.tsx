/** What rules are to keep: a new playlist, one that is there, or none; and through which account. */
import { NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { mayEdit } from "@/api/session";
import { useSession } from "@/shared/session";
import { accountsQuery } from "./accounts";
import { Picker } from "./form/Links";

export interface Aim {
  account: string;
  way: "create" | "playlist" | "none";
  create: string;
  playlist: string | null;
}

/** As the server takes it. */
export const aimed = (aim: Aim): { account: string; playlist?: string; create?: string } =>
  aim.way === "create" ? { account: aim.account, create: aim.create.trim() } : aim.way === "playlist" && aim.playlist !== null ? { account: aim.account, playlist: aim.playlist } : { account: aim.account };

export const isAimed = (aim: Aim): boolean => aim.account !== "" && (aim.way === "create" ? aim.create.trim() !== "" : aim.way === "none" || aim.playlist !== null);

/** The accounts for whose playlists this member may make rules. */
export function useAccounts() {
  const session = useSession();
  const { data } = useQuery(accountsQuery);
  return (data ?? []).filter((one) => one.writes && mayEdit(session, one.id));
}

export function Target({ aim, onAim, none = true }: { aim: Aim; onAim: (aim: Aim) => void; none?: boolean }) {
  const accounts = useAccounts();
  return (
    <Stack gap="sm">
      {accounts.length > 1 && <NativeSelect label="Account" value={aim.account} onChange={(event) => onAim({ ...aim, account: event.currentTarget.value, playlist: null })} data={accounts.map((one) => ({ value: one.id, label: one.name }))} />}
      <Radio.Group aria-label="What they keep" value={aim.way} onChange={(value) => onAim({ ...aim, way: value as Aim["way"] })}>
        <Stack gap={6} mt={4}>
          <Radio value="create" label="a new playlist" />
          <Radio value="playlist" label="a playlist that is there" />
          {none && <Radio value="none" label="none: other rules build on them" />}
        </Stack>
      </Radio.Group>
      {aim.way === "create" && <TextInput label="What it is called" required maxLength={100} value={aim.create} onChange={(event) => onAim({ ...aim, create: event.currentTarget.value })} />}
      {aim.way === "playlist" && (
        <Picker label="Which playlist" description="What stands in it now is replaced by what the rules say; you see the difference before." needed editable values={aim.playlist === null ? [] : [aim.playlist]} kind="playlist" named={false} most={1} onChange={([playlist]) => onAim({ ...aim, playlist: playlist ?? null })} />
      )}
    </Stack>
  );
}
