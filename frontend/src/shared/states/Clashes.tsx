/** What is in the way of placements: of each kind the first few, and how many more there are like them. */
import { Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { number } from "../text";
import { Says } from "./Says";

const OF_A_KIND = 3;

type Clash = Pick<Schemas["ConflictDocument"], "code" | "weight" | "text" | "remedy">;

export function Clashes({ clashes }: { clashes: readonly Clash[] }) {
  const kinds = [...new Set(clashes.map((one) => one.code))].map((code) => clashes.filter((one) => one.code === code));
  return kinds.map((alike) => {
    const color = alike[0]!.weight === "error" ? "var(--pw-bad)" : "var(--pw-warn)";
    return (
      <div key={alike[0]!.code}>
        {alike.slice(0, OF_A_KIND).map((one, index) => <Text key={index} size="sm" style={{ color }}><Says text={`${one.text} ${one.remedy}`} /></Text>)}
        {alike.length > OF_A_KIND && <Text size="sm" style={{ color }}>… and {number(alike.length - OF_A_KIND)} more like {alike.length - OF_A_KIND === 1 ? "it" : "them"}.</Text>}
      </div>
    );
  });
}
