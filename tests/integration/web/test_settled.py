"""Answers that are remembered until something is committed: never an answer that is not so any more.

Beside an application that remembers stands one over the same database that does not. The routes are those that say so
of themselves, the writes are all that there are: a walk past every route.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from playwarden.bootstrap import open_container
from playwarden.domain.access import Level, Role
from playwarden.kit.clock import Clock
from playwarden.kit.ids import PlaylistId
from playwarden.sandbox.running import Running
from playwarden.store.commits import Commits
from playwarden.web.routes import SLICES, declared
from tests.fakes.clock import FakeClock
from tests.integration.web.asking import TOKEN, Api
from tests.integration.web.test_rights import path_of
from tests.integration.web.tour import walked
from tests.integration.web.town import Town, cheap, peopled

SETTLED = [route for name in SLICES for route, what in declared(name) if what.settled]

PARTS = 12


@dataclass(frozen=True)
class Heard(Api):
    """An application that calls `after` behind every request that may have written something."""

    after: Callable[[str], None] = field(default=lambda what: None)

    def whole(self, method: str, path: str, *given: Any, **more: Any) -> tuple[int, dict[str, str], Any]:
        answer = super().whole(method, path, *given, **more)
        if method != "GET":
            self.after(f"{method} {path}")
        return answer


@dataclass
class Reader:
    """Somebody who reads again and again and keeps the tags; what is answered is held against `plain`."""

    api: Api
    plain: Api
    token: str
    paths: list[str]
    tags: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    spared: int = 0

    def reads(self, after: str, some: int) -> None:
        """A part of the paths, another one each time: a mark stands for all of the database."""
        for path in self.paths[some % PARTS :: PARTS]:
            known = self.tags.get(path, "")
            status, headers, _ = self.api.whole("GET", path, headers={"if-none-match": known}, token=self.token)
            plain, wanted, _ = self.plain.whole("GET", path, token=self.token)
            tag = wanted.get("etag", "")
            self.spared += status == 304
            assert status == (304 if tag and tag == known else plain), f"{path} after {after}"
            if tag != known:
                assert headers.get("etag", "") == tag, f"{path} after {after}"
                self.changed.add(path)
                self.tags[path] = tag


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, web_sandbox: Running) -> Iterator[Town]:
    with peopled(tmp_path_factory.mktemp("settled") / "data", web_sandbox) as built:
        yield built


@contextmanager
def forgetful(town: Town, clock: Clock) -> Iterator[Api]:
    """The same data folder, as another process has it that remembers nothing."""
    opened = replace(open_container(town.container.settings), clock=clock)
    opened.database.commits = Commits(None)
    cheap(opened)
    yield Api.over(opened)
    opened.close()


def test_time_alone_changes_no_settled_answer(town: Town) -> None:
    now = town.container.clock.now()
    answers = []
    for days in (0, 1, 400):
        with forgetful(town, FakeClock(now + timedelta(days=days))) as plain:
            answers.append([plain.whole("GET", path_of(route, town.own))[1:] for route in SETTLED])
    for route, before, next_day, next_year in zip(SETTLED, *answers, strict=True):
        assert before == next_day == next_year, route.path


def test_looking_at_what_is_read_commits_nothing(town: Town) -> None:
    town.container.library.read_items(PlaylistId(town.own["playlist"]))
    mark = town.container.database.commits.mark()
    for route in SETTLED:
        town.api.whole("GET", path_of(route, town.own))
    assert town.container.database.commits.mark() == mark


def test_what_is_answered_changes_with_every_write_that_changes_it(town: Town) -> None:
    paths = [path_of(route, town.own) for route in SETTLED]
    written: list[str] = []
    with forgetful(town, town.container.clock) as plain:
        remembering = Api.over(town.container)
        readers = [Reader(remembering, plain, TOKEN, paths)]

        def after(what: str) -> None:
            written.append(what)
            if "/links/use" in what and len(readers) == 1:
                token = town.token("Lisa", Role.EDITOR, {town.own["account"]: Level.EDIT})
                readers.append(Reader(remembering, plain, token, paths))
            for reader in readers:
                reader.reads(what, some=len(written))

        walked(replace(town, api=Heard(town.api.app, after)))
    assert len(written) > 60
    operator, limited = readers
    assert len(operator.changed) > len(paths) / 2
    assert operator.spared > len(written)
    assert limited.spared
