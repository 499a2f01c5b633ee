"""The templates that come with Playwarden can be used by filling in playlists and artists, and nothing else."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from playwarden.domain.jobs.timing.cron import Cron
from playwarden.domain.rules.pricing import Known, price
from playwarden.domain.rules.reading import read
from playwarden.domain.rules.ruleset import MODES
from playwarden.domain.rules.templates import Template, read_template, times_a_week
from playwarden.features.rules.ready import ORDER, ready
from playwarden.kit.ids import TemplateId

ALL = pytest.mark.parametrize("name", ORDER)
PLAYLIST = "spotify:playlist:" + "p" * 22


def template(name: str) -> Template:
    return ready()[TemplateId(name)].template


def picked(name: str) -> dict[str, Any]:
    """What a person has to pick."""
    needed = [one for one in template(name).parameters if one.needed]
    assert {one.kind for one in needed} <= {"playlist", "artist"}, "only playlists and artists are picked"
    return {one.name: PLAYLIST for one in needed}


def test_every_file_of_a_template_is_offered_and_there_are_eight() -> None:
    folder = files("playwarden.features.rules") / "ready"
    assert sorted(each.name for each in folder.iterdir()) == sorted(f"{name}.yaml" for name in ORDER)
    assert len({each.template.name for each in ready().values()}) == 8
    assert all(each.ready for each in ready().values())


@ALL
def test_picking_playlists_is_all_that_it_takes(name: str) -> None:
    rules = read(template(name).fill(picked(name)))
    assert rules.name == template(name).name
    assert "{" not in template(name).said(picked(name))


@ALL
def test_every_choice_and_every_step_that_may_be_left_out_makes_rules_in_order(name: str) -> None:
    one = template(name)
    read(one.fill(one.sample()))
    for parameter in one.parameters:
        for word in parameter.words or ():
            read(one.fill({**picked(name), parameter.name: word}))


@ALL
def test_it_proposes_a_schedule_that_is_no_seldomer_than_its_periods(name: str) -> None:
    one = template(name)
    assert one.schedule is not None
    often = times_a_week(Cron(one.schedule, "UTC"), datetime(2026, 11, 2, tzinfo=UTC))
    periods = {"day": 7, "week": 1, "month": 11 / 52}
    assert often >= periods[read(one.fill(picked(name))).every]


@ALL
def test_its_price_is_told_before_anything_is_picked(name: str) -> None:
    one = template(name)
    priced = price(read(one.fill(one.sample())), Known())
    assert priced.calls_a_week > 0
    assert priced.assumptions


@ALL
def test_it_is_written_and_read_alike(name: str) -> None:
    assert read_template(template(name).to_document()) == template(name)


def test_together_they_show_every_mode() -> None:
    assert {read(each.template.fill(picked(name))).mode for name, each in ready().items()} == set(MODES)
