"""Which playlists a selection means, and what is asked of them, as values."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.library import Relation
from playwarden.features.bulk.asked import Asked
from playwarden.features.bulk.selection import Candidate, Selection
from playwarden.kit.errors import InputError
from playwarden.kit.ids import AccountId, PlaylistId

MINE = Candidate(
    PlaylistId("p"),
    "Été à Paris 2026",
    public=True,
    collaborative=False,
    total=40,
    accounts=frozenset({AccountId("acc_1")}),
    account_id=AccountId("acc_1"),
    held_as=Relation.OWNER,
)
SORT = {"kind": "sort", "by": "title"}


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({"name": "*paris*"}, True),
        ({"name": "Paris*"}, False),
        ({"name": "ete a paris 2026"}, True),
        ({"name": "?té à *"}, True),
        ({"matching": r"\d{4}$"}, True),
        ({"matching": r"^PARIS"}, False),
        ({"account": "acc_1"}, True),
        ({"account": "acc_2"}, False),
        ({"held_as": "owner"}, True),
        ({"held_as": "collaborator"}, False),
        ({"public": True}, True),
        ({"public": False}, False),
        ({"collaborative": False}, True),
        ({"at_least": 40, "at_most": 40}, True),
        ({"at_least": 41}, False),
        ({"at_most": 39}, False),
        ({"everything": True}, True),
        ({"everything": True, "public": False}, False),
    ],
)
def test_what_is_said_narrows(said: dict[str, Any], fits: bool) -> None:
    assert Selection.from_document(said).fits(MINE) is fits


def test_a_private_playlist_and_one_of_unknown_visibility_are_not_public() -> None:
    public = Selection(public=True)
    assert not public.fits(replace(MINE, public=False))
    assert not public.fits(replace(MINE, public=None))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"everything": False},
        {"colour": "red"},
        {"matching": "(a*)*"},
        {"at_least": -1},
        {"at_least": True},
        {"playlists": "Mix"},
        {"playlists": [1]},
        {"held_as": "fan"},
        {"public": "yes"},
    ],
)
def test_a_selection_that_says_nothing_or_nonsense_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Selection.from_document(said)


@pytest.mark.parametrize(
    "more",
    [
        {"edit": {"kind": "add", "uris": ["spotify:track:short"]}},
        {"edit": {"kind": "add", "uris": 7}},
        {"edit": "sort"},
        {"selection": []},
        {"ordering": "mood"},
        {"most_calls": 0},
        {"most_playlists": 10**9},
        {"keep_dates": "some"},
        {"today": 1},
        {"colour": "red"},
    ],
)
def test_what_makes_no_sense_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Asked.from_document({"selection": {"everything": True}, "edit": SORT} | more)


SELECTIONS = st.builds(
    Selection,
    playlists=st.lists(st.text("ab", min_size=1, max_size=3), max_size=2).map(tuple),
    name=st.none() | st.text("ab*", min_size=1, max_size=3),
    public=st.none() | st.booleans(),
    collaborative=st.none() | st.booleans(),
    at_least=st.none() | st.integers(0, 50),
    everything=st.just(True),
)


@given(SELECTIONS, st.sampled_from(["name", "given", "size", "cost"]), st.none() | st.integers(1, 9), st.booleans())
def test_what_is_asked_is_what_its_document_says(
    selection: Selection, ordering: str, most: int | None, today: bool
) -> None:
    document = {"selection": selection.to_document(), "edit": SORT, "ordering": ordering, "today": today}
    asked = Asked.from_document(document | ({"most_calls": most} if most else {}))
    assert Asked.from_document(asked.to_document()) == asked
    assert asked.selection == selection
    assert asked.words()
