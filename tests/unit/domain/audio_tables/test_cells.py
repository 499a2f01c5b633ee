"""What cells of people's tables say, in the spellings that are about."""

import pytest

from playwarden.domain.audio_tables import cells
from playwarden.domain.audio_tables.cells import Fault


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.676", 0.676), ("0,676", 0.676), (" 1 ", 1.0), (".5", 0.5), ("1.01e-6", 1.01e-6), ("1,01E-06", 1.01e-6),
        ("", None), ("NA", None), ("NaN", None), ("null", None), ("-", None), ("n/a", None),
    ],
)  # fmt: skip
def test_a_number_has_a_point_or_a_comma_and_may_be_missing(text: str, value: float | None) -> None:
    assert cells.feature("energy", text) == value


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("energy", "loud", "number"), ("energy", "1.2.3", "number"), ("energy", "1.01", "range"),
        ("energy", "-0.1", "range"), ("energy", "inf", "range"), ("loudness", "-101", "range"),
        ("tempo", "1001", "range"), ("tempo", "0", "tempo"), ("tempo", "0.0", "tempo"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_fault_with_its_reason(name: str, text: str, code: str) -> None:
    with pytest.raises(Fault, match=f"^{code}$"):
        cells.feature(name, text)


def test_a_feature_that_goes_to_100_is_divided() -> None:
    assert cells.feature("energy", "67", 100) == 0.67
    with pytest.raises(Fault, match="range"):
        cells.feature("energy", "167", 100)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0", (0, None)), ("11", (11, None)), ("7.0", (7, None)), ("-1", (None, None)), ("", (None, None)),
        ("C", (0, None)), ("C#", (1, None)), ("Db", (1, None)), ("Cb", (11, None)), ("Am", (9, False)),
        ("F# minor", (6, False)), ("A major", (9, True)), ("8B", (0, True)), ("8A", (9, False)), ("12A", (1, False)),
        ("1B", (11, True)),
    ],
)  # fmt: skip
def test_a_key_is_a_number_a_note_or_a_place_on_the_wheel(text: str, told: tuple[int | None, bool | None]) -> None:
    assert cells.key(text) == told


@pytest.mark.parametrize("text", ["12", "-2", "1.5", "H", "13A", "0A", "loud"])
def test_what_is_no_key_is_a_fault(text: str) -> None:
    with pytest.raises(Fault, match="key"):
        cells.key(text)


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("1", True),
        ("0", False),
        ("TRUE", True),
        ("FALSE", False),
        ("Major", True),
        ("min", False),
        ("1.0", True),
        ("", None),
    ],
)
def test_a_mode_is_told_in_many_ways(text: str, major: bool | None) -> None:
    assert cells.mode(text) is major


def test_a_track_is_named_by_id_uri_or_link() -> None:
    uri = "spotify:track:11dFghVXANMlKmJXsNCbNl"
    for text in (
        "11dFghVXANMlKmJXsNCbNl",
        uri,
        "https://open.spotify.com/track/11dFghVXANMlKmJXsNCbNl?si=x",
        "https://open.spotify.com/intl-de/track/11dFghVXANMlKmJXsNCbNl",
    ):
        assert cells.track(text) == uri
    assert cells.track(" NA ") is None
    for text in ("42", "spotify:album:11dFghVXANMlKmJXsNCbNl", "spotify:episode:11dFghVXANMlKmJXsNCbNl", "A song"):
        with pytest.raises(Fault, match="id"):
            cells.track(text)


def test_an_isrc_is_told_in_one_spelling() -> None:
    assert cells.isrc("de-ab1-26-00001") == cells.isrc(" DEAB12600001 ") == "isrc:DEAB12600001"
    with pytest.raises(Fault, match="isrc"):
        cells.isrc("DEAB1260000")


def test_several_labels_stand_in_one_cell() -> None:
    assert cells.labels("indie; folk|indie;;NA") == ("indie", "folk")
    with pytest.raises(Fault, match="label"):
        cells.labels("x" * 61)
