"""Every kind of error has an HTTP status, the nearest one above it where it has none of its own."""

import pytest

from playwarden.kit import errors
from playwarden.web.problems import status_of


def kinds(root: type[errors.PlaywardenError]) -> list[type[errors.PlaywardenError]]:
    return [root, *(kind for below in root.__subclasses__() for kind in kinds(below))]


@pytest.mark.parametrize("kind", kinds(errors.PlaywardenError), ids=lambda kind: kind.__name__)
def test_every_kind_has_a_status(kind: type[errors.PlaywardenError]) -> None:
    assert 400 <= status_of(kind.__new__(kind)) < 600


def test_what_has_no_status_of_its_own_takes_the_one_above() -> None:
    assert status_of(errors.LookOnly("x")) == status_of(errors.Refused("x")) == 403
    assert status_of(errors.FileError("f", 1, 1, "x")) == 400
    assert status_of(errors.DiskFull("x")) == 507
