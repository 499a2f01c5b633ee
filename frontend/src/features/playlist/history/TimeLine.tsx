/** The versions of a playlist, the newest first, gathered by day: who made each, and how much it changed. */
import { Text } from "@mantine/core";
import { Time, useZone } from "@/shared/time/Time";
import { author, days, told, weight } from "../history";
import type { Version } from "../queries";

export function TimeLine({ versions, picked, onPick }: { versions: readonly Version[]; picked: number; onPick: (version: Version) => void }) {
  const zone = useZone();
  return (
    <div className="pw-days">
      {days(versions, zone).map(({ day, versions: of }) => (
        <section key={day} aria-label={said(day)}>
          <Text size="xs" fw={650} c="dimmed" component="h3">{said(day)}</Text>
          <ol className="pw-line-of-time">
            {of.map((version) => (
              <li key={version.id} data-picked={version.number === picked || undefined}>
                <button type="button" className="pw-version" aria-pressed={version.number === picked} onClick={() => onPick(version)}>
                  <span><b>v{version.number}</b> {author(version)}</span>
                  <span className="pw-dim"><Between version={version} /></span>
                  <span className="pw-dim">{told(version)}</span>
                  {version.about !== "" && <span className="pw-dim">{version.about}</span>}
                  <span aria-hidden className="pw-weight" style={{ width: `${Math.round(100 * weight(version))}%` }} />
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

/** When; of what somebody did at Spotify, between which looks. */
function Between({ version }: { version: Version }) {
  if (version.by !== null || version.since === null) return <Time at={version.seen_at} />;
  return <>between <Time at={version.since} /> and <Time at={version.seen_at} /></>;
}

const said = (day: string): string => new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
