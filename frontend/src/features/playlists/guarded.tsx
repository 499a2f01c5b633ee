/** How the playlists of the table are protected. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { protectedQuery } from "@/shared/protection/queries";
import { STANDING } from "@/shared/protection/words";
import { Word } from "@/shared/states/Word";
import type { Column } from "@/shared/table/columns";
import type { Row } from "./queries";

/** By playlist how it stands; empty until it is known. */
export function useGuarded(): ReadonlyMap<string, string> {
  const { data } = useQuery(protectedQuery);
  return useMemo(() => new Map((data ?? []).map((one) => [one.playlist, one.standing])), [data]);
}

export const guardedColumn = (guarded: ReadonlyMap<string, string>): Column<Row> => ({
  id: "guarded", header: "Protection", width: "140px", wide: true,
  text: (row) => {
    const standing = guarded.get(row.id);
    return standing === undefined ? "" : (STANDING[standing]?.words ?? standing);
  },
  cell: (row) => {
    const standing = guarded.get(row.id);
    return standing === undefined ? null : <Word tone={STANDING[standing]?.tone ?? "quiet"}>{STANDING[standing]?.words ?? standing}</Word>;
  },
});
