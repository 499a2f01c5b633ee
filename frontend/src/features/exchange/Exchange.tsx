/** Playlists as files: taken out, brought in, and written by themselves. */
import { may } from "@/api/session";
import { useMayEdit, useSession } from "@/shared/session";
import { counted } from "@/shared/text";
import { In } from "./In";
import { Out } from "./Out";
import { Shelf } from "./Shelf";
import "./exchange.css";

interface Props {
  playlists: readonly string[] | null;
  onPlaylists: (playlists: string[] | null) => void;
  onRead: (reading: string) => void;
}

export function Exchange({ playlists, onPlaylists, onRead }: Props) {
  const session = useSession();
  const mayEdit = useMayEdit();
  return (
    <>
      <div className="pw-out-in">
        <Out playlists={playlists} onPlaylists={onPlaylists} />
        {mayEdit && <In onRead={onRead} />}
      </div>
      {may(session, "settings") && <Shelf selection={playlists === null ? { everything: true } : { playlists: [...playlists] }} words={playlists === null ? "all playlists" : counted(playlists.length, "playlist")} />}
    </>
  );
}
