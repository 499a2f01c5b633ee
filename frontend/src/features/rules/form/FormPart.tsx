/** The part of the form for one place of the document. */
import { Text } from "@mantine/core";
import { at } from "./editing";
import { Field } from "./Field";
import { Fields } from "./Fields";
import { Help } from "./Help";
import { useFault, useFormed } from "./formed";
import { nodeAt, type Path, worded } from "./schema";

export function FormPart({ path }: { path: Path }) {
  const { root, document } = useFormed();
  const fault = useFault(path);
  const node = nodeAt(root, document, path);
  const value = at(document, path);
  const name = path.at(-1);
  if (node === null || name === undefined) return null;
  if (typeof name === "string") return <Field field={{ name, label: worded(name), node, needed: false }} path={path} value={value} />;
  return (
    <div className="pw-step-body" style={{ border: 0, padding: 0 }}>
      {node.title !== undefined && <Help title={node.title} help={node.description ?? ""} />}
      <Fields node={node} path={path} value={value} />
      {fault !== undefined && <Text size="sm" style={{ color: "var(--mantine-color-error)" }}>{fault}</Text>}
    </div>
  );
}
