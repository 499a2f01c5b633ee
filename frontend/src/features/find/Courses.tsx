/** Places over time: a strip for each playlist, its top being the top of the list; the same as a table. */
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Empty, Failure, Loading } from "@/shared/states/States";
import { Time, useNow } from "@/shared/time/Time";
import { titled } from "@/shared/text";
import { stays, steps } from "./courses";
import { type Course, coursesQuery, type Kind } from "./queries";

const WIDE = 600;
const TALL = 44;

export default function Courses({ kind, id }: { kind: Kind; id: string }) {
  const { data, error, refetch } = useQuery(coursesQuery(kind, id));
  const [table, setTable] = useState(false);
  const present = useNow();
  if (error !== null) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0) return <Empty title="Nothing is recorded yet" />;
  const from = Math.min(...data.map((one) => Date.parse(one.since)));
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => setTable(!table)}>{table ? "Show as strips" : "Show as a table"}</Button>
      {table ? <AsTable courses={data} /> : (
        <>
          <Text size="xs" c="dimmed" component="div" style={{ display: "flex", justifyContent: "space-between" }}><Time at={new Date(from).toISOString()} /><span>now</span></Text>
          {data.map((course) => (
            <div key={course.playlist_id} className="pw-course">
              <span className="pw-two">
                <Link className="pw-link pw-cell" to="/playlists/$playlist/history" params={{ playlist: course.playlist_id }}>{titled(course.name)}</Link>
                {!course.now && <span className="pw-dim" style={{ fontSize: 12 }}>formerly</span>}
              </span>
              <Strip course={course} from={from} until={Math.max(present.getTime(), from + 1)} />
            </div>
          ))}
          <Formerly courses={data.filter((one) => !one.now)} />
        </>
      )}
    </>
  );
}

/** Where it stood in lists that do not hold it any more. */
function Formerly({ courses }: { courses: readonly Course[] }) {
  if (courses.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600} mt={10}>Formerly</Text>
      <ul className="pw-list" aria-label="Formerly">
        {courses.flatMap((course) => stays(course).map((stay) => (
          <li key={`${course.playlist_id}${stay.from}`}>
            <span className="pw-two"><span>{titled(course.name)}</span><span className="pw-dim" style={{ fontSize: 12 }}>at {stay.places}</span></span>
            <span className="pw-dim"><Time at={stay.from} /> – <Time at={stay.until} empty="now" /></span>
          </li>
        )))}
      </ul>
    </>
  );
}

function Strip({ course, from, until }: { course: Course; from: number; until: number }) {
  const drawn = steps(course, from, until);
  const last = course.stands.at(-1);
  const said = last === undefined || last.positions.length === 0 ? "not there now" : `now ${last.positions.join(", ")} of ${last.length}`;
  return (
    <svg className="pw-strip" viewBox={`0 0 ${WIDE} ${TALL}`} preserveAspectRatio="none" role="img" aria-label={`${titled(course.name)}: ${course.stands.length} changes of its place, ${said}`}>
      <rect x="0" y="0" width={WIDE} height={TALL} className="pw-strip-ground" />
      {drawn.map((one, index) => (
        <rect key={index} x={one.from * WIDE} width={Math.max(2, (one.until - one.from) * WIDE)} y={one.depth * (TALL - 6) + 1} height="4" rx="1.5" className="pw-strip-line"><title>{one.words}</title></rect>
      ))}
    </svg>
  );
}

function AsTable({ courses }: { courses: readonly Course[] }) {
  return (
    <div style={{ overflowX: "auto", maxHeight: "46dvh" }} tabIndex={0} role="region" aria-label="Places over time">
      <table className="pw-plain">
        <thead><tr><th scope="col">Playlist</th><th scope="col">From</th><th scope="col">Version</th><th scope="col">Place</th></tr></thead>
        <tbody>
          {courses.flatMap((course) => course.stands.map((stand) => (
            <tr key={`${course.playlist_id}-${stand.version}`}>
              <td>{titled(course.name)}</td><td><Time at={stand.seen_at} /></td><td>v{stand.version}</td>
              <td>{stand.positions.length === 0 ? "not there" : `${stand.positions.join(", ")} of ${stand.length}`}</td>
            </tr>
          )))}
        </tbody>
      </table>
    </div>
  );
}
