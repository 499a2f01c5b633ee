"""Where on the way of a plan does a playlist stand? Compared by what the API shows for certain: order and texts."""

from dataclasses import dataclass

from playwarden.domain.operations import SetDetails, entries_after
from playwarden.domain.plan import Plan
from playwarden.domain.playlist import Details, PlaylistState


@dataclass(frozen=True, slots=True)
class Mark:
    """What has to be seen after a number of operations: the URIs in order, and the details that were set by then."""

    uris: tuple[str | None, ...]
    details: Details


def mark_after(plan: Plan, count: int) -> Mark:
    """The mark after the first `count` operations of `plan`; 0 is where it starts."""
    entries = plan.observed.entries if plan.observed else ()
    details = Details()
    for operation in plan.operations[:count]:
        entries = entries_after(entries, operation)
        if isinstance(operation, SetDetails):
            details = Details(
                name=operation.name or details.name,
                description=operation.description or details.description,
                public=details.public if operation.public is None else operation.public,
                collaborative=details.collaborative if operation.collaborative is None else operation.collaborative,
            )
    return Mark(tuple(entry.uri for entry in entries), details)


def same(mark: Mark, state: PlaylistState) -> bool:
    """Whether `state` is what `mark` asks for. Details that the answer does not provide are not held against it."""
    return mark.uris == tuple(entry.uri for entry in state.entries) and same_details(mark.details, state.details)


def same_details(wanted: Details, seen: Details) -> bool:
    """Whether every detail of `wanted` that is known of `seen` agrees; Spotify may trim and join white space."""
    texts = ((wanted.name, seen.name), (wanted.description, seen.description))
    flags = ((wanted.public, seen.public), (wanted.collaborative, seen.collaborative))
    return all(a is None or b is None or a.split() == b.split() for a, b in texts) and all(
        a is None or b is None or a == b for a, b in flags
    )


def place(plan: Plan, state: PlaylistState, done: int, *, one_open: bool) -> int | None:
    """How many operations have taken effect: `done`, or one more when one is open; None: it stands nowhere there."""
    for count in (done + 1, done) if one_open else (done,):
        if same(mark_after(plan, count), state):
            return count
    return None
