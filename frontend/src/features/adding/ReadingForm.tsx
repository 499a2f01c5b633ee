/** How a text was taken to be written: guessed, shown, and corrected by whoever knows better. */
import { Group, NativeSelect, SegmentedControl, Text } from "@mantine/core";
import type { Given, Means, Reading } from "./queries";

const MEANS: readonly { value: Means | ""; label: string }[] = [
  { value: "", label: "not used" }, { value: "title", label: "title" }, { value: "artist", label: "artist" }, { value: "album", label: "album" },
  { value: "isrc", label: "ISRC" }, { value: "uri", label: "link or URI" }, { value: "duration", label: "length" },
];
const LEAST = 0.75;

interface Props {
  reading: Pick<Reading, "format" | "sure" | "order" | "order_sure" | "columns" | "formats">;
  given: Given;
  onGiven: (given: Given) => void;
}

export function ReadingForm({ reading, given, onGiven }: Props) {
  const { columns } = reading;
  const guessed = given.format == null;
  const words = (format: string) => reading.formats.find((one) => one.format === format)?.words ?? format;
  return (
    <div>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label="Written as" value={given.format ?? ""} style={{ flex: "1 1 230px", maxWidth: 380 }}
          data={[{ value: "", label: `guessed: ${words(reading.format)}` }, ...reading.formats.map(({ format, words: label }) => ({ value: format, label }))]}
          onChange={(event) => onGiven({ ...given, format: (event.currentTarget.value || null) as Given["format"] ?? null, columns: null })}
        />
        {reading.order !== null && (
          <SegmentedControl
            aria-label="What stands first" value={given.order ?? reading.order} onChange={(value) => onGiven({ ...given, order: value as NonNullable<Given["order"]> })}
            data={[{ value: "artist-title", label: "Artist – Title" }, { value: "title-artist", label: "Title – Artist" }]}
          />
        )}
      </Group>
      {((guessed && reading.sure < LEAST) || (given.order == null && reading.order !== null && reading.order_sure < LEAST)) && (
        <Text size="sm" role="status" mt={6} style={{ color: "var(--pw-warn)" }}>This was guessed, and not for certain: look whether artists and titles below are what they are.</Text>
      )}
      {columns !== null && (
        <div className="pw-columns" role="group" aria-label="Columns">
          {columns.map((column) => (
            <NativeSelect
              key={column.place} size="xs" label={column.head === "" ? `Column ${column.place + 1}` : column.head} value={column.means ?? ""} data={[...MEANS]}
              onChange={(event) => { const means = (event.currentTarget.value || null) as Means | null; onGiven({ ...given, columns: columns.map((one) => ({ place: one.place, means: one.place === column.place ? means : one.means === means ? null : (one.means as Means | null) })) }); }}
            />
          ))}
        </div>
      )}
    </div>
  );
}
