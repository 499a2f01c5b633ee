"""A rule set as data: where tracks come from, which stay, how many, how they change and in which order."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playwarden.domain.diff import Policy
from playwarden.domain.playlist import MAX_DESCRIPTION, MAX_NAME
from playwarden.domain.rules.branch import ORDER, SOURCES, STEPS, Branch
from playwarden.domain.rules.forms import Choice, Flag, Link, Several, Text, Whole, told
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.periods import PERIODS
from playwarden.domain.rules.records import Record, write_fields
from playwarden.domain.rules.step import Arrangement, Source, Step

MODES = MappingProxyType(
    {
        "derive": "the playlist is what the rules say",
        "append": "what is new is added, nothing is taken out",
        "clean": "only filters and order, on what is there",
        "mirror": "the same as another playlist, also of another account",
    }
)
HAND_EDITS = MappingProxyType(
    {
        "keep": "what somebody changes by hand stays",
        "until_refresh": "what somebody changes by hand stays until the next period",
        "ask": "after a change by hand nothing is refreshed before somebody has decided",
    }
)
LEAVES = MappingProxyType({"oldest": "those that came in first", "least_played": "those that were played least"})
ENDS = MappingProxyType({"end": "at the end", "top": "at the top"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A track that stands at a fixed place, counted from 1, whatever the rules say."""

    track: str = told(Link("track"), "The track, by its link.")
    position: int = told(Whole(1, 10_000), "Its place, counted from 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How a list changes from period to period. None of it touches pins."""

    replace: int = told(Whole(1, 10_000, "tracks"), "So many leave in each period, for as many new ones.")
    leave: str = told(Choice(LEAVES), "Which of them leave first.", "oldest")
    no_return_days: int = told(Whole(0, 36_500, "days"), "A track that left does not return for so long.", 0)
    protect_days: int = told(Whole(0, 3_650, "days"), "A track that came in stays for so long at least.", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Name and description filled from {date}, {week}, {month}, {year}, {count} and {artists}; None: left alone."""

    name: str | None = told(Text(MAX_NAME), "The playlist's name, with fields in it.", None)
    description: str | None = told(Text(MAX_DESCRIPTION), "Its description, with fields in it.", None)


NO_TEXTS = Texts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is to be so whenever the rules are tried: an assertion that stands beside them."""

    name: str = told(Text(100), "What it is called in a report.", "")
    least: int | None = told(Whole(0, 10_000, "tracks"), "There are at least so many tracks.", None)
    most: int | None = told(Whole(0, 10_000, "tracks"), "There are at most so many tracks.", None)
    holds: tuple[str, ...] = told(Several(Link("track"), 100), "These tracks are in.", ())
    lacks: tuple[str, ...] = told(Several(Link("track"), 100), "These tracks are out.", ())
    lacks_artists: tuple[str, ...] = told(Several(Link("artist", named=True), 100), "No track is by these.", ())
    no_artist_twice: bool = told(Flag(), "No artist stands there twice.", False)
    apart: int | None = told(Whole(1, 50, "tracks"), "So many others stand between two tracks of one artist.", None)

    def faults(self) -> str:
        empty = self == Check(name=self.name)
        return "it says nothing that could be checked." if empty else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One rule set: the steps choose, `order` arranges what was chosen. `reading.read` makes only those that hold
    together.
    """

    name: str = told(Text(100), "What it is called.")
    note: str = told(Text(500), "What it is for.", "")
    mode: str = told(Choice(MODES), "What becomes of the playlist.", "derive")
    every: str = told(Choice(PERIODS), "How long a period is: chance and rotation go by it.", "week")
    zone: str = told(Text(60), "The time zone whose days and weeks count, such as Europe/Berlin.", "UTC")
    sources: tuple[Source, ...] = told(SOURCES, "Where tracks come from.", ())
    steps: tuple[Step, ...] = told(STEPS, "What becomes of them, one step after another: filters and orders.", ())
    size: int | None = told(Whole(1, 10_000, "tracks"), "How many tracks there are to be; none: all.", None)
    floor: int = told(Whole(0, 10_000, "tracks"), "With fewer than so many the playlist is left as it is.", 1)
    rotation: Rotation | None = told(Record(Rotation, "rotation"), "How the list changes.", None)
    order: tuple[Arrangement, ...] = told(ORDER, "How what was chosen is arranged.", ())
    pins: tuple[Pin, ...] = told(Several(Record(Pin, "a pin"), 100), "Tracks at fixed places.", ())
    add_at: str = told(Choice(ENDS), "Where new tracks go, when the mode is append.", "end")
    hand_edits: str = told(Choice(HAND_EDITS), "What becomes of changes by hand.", "keep")
    keep_dates: bool = told(
        Flag(),
        "What stays keeps the date on which it was added. Without, all is written anew where that saves calls.",
        True,
    )
    blocklist: bool = told(Flag(), "Leaves out the tracks and artists of the blocklist.", True)
    texts: Texts = told(Record(Texts, "texts"), "The playlist's name and description.", NO_TEXTS)
    tests: tuple[Check, ...] = told(Several(Record(Check, "a test"), 50), "What is to be so.", ())

    @property
    def policy(self) -> Policy:
        """How its playlist is written, with nobody there to be asked."""
        return Policy(keep_dates="most" if self.keep_dates else "none", meanwhile="merge", proof="shared")

    @property
    def branch(self) -> Branch:
        """Its sources and steps."""
        return Branch(sources=self.sources, steps=self.steps)

    @property
    def needs(self) -> tuple[Need, ...]:
        """Everything to be known before it can be worked out, each once."""
        later = (need for step in self.order for need in step.needs())
        plays = (Need("plays"),) if self.rotation is not None and self.rotation.leave == "least_played" else ()
        return tuple(dict.fromkeys((*self.branch.needs, *later, *plays)))

    def to_document(self) -> dict[str, Any]:
        """JSON from which `reading.read` makes an equal rule set."""
        return {"version": VERSION, **write_fields(self)}


VERSION = 1
"""The only form of a rule set so far."""
