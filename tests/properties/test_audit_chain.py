"""Whatever is done to a chain is found, at the first link it was done to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playwarden.domain.audit import Head, KnownHead, Link, follow

TEXT = st.text(max_size=12)
SHA256 = st.none() | st.text("0123456789abcdef", min_size=64, max_size=64)
COLUMNS = [name for name in Link.__slots__ if name != "number"]


@st.composite
def chains(draw: st.DrawFn) -> list[Link]:
    """1 to 8 links as `append` makes them."""
    head, links = Head(), []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        link = Link(
            number=number,
            at=draw(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1))),  # noqa: DTZ001 - the strategy wants it naive
            actor=draw(TEXT),
            action=draw(TEXT),
            subject=draw(TEXT),
            run_id=draw(st.none() | TEXT),
            before_sha256=draw(SHA256),
            after_sha256=draw(SHA256),
            previous=head.hash,
        ).sealed()
        head = Head(number, link.hash)
        links.append(link)
    return links


def changed(value: Any) -> Any:
    """Something else that the same column could hold."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    return "x" if value is None else None if value == "" else value[:-1]


@given(chains())
def test_a_chain_as_it_was_written_is_whole(links: list[Link]) -> None:
    assert follow(links) == (Head(len(links), links[-1].hash), None)


@given(chains(), st.data())
def test_any_change_of_any_column_is_found_at_its_link(links: list[Link], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    column = data.draw(st.sampled_from(COLUMNS))
    links[at] = replace(links[at], **{column: changed(getattr(links[at], column))})
    _, broken = follow(links)
    assert broken is not None
    assert broken.number == at + 1


@given(chains(), st.data())
def test_a_change_with_a_fitting_hash_is_found_at_the_next_link_or_by_a_known_head(
    links: list[Link], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    known = KnownHead(Head(len(links), links[-1].hash), "the backup")
    links[at] = replace(links[at], actor=links[at].actor + "x").sealed()
    _, broken = follow(links, [known])
    assert broken is not None
    assert broken.number == min(at + 2, len(links))


@given(chains(), st.data())
def test_a_chain_written_anew_from_some_link_on_is_found_by_a_known_head(
    links: list[Link], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    known = KnownHead(Head(len(links), links[-1].hash), "the backup")
    links[at] = replace(links[at], actor=links[at].actor + "x").sealed()
    for later in range(at + 1, len(links)):
        links[later] = replace(links[later], previous=links[later - 1].hash).sealed()
    assert follow(links)[1] is None
    _, broken = follow(links, [known])
    assert broken is not None
    assert broken.number == len(links)
    assert "the backup" in broken.why


@given(chains(), st.data())
def test_any_link_taken_out_is_missed_when_the_head_is_known(links: list[Link], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    known = KnownHead(Head(len(links), links[-1].hash), "the backup")
    del links[at]
    head, broken = follow(links, [known])
    assert head.number == at
    assert broken is not None
    assert broken.number == at + 1


@given(chains(), st.data())
def test_two_links_that_changed_place_are_found(links: list[Link], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(links) - 1))
    other = data.draw(st.integers(0, len(links) - 1))
    one, two = links[at], links[other]
    links[at], links[other] = replace(two, number=one.number), replace(one, number=two.number)
    _, broken = follow(links)
    assert (broken is None) == (at == other)
    if broken is not None:
        assert broken.number == min(at, other) + 1
