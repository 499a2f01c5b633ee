"""For a hundred weeks size, no-return, protection, pins, shares and spacing hold, on made-up and on real playlists.

In the short form one rule set is kept of each kind; `make season` is the long one.
"""

import os
from random import Random

import pytest

from tests.weeks import REAL, Music, broken, live, made_music, real_music, rule_set

PLAYLISTS = 2 if os.environ.get("PLAYWARDEN_SEASON") == "long" else 1


def held(music: Music, playlists: int, *, drift: bool) -> None:
    keys = [uri for uri, uris in music.lists.items() if len(uris) >= 90]
    for number in range(min(playlists, len(keys))):
        chosen = [keys[number], *(keys[(number + step) % len(keys)] for step in (1, 2, 3))]
        pins = [music.lists[chosen[0]][0], music.lists[chosen[1]][1]]
        told = live(rule_set(chosen, pins), music, drift=Random(number) if drift else None)
        assert list(broken(told)) == [], chosen[0]


@pytest.mark.parametrize("drift", [False, True], ids=["the same sources", "sources that change"])
def test_on_made_up_playlists(drift: bool) -> None:
    held(made_music(), PLAYLISTS, drift=drift)


@pytest.mark.skipif(not REAL.exists(), reason="the real playlists are not here; the made-up ones are tried")
@pytest.mark.parametrize("drift", [False, True], ids=["the same sources", "sources that change"])
def test_on_real_playlists(drift: bool) -> None:
    held(real_music(), PLAYLISTS, drift=drift)
