"""Rule sets, whatever they are: read and written alike, worked out alike, explained truly."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playwarden.domain.audio import Audio
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.rules.deriving import derive
from playwarden.domain.rules.explaining import explain, why_left
from playwarden.domain.rules.given import Given, Heard, Need, Offer
from playwarden.domain.rules.kinds import kinds
from playwarden.domain.rules.masks import kept, mask_of
from playwarden.domain.rules.memory import NOTHING, Memory
from playwarden.domain.rules.pool import Pool
from playwarden.domain.rules.reading import schema, try_read
from playwarden.domain.rules.ruleset import RuleSet
from playwarden.domain.rules.step import Arrangement, Predicate, Step, Thinning
from playwarden.domain.rules.working import Memo, pool_of, through
from tests.properties.rulesets import ALBUMS, ARTISTS, TRACKS, rule_documents, steps

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Lists(dict[Need, tuple[Offer, ...]]):
    """What every source needs: some of the tracks, drawn by the need itself."""

    def __missing__(self, need: Need) -> tuple[Offer, ...]:
        random = Random(repr(need))
        drawn = random.sample(TRACKS, random.randrange(10, 40))
        self[need] = tuple(Offer(uri, NOW - timedelta(days=random.randrange(900))) for uri in drawn)
        return self[need]

    def get(self, need: Need, default: Any = ()) -> Any:
        return self[need]


def world(seed: str, today: date) -> Given:
    """Sixty tracks, of which some facts are not known, and three that nobody knows."""
    random = Random(1)
    tracks = {}
    for number, uri in enumerate(TRACKS[:-3]):
        makers = random.sample(range(len(ARTISTS)), random.choice([1, 1, 2]))
        released = random.choice(["1999", "2005-06-01", "2012-03", None])
        tracks[uri] = Track(
            uri,
            f"Song {number % 40}{random.choice(['', ' (Live)', ' Remix'])}",
            artists=tuple(Artist(ARTISTS[one][15:], f"Artist {one}") for one in makers),
            album=Album(ALBUMS[number % 25][14:], f"Album {number % 25}", None, released),
            duration_ms=random.choice([None, 90_000, 200_000, 301_000]),
            isrc=random.choice([None, f"ISRC{number % 30}"]),
            explicit=random.choice([None, True, False]),
        )
    now = datetime.combine(today, NOW.timetz())
    played = [tuple(now - timedelta(days=days) for days in (90, 40, 2)[:many]) for many in (1, 2, 3)]
    sounds = [Audio(tempo=80 + n, energy=n % 10 / 10, key=n % 12, major=n % 2 == 0) for n in range(30)]
    return Given(
        now,
        today,
        seed,
        tracks=tracks,
        lists=Lists(),
        plays={uri: Heard(played[number % 3]) for number, uri in enumerate(TRACKS[::3])},
        plays_from=now - timedelta(days=100),
        audio=dict(zip(TRACKS[::2], sounds, strict=True)),
        playable={uri: number % 4 != 0 for number, uri in enumerate(TRACKS[::2])},
        buckets={ARTISTS[0]: frozenset({"Rock"}), TRACKS[5]: frozenset({"folk"})},
        moods={TRACKS[7]: frozenset({"calm"})},
        blocked=frozenset({ARTISTS[11], TRACKS[2]}),
    )


def drawn(document: dict[str, Any]) -> RuleSet:
    rules, _ = try_read(document)
    assume(rules is not None)
    assert rules is not None
    return rules


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_kind_has_an_example_a_text_and_words(name: str) -> None:
    kind = kinds()[name]
    role = {"source": "sources", "filter": "steps", "order": "order"}[kind.role]
    document = {"version": 1, "name": "x", "sources": [{"step": "saved"}], role: [kind.example]}
    rules, faults = try_read(document)
    assert faults == ()
    assert rules is not None
    step = getattr(rules, role)[0]
    assert step.words()
    assert kind.text.partition("\n")[0].endswith((".", ":")), "its first line is a sentence"
    assert all(field.text.endswith(".") for field in kind.fields)


SCHEMA = jsonschema.Draft202012Validator(schema())


@settings(max_examples=50, deadline=None)
@given(rule_documents())
def test_a_rule_set_that_is_read_is_written_so_that_it_is_read_the_same(document: dict[str, Any]) -> None:
    rules = drawn(document)
    written = rules.to_document()
    assert try_read(written)[0] == rules
    assert SCHEMA.is_valid(document), "what the reader takes, the schema takes"
    assert SCHEMA.is_valid(written)


BROKEN = st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=5), st.just([]), st.just({}), st.booleans())


@settings(deadline=None)
@given(rule_documents(), st.data())
def test_whatever_stands_in_a_document_it_is_read_or_refused_with_a_sentence(
    document: dict[str, Any], data: st.DataObject
) -> None:
    holder: Any = document
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(holder[key], dict | list) or not holder[key] or data.draw(st.booleans()):
            holder[key] = data.draw(BROKEN)
            break
        holder = holder[key]
    rules, faults = try_read(document)
    assert (rules is None) == bool(faults)
    assert all(fault.what.endswith((".", ":")) or fault.what for fault in faults)


@settings(max_examples=60, deadline=None)
@given(rule_documents(), st.integers(0, 3))
def test_what_is_explained_is_what_came_of_it_for_every_track(document: dict[str, Any], weeks: int) -> None:
    rules = drawn(document)
    memory, facts, derived = NOTHING, None, None
    for week in range(weeks + 1):
        before = memory
        facts = world(f"1 {week}", NOW.date() + timedelta(weeks=week))
        derived = derive(rules, facts, before)
        memory = derived.memory
    assert derived is not None
    assert facts is not None
    for uri in TRACKS:
        told = explain(derived, facts, uri)
        assert told.included == (uri in derived.items), told
        assert (told.place is not None) == told.included
    assert all(why_left(derived, facts, uri) for uri in set(derived.worked.pool.uris) - set(derived.items))


@settings(max_examples=60, deadline=None)
@given(rule_documents())
def test_the_same_input_gives_the_same_and_a_second_run_within_a_period_changes_nothing(
    document: dict[str, Any],
) -> None:
    rules = drawn(document)
    facts = world("1 a", NOW.date())
    once = derive(rules, facts, NOTHING)
    assert derive(rules, world("1 a", NOW.date()), NOTHING).items == once.items
    again = derive(rules, facts, once.memory)
    assert again.items == once.items
    assert Memory.from_document(once.memory.to_document()) == once.memory


@settings(max_examples=30, deadline=None)
@given(rule_documents(), rule_documents())
def test_a_memo_changes_nothing_but_the_time(one: dict[str, Any], other: dict[str, Any]) -> None:
    facts = world("1 a", NOW.date())
    memo = Memo(facts, most=50_000)
    for document in (one, other, one):
        rules = drawn(document)
        assert derive(rules, facts, NOTHING, memo=memo).items == derive(rules, facts, NOTHING).items


def one_after_another(pool: Pool, steps: Sequence[Step], facts: Given) -> list[int]:
    """Every step worked out by itself over what the one before it left, in its order."""
    order = list(pool.order)
    for step in steps:
        there = mask_of(order, len(pool))
        if isinstance(step, Predicate):
            order = kept(order, step.passed(pool, facts).yes, len(pool))
        elif isinstance(step, Thinning):
            order = kept(order, step.thinned(pool, order, there), len(pool))
        else:
            assert isinstance(step, Arrangement)
            order = step.arrange(pool, order, facts)
    return order


@settings(max_examples=75, deadline=None)
@given(st.lists(steps("order", "filter"), min_size=1, max_size=3), st.lists(steps("order"), min_size=2, max_size=5))
def test_orders_that_are_laid_when_they_are_looked_at_come_out_as_if_each_had_been_laid_at_once(
    first: list[dict[str, Any]], then: list[dict[str, Any]]
) -> None:
    document = {"version": 1, "name": "x", "sources": [{"step": "saved"}], "steps": [*first, *then, *first]}
    told = drawn(document).steps
    facts = replace(world("1 a", NOW.date()), blocked=frozenset())
    pool = pool_of([Offer(uri, NOW - timedelta(days=number % 7)) for number, uri in enumerate(TRACKS)], facts.tracks)
    assert list(through(pool, told, facts).ranking) == one_after_another(pool, told, facts)


@settings(max_examples=60, deadline=None)
@given(rule_documents())
def test_size_pins_and_no_return_hold_from_week_to_week(document: dict[str, Any]) -> None:
    rules = drawn(document)
    memory = NOTHING
    left: dict[str, date] = {}
    before: tuple[str, ...] = ()
    for week in range(6):
        today = NOW.date() + timedelta(weeks=week)
        derived = derive(rules, world(f"1 {week}", today), memory)
        memory = derived.memory
        items = derived.items
        assert len(set(items)) == len(items)
        if rules.size is not None:
            assert len(items) <= rules.size
        for pin in rules.pins:
            assert items[min(pin.position, len(items)) - 1] == pin.track or len(items) < pin.position + len(rules.pins)
            assert pin.track in items
        if rules.rotation is not None:
            pinned = {pin.track for pin in rules.pins}
            for uri in set(items) - set(before) - pinned:
                assert uri not in left or (today - left[uri]).days >= rules.rotation.no_return_days
            gone = set(before) - set(items)
            turned = [uri for uri in gone if derived.chosen.left.get(uri) == "rotation"]
            assert len(turned) <= rules.rotation.replace
            left |= dict.fromkeys(gone, today)
        before = items
