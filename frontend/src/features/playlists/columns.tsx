/** What the table of playlists shows. */
import { Link } from "@tanstack/react-router";
import { Cover, playlistCover } from "@/shared/Cover";
import { Word } from "@/shared/states/Word";
import type { Column } from "@/shared/table/columns";
import { number, titled } from "@/shared/text";
import { standing } from "./filters";
import type { Row } from "./queries";

const KNOWN = { read: "good", changed: "warn", "not read": "quiet", "not provided": "quiet" } as const;

export const columns: Column<Row>[] = [
  {
    id: "name", header: "Name", width: "3fr", text: (row) => row.name,
    cell: (row) => (
      <span style={{ display: "flex", gap: 10, alignItems: "center", minWidth: 0 }}>
        <Cover name={row.name} src={playlistCover(row)} size={30} />
        <span className="pw-two">
          <Link className="pw-link" to="/playlists/$playlist" params={{ playlist: row.id }} tabIndex={-1}>{titled(row.name)}</Link>
          {row.description !== null && row.description !== "" && <span className="pw-dim" style={{ fontSize: 12 }}>{row.description}</span>}
        </span>
      </span>
    ),
  },
  { id: "account", header: "Account", width: "1.4fr", wide: true, text: (row) => row.seen_by.map((one) => one.name).join(", ") },
  { id: "owner", header: "Owner", width: "1.2fr", wide: true, text: (row) => row.owner_name ?? row.owner_id },
  {
    id: "tags", header: "Tags", width: "1.3fr", wide: true, text: (row) => row.tags.join(", "),
    cell: (row) => <span className="pw-tags">{row.tags.map((tag) => <span key={tag} className="pw-tag">{tag}</span>)}</span>,
  },
  { id: "standing", header: "Ours as", width: "94px", wide: true, text: standing },
  { id: "tracks", header: "Tracks", width: "70px", numeric: true, value: (row) => row.total, text: (row) => (row.total === null ? "not provided" : String(row.total)), cell: (row) => (row.total === null ? "–" : number(row.total)) },
  { id: "shown", header: "Shown", width: "76px", wide: true, text: (row) => (row.public === null ? "not provided" : row.public ? "public" : "private") },
  {
    id: "items", header: "Mirror", width: "112px", wide: true, text: (row) => row.items,
    cell: (row) => <Word tone={KNOWN[row.items as keyof typeof KNOWN] ?? "quiet"}>{row.items}</Word>,
  },
];
