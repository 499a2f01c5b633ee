/** A help text as the server writes it: paragraphs, and names of fields between backticks. */
import { Text } from "@mantine/core";

export function Help({ title, help }: { title: string; help: string }) {
  const text = `${title} ${help.replace(/\n(?!\n)/g, " ")}`.trim();
  return <Text size="xs" c="dimmed" style={{ whiteSpace: "pre-line" }}>{text.split("`").map((piece, index) => (index % 2 === 1 ? <code key={index}>{piece}</code> : piece))}</Text>;
}
