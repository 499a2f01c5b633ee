"""A plan: observed and desired state, the calls between them, what they cost, and a fingerprint to approve them by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from playwarden.domain.compose import Note
from playwarden.domain.diff import KeepDates, Policy, budget, cheapest, common, replacing_calls
from playwarden.domain.diff import Sequence as Found
from playwarden.domain.evidence import Evidence, evidence, touched
from playwarden.domain.library import Relation
from playwarden.domain.operations import (
    CHUNK,
    Create,
    Follow,
    ItemOperation,
    Move,
    Operation,
    SetCover,
    SetDetails,
    Unfollow,
    operation_document,
    operation_from_document,
)
from playwarden.domain.playlist import MAX_ENTRIES, TEXTS_AND_FLAGS, Details, Entry, PlaylistState
from playwarden.domain.proof import proved
from playwarden.kit.canonical import digest
from playwarden.kit.ids import PlaylistId

__all__ = ["KeepDates", "Limits", "Plan", "Policy", "Summary", "plan"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the provider takes in one call, and from where on a person has to force a plan by name.

    `removed_share` is the share of the observed entries that may go, and `removed_few` how many always may; `floor` the
    number of entries below which a playlist may not shrink (0: no floor).
    """

    max_entries: int = MAX_ENTRIES
    chunk: int = CHUNK
    page: int = 50
    first_page: int = 100
    removed_share: float = 0.30
    removed_few: int = 3
    floor: int = 0


DEFAULT_POLICY = Policy()
DEFAULT_LIMITS = Limits()
NOTHING_READ = Evidence()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a plan does, counted. `added` and `removed` are in one state only; `readded` in both, losing their date."""

    added: int
    removed: int
    moved_blocks: int
    readded: int


@dataclass(frozen=True)
class Plan:
    """What is, what should be, and the calls between: a value that is shown, approved, judged and journaled.

    `playlist_id` and `observed` are None for a playlist to be created. `evidence` is what is read back afterwards.
    `relation` is how the writing account stands to the playlist.
    """

    playlist_id: PlaylistId | None
    observed: PlaylistState | None
    desired: PlaylistState
    operations: tuple[Operation, ...]
    policy: Policy = DEFAULT_POLICY
    limits: Limits = DEFAULT_LIMITS
    relation: Relation = Relation.OWNER
    notes: tuple[Note, ...] = ()
    dates_kept: int = 0
    dates_total: int = 0
    evidence: Evidence = NOTHING_READ
    summary: Summary = field(default=Summary(0, 0, 0, 0))

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.operations

    @property
    def details_only(self) -> bool:
        """Whether its entries are none of its business: `observed` and `desired` hold none, and none are read."""
        return self.policy.about == "details"

    @property
    def writes(self) -> int:
        """Calls that change something."""
        return len(self.operations)

    @property
    def reads_head(self) -> bool:
        """Whether proving takes the playlist's own read, which brings its details and first entries."""
        return self.evidence.head or any(isinstance(op, SetDetails | SetCover | Create) for op in self.operations)

    @property
    def pages_beyond_head(self) -> tuple[int, ...]:
        """Offsets of the windows that are read besides."""
        return self.evidence.pages

    @property
    def reads(self) -> int:
        """Calls that prove it afterwards; each tells the total as well."""
        return self.reads_head + len(self.pages_beyond_head)

    @property
    def calls(self) -> int:
        """Writes and reads together."""
        return self.writes + self.reads

    @property
    def observed_entries(self) -> tuple[Entry, ...]:
        return () if self.observed is None else self.observed.entries

    @property
    def naive_writes(self) -> int:
        """What clearing the list and adding its entries one by one would cost, the details not counted twice."""
        if not self._changes_entries:
            return self.writes
        return self._other_writes + bool(self.observed_entries) + len(self.desired.entries)

    @property
    def replacing_writes(self) -> int:
        """What replacing everything would cost; every date would be lost."""
        if not self._changes_entries:
            return self.writes
        return self._other_writes + replacing_calls(len(self.desired.entries), self.limits.chunk)

    @property
    def _changes_entries(self) -> bool:
        return self._other_writes < self.writes

    @property
    def _other_writes(self) -> int:
        kinds = SetDetails | SetCover | Create | Follow | Unfollow
        return sum(isinstance(operation, kinds) for operation in self.operations)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over what was seen, what is wished, the calls and the policy: what an approval names."""
        return digest(
            {
                "playlist": self.playlist_id,
                "observed": None if self.observed is None else _approved(self.observed),
                "desired": _approved(self.desired),
                "operations": [operation_document(operation) for operation in self.operations],
                "policy": self.policy.to_document(),
            }
        )

    def to_document(self) -> dict[str, Any]:
        """JSON from which `from_document` makes an equal plan: what the journal keeps before the first call."""
        return {
            "playlist_id": self.playlist_id,
            "observed": None if self.observed is None else self.observed.to_document(),
            "desired": self.desired.to_document(),
            "operations": [operation_document(operation) for operation in self.operations],
            "policy": self.policy.to_document(),
            "limits": {name: getattr(self.limits, name) for name in Limits.__slots__},
            "relation": self.relation.value,
            "notes": [{"code": note.code, "text": note.text} for note in self.notes],
            "dates": {"kept": self.dates_kept, "total": self.dates_total},
            "head": self.reads_head,
            "pages": list(self.pages_beyond_head),
            "summary": {name: getattr(self.summary, name) for name in Summary.__slots__},
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The plan that `to_document` wrote."""
        observed = document["observed"]
        limits = Limits(**document["limits"])
        return cls(
            playlist_id=document["playlist_id"],
            observed=None if observed is None else PlaylistState.from_document(observed),
            desired=PlaylistState.from_document(document["desired"]),
            operations=tuple(operation_from_document(operation) for operation in document["operations"]),
            policy=Policy(**document["policy"]),
            limits=limits,
            relation=Relation(document["relation"]),
            notes=tuple(Note(**note) for note in document["notes"]),
            dates_kept=document["dates"]["kept"],
            dates_total=document["dates"]["total"],
            evidence=_evidence_of(document, limits),
            summary=Summary(**document["summary"]),
        )


def calls_of(document: Mapping[str, Any]) -> int:
    """The calls, reads included, of the plan that `to_document` wrote, without making it."""
    return len(document["operations"]) + bool(document.get("head", True)) + len(document["pages"])


def plan(
    observed: PlaylistState | None,
    desired: PlaylistState,
    limits: Limits = DEFAULT_LIMITS,
    policy: Policy = DEFAULT_POLICY,
    *,
    playlist_id: PlaylistId | None = None,
    relation: Relation = Relation.OWNER,
    notes: Iterable[Note] = (),
) -> Plan:
    """The plan from `observed` (None: to be created) to `desired`, which `lower` made reachable.

    The calls are proved in the model of the API before they are returned. Details of `desired` that are None stay.
    Raises diff.Unreachable for a desired list that no calls lead to, ValueError for a creation without a name.
    """
    entries = () if observed is None else observed.entries
    found = cheapest(entries, desired.entries, policy, chunk=limits.chunk)
    said = list(notes)
    granted = budget(len(desired.entries), policy, limits.chunk)
    if found.calls > granted and (policy.max_calls is not None or policy.keep_dates == "most"):
        said.append(
            Note("over-budget", f"{granted} calls are too few; the cheapest sequence found takes {found.calls}.")
        )
    operations: tuple[Operation, ...]
    if observed is None:
        operations = (_creation(desired.details), *found.operations, *_cover(Details(), desired.details))
    else:
        operations = (
            *_details(observed.details, desired.details),
            *found.operations,
            *_cover(observed.details, desired.details),
        )
    after = proved(entries, desired.entries, found.operations)
    return Plan(
        playlist_id=playlist_id,
        observed=observed,
        desired=desired,
        operations=operations,
        policy=policy,
        limits=limits,
        relation=relation,
        notes=tuple(said),
        dates_kept=found.kept,
        dates_total=found.total,
        evidence=_evidence(operations, len(entries), after, limits) if operations else NOTHING_READ,
        summary=_summary(entries, desired.entries, found),
    )


def _evidence_of(document: Mapping[str, Any], limits: Limits) -> Evidence:
    """What a journaled plan reads back. Documents without `head` name pages of a fixed grid, the first of which come
    with the playlist's own read.
    """
    pages = tuple(document["pages"])
    if "head" in document:
        return Evidence(document["head"], pages)
    kinds = {operation["kind"] for operation in document["operations"]}
    head = bool(kinds & {SetDetails.kind, SetCover.kind, Create.kind}) or any(p < limits.first_page for p in pages)
    return Evidence(head, tuple(offset for offset in pages if not head or offset >= limits.first_page))


def _creation(details: Details) -> Create:
    if not details.name:
        raise ValueError("a playlist cannot be created without a name")
    return Create(details.name, details.description, bool(details.public), bool(details.collaborative))


def _details(now: Details, wished: Details) -> tuple[Operation, ...]:
    changed = {
        name: getattr(wished, name)
        for name in TEXTS_AND_FLAGS
        if getattr(wished, name) is not None and getattr(wished, name) != getattr(now, name)
    }
    return (SetDetails(**changed),) if changed else ()


def _cover(now: Details, wished: Details) -> tuple[Operation, ...]:
    if wished.cover is None or wished.cover.sha256 is None:
        return ()
    if now.cover is not None and now.cover.sha256 == wished.cover.sha256:
        return ()
    return (SetCover(wished.cover.sha256),)


def _evidence(operations: Iterable[Operation], before: int, after: Sequence[int | None], limits: Limits) -> Evidence:
    listed = any(isinstance(operation, ItemOperation) for operation in operations)
    head = any(isinstance(operation, SetDetails | SetCover | Create) for operation in operations)
    positions = touched(before, after) if listed else []
    return evidence(len(after), positions, page=limits.page, first_page=limits.first_page, head=head)


def _summary(observed: tuple[Entry, ...], desired: tuple[Entry, ...], found: Found) -> Summary:
    both = common(observed, desired)
    return Summary(
        added=len(desired) - both,
        removed=len(observed) - both,
        moved_blocks=sum(isinstance(operation, Move) for operation in found.operations),
        readded=both - found.kept,
    )


def _approved(state: PlaylistState) -> dict[str, Any]:
    """A state without what changes by itself: the URL of a mosaic follows the entries."""
    document = state.to_document()
    if state.details.cover is not None and not state.details.cover.custom:
        document["details"]["cover"].pop("url", None)
    return document
