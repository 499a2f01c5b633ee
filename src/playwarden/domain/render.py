"""Plans as a person reads them: plain text, Markdown, JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwarden.domain.operations import Create, Insert, Move, Remove, Replace, SetCover, SetDetails
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import TEXTS_AND_FLAGS, Details, Entry
from playwarden.domain.proof import origins_after
from playwarden.domain.sequence.backbone import longest_increasing
from playwarden.kit.text import counted

Titles = Mapping[str, str]
"""URI -> `Artist - Name`; a URI that is missing is shown itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list's diff: `+` added, `-` removed, `~` moved (a block of `count`), `*` out and in again.

    `position` counts from 1, in the desired list, for removed entries in the observed one.
    """

    sign: str
    position: int
    title: str
    count: int = 1

    def __str__(self) -> str:
        more = f" and {self.count - 1} more behind it" if self.count > 1 else ""
        said = {"~": "  (moved, keeps its date)", "*": "  (taken out and put in again, loses its date)"}.get(
            self.sign, ""
        )
        return f"{self.sign} {self.position:>5}  {self.title}{more}{said}"


def lines(plan: Plan, titles: Titles | None = None) -> list[Line]:
    """What happens to the entries, in the desired order, the removed ones first."""
    before, after = plan.observed_entries, plan.desired.entries
    shown = titles or {}
    origins = origins_after(before, (op for op in plan.operations if isinstance(op, Insert | Move | Remove | Replace)))
    stayed = [origin for origin in origins if isinstance(origin, int)]
    leaving = sorted(set(range(len(before))).difference(stayed))
    lost = _counts(before[index] for index in leaving)
    result: list[Line] = []
    fresh: list[Line] = []
    settled = {stayed[index] for index in longest_increasing(stayed)}
    previous: int | None = None
    for place, (origin, entry) in enumerate(zip(origins, after, strict=True), start=1):
        if not isinstance(origin, int):
            back = lost.get(entry.key, 0) > 0
            if back:
                lost[entry.key] -= 1
            fresh.append(Line("*" if back else "+", place, title(entry, shown)))
        elif origin not in settled:
            if fresh and fresh[-1].sign == "~" and previous == origin - 1:
                fresh[-1] = Line("~", fresh[-1].position, fresh[-1].title, fresh[-1].count + 1)
            else:
                fresh.append(Line("~", place, title(entry, shown)))
        previous = origin if isinstance(origin, int) else None
    for index in leaving:
        key = before[index].key
        if lost.get(key, 0) > 0:
            lost[key] -= 1
            result.append(Line("-", index + 1, title(before[index], shown)))
    return result + fresh


def title(entry: Entry, titles: Titles) -> str:
    """What an entry is called."""
    if entry.uri is None:
        return "(unavailable)"
    return titles.get(entry.uri, entry.uri)


def cost(plan: Plan) -> str:
    """`4 calls (+2 reads) instead of 103`."""
    if plan.empty:
        return "0 calls: nothing to do"
    instead = f" instead of {plan.naive_writes:,}" if plan.naive_writes > plan.writes else ""
    return f"{counted(plan.writes, 'call')} (+{counted(plan.reads, 'read')}){instead}"


def dates(plan: Plan) -> str:
    """`all 240 dates kept`."""
    if not plan.dates_total:
        return "no dates to keep"
    if plan.dates_kept == plan.dates_total:
        return f"all {counted(plan.dates_total, 'date')} kept"
    return f"{plan.dates_kept:,} of {counted(plan.dates_total, 'date')} kept"


def as_text(plan: Plan, titles: Titles | None = None, *, most: int | None = None) -> str:
    """The plan for a terminal; at most `most` lines of the diff, the rest counted."""
    body = [f"  {line}" for line in _cut(lines(plan, titles), most)]
    told = [f"! {note.text}" for note in plan.notes]
    return "\n".join(
        [_heading(plan), *_details(plan), *body, *told, f"{_counts_text(plan)}", f"{cost(plan)}; {dates(plan)}"]
    )


def as_markdown(plan: Plan, titles: Titles | None = None, *, most: int | None = None) -> str:
    """The plan for a review: a heading, the diff as a code block, notes as quotes, the cost in bold."""
    body = [*_details(plan), *(str(line) for line in _cut(lines(plan, titles), most))]
    block = ["```diff", *body, "```", ""] if body else []
    told = [f"> {note.text}" for note in plan.notes]
    closing = f"{_counts_text(plan)}  \n**{cost(plan)}; {dates(plan)}**  \nFingerprint `{plan.fingerprint}`"
    return "\n".join([f"### {_heading(plan)}", "", *block, *told, *([""] if told else []), closing])


def as_brief(plan: Plan, titles: Titles | None = None, *, most: int = 3) -> str:
    """One of many plans: `Mix: +2 -1, 4 calls`, the first lines of its diff, and its notes."""
    counts = plan.summary
    signs = (("+", counts.added), ("-", counts.removed), ("~", counts.moved_blocks), ("*", counts.readded))
    told = " ".join(f"{sign}{number:,}" for sign, number in signs if number)
    heading = f"{plan.desired.details.name or plan.playlist_id}: {told}{', ' if told else ''}"
    body = [f"  {line}" for line in _cut(lines(plan, titles), most)]
    notes = [f"  ! {note.text}" for note in plan.notes]
    return "\n".join([f"{heading}{counted(plan.calls, 'call')}", *_details(plan), *body, *notes])


def as_json(plan: Plan, titles: Titles | None = None) -> dict[str, Any]:
    """The plan for programs: the document, and beside it the diff, cost and dates as figures."""
    return plan.to_document() | {
        "writes": plan.writes,
        "reads": plan.reads,
        "naive_writes": plan.naive_writes,
        "replacing_writes": plan.replacing_writes,
        "diff": [
            {"sign": line.sign, "position": line.position, "title": line.title, "count": line.count}
            for line in lines(plan, titles)
        ],
        "text": {"cost": cost(plan), "dates": dates(plan)},
    }


def _heading(plan: Plan) -> str:
    name = plan.desired.details.name or (plan.observed.details.name if plan.observed else None) or plan.playlist_id
    if plan.observed is None:
        return f"{name}: to be created with {counted(len(plan.desired.entries), 'entry', 'entries')}"
    return f"{name}: {'no change' if plan.empty else counted(plan.writes, 'call')}"


def _details(plan: Plan) -> Iterator[str]:
    now = plan.observed.details if plan.observed else Details()
    for operation in plan.operations:
        match operation:
            case SetDetails():
                for field in TEXTS_AND_FLAGS:
                    value = getattr(operation, field)
                    if value is not None:
                        yield f"  {field}: {_quoted(getattr(now, field))} -> {_quoted(value)}"
            case SetCover(sha256):
                yield f"  cover: new picture {sha256[:12]}"
            case Create(_, description, public):
                yield f"  description: {_quoted(description)}, {'public' if public else 'private'}"


def _quoted(value: object) -> str:
    return "not provided" if value is None else f'"{value}"' if isinstance(value, str) else ("yes" if value else "no")


def _counts_text(plan: Plan) -> str:
    counts = plan.summary
    parts = [f"{counts.added:,} added", f"{counts.removed:,} removed", f"{counted(counts.moved_blocks, 'block')} moved"]
    if counts.readded:
        parts.append(f"{counts.readded:,} taken out and put in again")
    return ", ".join(parts)


def _counts(entries: Iterable[Entry]) -> dict[object, int]:
    counts: dict[object, int] = {}
    for entry in entries:
        counts[entry.key] = counts.get(entry.key, 0) + 1
    return counts


def _cut(found: Sequence[Line], most: int | None) -> list[str]:
    shown = [str(line) for line in found[:most]]
    if most is not None and len(found) > most:
        shown.append(f"  ... and {counted(len(found) - most, 'more line')}")
    return shown
