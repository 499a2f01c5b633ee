"""A folder against what is kept, on both databases: what a file means stays the same, and all is kept or nothing."""

import json
from typing import Any

import pytest

from playwarden.features.folders.reading import Folder, read_folder
from playwarden.features.folders.service import Looked, State
from playwarden.kit.errors import FileError, NotApproved
from tests.integration.rules.conftest import House

pytestmark = pytest.mark.parametrize("house", ["sqlite", "postgresql"], indirect=True)


def file(house: House, name: str, *, source: int = 0, **more: Any) -> str:
    """The file of a rule set that draws from one of the account's playlists."""
    step = {"step": "playlist", "playlists": [f"spotify:playlist:{house.lists[source]}"]}
    rules = {"name": name, "sources": [step], "size": more.pop("size", 5)}
    return json.dumps({"version": 1, "account": house.account.id, "rules": rules} | more)


def folder(**files: str) -> Folder:
    return read_folder("music", {f"{name}.yaml": text for name, text in files.items()})


def keep(house: House, wanted: Folder, *, prune: bool = False) -> Looked:
    folders = house.container.folders
    return folders.keep(wanted, approved=folders.look(wanted).digest, prune=prune, actor="test")


def states(house: House, wanted: Folder) -> dict[str, State]:
    return {one.name: one.state for one in house.container.folders.look(wanted).standings}


def test_a_rule_set_is_known_by_its_playlist_its_name_or_its_file(house: House) -> None:
    playlist = f"spotify:playlist:{house.lists[1]}"
    keep(house, folder(a=file(house, "First", playlist=playlist), b=file(house, "Second"), c=file(house, "Third")))
    before = {one.rules.name: one.id for one in house.container.rules.rule_sets()}
    moved = folder(
        x=file(house, "Called otherwise", playlist=playlist), y=file(house, "Second"), c=file(house, "Third, renamed")
    )
    assert set(states(house, moved).values()) == {State.CHANGED, State.SAME}
    keep(house, moved)
    after = {one.id: one.rules.name for one in house.container.rules.rule_sets()}
    assert after == {
        before["First"]: "Called otherwise",
        before["Second"]: "Second",
        before["Third"]: "Third, renamed",
    }
    assert set(states(house, moved).values()) == {State.SAME}
    assert not house.container.folders.look(moved).adopts


def test_a_playlist_that_rules_keep_is_not_another_one_later(house: House) -> None:
    keep(house, folder(a=file(house, "First", playlist=f"spotify:playlist:{house.lists[1]}")))
    with pytest.raises(FileError, match="'First' keeps another playlist"):
        house.container.folders.look(folder(a=file(house, "First", playlist=f"spotify:playlist:{house.lists[2]}")))


def test_what_was_made_at_the_first_refresh_stays_what_the_file_means(house: House) -> None:
    wanted = folder(a=file(house, "Made", create="Made by rules"))
    keep(house, wanted)
    house.apply(house.container.rules.rule_sets()[0].id)
    assert states(house, wanted) == {"Made": State.SAME}


def test_what_changed_since_it_was_shown_is_not_kept(house: House) -> None:
    wanted = folder(a=file(house, "First"), b=file(house, "Second"))
    seen = house.container.folders.look(wanted)
    house.keep({"name": "second", "sources": [{"step": "saved"}]})
    with pytest.raises(NotApproved):
        house.container.folders.keep(wanted, approved=seen.digest, prune=False, actor="test")
    assert [one.rules.name for one in house.container.rules.rule_sets()] == ["second"]


def test_schedules_come_with_the_files_and_go_with_them(house: House) -> None:
    keep(house, folder(a=file(house, "First", schedule="0 6 * * 1"), b=file(house, "Second", schedule="0 7 * * 2")))
    ids = [one.id for one in house.container.rules.rule_sets()]
    times = house.container.rule_times
    assert [times.of(ids)[each].timing.words() for each in ids] == [
        "every Monday at 06:00, UTC",
        "every Tuesday at 07:00, UTC",
    ]
    keep(house, folder(a=file(house, "First", schedule=None), b=file(house, "Second")))
    assert list(times.of(ids)) == [ids[1]]
    only = folder(a=file(house, "First", schedule=None))
    assert states(house, only) == {"First": State.SAME, "Second": State.GONE}
    keep(house, only)
    assert list(times.of(ids)) == [ids[1]], "nothing goes that is not pruned"
    keep(house, only, prune=True)
    assert times.of(ids) == {}
    assert [one.rules.name for one in house.container.rules.rule_sets()] == ["First"]


def test_what_others_playlists_hold_is_told_before_it_runs(house: House) -> None:
    own = {house.account.user_id}
    foreign = next(row.id for row in house.container.questions.playlists() if row.owner_id not in own)
    step = {"step": "playlist", "playlists": [f"spotify:playlist:{foreign}"]}
    rules = {"name": "Theirs", "sources": [step]}
    text = json.dumps({"version": 1, "account": house.account.id, "rules": rules})
    calls = house.calls()
    looked = house.container.folders.look(folder(a=text))
    assert "It does not run yet" in " ".join(looked.standings[0].told)
    assert house.calls() == calls


def test_what_is_written_is_read_again_as_it_stands(house: House) -> None:
    keep(house, folder(a=file(house, "First", schedule="0 6 * * 1"), b=file(house, "Ünïcode: ‘x’ #1", source=1)))
    calls = house.calls()
    written = house.container.folder_writing.written({house.account.id: house.account.display_name})
    again = read_folder("music", written.files)
    assert len(again.wishes) >= 3
    assert set(states(house, again).values()) == {State.SAME}
    assert house.calls() == calls
