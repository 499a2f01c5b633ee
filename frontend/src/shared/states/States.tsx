/** What stands where there is nothing to show: loading, empty, an error. */
import { Button, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { Time } from "../time/Time";
import { Says } from "./Says";

export function Loading({ what = "Loading" }: { what?: string }) {
  return (
    <Group role="status" gap="sm" p="lg" justify="center">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">{what} …</Text>
    </Group>
  );
}

/** Nothing here: says why, and what to do next. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py="xl" px="md" ta="center">
      <Text fw={600}>{title}</Text>
      {children !== undefined && <Text c="dimmed" maw={480}>{children}</Text>}
      {action}
    </Stack>
  );
}

/** What happened, and what to do. */
export function Failure({ error, again }: { error: unknown; again?: () => void }) {
  const problem = asProblem(error);
  return (
    <Stack role="alert" align="flex-start" gap={6} p="md" style={{ border: "1px solid var(--pw-line)", borderRadius: 8 }}>
      <Text fw={600}>{problem.message}</Text>
      {problem.remedy !== "" && <Text c="dimmed"><Says text={problem.remedy} /></Text>}
      {problem.until !== null && <Text>It goes on <Time at={problem.until} how="both" />.</Text>}
      {again !== undefined && <Button variant="default" mt={4} onClick={again}>Try again</Button>}
    </Stack>
  );
}

/** A whole page that could not be shown. */
export function PageFailure({ error, reset }: { error: unknown; reset: () => void }) {
  const boundary = useQueryErrorResetBoundary();
  return (
    <Stack p="md" maw={640}>
      <Title order={1}>This page cannot be shown</Title>
      <Failure error={error} again={() => { boundary.reset(); reset(); }} />
    </Stack>
  );
}

export function NotFound() {
  return <Empty title="There is no such page">The address may be mistyped, or what it led to is gone.</Empty>;
}
