"""Genres and moods by hand and by lists of artists: what came and went is told exactly, and can be taken back."""

import pytest

from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.labels.service import Change, Labels
from playwarden.kit.errors import InputError, NotFound
from playwarden.store import audit
from playwarden.store import labels as said
from playwarden.store.database import Database
from playwarden.store.models.catalogue import Artist
from tests.integration.labels.conftest import ADA, artist, know, track
from tests.integration.labels.test_asking import a_set, say

LIST = ["# Deep house", "Kora", "", "  larkin ", "Nobody", "Twins", "https://open.spotify.com/artist/" + "z" * 22]


def genres(database: Database, *uris: str) -> dict[str, set[str]]:
    with database.read() as session:
        return {uri: set(labels) for uri, labels in said.genres(session, uris).items()}


def sizes(change: Change) -> tuple[int, int]:
    added, removed = (sum(len(each.uris) for each in some) for some in (change.added, change.removed))
    return added, removed


def test_a_label_is_set_on_many_at_once_and_once_on_each(database: Database, labels: Labels) -> None:
    uris = [track(number) for number in range(50)]
    assert sizes(labels.assign("genre", uris, add=["Deep  House", "Late"], actor=ADA)) == (100, 0)
    assert sizes(labels.assign("genre", uris, add=["deep house"], actor=ADA)) == (0, 0)
    assert genres(database, track(7)) == {track(7): {"Deep House", "Late"}}


def test_what_was_done_is_taken_back_by_its_opposite(database: Database, labels: Labels) -> None:
    labels.assign("genre", [track(1)], add=["Folk"], actor=ADA)
    labels.import_list("genre", "Folk", [track(1), track(2)], actor=ADA)
    before = genres(database, track(1), track(2), track(3))
    change = labels.assign("genre", [track(1), track(2), track(3)], add=["Indie"], remove=["folk"], actor=ADA)
    assert [(each.label, each.source, each.uris) for each in change.removed] == [
        ("Folk", "hand", (track(1),)),
        ("Folk", "list", (track(1), track(2))),
    ]
    assert genres(database, track(1), track(2)) == {track(1): {"Indie"}, track(2): {"Indie"}}
    for each in change.added:
        labels.assign("genre", each.uris, remove=[each.label], actor=ADA)
    for each in change.removed:
        labels.assign("genre", each.uris, add=[each.label], source=each.source, actor=ADA)
    assert genres(database, track(1), track(2), track(3)) == before
    with database.read() as session:
        assert [each.source for each in said.origins(session, [track(1)])[track(1)]] == ["hand", "list"]


def test_what_a_data_set_says_stays_and_is_told(database: Database, labels: Labels) -> None:
    with database.write() as session:
        say(session, "Indie", [track(1)], source=a_set(session, "set"))
    labels.assign("genre", [track(1), track(2)], add=["indie"], actor=ADA)
    change = labels.assign("genre", [track(1), track(2)], remove=["INDIE"], actor=ADA)
    assert (sizes(change), change.stays) == ((0, 2), 1)
    assert genres(database, track(1), track(2)) == {track(1): {"Indie"}}
    with pytest.raises(NotFound):
        labels.drop("genre", "indie", ADA)


def test_moods_and_genres_of_one_name_are_two_labels(database: Database, labels: Labels) -> None:
    labels.assign("mood", [track(1)], add=["Ambient"], actor=ADA)
    assert genres(database, track(1)) == {}
    assert [(each.kind, each.label, each.tracks, each.artists) for each in labels.all()] == [("mood", "Ambient", 1, 0)]
    assert labels.all("genre") == []


def test_labels_are_counted_with_where_they_came_from(database: Database, labels: Labels) -> None:
    with database.write() as session:
        say(session, "Indie", [track(1), "isrc:DEAB12600001"], source=a_set(session, "Kaggle"))
        say(session, "Indie", [track(9)], source=a_set(session, "half", ready=False))
    labels.assign("genre", [track(1), artist("A")], add=["Indie"], actor=ADA)
    (indie,) = labels.all()
    assert (indie.tracks, indie.artists) == (2, 1)
    assert indie.sources == (("hand", "", 2), ("set", "Kaggle", 2))


def test_a_bucket_is_a_list_of_artists(database: Database, labels: Labels) -> None:
    know(database, (1, ["Kora"], None), (2, ["Larkin"], None), (3, ["Kora", "Twins"], None))
    with database.write() as session:
        session.add(Artist(id="t" * 22, name="Twins", folded="twins"))
    seen = labels.import_list("genre", "Deep House", LIST, check=True, actor=ADA)
    assert seen.change is None
    assert genres(database, artist("Kora")) == {}
    done = labels.import_list("genre", "Deep House", LIST, actor=ADA)
    assert [(line.number, line.text, line.uri) for line in done.lines] == [
        (2, "Kora", artist("Kora")),
        (4, "larkin", artist("Larkin")),
        (5, "Nobody", None),
        (6, "Twins", None),
        (7, LIST[-1], "spotify:artist:" + "z" * 22),
    ]
    assert "no artist" in done.lines[2].why
    assert [each.tracks for each in done.lines[3].alike] == [1, 0]
    assert genres(database, artist("Kora"), artist("Larkin"), track(1)) == {
        artist("Kora"): {"Deep House"},
        artist("Larkin"): {"Deep House"},
    }


def test_a_list_is_replaced_by_another_only_where_that_is_said(database: Database, labels: Labels) -> None:
    know(database, (1, ["Kora"], None), (2, ["Larkin"], None), (3, ["Mira"], None))
    labels.import_list("genre", "House", ["Kora", "Larkin"], actor=ADA)
    labels.assign("genre", [artist("Larkin")], add=["House"], actor=ADA)
    labels.import_list("genre", "House", ["Mira"], actor=ADA)
    assert len(genres(database, *map(artist, ("Kora", "Larkin", "Mira")))) == 3
    change = labels.import_list("genre", "house", ["Mira"], replace=True, actor=ADA).change
    assert change is not None
    assert sizes(change) == (0, 2)
    assert set(genres(database, *map(artist, ("Kora", "Larkin", "Mira")))) == {artist("Larkin"), artist("Mira")}


def test_all_is_told_that_is_said_of_a_track_and_its_artists(database: Database, labels: Labels) -> None:
    know(database, (1, ["Kora"], None))
    labels.assign("genre", [artist("Kora")], add=["House"], actor=ADA)
    labels.assign("mood", [track(1)], add=["Calm"], actor=ADA)
    (found,) = labels.said([track(1)])
    assert (found.name, found.artists) == ("Kora - Song 1", ((artist("Kora"), "Kora"),))
    assert [(each.about, each.label) for each in found.origins] == [("mood", "Calm")]
    assert [each.label for each in found.by_artist[artist("Kora")]] == ["House"]
    assert [each.uri for each in labels.bearers("genre", "house")] == [artist("Kora")]
    with pytest.raises(NotFound):
        labels.bearers("genre", "nothing")


def test_a_label_is_taken_from_everything_at_once(database: Database, labels: Labels) -> None:
    uris = [track(number) for number in range(30)]
    labels.assign("genre", uris, add=["House"], actor=ADA)
    assert sizes(labels.drop("genre", "HOUSE", ADA)) == (0, 30)
    assert labels.all() == []


def test_pages_of_what_bears_a_label_go_on_where_they_ended(database: Database, labels: Labels) -> None:
    uris = [track(number) for number in range(25)]
    labels.assign("genre", uris, add=["House"], actor=ADA)
    found: list[str] = []
    while page := labels.bearers("genre", "House", found[-1] if found else "", 10):
        found += [each.uri for each in page]
        if len(page) < 10:
            break
    assert found == uris


def test_every_change_stands_in_the_audit_chain(database: Database, labels: Labels) -> None:
    labels.assign("genre", [track(1)], add=["House"], actor=ADA)
    labels.assign("genre", [track(1)], remove=["House"], actor=ADA)
    with database.read() as session:
        links = audit.links(session, LinkFilter())
    assert [(link.action, link.subject, link.actor) for link in links] == [
        ("labels.take", "label:genre:House", ADA),
        ("labels.set", "label:genre:House", ADA),
    ]


@pytest.mark.parametrize("label", ["", "  ", "x" * 61, "a\nb\x00"])
def test_a_label_is_a_few_words_on_one_line(labels: Labels, label: str) -> None:
    with pytest.raises(InputError):
        labels.assign("genre", [track(1)], add=[label], actor=ADA)


def test_something_has_to_be_named(labels: Labels) -> None:
    for uris, add in (([], ["House"]), ([track(1)], [])):
        with pytest.raises(InputError):
            labels.assign("genre", uris, add=add, actor=ADA)
