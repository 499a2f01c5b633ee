/** A page's frame: its title, what can be done on it, its content. */
import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

export function Page({ title, about, actions, children }: { title: string; about?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Playwarden`;
  }, [title]);
  return (
    <Stack gap="md" className="pw-page">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Title order={1}>{title}</Title>
          {about !== undefined && <Text c="dimmed" size="sm" component="div">{about}</Text>}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

/** A bordered area with a heading. */
export function Panel({ title, actions, children, id }: { title: string; actions?: ReactNode; children: ReactNode; id?: string }) {
  const heading = id ?? `panel-${title.toLowerCase().replace(/\W+/g, "-")}`;
  return (
    <section className="pw-panel" aria-labelledby={heading}>
      <Group justify="space-between" mb={8} wrap="nowrap">
        <Title order={2} id={heading}>{title}</Title>
        {actions}
      </Group>
      {children}
    </section>
  );
}
