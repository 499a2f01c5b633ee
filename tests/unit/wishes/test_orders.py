"""A file becomes orders only where everything in it is one thing: account, playlists, items."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from playwarden.domain.accounts import WRITE_SCOPES, Account
from playwarden.domain.calls import Caller
from playwarden.domain.catalogue import Album, Artist, Track
from playwarden.domain.matching import fold_title, names_match
from playwarden.domain.plan import Policy
from playwarden.engine.ports.accounts import Accounts
from playwarden.engine.ports.target import Target
from playwarden.features.wishes.reading import parse
from playwarden.features.wishes.service import Ordered, Wishes
from playwarden.kit.errors import FileError
from playwarden.kit.ids import AccountId, AppId

ID = "37i9dQZF1DXcBWIGoYBM5M"
DAY = datetime(2026, 11, 2, tzinfo=UTC)


def account(number: int, name: str) -> Account:
    return Account(
        AccountId(f"acc_{number}"), AppId("app_1"), f"stable{number}", f"user{number}", name, WRITE_SCOPES, DAY, DAY
    )


def track(number: int, artist: str, title: str) -> Track:
    return Track(
        f"spotify:track:{number:022}", title, artists=(Artist(f"a{number}", artist),), album=Album(None, "An album")
    )


@dataclass
class FewAccounts:
    """The register as far as files need it."""

    known: tuple[Account, ...]

    def accounts(self, *, removed: bool = False) -> tuple[Account, ...]:
        return self.known


@dataclass
class FewTracks:
    """A catalogue in memory."""

    tracks: list[Track] = field(default_factory=list)

    def find(self, names: Sequence[tuple[str, str]]) -> list[tuple[Track, ...]]:
        return [
            tuple(
                each
                for each in self.tracks
                if fold_title(each.name) == fold_title(title) and names_match(artist, [a.name for a in each.artists])
            )
            for artist, title in names
        ]

    def remember(self, tracks: Sequence[Track]) -> None:
        self.tracks += tracks


@dataclass
class Searches:
    """A target that answers searches, and counts them."""

    answers: tuple[Track, ...] = ()
    asked: list[tuple[str, str]] = field(default_factory=list)

    def search(self, caller: Caller, *, title: str, artist: str) -> tuple[Track, ...]:
        self.asked.append((artist, title))
        return self.answers


def ordered(
    *playlists: str,
    name: str = "Ann",
    known: Sequence[Track] = (),
    searches: Searches | None = None,
    accounts: tuple[Account, ...] = (account(1, "Ann"), account(2, "Ben")),
) -> Ordered:
    text = f"version: 1\naccount: {name}\nplaylists:\n" + "".join(f"  - {each}\n" for each in playlists)
    register = cast(Accounts, FewAccounts(accounts))
    wishes = Wishes(register, FewTracks(list(known)), cast(Target, searches or Searches()))
    return wishes.orders(parse(text, Path("w.yaml")))


def wrong(*playlists: str, name: str = "Ann", **more: object) -> str:
    with pytest.raises(FileError) as caught:
        ordered(*playlists, name=name, **more)  # type: ignore[arg-type]  # passed through as it is
    return str(caught.value)


@pytest.mark.parametrize("name", ["acc_1", "stable1", "user1", "Ann"])
def test_the_account_is_named_by_id_or_name(name: str) -> None:
    assert ordered(f"{{id: {ID}, name: x}}", name=name).account.id == "acc_1"


def test_a_name_that_two_accounts_bear_is_refused_with_both() -> None:
    told = wrong(f"{{id: {ID}, name: x}}", accounts=(account(1, "Ann"), account(2, "Ann")))
    assert "w.yaml:2:10" in told
    assert "acc_1 (user1) and acc_2 (user2)" in told


def test_an_account_that_is_not_there_is_told_with_those_that_are() -> None:
    assert "there are Ann (acc_1) and Ben (acc_2)" in wrong(f"{{id: {ID}, name: x}}", name="Cleo")


def test_a_playlist_stands_in_a_file_once_however_it_is_written() -> None:
    told = wrong(f"{{id: {ID}, name: x}}", f"{{id: 'spotify:playlist:{ID}', name: y}}")
    assert "w.yaml:5:10: this playlist stands in the file twice, first in line 4" in told
    assert "twice" in wrong("{create: k, name: x}", "{create: k, name: y}")


def test_what_is_absent_is_no_wish() -> None:
    (order,) = ordered(f"{{id: {ID}, name: x}}").orders
    assert (order.wish.items, order.wish.description, order.wish.cover, order.picture) == (None,) * 4
    assert order.policy == Policy()
    assert order.playlist_id == ID


def test_a_policy_is_taken_as_far_as_it_is_stated() -> None:
    (order,) = ordered(f"{{id: {ID}, policy: {{max_calls: 3}}}}").orders
    assert order.policy == Policy(Policy().keep_dates, 3)


def test_uris_and_links_cost_nothing() -> None:
    searches = Searches()
    uri = f"spotify:track:{ID}"
    done = ordered(
        f"{{create: k, name: n, items: ['{uri}', 'https://open.spotify.com/track/{ID}', 'spotify:local:a:b:c:1']}}",
        searches=searches,
    )
    assert done.orders[0].wish.items == (uri, uri, "spotify:local:a:b:c:1")
    assert (done.searches, searches.asked) == (0, [])


def test_a_name_that_the_catalogue_knows_once_costs_nothing() -> None:
    searches = Searches()
    done = ordered(
        "{create: k, name: n, items: [beyonce - HALO]}", known=[track(1, "Beyoncé", "Halo")], searches=searches
    )
    assert done.orders[0].wish.items == (track(1, "", "").uri,)
    assert searches.asked == []


def test_a_name_that_is_not_known_is_searched_once_however_often_it_stands_there() -> None:
    searches = Searches(answers=(track(1, "Ann", "One"), track(2, "Ann", "One (Live)")))
    done = ordered("{create: k, name: n, items: [Ann - One, Ann - One]}", searches=searches)
    assert done.orders[0].wish.items == (track(1, "", "").uri,) * 2
    assert (done.searches, searches.asked) == (1, [("Ann", "One")])


def test_a_name_that_two_tracks_bear_is_refused_with_the_candidates() -> None:
    told = wrong("{create: k, name: n, items: [Ann - One]}", known=[track(1, "Ann", "One"), track(2, "Ann", "One")])
    assert "w.yaml:4:34: 'Ann - One' is not unique, 2 tracks bear these names" in told
    assert track(1, "", "").uri in told
    assert track(2, "", "").uri in told


def test_what_is_only_like_the_name_is_a_candidate_and_never_taken() -> None:
    told = wrong("{create: k, name: n, items: [Ann - One]}", searches=Searches((track(2, "Ann", "One (Live)"),)))
    assert "no track bears exactly the names" in told
    assert "One (Live)" in told


def test_no_search_leaves_while_something_else_is_wrong() -> None:
    searches = Searches()
    told = wrong(f"{{create: k, name: n, items: [Ann - One, nonsense, 'spotify:album:{ID}']}}", searches=searches)
    assert "expected a URI, a link, or 'artist - title', not 'nonsense'" in told
    assert "The same goes for line 4" in told
    assert searches.asked == []
