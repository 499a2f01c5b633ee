"""A mark of the database stays while nothing is committed, and is another one once anything was, by whomever."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from playwarden.store.commits import Commits, Remembered
from playwarden.store.database import Database
from playwarden.store.models.system import Setting


def put(database: Database, name: str) -> None:
    with database.write() as session:
        session.add(Setting(name=name, value="1"))


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A database that is a file."""
    opened = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'marked.db')}")
    yield opened
    opened.close()


@pytest.fixture
def another(database: Database) -> Iterator[Database]:
    """The same database, as another process has it."""
    opened = Database(database.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


def test_there_is_none_where_asking_takes_a_way_to_a_server(database: Database) -> None:
    assert (database.commits.mark() is None) is not database.on_sqlite


def test_every_commit_is_followed_by_another_one(file: Database) -> None:
    marks = [file.commits.mark()]
    with closing(Database(str(file.url))) as another:
        for number, writer in enumerate((file, another, file, another)):
            put(writer, f"setting {number}")
            marks.append(file.commits.mark())
    assert len(set(marks)) == len(marks)


def test_it_stays_while_nothing_is_committed(database: Database, another: Database) -> None:
    put(database, "before")
    mark = database.commits.mark()
    with another.read() as session:
        assert session.scalars(select(Setting)).all()
    with pytest.raises(ZeroDivisionError), another.write() as session:  # noqa: PT012 - it fails when it has written
        session.add(Setting(name="never", value="1"))
        session.flush()
        raise ZeroDivisionError
    assert database.commits.mark() == mark


def test_none_is_told_once_the_file_is_gone_and_none_equals_one_from_before(file: Database) -> None:
    assert file.path is not None
    mark = file.commits.mark()
    file.commits.close()
    assert file.commits.mark() not in (mark, None)
    file.close()
    file.path.unlink()
    assert file.commits.mark() is None
    assert not file.path.exists()


class TestRemembered:
    def test_an_answer_is_made_once_between_two_commits(self, database: Database) -> None:
        made: list[int] = []
        kept = Remembered[str, int](database.commits, 10)

        def make() -> int:
            made.append(1)
            return len(made)

        assert [kept.get("a", make), kept.get("a", make)] == ([1, 1] if database.on_sqlite else [1, 2])
        put(database, "new")
        assert kept.get("a", make) == len(made) == (2 if database.on_sqlite else 3)

    def test_what_was_looked_up_while_somebody_committed_is_not_kept(self, database: Database) -> None:
        kept = Remembered[str, str](database.commits, 10)

        def slow() -> str:
            put(database, "meanwhile")
            return "old"

        assert kept.get("a", slow) == "old"
        assert kept.get("a", lambda: "new") == "new"

    def test_it_holds_so_many_at_most(self, database: Database) -> None:
        kept = Remembered[int, int](database.commits, 3)
        for number in range(10):
            kept.get(number, lambda: 0)
        assert len(kept._kept) <= 3

    def test_what_fails_is_asked_again(self, database: Database) -> None:
        kept = Remembered[str, int](database.commits, 3)
        with pytest.raises(ZeroDivisionError):
            kept.get("a", lambda: 1 // 0)
        assert kept.get("a", lambda: 1) == 1


def test_without_a_file_nothing_is_remembered() -> None:
    assert Commits(None).mark() is None
