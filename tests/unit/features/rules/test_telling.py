"""A rule set in plain words: each piece names the place in the document that it tells of."""

from typing import Any

from playwarden.domain.rules.reading import read
from playwarden.features.rules.telling import clauses, sentences

DOCUMENT: dict[str, Any] = {
    "version": 1,
    "name": "Fresh",
    "sources": [{"step": "saved"}, {"step": "top"}],
    "steps": [{"step": "explicit", "not": True}, {"step": "at_most", "number": 1}],
    "size": 30,
    "floor": 10,
    "rotation": {"replace": 5, "no_return_days": 30},
    "order": [{"step": "shuffle"}],
    "pins": [{"track": "spotify:track:11dFghVXANMlKmJXsNCbNl", "position": 1}],
    "texts": {"description": "Week {week}"},
}


def test_every_piece_leads_to_what_the_document_says() -> None:
    told = clauses(read(DOCUMENT))
    for path, words in told:
        assert not words[0].islower()
        if len(path) == 2:
            key, place = path
            assert DOCUMENT[str(key)][place]
    paths = [path for path, _ in told]
    assert len(set(paths)) == len(paths)
    assert {path[0] for path in paths} == {
        "every", "mode", "sources", "steps", "size", "floor", "rotation", "order", "pins", "hand_edits", "texts",
    }  # fmt: skip


def test_dates_that_are_not_worth_calls_are_told_in_the_sentence() -> None:
    rules = read({**DOCUMENT, "keep_dates": False})
    assert dict(clauses(rules))["keep_dates",] == "Dates on which tracks were added are given up where that saves calls"
    assert "Dates on which tracks were added are given up where that saves calls." in sentences(rules)
    assert not any("Dates" in words for words in sentences(read(DOCUMENT)))


def test_a_filter_that_is_turned_round_says_so() -> None:
    words = dict(clauses(read(DOCUMENT)))
    assert words["steps", 0] == "Only what is not marked as explicit"
    assert words["steps", 1] == "At most 1 of an artist, guests too"
    assert words["texts",] == "Its description reads “Week {week}”"
