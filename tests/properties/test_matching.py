"""Matching as algebra: order, case and signs do not matter, a recording is itself, a trap is never accepted."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from playwarden.domain.matching import Index, Named, Verdict, judge, signature

WORDS = [
    "Amber",
    "Bridge",
    "Cinder",
    "Río",
    "Über",
    "Fjord",
    "Grove",
    "Harbour",
    "Сон",
    "Зима",
    "さくら",
    "夢",
    "II",
    "The",
]
TITLES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
ARTISTS = st.lists(
    st.sampled_from(["Ana Río", "Ben Ode", "The Tin Foxes", "Группа Шторм", "DJ Ünder"]),
    min_size=1,
    max_size=3,
    unique=True,
)
NEUTRAL = st.sampled_from(
    ["", " - Remastered 2011", " (Album Version)", " [Explicit]", " (Official Video)", " - Bonus Track"]
)
_TRAPS = " - Live| (Live at Nowhere)| - Ao Vivo| - Dora Klein Remix| (Acoustic)| - Karaoke Version| - Sped Up| - Demo"
_MORE = " - Instrumental| (slowed + reverb)| (Re-Recorded)| - Nightcore| (Made Famous by Nobody)| (Ana's Version)"
TRAPS = st.sampled_from([*_TRAPS.split("|"), *_MORE.split("|")])
LASTS = st.none() | st.integers(60_000, 400_000)
NAMES = st.builds(
    lambda title, tail, artists, lasts: Named(title + tail, tuple(artists), None, lasts),
    TITLES,
    NEUTRAL | TRAPS,
    ARTISTS,
    LASTS,
)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), max_size=30)
ANYTHING = st.builds(
    Named, ANY_TEXT, st.lists(ANY_TEXT, max_size=3).map(tuple), st.none() | ANY_TEXT, LASTS, st.none() | ANY_TEXT
)


@settings(deadline=None)
@given(NAMES, st.integers())
def test_a_signature_knows_no_order_of_artists_no_case_and_no_signs(named: Named, seed: int) -> None:
    made = list(named.artists)
    Random(seed).shuffle(made)
    title = named.title.replace(" - ", " – ").replace("(", "[").replace(")", "]")
    other = Named(f"  {title.upper()} ", (" & ".join(made),), "An Album", 1)
    assert signature(other) == signature(named)


@settings(deadline=None)
@given(ANYTHING)
def test_a_name_of_any_letters_is_read_and_is_itself(named: Named) -> None:
    assert signature(named) == signature(named)
    found = judge(named, [("a", named)])
    assert (
        found.verdict is Verdict.ACCEPT
        if named.artists and all(map(str.strip, (named.title, *named.artists)))
        else True
    )


@settings(deadline=None)
@given(NAMES, st.lists(NAMES, max_size=6), st.integers())
def test_the_order_of_candidates_does_not_matter(wanted: Named, others: list[Named], seed: int) -> None:
    candidates = [(f"uri {number}", one) for number, one in enumerate(others)]
    before = judge(wanted, candidates)
    Random(seed).shuffle(candidates)
    assert judge(wanted, candidates) == before


@settings(deadline=None)
@given(TITLES, TRAPS, ARTISTS, LASTS, st.booleans())
def test_another_version_is_never_accepted(
    title: str, trap: str, artists: list[str], lasts: int | None, reverse: bool
) -> None:
    studio, other = (Named(name, tuple(artists), "Album", lasts) for name in (title, title + trap))
    wanted, there = (other, studio) if reverse else (studio, other)
    assert judge(wanted, [("there", there)]).verdict is Verdict.REVIEW


@settings(deadline=None)
@given(NAMES, st.lists(NAMES, max_size=8))
def test_the_index_accepts_what_judging_all_accepts(wanted: Named, others: list[Named]) -> None:
    entries = [(f"uri {number}", one) for number, one in enumerate([*others, wanted])]
    one, all_ = Index(entries).match(wanted), judge(wanted, entries)
    assert (one.verdict, one.likely[:1]) == (all_.verdict, all_.likely[:1])
