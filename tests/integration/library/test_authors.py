"""A history says who or what made each version, and a date leads to the version that was in force."""

from datetime import timedelta

import pytest

from playwarden.features.library.authors import spoken
from playwarden.kit.errors import NotFound
from playwarden.kit.ids import PlaylistId, RandomIds, RunId
from playwarden.store import catalogue
from playwarden.store import library as mirror
from playwarden.store.models.placements import Placement
from playwarden.store.models.runs import Run
from tests.integration.library.conftest import Room


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        ("member:mem_1 (Ada)", "Ada"),
        ("member:mem_1 (Ada (Berlin), token n8n)", "Ada (Berlin) by the token n8n"),
        ("schedule Mondays", "the schedule Mondays"),
        ("placements", "placements"),
        ("operator", "the operator"),
    ],
)
def test_actors_are_called_as_people_call_them(actor: str, words: str) -> None:
    assert spoken(actor) == words


def ran(room: Room, playlist: PlaylistId, run: str, actor: str, uris: list[str]) -> None:
    """A run of ours that left the playlist like this."""
    now = room.clock.now()
    with room.database.write() as session:
        session.add(
            Run(
                id=run, verb="apply", of_run_id=None, state="done", fingerprint="f", actor=actor, lane="interactive",
                forced=[], note=None, resume_after=None, observed_at=now, created_at=now, ended_at=now,
            )
        )  # fmt: skip
    room.target.edit(playlist, uris)
    kept = room.target.kept[playlist]
    with room.database.write() as session:
        mirror.record_state(
            session, RandomIds(), head=kept.head, entries=kept.entries, snapshot_id=kept.head.snapshot_id,
            cause="run", run_id=RunId(run), at=now,
        )  # fmt: skip


def placed(room: Room, playlist: PlaylistId, uri: str, run: str) -> None:
    """A placement that came in by that run."""
    now = room.clock.now()
    unsaid = dict.fromkeys(
        ("campaign_id", "details", "until_at", "out_at", "left_at", "left_run_id", "before_version_id",
         "entered_version_id", "left_version_id", "replaced_uri", "replaced", "fingerprint")
    )  # fmt: skip
    with room.database.write() as session:
        session.add(
            Placement(
                id="plc_1", playlist_id=playlist, uri=uri, position="top", from_at=now, zone="UTC", moved="out",
                missed="skip", accepts=[], note="", state="in_force", words="", entered_at=now, entered_run_id=run,
                actor="operator", created_at=now, **unsaid,
            )
        )  # fmt: skip


def test_each_version_tells_who_made_it_and_what_came_with_it(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 3)
    room.library.sync()
    uris = [entry.uri for entry in room.target.kept[mine].entries if entry.uri]
    room.later()
    ran(room, mine, "run_1", "member:mem_1 (Ada)", uris[:2])
    room.later()
    placed(room, mine, uris[2], "run_2")
    ran(room, mine, "run_2", "placements", uris)
    with room.database.read() as session:
        title = catalogue.titles(session, uris)[uris[2]]
    told = [
        (event.number, event.author.name, event.author.verb, event.author.about)
        for event in room.questions.history(mine)
    ]
    assert told == [(3, "placements", "apply", f"{title} came in"), (2, "Ada", "apply", ""), (1, None, None, "")]


def test_what_changed_at_spotify_lies_between_two_looks_at_that_account(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 3)
    room.library.sync()
    room.later()
    room.library.sync([room.ann])
    still = room.clock.now()
    room.later()
    room.library.sync([room.ben])
    room.target.edit(mine, [])
    room.later()
    room.library.sync()
    newest, first = room.questions.history(mine)
    assert (newest.author.name, newest.author.since, newest.seen_at) == (None, still, room.clock.now())
    assert first.author.since is None
    assert [event.author for event in room.questions.history(mine, limit=1)] == [newest.author]


def test_as_it_stood_on_a_date_is_the_version_then_in_force(room: Room) -> None:
    mine = room.target.put(room.ann, "mine", 3)
    room.library.sync()
    first = room.clock.now()
    room.later()
    room.target.edit(mine, [])
    room.library.sync()
    second = room.clock.now()
    questions = room.questions
    in_force = [
        questions.in_force(mine, at).number
        for at in (first, second - timedelta(seconds=1), second, second + timedelta(days=9))
    ]
    assert in_force == [1, 1, 2, 2]
    with pytest.raises(NotFound, match="not seen yet"):
        questions.in_force(mine, first - timedelta(seconds=1))
    stood = questions.stood(mine, "1")
    assert stood.lines is not None
    assert [line.title for line in stood.lines] == [f"The Band, A Guest - Song mine{n}" for n in range(3)]
    assert questions.stood(mine, "latest").lines == ()
