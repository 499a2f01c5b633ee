"""What always holds of playlists that rule sets keep, judged by what was done and what truly stood there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from tests.seasons.season import STEP, Deed, Look, Playlist, Season

NO_RETURN = 28
PROTECTED = 14
REPLACED = 5
APART = 2
BY_HAND = ("put", "out", "moved")
PROOF = timedelta(minutes=10)
"""Within which what a refresh wrote is proved: until then the rule set does not remember it, and people go on."""


def broken(season: Season) -> list[str]:
    """Every breach, in words; none where all is well."""
    found = [*season.failed]
    for number, one in enumerate(season.playlists):
        for judge in (_placements, _hands, _rules, _rotation, _flips, _holds):
            found += [f"list {number}: {words}" for words in judge(one, season)]
    return found


def _placements(one: Playlist, season: Season) -> Iterator[str]:
    """Every placement stands its span, and goes at its end unless somebody else wants the track there."""
    for deed in one.deeds:
        if deed.did != "placed":
            continue
        assert deed.until is not None
        for look in one.looks:
            if deed.at <= look.at < deed.until and deed.uri not in look.items:
                yield f"{look.at:%Y-%m-%d %H} a placement from {deed.at:%m-%d} until {deed.until:%m-%d} is missing"
                break
            wanted = {came.uri for came in look.kept.memory.standing} | {put.uri for put in look.kept.hand.put}
            if look.at >= deed.until and deed.uri in look.items and deed.uri not in wanted:
                yield f"{look.at:%Y-%m-%d %H} a placement that ended on {deed.until:%m-%d} still stands"
                break


def _hands(one: Playlist, season: Season) -> Iterator[str]:
    """What somebody put in stays, what somebody took out stays out, until somebody does the other thing."""
    for place, deed in enumerate(one.deeds):
        if deed.did not in ("put", "out"):
            continue
        later = [other.at for other in one.deeds[place + 1 :] if other.uri == deed.uri]
        end = min(later, default=one.looks[-1].at + STEP)
        for look in one.looks:
            if deed.at < look.at < end and (deed.uri in look.items) != (deed.did == "put"):
                yield f"{look.at:%Y-%m-%d %H} what was {deed.did} by hand on {deed.at:%m-%d} is not: {deed.uri}"
                break


def _rules(one: Playlist, season: Season) -> Iterator[str]:
    """Size, pins, shares and spacing after every refresh, of what the rules have a say about and nobody changed."""
    size = season.script.size
    for look in one.looks:
        if not look.refreshed:
            continue
        standing = look.kept.memory.standing
        since = [deed for deed in one.deeds if deed.did in BY_HAND and look.begun <= deed.at <= look.at]
        if len(standing) + len(one.pins) != size:
            yield f"{look.at:%Y-%m-%d} {len(standing)} + {len(one.pins)} of {size} tracks"
        shares = Counter(came.part for came in standing)
        if abs(shares[0] - len(standing) * 2 / 3) > 1:
            yield f"{look.at:%Y-%m-%d} shares are {dict(shares)}"
        by_rules = _by_rules(one, look)
        missing = {came.uri for came in standing} - set(look.items) - {deed.uri for deed in since if deed.did == "out"}
        if missing:
            did = [f"{deed.did} {deed.at:%m-%d %H:%M}" for deed in one.deeds if deed.uri in missing]
            yield f"{look.at:%Y-%m-%d %H:%M} {len(missing)} that the rules chose are not there; by people: {did}"
        if not look.kept.hand.put and not since:
            for place, pin in enumerate(one.pins):
                if by_rules.index(pin) != 4 * place:
                    yield f"{look.at:%Y-%m-%d} a pin is at {by_rules.index(pin) + 1}"
            yield from (f"{look.at:%Y-%m-%d} {words}" for words in _near(by_rules, season.artists))


def _by_rules(one: Playlist, look: Look) -> list[str]:
    """What stands there for the rules' sake, in order."""
    own = {came.uri for came in look.kept.memory.standing} | set(one.pins)
    return [uri for uri in look.items if uri in own]


def _near(items: list[str], artists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    last: dict[str, int] = {}
    for place, uri in enumerate(items):
        for artist in artists.get(uri, ()):
            if place - last.get(artist, -99) <= APART:
                yield f"one artist at {last[artist] + 1} and {place + 1}"
            last[artist] = place


def _rotation(one: Playlist, season: Season) -> Iterator[str]:
    """No more leave than are to, none before its time, and none returns before its time."""
    came: dict[str, Look] = {}
    left: dict[str, Look] = {}
    before: set[str] = set()
    for look in one.looks:
        if not look.refreshed:
            continue
        now = {each.uri for each in look.kept.memory.standing}
        gone = {uri for uri in before - now if uri not in look.kept.hand.out}
        if len(gone) > REPLACED:
            yield f"{look.at:%Y-%m-%d} {len(gone)} left"
        for uri in gone:
            if (days := _days(came[uri], look)) < PROTECTED:
                yield f"{look.at:%Y-%m-%d} {uri} left after {days} days"
        for uri in now - before:
            if uri in left and (days := _days(left[uri], look)) < NO_RETURN:
                yield f"{look.at:%Y-%m-%d} {uri} returned after {days} days"
        came |= dict.fromkeys(now - before, look)
        left |= dict.fromkeys(before - now, look)
        before = now


def _flips(one: Playlist, season: Season) -> Iterator[str]:
    """Nothing comes, goes and comes again (or the other way round) within its time, but for what somebody did to it."""
    turns: dict[str, list[tuple[Look, bool]]] = {}
    for earlier, look in pairwise(one.looks):
        for uri in set(earlier.items) ^ set(look.items):
            turns.setdefault(uri, []).append((look, uri in look.items))
    for uri, changes in turns.items():
        deeds = [deed for deed in one.deeds if deed.uri == uri]
        own = [(look, there) for look, there in changes if not _done(deeds, look)]
        for (first, _), (second, there) in pairwise(own):
            least = NO_RETURN if there else PROTECTED
            between = any(first.at < moment <= second.at for deed in deeds for moment in _moments(deed))
            if (days := _days(first, second)) < least and not between:
                yield f"{second.at:%Y-%m-%d %H} {uri} {'came' if there else 'went'} after {days} days"


def _days(first: Look, second: Look) -> int:
    """Calendar days, as rules count them: what came at noon may leave at six, so many days later."""
    return (second.at.date() - first.at.date()).days


def _done(deeds: list[Deed], look: Look) -> bool:
    """Whether somebody did that, in the step that ended with the look."""
    return any(look.at - STEP <= moment <= look.at for deed in deeds for moment in _moments(deed))


def _moments(deed: Deed) -> list[datetime]:
    return [moment for moment in (deed.at, deed.until) if moment is not None]


def _holds(one: Playlist, season: Season) -> Iterator[str]:
    """While somebody keeps a playlist until a moment, no refresh touches it."""
    for deed in one.deeds:
        if deed.did == "held" and deed.until is not None:
            superseded = [other.at for other in one.deeds if other.did == "held" and deed.at < other.at < deed.until]
            end = min([deed.until, *superseded])
            # What was written before somebody said so is still proved.
            if any(look.refreshed and deed.at + PROOF < look.at < end for look in one.looks):
                yield f"refreshed although it was held from {deed.at:%Y-%m-%d} until {deed.until:%Y-%m-%d}"
