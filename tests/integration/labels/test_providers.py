"""A provider is one file behind one interface: what it makes of a file is imported as any table is."""

import io
import json

import pytest

from playwarden.features.labels.providers import opened, providers
from playwarden.features.labels.sets import DataSets
from playwarden.kit.errors import InputError
from playwarden.store import labels
from playwarden.store.database import Database
from tests.integration.labels.conftest import ADA, track
from tests.unit.domain.audio_tables.test_reading import ident, lines, song


def answer(number: int, tempo: float) -> dict[str, object]:
    """As the Web API gave it."""
    return {
        "danceability": 0.4, "energy": 0.9, "key": 0, "loudness": -5.5, "mode": 1, "valence": 0.2, "tempo": tempo,
        "type": "audio_features", "id": ident(number), "uri": track(number), "duration_ms": 198_093,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"audio_features": [answer(1, 132), None, answer(2, 90)]}),
        json.dumps([answer(1, 132), answer(2, 90)], indent=2),
        "\n".join(json.dumps(each) for each in (answer(1, 132), answer(2, 90))),
    ],
    ids=["an answer", "a list", "a line each"],
)
def test_saved_answers_of_spotify_are_a_data_set_and_nothing_need_be_said(
    database: Database, sets: DataSets, text: str
) -> None:
    assert sets.preview(io.BytesIO(text.encode())).known
    kept = sets.keep(io.BytesIO(text.encode()), "Saved", actor=ADA)
    assert (kept.counts["tracks"], kept.counts["refused"], kept.named) == (2, 0, 0)
    with database.read() as session:
        heard = labels.audio(session, [track(1), track(2)])
    assert [heard[track(number)].tempo for number in (1, 2)] == [132, 90]
    assert heard[track(1)].major is True


@pytest.mark.parametrize("text", ["{", "[1, 2", "{}", "[]", '{"a": 1}', "[" * 5_000])
def test_what_tells_of_no_track_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError), opened(io.BytesIO(text.encode())):
        pass


def test_what_nobody_else_reads_is_read_as_a_table() -> None:
    assert len(providers()) >= 2
    with opened(io.BytesIO(lines([song(1)]).encode())) as found:
        assert found.known
    assert [each.reads(b"track_id,tempo") for each in providers()].index(True) == len(providers()) - 1
