import { API } from "@/api/base";

/** Where our own server serves a playlist's cover; `picture` changes with it, so that browsers keep it for good. */
export const playlistCover = (row: { id: string; picture?: string | null | undefined }, size: "small" | "full" = "small"): string | null =>
  row.picture == null ? null : `${API}/covers/playlists/${row.id}?size=${size}&v=${row.picture}`;

/** The same of an album. */
export const albumCover = (album: string | null | undefined): string | null => (album == null ? null : `${API}/covers/albums/${encodeURIComponent(album)}`);

/** A playlist's or track's picture; where there is none, a quiet tile that is always the same for the same name. */
export function Cover({ name, src, size = 32 }: { name: string; src?: string | null; size?: number }) {
  if (src != null) return <img className="pw-cover" src={src} alt="" width={size} height={size} loading="lazy" />;
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)!) % 360;
  const initials = name.split(/\s+/).map((word) => word[0] ?? "").filter((sign) => /[\p{L}\p{N}]/u.test(sign)).slice(0, 2).join("").toUpperCase();
  return (
    <span
      aria-hidden className="pw-cover"
      style={{ width: size, height: size, fontSize: size * 0.38, background: `linear-gradient(135deg, hsl(${sum} 38% 38%), hsl(${(sum + 40) % 360} 42% 28%))` }}
    >
      {initials}
    </span>
  );
}
