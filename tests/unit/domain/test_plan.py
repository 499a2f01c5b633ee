"""A plan: its operations, its cost, its fingerprint."""

from dataclasses import replace
from datetime import timedelta

import pytest

from playwarden.domain.compose import Wish, lower
from playwarden.domain.diff import Policy, Unreachable
from playwarden.domain.operations import Create, Insert, Replace, SetCover, SetDetails, details_after
from playwarden.domain.plan import Limits, Plan, plan
from playwarden.domain.playlist import Cover, Details, PlaylistState
from playwarden.kit.ids import PlaylistId
from tests.unit.domain.states import START, entry, state, uri


def with_details(details: Details) -> Plan:
    return plan(state("ab"), state("ab", details))


def test_details_that_differ_are_set_in_one_call() -> None:
    made = with_details(Details("other", "more", public=True, collaborative=False))
    assert made.operations == (SetDetails(name="other", description="more", public=True),)
    assert made.observed is not None
    assert details_after(made.observed.details, made.operations[0]) == made.desired.details


def test_details_that_are_not_wished_for_stay() -> None:
    assert with_details(Details()).empty


def test_a_cover_is_uploaded_when_its_digest_is_another() -> None:
    observed = state("a", Details("name", cover=Cover(url="https://x/1", sha256="01", custom=True)))
    same = state("a", Details("name", cover=Cover(sha256="01")))
    other = state("a", Details("name", cover=Cover(sha256="02")))
    assert plan(observed, same).empty
    assert plan(observed, other).operations == (SetCover("02"),)


def test_a_new_playlist_is_created_with_a_description_and_filled() -> None:
    items = tuple(uri(f"t{number}") for number in range(150))
    made = plan(None, lower(None, Wish(name="new", items=items)).desired)
    assert made.operations == (Create("new", "new"), Insert(0, items[:100]), Insert(100, items[100:]))
    assert (made.reads_head, made.pages_beyond_head) == (True, (100,))


def test_a_playlist_without_a_name_cannot_be_created() -> None:
    with pytest.raises(ValueError, match="name"):
        plan(None, PlaylistState(Details(), ()))


def test_a_local_file_cannot_come_from_nowhere() -> None:
    with pytest.raises(Unreachable):
        plan(state("a"), state("a1"))


def test_giving_up_local_files_takes_a_replacement() -> None:
    made = plan(state("ab1"), state("ab"))
    assert made.operations == (Replace((uri("a"), uri("b"))),)


def test_cost_is_the_writes_and_the_reads_that_prove_them() -> None:
    observed = PlaylistState(Details("long"), tuple(entry(f"t{number}") for number in range(300)))
    desired = observed.with_entries((*observed.entries[:260], entry("new"), *observed.entries[260:]))
    made = plan(observed, desired)
    assert made.writes == 1
    assert (made.reads_head, made.pages_beyond_head) == (False, (251,))
    assert made.reads == 1
    assert made.naive_writes == 302
    assert made.replacing_writes == 4


def test_too_small_a_budget_is_said() -> None:
    made = plan(state("1ab2c"), state("c2b1a"), policy=Policy("most", 1))
    assert [note.code for note in made.notes] == ["over-budget"]
    assert f"takes {made.writes}" in made.notes[0].text


def test_a_budget_counts_calls_on_entries_not_on_details() -> None:
    made = plan(state("abc"), state("abcd", Details("other")), policy=Policy("most", 1))
    assert made.writes == 2
    assert not made.notes


def test_the_fingerprint_tells_everything_that_was_approved_apart() -> None:
    base = plan(state("abc"), state("cab"), playlist_id=PlaylistId("p1"))
    later = state("abc")
    later = later.with_entries((replace(later.entries[0], added_at=None), *later.entries[1:]))
    others = [
        plan(state("abc"), state("cab"), playlist_id=PlaylistId("p2")),
        plan(state("abcd"), state("cabd"), playlist_id=PlaylistId("p1")),
        plan(state("abc"), state("cab", Details("other")), playlist_id=PlaylistId("p1")),
        plan(state("abc"), state("cab"), policy=Policy("all"), playlist_id=PlaylistId("p1")),
        plan(later, state("cab"), playlist_id=PlaylistId("p1")),
    ]
    prints = {made.fingerprint for made in [base, *others]}
    assert len(prints) == 6
    assert all(len(each) == 64 for each in prints)
    assert base.fingerprint == plan(state("abc"), state("cab"), playlist_id=PlaylistId("p1")).fingerprint


def test_a_mosaic_that_follows_the_tracks_is_no_other_reality() -> None:
    first, second = (
        plan(state("ab", Details("n", cover=Cover(url=url, custom=custom))), state("ba"))
        for url, custom in (("https://mosaic/1", False), ("https://mosaic/2", False))
    )
    assert first.fingerprint == second.fingerprint


def test_a_plan_to_create_comes_back_from_its_document() -> None:
    made = plan(None, lower(None, Wish(name="new", items=(uri("a"),), cover="0c")).desired, Limits(floor=2))
    assert Plan.from_document(made.to_document()) == made


def test_a_plan_that_was_journaled_with_a_grid_of_pages_reads_the_same() -> None:
    observed = PlaylistState(Details("long"), tuple(entry(f"t{number}") for number in range(300)))
    made = plan(observed, observed.with_entries((entry("new"), *observed.entries)))
    document = made.to_document() | {"pages": [0, 50, 250]}
    del document["head"]
    before = Plan.from_document(document)
    assert (before.reads_head, before.pages_beyond_head, before.reads) == (True, (250,), 2)
    tail = Plan.from_document(document | {"pages": [200, 250]})
    assert (tail.reads_head, tail.pages_beyond_head) == (False, (200, 250))


def test_entries_come_back_from_their_documents_with_their_moment() -> None:
    observed = state("a?1", Details("n", "d", public=True, cover=Cover("u", "s", custom=True)))
    assert PlaylistState.from_document(observed.to_document()) == observed
    first = observed.entries[0]
    assert replace(first, added_at=START + timedelta(seconds=1)).to_document() != first.to_document()


def test_the_summary_counts_what_goes_comes_moves_and_loses_its_date() -> None:
    made = plan(state("abcdef"), state("dabcx"), policy=Policy("all"))
    assert (made.summary.added, made.summary.removed, made.summary.moved_blocks, made.summary.readded) == (1, 2, 1, 0)
    replaced = plan(state("abcdef"), state("fedcba"), policy=Policy("none"))
    assert replaced.summary.readded == 6
