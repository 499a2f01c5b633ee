"""`doctor --live`: tries the assumptions on one private test playlist with at most 40 calls, and deletes it again."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

from playwarden.domain.accounts import Account
from playwarden.domain.calls import Caller, Lane
from playwarden.domain.library import Head
from playwarden.domain.operations import Create, Insert, Move, Operation, Remove, SetCover, SetDetails, Unfollow
from playwarden.domain.playlist import Entry
from playwarden.engine.ports.accounts import Accounts
from playwarden.engine.ports.target import Performed, Reading, Target
from playwarden.features.doctor.assumptions import ASSUMPTIONS, NEVER_TRIED, Tried, Verdict, assumption
from playwarden.kit.clock import Clock
from playwarden.kit.errors import LookOnly, OutcomeUnknown, PlaywardenError, SpotifyError, SpotifyRefused
from playwarden.kit.ids import PlaylistId
from playwarden.kit.loading import LOADING

MOST_CALLS = 40
"""All of it, the deletion included."""
KEPT_BACK = 3
"""Calls kept for deleting the playlist: the deletion, a look when its answer is lost, and the deletion again."""
PAUSES = (0.0, 1.0, 2.0, 5.0, 12.0, 30.0)
"""Seconds before each look at something that may lag: 50 in all."""
NAME = "Playwarden doctor"

Progress = Callable[[int, int, str], None]


class Spent(Exception):
    """The calls granted are used up: what is left is not tried."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of it. `left_behind` is the playlist when it could not be deleted."""

    tried: tuple[Tried, ...]
    calls: int
    left_behind: PlaylistId | None = None


@dataclass(slots=True)
class LiveDoctor:
    """Tries what can be tried. `pause` waits product seconds; `tracks` are URIs of tracks to put into the playlist;
    `picture` makes a small JPEG.
    """

    target: Target
    accounts: Accounts
    clock: Clock
    tracks: Callable[[], Sequence[str]]
    picture: Callable[[], bytes]
    pause: Callable[[float], None] = time.sleep

    def examine(self, account: Account, *, progress: Progress = lambda _done, _total, _text: None) -> Examined:
        """Runs all trials and keeps what they showed for the account's app. Raises LookOnly, and what ends everything
        (a ban, a lost consent); the playlist is deleted in every case.
        """
        if not account.writes:
            raise LookOnly(
                f"{account.display_name} was connected for looking only.",
                "Trying needs an account that may be written to: `playwarden accounts connect --write`.",
            )
        trial = _Trial(self, Caller(account.id, Lane.INTERACTIVE), progress)
        ended: PlaywardenError | None = None
        left_behind: PlaylistId | None = None
        try:
            trial.run()
        except PlaywardenError as error:
            ended = error
        finally:
            left_behind = trial.delete()
            self._remember(account, trial.results())
        if ended is not None:
            if left_behind is not None:
                told = f"The test playlist spotify:playlist:{left_behind} is still there: delete it in the Spotify app."
                ended.remedy = f"{ended.remedy} {told}".strip()
            raise ended
        return Examined(trial.results(), trial.calls, left_behind)

    def _remember(self, account: Account, results: Sequence[Tried]) -> None:
        at = self.clock.now()
        for tried in results:
            if tried.verdict is not Verdict.NOT_TRIED:
                self.accounts.note_fact(account.app_id, tried.assumption.name, tried.fact(at))


@dataclass(slots=True)
class _Trial:
    """One examination: the playlist, the calls spent, and what was found."""

    doctor: LiveDoctor
    caller: Caller
    progress: Progress
    calls: int = 0
    playlist: PlaylistId | None = None
    deleted: bool = False
    _name: str = ""
    _found: dict[str, Tried] = field(default_factory=dict)

    def results(self) -> tuple[Tried, ...]:
        """Every assumption in order, tried or not."""
        return tuple(
            self._found.get(each.name, Tried(each, Verdict.NOT_TRIED, NEVER_TRIED.get(each.name, "")))
            for each in ASSUMPTIONS
        )

    def run(self) -> None:
        """The trials in an order in which one call serves several."""
        self._name = f"{NAME} {self.doctor.clock.now():%Y-%m-%d %H:%M:%S}"
        with suppress(Spent):
            self._create()
            for trial in (self._refusal, self._details, self._cover, self._entries, self._long, self._deletion):
                try:
                    trial()
                except SpotifyRefused as refused:
                    # One trial that Spotify refuses says nothing about the others.
                    self.progress(self.calls, MOST_CALLS, refused.what)

    # -- the calls

    def _spend(self, doing: str) -> None:
        if self.calls >= MOST_CALLS - KEPT_BACK:
            raise Spent
        self.calls += 1
        self.progress(self.calls, MOST_CALLS, doing)

    def _perform(self, operation: Operation, doing: str, *, picture: bytes | None = None) -> Performed:
        self._spend(doing)
        return self.doctor.target.perform(self.caller, self.playlist, operation, picture=picture)

    def _read(self, doing: str) -> Reading:
        assert self.playlist is not None
        self._spend(doing)
        return self.doctor.target.playlist(self.caller, self.playlist, brief=True)

    def _listed(self, doing: str) -> Head | None:
        """The playlist as the first list page shows it: new ones stand at its top."""
        self._spend(doing)
        page = next(iter(self.doctor.target.heads(self.caller)))
        return next((head for head in page.heads if head.id == self.playlist), None)

    def _looks(self) -> Iterator[float]:
        """Product seconds since the first look, before each of a few looks."""
        began = self.doctor.clock.now()
        for pause in PAUSES:
            if pause:
                self.doctor.pause(pause)
            yield (self.doctor.clock.now() - began).total_seconds()

    def _note(self, name: str, held: bool, told: str, seconds: float | None = None) -> None:
        verdict = Verdict.HELD if held else Verdict.NOT_HELD
        self._found[name] = Tried(assumption(name), verdict, told, None if seconds is None else round(seconds, 1))

    # -- the trials

    def _create(self) -> None:
        self._spend("making the playlist")
        made = self.doctor.target.perform(self.caller, None, Create(self._name))
        self.playlist = made.playlist_id
        description = self._read("reading it").head.description
        self._note("null-description", description == "null", f"its description is {description!r}")

    def _refusal(self) -> None:
        try:
            self._perform(SetDetails(description=""), "emptying the description")
        except SpotifyRefused as refused:
            self._note("empty-description-refused", refused.status == 400, f"refused with {refused.status}")
        else:
            self._note("empty-description-refused", False, "it was taken")

    def _entries(self) -> None:
        uris = tuple(dict.fromkeys(self.doctor.tracks()))[:3]
        if len(uris) < 3:
            return
        first, second, third = uris
        done = self._perform(Insert(0, (first, second)), "adding entries")
        self._await((first, second), done.snapshot_id)
        self.doctor.pause(2.0)
        self._perform(Insert(2, (third, first)), "adding entries a little later")
        before = self._settled((first, second, third, first), "reading their dates")
        self._perform(Move(2, 2, 0), "moving entries")
        after = self._settled((third, first, first, second), "reading their dates again")
        if before and after:
            kept = [entry.added_at for entry in (*before[2:], *before[:2])] == [entry.added_at for entry in after]
            differ = before[0].added_at != before[2].added_at
            self._note("move-keeps-dates", kept and differ, "dates are the same" if kept else "dates changed")
        self._perform(Remove((first,)), "removing one of two copies")
        left = self._settled((third, second), "reading what is left")
        self._note("delete-takes-all", bool(left), "both copies went" if left else "one copy stayed")

    def _await(self, uris: tuple[str, ...], snapshot_id: str | None) -> None:
        """Looks until the entries, and then the snapshot id, are as the write left them."""
        exact: float | None = None
        visible: float | None = None
        for seconds in self._looks():
            reading = self._read("looking whether the write shows")
            if exact is None and _uris(reading.entries) == uris:
                exact = seconds
            if visible is None and reading.head.snapshot_id == snapshot_id:
                visible = seconds
            if exact is not None and visible is not None:
                break
        told = "never within 50 s" if exact is None else f"after {exact:.1f} s"
        self._note("items-exact-soon", exact is not None and exact <= 3.0, f"exact {told}", exact)
        if snapshot_id is not None:
            told = "stays invisible for 50 s and more" if visible is None else f"shows after {visible:.1f} s"
            self._note("snapshot-lag", visible is None or visible > 0.5, f"the new id {told}", visible)

    def _settled(self, uris: tuple[str, ...], doing: str) -> tuple[Entry, ...]:
        """The entries once they are `uris`; empty when they do not become so in three looks."""
        for pause in (1.0, 2.0, 4.0):
            self.doctor.pause(pause)
            entries = self._read(doing).entries or ()
            if _uris(entries) == uris:
                return entries
        return ()

    def _long(self) -> None:
        uris = tuple(self.doctor.tracks())[:1]
        if not uris:
            return
        self._perform(Insert(0, uris * 100), "making it long")
        self.doctor.pause(3.0)
        entries = self._read("reading the long list").entries or ()
        self._note("first-page-100", len(entries) == 100, f"{len(entries)} entries came")

    def _details(self) -> None:
        """Comes before any other change: a snapshot id that lags behind one would be taken for this one's."""
        before = self._listed("looking at the list")
        name, description = f"{self._name} *", "tried & found"
        self._perform(SetDetails(name=name, description=description), "renaming it")
        shown: dict[str, float] = {}
        missing = changed = False
        for seconds in self._looks():
            head = self._listed("looking at the list")
            if head is None:
                continue
            missing = missing or head.description is None
            changed = changed or (before is not None and head.snapshot_id != before.snapshot_id)
            if head.name == name:
                shown.setdefault("list-shows-name", seconds)
            if head.description == description:
                shown.setdefault("list-shows-description", seconds)
            if len(shown) == 2 and changed:
                break
        self._note_shown("list-shows-name", shown.get("list-shows-name"))
        absent = "the list provides no description" if missing else ""
        self._note_shown("list-shows-description", shown.get("list-shows-description"), absent)
        if before is not None:
            self._note("details-change-snapshot", changed, "the id changed" if changed else "the id stayed")

    def _cover(self) -> None:
        before = self._listed("looking at its cover")
        old = before.cover_url if before else None
        self._perform(SetCover(""), "uploading a cover", picture=self.doctor.picture())
        for seconds in self._looks():
            head = self._listed("looking at its cover")
            if head is not None and head.cover_url is not None and head.cover_url != old:
                self._note_shown("list-shows-cover", seconds)
                return
        self._note_shown("list-shows-cover", None)

    def _note_shown(self, name: str, seconds: float | None, absent: str = "") -> None:
        if seconds is None:
            self._note(name, False, absent or "not within 50 s")
        else:
            self._note(name, True, f"after {seconds:.1f} s", seconds)

    def _deletion(self) -> None:
        self._perform(Unfollow(), "deleting it")
        self.deleted = True
        for pause in (1.0, 4.0):
            self.doctor.pause(pause)
            if self._listed("looking whether it is gone") is None:
                self._note("unfollow-deletes", True, "it left the list")
                return
        self._note("unfollow-deletes", False, "the list still shows it")

    def delete(self) -> PlaylistId | None:
        """Deletes the playlist whatever happened before, from the calls kept back; its id when that did not work."""
        target = self.doctor.target
        try:
            if self.playlist is None and self._name and self.calls:
                # The create's answer was lost: what bears its unmistakable name is it.
                self.calls += 1
                page = next(iter(target.heads(self.caller)))
                self.playlist = next((head.id for head in page.heads if head.name == self._name), None)
            if self.playlist is not None and not self.deleted:
                self.calls += 1
                with suppress(OutcomeUnknown):
                    target.perform(self.caller, self.playlist, Unfollow())
                self.deleted = True
        except SpotifyError:
            return self.playlist
        return None


def _uris(entries: Sequence[Entry] | None) -> tuple[str | None, ...]:
    return tuple(entry.uri for entry in entries or ())


def small_picture() -> bytes:
    """A plain JPEG of 300 by 300 pixels."""
    with LOADING:
        from PIL import Image

    written = BytesIO()
    Image.linear_gradient("L").resize((300, 300)).convert("RGB").save(written, "JPEG", quality=80)
    return written.getvalue()
