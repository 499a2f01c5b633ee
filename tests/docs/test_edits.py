"""The reference of edits says of every kind what its file says."""

from pathlib import Path

import pytest

from playwarden.domain.edits import EditKind, kinds

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "edits.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_every_kind_of_edit_has_its_text(kind: EditKind) -> None:
    _, _, told = TEXT.partition(f"## {kind.name}\n\n")
    assert told.startswith(kind.text)


def test_no_heading_stands_for_an_edit_that_is_gone() -> None:
    assert [line[3:] for line in TEXT.splitlines() if line.startswith("## ")] == list(kinds())
