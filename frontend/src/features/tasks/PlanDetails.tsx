/** The details that a waiting plan sets, each of which can be left as it is. */
import { Button } from "@mantine/core";
import { Detail as Shown } from "@/shared/plan/Diff";
import type { Detail, Leave } from "./overrides";

const NAMES: Record<string, string> = { name: "Name", description: "Description", public: "Public", collaborative: "Collaborative", cover: "Cover" };

interface Props {
  details: readonly Detail[];
  said: Readonly<Record<string, unknown>>;
  onSay: (key: string, change: Leave | null) => void;
}

export function PlanDetails({ details, said, onSay }: Props) {
  if (details.length === 0) return null;
  return (
    <ul className="pw-list" aria-label="Details that the plan sets">
      {details.map((one) => {
        const key = `detail ${one.field}`;
        const left = said[key] !== undefined;
        return (
          <li key={one.field}>
            <span style={{ opacity: left ? 0.6 : 1, textDecoration: left ? "line-through" : undefined }}>
              {one.field === "cover" ? "Cover: another picture" : <Shown name={NAMES[one.field] ?? one.field} before={one.before} after={one.after} />}
            </span>
            <Button size="compact-xs" variant={left ? "filled" : "default"} aria-pressed={left} aria-label={`Leave the ${one.field} as it is`} onClick={() => onSay(key, left ? null : { verb: "leave", field: one.field })}>
              Leave it
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
