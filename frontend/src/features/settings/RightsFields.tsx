/** Role, accounts and extra rights of somebody, to be chosen. */
import { Checkbox, NativeSelect, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Role } from "@/api/session";
import { type Extra, type Level, namesQuery, type Rights } from "./queries";
import { everywhere, EXTRAS, ROLES } from "./rights";
import { TagRights } from "./TagRights";

export function RightsFields({ roles, value, onChange }: { roles: typeof ROLES; value: Rights; onChange: (rights: Rights) => void }) {
  const { data: accounts } = useQuery(namesQuery);
  const about = ROLES.find((role) => role.value === value.role)?.about;
  const some = value.accounts;
  const set = (id: string, level: string) => {
    const rest = Object.fromEntries(Object.entries(some ?? {}).filter(([key]) => key !== id));
    onChange({ ...value, accounts: level === "none" ? rest : { ...rest, [id]: level as Level } });
  };
  return (
    <Stack gap="md">
      <NativeSelect label="Role" description={about} data={roles.map(({ value: role, label }) => ({ value: role, label }))} value={value.role} onChange={(event) => onChange({ ...value, role: event.currentTarget.value as Role })} />
      {everywhere(value.role) ? <Text size="sm" c="dimmed">Reaches all accounts, those of the future too.</Text> : (
        <>
          <Radio.Group label="Accounts" value={some === null ? "all" : "some"} onChange={(which) => onChange({ ...value, accounts: which === "all" ? null : {} })}>
            <Stack gap={6} mt={6}>
              <Radio value="all" label="All, those of the future too" />
              <Radio value="some" label="Only some" />
            </Stack>
          </Radio.Group>
          {some !== null && (
            <ul className="pw-list">
              {accounts?.map((account) => (
                <li key={account.id} style={{ alignItems: "center" }}>
                  <span>{account.name}</span>
                  <NativeSelect
                    aria-label={`What they may with ${account.name}`} size="xs" value={some[account.id] ?? "none"} onChange={(event) => set(account.id, event.currentTarget.value)}
                    data={[{ value: "none", label: "not seen" }, { value: "view", label: "looks" }, ...(value.role === "editor" ? [{ value: "edit", label: "edits" }] : [])]}
                  />
                </li>
              ))}
              {accounts?.length === 0 && <li><Text size="sm" c="dimmed">No account is connected yet.</Text></li>}
            </ul>
          )}
          {some !== null && <TagRights accounts={accounts ?? []} some={some} edits={value.role === "editor"} onSet={set} />}
          {value.role === "editor" && (
            <Checkbox.Group label="May also" value={value.extra} onChange={(extra) => onChange({ ...value, extra: extra as Extra[] })}>
              <Stack gap={6} mt={6}>{EXTRAS.map((one) => <Checkbox key={one.value} value={one.value} label={one.label} />)}</Stack>
            </Checkbox.Group>
          )}
        </>
      )}
    </Stack>
  );
}
