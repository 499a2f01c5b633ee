"""Kinds of jobs are made when they are asked for, each under the name that it bears for good."""

from pathlib import Path

import pytest

from playwarden import kinds
from playwarden.bootstrap import Container, open_container
from playwarden.config import Settings
from playwarden.kit.errors import InputError


@pytest.fixture
def box(tmp_path: Path) -> Container:
    return open_container(Settings(data_dir=tmp_path / "data"))


def test_every_kind_is_found_under_the_name_that_it_bears(box: Container) -> None:
    registry = kinds.registry(box)
    assert [registry.kind(name).name for name in registry.names()] == registry.names()
    assert len(registry.names()) > 5
    box.close()


def test_what_can_be_scheduled_is_a_kind_of_job(box: Container) -> None:
    registry = kinds.registry(box)
    for each in kinds.schedulables(box):
        assert registry.kind(each.kind).lane is each.lane
    box.close()


def test_a_kind_that_is_none_is_told_with_those_there_are(box: Container) -> None:
    with pytest.raises(InputError, match=r"There is no kind of job 'runs\.walk'") as refused:
        kinds.registry(box).kind("runs.walk")
    assert "bulk.apply, exchange.export, features.import" in refused.value.remedy
    box.close()
