/** A state as a word with a dot: read by its text, seen by its colour. */
export type Tone = "good" | "warn" | "bad" | "busy" | "quiet";

const COLOURS: Record<Tone, string> = {
  good: "var(--pw-good)", warn: "var(--pw-warn)", bad: "var(--pw-bad)", busy: "var(--pw-accent-text)", quiet: "var(--mantine-color-dimmed)",
};

export function Word({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6, color: COLOURS[tone], whiteSpace: "nowrap", fontWeight: 550 }}>
      <span aria-hidden className={tone === "busy" ? "pw-dot pw-beats" : "pw-dot"} />
      {children}
    </span>
  );
}
