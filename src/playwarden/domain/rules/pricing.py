"""What a rule set costs in Web API calls a week, told before it is chosen: how the API pages, times how often."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType

from playwarden.domain.diff import budget, replacing_calls
from playwarden.domain.plan import DEFAULT_LIMITS
from playwarden.domain.rules.given import Need
from playwarden.domain.rules.order.sort import Sort
from playwarden.domain.rules.ruleset import NO_TEXTS, RuleSet
from playwarden.domain.rules.texts import has_fields
from playwarden.kit.text import counted

WEEKS_A_MONTH = 365.2425 / 12 / 7
TIMES_A_WEEK = MappingProxyType({"day": 7.0, "week": 1.0, "2_weeks": 0.5, "4_weeks": 0.25, "month": 1 / WEEKS_A_MONTH})
"""How many periods of each kind a week holds."""
ALBUMS_PAGE = 10
"""Albums that one page of an artist's holds."""
LIKELY_LENGTH = 100
"""Entries of a playlist that was never read, nor has a size."""
RELEASES_A_WEEK = 0.1
"""New albums and singles of one artist: about five a year."""
CHECKED_DAYS = 6
"""Days after which it is asked again what can be played of a list."""
LISTS_A_WEEK = 7 * 24 / 20
"""How often a list beside playlists is read in a week at most: one read within twenty hours is not read again."""
MOST_TOP = 100
"""Top tracks that are asked for."""
MOST_NEW = 100
"""Tracks that one refresh of an archive adds, or one of a cleaned list takes out: one call takes so many."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a list was when it was read last.

    `rows` are its tracks; of releases, the artists that are looked at. `albums` are an artist's albums and singles; of
    releases, those that came out within the days asked for. `changes` is how often a week it was seen to change; None:
    not known, so it is taken to have changed whenever it is looked at.
    """

    rows: int
    albums: int | None = None
    changes: float | None = None


LIKELY: Mapping[str, Extent] = MappingProxyType(
    {
        "playlist": Extent(LIKELY_LENGTH),
        "saved": Extent(500),
        "top": Extent(MOST_TOP),
        "releases": Extent(100),
        "artist": Extent(0, albums=30),
        "album": Extent(15),
    }
)
"""What is taken of a list that was never read."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the world that the rules are to run in.

    `length` are the entries of the playlist that they write to: None where it is still to be made. `playlist` is False
    for rules that write to none. `times_a_week` is its schedule's; None: once a period. `list_pages` are the pages of
    the account's list of playlists, fifty each: a look at them tells which playlists are unchanged. `others` are the
    rule sets that may be sources, by name; `names` those of playlists and artists, by URI. `releases_a_week` are the
    calls that looking for new releases may take in a week at most.
    """

    extents: Mapping[Need, Extent] = field(default_factory=lambda: MappingProxyType({}))
    length: int | None = None
    playlist: bool = True
    times_a_week: float | None = None
    list_pages: int = 1
    others: Mapping[str, RuleSet] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    releases_a_week: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that costs calls: `calls` a week, a part of one where it comes less often than that."""

    words: str
    calls: float


@dataclass(frozen=True, slots=True)
class Price:
    """What rules cost at most: `calls_a_week` once they run, `first` for their first refresh, which reads everything
    that may have been read long ago and writes the whole list. `assumptions` says what was not known, in sentences.
    """

    calls_a_week: int
    first: int
    lines: tuple[Line, ...]
    assumptions: tuple[str, ...]


def reading_calls(need: Need, extent: Extent | None = None) -> int:
    """The calls that reading one list anew takes, its whole length, nothing of it being known but its `extent`.

    Of releases: the artists and the albums that came out. Facts that come from plays, files, labels and imported data
    cost nothing. What can be played is asked of the playlists among the needs, and priced with them.
    """
    known = extent or LIKELY.get(need.kind, Extent(0))
    match need.kind:
        case "playlist":
            return playlist_calls(known.rows)
        case "saved" | "album":
            return pages(known.rows)
        case "top":
            return pages(min(known.rows, MOST_TOP))
        case "artist":
            return _album_lists(known) + (known.albums or 0)
        case "releases":
            return _asking_artists(need, known) + _new_albums(need, known)
        case "search":
            return max(1, need.days)
    return 0


def playlist_calls(total: int) -> int:
    """A playlist of `total` entries: the first hundred come with its head, the others by fifty."""
    return 1 + ceil(max(0, total - DEFAULT_LIMITS.first_page) / DEFAULT_LIMITS.page)


def pages(rows: int, page: int = DEFAULT_LIMITS.page) -> int:
    """Pages of a list of so many rows: an empty one is known by its first."""
    return max(1, ceil(rows / page))


def price(rules: RuleSet, known: Known) -> Price:
    """The calls of a rule set in a week, at most, and for its first refresh."""
    needs = tuple(_needs(rules, known.others))
    periods = TIMES_A_WEEK[rules.every]
    times = periods if known.times_a_week is None else known.times_a_week
    reckoning = _Reckoning(rules, known, needs, times, min(times, periods))
    lines = [line for line in (*reckoning.reading(), *reckoning.writing()) if line.calls > 0]
    return Price(
        # parts of calls are sums of floats: a billionth above a whole number is no call more
        calls_a_week=ceil(round(sum(line.calls for line in lines), 6)),
        first=reckoning.first(),
        lines=tuple(lines),
        assumptions=tuple(reckoning.assumptions()),
    )


def need_words(need: Need, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """A need as people call it: `the playlist Morning`, `saved tracks`."""
    name = f"'{names[need.of]}'" if need.of in names else need.of
    match need.kind:
        case "playlist" | "artist" | "album":
            return f"the {need.kind} {name}"
        case "saved":
            return "the saved tracks"
        case "top":
            return "the top tracks"
        case "releases":
            return "new releases of the artists followed" if need.of == "followed" else f"new releases of {name}"
        case "search":
            return f"the search for '{need.of}'"
        case "file":
            return f"the file {need.of}"
        case "rules":
            return f"the rule set '{need.of}'"
        case "plays":
            return "the plays"
        case "playable":
            return "which tracks can be played"
        case "audio":
            return "how tracks sound"
        case "buckets":
            return "genre buckets"
        case "moods":
            return "moods"


class _Reckoning:
    """The lines of one price. `times`: refreshes a week; `turns`: those of them that begin a period."""

    def __init__(self, rules: RuleSet, known: Known, needs: Sequence[Need], times: float, turns: float) -> None:
        self._rules = rules
        self._known = known
        self._needs = needs
        self._times = times
        self._turns = turns
        self._length = self._own_length()

    def reading(self) -> Iterator[Line]:
        """What is read before there is anything to write."""
        lists = self._of("playlist")
        own = 1 if self._known.playlist else 0
        if lists or own:
            yield Line(f"looking at {counted(len(lists) + own, 'playlist')}", self._playlists(lists))
        often = min(self._times, LISTS_A_WEEK)
        # the newest first: reading ends where it meets what is known
        yield Line("new saved tracks", often * len(self._of("saved")))
        yield Line("top tracks", often * sum(reading_calls(need, self._extent(need)) for need in self._of("top")))
        artists = self._of("artist")
        calls = sum(_album_lists(self._extent(need)) for need in artists)
        yield Line(f"the albums of {counted(len(artists), 'artist')}", often * calls)
        releases = self._of("releases")
        number = sum(self._extent(need).rows if need.of == "followed" else 1 for need in releases)
        yield Line(f"new releases of {counted(number, 'artist')}", self._releases(releases, often))
        yield Line("what can be played", self._playable())
        yield Line("searches", often * sum(reading_calls(need) for need in self._of("search")))

    def writing(self) -> Iterator[Line]:
        """What is written, and the reads that prove it."""
        if not self._known.playlist:
            return
        texts = has_fields(self._rules.texts.name) + has_fields(self._rules.texts.description) > 0
        times = self._turns if self._rules.rotation is not None else self._times
        yield Line("changing the playlist", times * self._entry_calls())
        yield Line("its name and description", self._times * texts)
        proof = times * self._proof_calls(texts) + (self._times - times) * texts
        yield Line("reading back what was changed", proof)

    def first(self) -> int:
        """The calls of the first refresh: every list anew, and the whole playlist written."""
        calls = sum(reading_calls(need, self._extent(need)) for need in self._needs)
        calls += sum(page for page, _ in self._asked_what_plays())
        if not self._known.playlist:
            return calls
        there = self._known.length
        looked = 1 if there is None else playlist_calls(there)
        written = replacing_calls(self._length) if there is None else self._most_writes()
        texts = there is not None and self._rules.texts != NO_TEXTS
        return calls + looked + written + texts + playlist_calls(self._length)

    def assumptions(self) -> Iterator[str]:
        for need in self._needs:
            if need not in self._known.extents and (told := _assumed(need, self._known.names)):
                yield told
        if not self._known.playlist:
            return
        if self._length_assumed:
            yield f"How long the playlist gets is not known: {LIKELY_LENGTH} tracks are assumed."
        match self._rules.mode:
            case "append":
                yield f"Each refresh is taken to add up to {MOST_NEW} tracks."
            case "clean":
                yield f"Each refresh is taken to take out up to {MOST_NEW} tracks."
            case _:
                yield "Each refresh is taken to find something to change: one that finds nothing writes nothing."

    def _of(self, kind: str) -> list[Need]:
        return [need for need in self._needs if need.kind == kind]

    def _extent(self, need: Need) -> Extent:
        return self._known.extents.get(need) or LIKELY.get(need.kind, Extent(0))

    def _own_length(self) -> int:
        """How many entries the playlist has once the rules have run."""
        self._length_assumed = False
        if self._rules.mode == "mirror":
            return sum(self._extent(need).rows for need in self._of("playlist"))
        if self._rules.size is not None and self._rules.mode == "derive":
            return self._rules.size
        if self._known.length is not None:
            return self._known.length
        self._length_assumed = self._known.playlist
        return LIKELY_LENGTH

    def _playlists(self, lists: Sequence[Need]) -> float:
        """Each read anew, or pages of the account's list and after them those that changed: whichever is less. Nobody
        but the rules is taken to write to their own playlist.
        """
        own = playlist_calls(self._length) if self._known.playlist else 0
        anew = own + sum(reading_calls(need, self._extent(need)) for need in lists)
        changed = 0.0
        for need in lists:
            extent = self._extent(need)
            often = self._times if extent.changes is None else min(self._times, extent.changes)
            changed += often * reading_calls(need, extent)
        return min(self._times * anew, self._times * max(1, self._known.list_pages) + changed)

    def _playable(self) -> float:
        """A list is asked anew, all of it, where a track is new in it, or where that was long ago."""
        seldom = 7 / CHECKED_DAYS
        found = self._asked_what_plays()
        times = self._times
        return sum(number * (times if often is None else min(times, often + seldom)) for number, often in found)

    def _asked_what_plays(self) -> list[tuple[int, float | None]]:
        """The pages of each list that is asked, and how often a week it is known to change."""
        if not self._of("playable"):
            return []
        extents = [self._extent(need) for need in self._of("playlist")]
        found = [(pages(one.rows), one.changes) for one in extents]
        own = self._known.playlist and self._rules.mode in ("append", "clean")
        return [*found, (pages(self._length), None)] if own else found

    def _releases(self, releases: Sequence[Need], often: float) -> float:
        if not releases:
            return 0.0
        asked = often * sum(_asking_artists(need, self._extent(need)) for need in releases)
        # an album is read once, however often its artist is looked at
        new = sum(_albums_a_week(need, self._extent(need)) for need in releases)
        most = self._known.releases_a_week
        return asked + new if most is None else min(asked + new, most)

    def _most_writes(self) -> int:
        """No change takes more calls than replacing all entries, and two for the dates where these are worth that."""
        replacing = replacing_calls(self._length)
        return budget(self._length, self._rules.policy) if self._rules.keep_dates else replacing

    def _entry_calls(self) -> int:
        """Calls that change the entries once."""
        most = self._most_writes()
        rules = self._rules
        if rules.mode == "append" or (rules.mode == "clean" and self._settled):
            return 1
        if rules.rotation is not None and self._settled:
            number = rules.rotation.replace
            return min(most, replacing_calls(number) + min(number, self._length))
        return most

    def _proof_calls(self, texts: bool) -> int:
        """Reads that show what a change of the entries touched; texts are shown by the playlist's own read."""
        whole = playlist_calls(self._length)
        rules = self._rules
        if rules.mode == "append":
            return min(whole, 1 + texts + ceil((MOST_NEW + 1) / DEFAULT_LIMITS.page))
        if rules.mode == "clean" and self._settled:
            return min(whole, 1 + texts)
        if rules.rotation is not None and self._settled and rules.keep_dates:
            return min(whole, texts + rules.rotation.replace)
        return whole

    @property
    def _settled(self) -> bool:
        """Whether what stays keeps its order among itself from one period to the next."""
        return all(
            step.kind == "keep" or (isinstance(step, Sort) and step.by not in ("plays", "last_played"))
            for step in self._rules.order
        )


def _needs(rules: RuleSet, others: Mapping[str, RuleSet], seen: frozenset[str] = frozenset()) -> Iterator[Need]:
    """Every need once, those of the rule sets among the sources too; one that leads back to itself ends there."""
    found: dict[Need, None] = {}
    for need in rules.needs:
        found[need] = None
        other = others.get(need.of) if need.kind == "rules" and need.of not in seen else None
        if other is not None:
            found |= dict.fromkeys(_needs(other, others, seen | {need.of}))
    yield from found


def _album_lists(extent: Extent) -> int:
    """The lists of an artist's albums and singles: how many are in which is not known, so both may end in a page."""
    albums = extent.albums or 0
    return max(2, pages(albums, ALBUMS_PAGE) + (albums > 1))


def _groups(need: Need) -> int:
    return len(need.groups.split(",")) if need.groups else 1


def _asking_artists(need: Need, extent: Extent) -> int:
    """One call an artist and group, and before them the pages that name the artists followed."""
    if need.of == "followed":
        return pages(extent.rows) + extent.rows * _groups(need)
    return _groups(need)


def _new_albums(need: Need, extent: Extent) -> int:
    """Albums out within the days that are asked for: each a call, as hardly one has more than fifty tracks."""
    if extent.albums is not None:
        return extent.albums
    return ceil(_albums_a_week(need, extent) * need.days / 7)


def _albums_a_week(need: Need, extent: Extent) -> float:
    if extent.albums is not None:
        return extent.albums * 7 / max(1, need.days)
    return RELEASES_A_WEEK * (extent.rows if need.of == "followed" else 1)


def _assumed(need: Need, names: Mapping[str, str]) -> str:
    """What is taken of a need of which nothing is known; nothing where that changes no price."""
    likely = LIKELY.get(need.kind)
    if likely is None:
        return ""
    match need.kind:
        case "releases":
            if need.of != "followed":
                return ""
            return (
                f"Whom the account follows was never read: {likely.rows} artists are assumed, each with a new release "
                "every ten weeks."
            )
        case "artist":
            return f"{_capital(need_words(need, names))} was never read: {likely.albums} albums are assumed."
        case "saved":
            return (
                f"The saved tracks were never read: {likely.rows} are assumed, fewer than fifty of them new each time."
            )
        case "top":
            return ""
    return f"{_capital(need_words(need, names))} was never read: {likely.rows} tracks are assumed."


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
