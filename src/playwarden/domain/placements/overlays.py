"""Placements as wishes laid over whatever others want of a playlist: those in force stay, those that are due happen."""

from dataclasses import dataclass, replace

from playwarden.domain.compose import Layer, Note
from playwarden.domain.placements import details as of_details
from playwarden.domain.placements import lists
from playwarden.domain.placements.conflicts import Conflict, Ground, Other, due_conflicts
from playwarden.domain.placements.lists import Came, Left
from playwarden.domain.placements.placement import Placement
from playwarden.domain.placements.words import named, until_words
from playwarden.domain.playlist import Details, PlaylistState
from playwarden.kit.text import listed


@dataclass(frozen=True, slots=True)
class TracksInForce:
    """Keeps placed tracks in, whoever asks for a plan. What somebody took out by hand is not put back."""

    came: tuple[Came, ...]
    layer: Layer = Layer.PLACEMENTS

    def laid_over(self, observed: PlaylistState, wanted: PlaylistState) -> tuple[PlaylistState, tuple[Note, ...]]:
        notes = []
        there = lists.uris_of(observed.entries)
        present = [each.placement for each in self.came if each.placement.asked.uri in there]
        for one in sorted(present, key=lambda one: there.index(one.asked.uri)):
            entries = lists.kept(observed.entries, wanted.entries, one)
            if entries != wanted.entries:
                notes.append(_kept_note(one, one.asked.uri or ""))
            wanted = wanted.with_entries(entries)
        return wanted, tuple(notes)


@dataclass(frozen=True, slots=True)
class DetailsInForce:
    """Keeps placed details, whoever asks for a plan, as long as nobody changed them by hand."""

    came: tuple[Came, ...]
    layer: Layer = Layer.DETAILS

    def laid_over(self, observed: PlaylistState, wanted: PlaylistState) -> tuple[PlaylistState, tuple[Note, ...]]:
        notes = []
        for each in self.came:
            if each.after is None:
                continue
            one = each.placement
            details, held = of_details.kept(observed.details, wanted.details, one.asked, each.after.details, each.alike)
            if held:
                notes.append(_kept_note(one, listed([f"the {name}" for name in held])))
            wanted = replace(wanted, details=details)
        return wanted, tuple(notes)


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a placement leaves; `stay` names the details that somebody changed meanwhile and that therefore stay."""

    placement: Placement
    left: Left
    stay: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """What the placements that are due make of a playlist.

    `entered` carry what they took the place of; `held` did not come in, each with what is in its way.
    """

    state: PlaylistState
    entered: tuple[Placement, ...]
    left: tuple[Leaving, ...]
    held: tuple[tuple[Placement, Conflict], ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class DueNow:
    """Placements that go and come at this moment; first those that go, so that others can take their places.

    `staying` are the others that are in, against which those that come are checked again.
    """

    leaving: tuple[Came, ...]
    entering: tuple[Placement, ...]
    staying: tuple[Placement, ...]
    ground: Ground
    layer: Layer = Layer.DETAILS
    """Above every placement in force: these would keep in what is to go."""

    def laid_over(self, observed: PlaylistState, wanted: PlaylistState) -> tuple[PlaylistState, tuple[Note, ...]]:
        laid = self.laid(wanted)
        return laid.state, laid.notes

    def laid(self, state: PlaylistState) -> Laid:
        """What becomes of `state`, and of each placement."""
        notes: list[Note] = []
        gone: list[Leaving] = []
        for came in sorted(self.leaving, key=lambda came: came.placement.id, reverse=True):
            state, leaving, said = _without(state, came)
            gone.append(leaving)
            notes += said
        state, entered, held = self._with_entering(state)
        notes += [
            Note("placement-enters", f"{named(one)} comes in{until_words(one)} (placement {one.id}).")
            for one in entered
        ]
        notes += [
            Note("placement-held", f"{named(one)} does not come in: {why.text} (placement {one.id})")
            for one, why in held
        ]
        return Laid(state, entered, tuple(gone), held, tuple(notes))

    def _with_entering(
        self, state: PlaylistState
    ) -> tuple[PlaylistState, tuple[Placement, ...], tuple[tuple[Placement, Conflict], ...]]:
        ground = replace(self.ground, uris=tuple(lists.uris_of(state.entries)), total=len(state.entries))
        present = [Other(one.id, one.asked) for one in self.staying]
        coming: list[Placement] = []
        held: list[tuple[Placement, Conflict]] = []
        more = 0
        for one in sorted(self.entering, key=lambda one: one.id):
            conflicts = due_conflicts(one.asked, replace(ground, total=len(state.entries) + more), present)
            if conflicts:
                held.append((one, conflicts[0]))
                continue
            coming.append(one)
            present.append(Other(one.id, one.asked))
            more += one.asked.uri is not None and one.asked.stands_in_for is None
        there = lists.uris_of(state.entries)
        tracks = [one for one in coming if one.asked.uri is not None]
        entries = lists.entered(state.entries, tracks)
        details = state.details
        entered = []
        for one in coming:
            if one.asked.details is not None:
                details, replaced = of_details.entered(details, one.asked)
                entered.append(replace(one, replaced=None if replaced == Details() else replaced))
            else:
                instead = one.asked.stands_in_for
                taken_before = one.replaced_uri if one.is_half_in else None
                entered.append(replace(one, replaced_uri=instead if instead in there else taken_before))
        return PlaylistState(details, entries), tuple(entered), tuple(held)


def _without(state: PlaylistState, came: Came) -> tuple[PlaylistState, Leaving, list[Note]]:
    one = came.placement
    if one.asked.details is None:
        entries, how = lists.left(state.entries, came)
        gone = "did not come in" if one.is_half_in else "had been removed already"
        what = {
            Left.OUT: f"{named(one)} goes out at its end",
            Left.KEPT: f"{named(one)} stays: it was moved on purpose",
            Left.GONE: f"{named(one)} {gone}",
        }[how]
        back = len(entries) - len(state.entries) + (how is Left.OUT)
        returned = f"; what it stood in for ({one.replaced_uri}) comes back" if back else ""
        note = Note("placement-leaves", f"{what}{returned} (placement {one.id}).")
        return state.with_entries(entries), Leaving(one, how), [note]
    after = came.after.details if came.after is not None else None
    back_to = of_details.left(state.details, one.asked, one.replaced, after, came.alike)
    stays = f"; changed meanwhile, so it stays: {listed(list(back_to.stay))}" if back_to.stay else ""
    note = Note("placement-leaves", f"{named(one)} ends; what was before comes back{stays} (placement {one.id}).")
    how = Left.GONE if len(back_to.stay) == len(one.asked.fields) else Left.OUT
    return replace(state, details=back_to.details), Leaving(one, how, back_to.stay), [note, *back_to.notes]


def _kept_note(one: Placement, what: str) -> Note:
    return Note(
        "placement-keeps",
        f"{what} stays{until_words(one)}: placement {one.id} wants it; "
        f"`playwarden placements cancel {one.id}` takes it out.",
    )
