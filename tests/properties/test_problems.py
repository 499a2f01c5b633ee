"""What one process tells as a problem document, another raises as the same error, with all its fields."""

import inspect
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from unittest.mock import sentinel

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playwarden.cli.door import understood
from playwarden.kit import errors
from playwarden.web.problems import told

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.PlaywardenError)]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(0, 2**31)


@dataclass
class Answered:
    """What came back."""

    status: int
    body: bytes


def made(kind: type[errors.PlaywardenError], data: st.DataObject) -> errors.PlaywardenError:
    """An error of that class with whatever fields it has."""
    what, remedy = data.draw(TEXTS), data.draw(TEXTS)
    if issubclass(kind, errors.RateLimited):
        return kind(what, remedy, until=data.draw(st.datetimes(timezones=st.just(UTC))))
    if issubclass(kind, errors.Throttled):
        return kind(what, remedy, retry_after=data.draw(NUMBERS))
    if issubclass(kind, errors.Blocked):
        return kind(what, remedy, tuple(data.draw(st.lists(TEXTS))))
    if issubclass(kind, errors.FileError):
        return kind(data.draw(TEXTS), data.draw(NUMBERS), data.draw(NUMBERS), what, remedy)
    if issubclass(kind, errors.SpotifyRefused):
        return kind(what, remedy, status=data.draw(NUMBERS))
    return kind(what, remedy)


def fields(error: errors.PlaywardenError) -> dict[str, Any]:
    """Everything that an error holds."""
    return {"kind": type(error), "args": error.args, "exit": error.exit, **vars(error)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(st.data())
def test_every_error_comes_back_as_it_was(kind: type[errors.PlaywardenError], data: st.DataObject) -> None:
    error = made(kind, data)
    answer = told(sentinel.request, error)
    with pytest.raises(kind) as came:
        understood(Answered(answer.status_code, bytes(answer.body)))
    assert fields(came.value) == fields(error)
    assert str(came.value) == str(error)


@given(
    st.dictionaries(TEXTS, st.none() | TEXTS | NUMBERS | st.lists(NUMBERS)), st.sampled_from([k.code for k in KINDS])
)
def test_facts_that_are_missing_or_odd_make_a_plain_error_never_another_failure(odd: dict[str, Any], code: str) -> None:
    document = odd | {"code": code, "detail": "what", "remedy": "then"}
    with pytest.raises(errors.PlaywardenError) as came:
        understood(Answered(400, json.dumps(document).encode()))
    assert came.value.remedy == "then"
    assert "what" in came.value.what


@given(st.binary(), st.integers(400, 599))
def test_whatever_answers_no_answer_breaks_the_command(body: bytes, status: int) -> None:
    with pytest.raises(errors.PlaywardenError):
        understood(Answered(status, body))
