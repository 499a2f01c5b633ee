/** The fields of one object: short ones side by side, long ones below each other. */
import { Field, isWide } from "./Field";
import { useFormed } from "./formed";
import { fieldsOf, isDoc, type Field as Told, type Json, type Node, type Path, resolved } from "./schema";
import "./form.css";

interface Props {
  node: Node;
  path: Path;
  value: Json | undefined;
  only?: (field: Told) => boolean;
}

export function Fields({ node, path, value, only = () => true }: Props) {
  const { root } = useFormed();
  const fields = fieldsOf(node).filter(only);
  if (fields.length === 0) return null;
  return (
    <div className="pw-fields">
      {fields.map((field) => {
        const told = { ...field, node: { ...field.node, ...resolved(root, field.node) } };
        return (
          <div key={field.name} data-parameter={field.name} data-wide={isWide(told.node) || undefined} data-flag={told.node["x-form"] === "flag" || undefined}>
            <Field field={told} path={[...path, field.name]} value={isDoc(value) ? value[field.name] : undefined} />
          </div>
        );
      })}
    </div>
  );
}
