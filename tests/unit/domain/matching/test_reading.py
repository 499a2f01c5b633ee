"""A name is taken apart: the title, which version it names in which language, its numbers, and who made it."""

import pytest

from playwarden.domain.matching.artists import parts_of
from playwarden.domain.matching.numbers import counted_words
from playwarden.domain.matching.reading import Form, code_of, other_reading, read
from playwarden.domain.matching.script import in_latin, sound
from playwarden.domain.matching.values import Named


def form(title: str, *artists: str) -> Form:
    return read(Named(title, artists or ("Ana",)))


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("Hello - Live", "live"),
        ("Hello (Live at Nowhere Hall / 1999)", "live"),
        ("Hello - Ao Vivo", "live"),
        ("Hello - En Directo", "live"),
        ("ハロー (ライブ)", "live"),
        ("Hello [Dora Klein Remix]", "remix"),
        ("Hello - 2014 Rework", "remix"),
        ("Hello - Acústico", "acoustic"),
        ("Hello - MTV Unplugged", "acoustic"),
        ("Hello (Karaoke Version)", "karaoke"),
        ("Hello (Made Famous by Ana)", "cover"),
        ("Hello (Originally Performed by Ana)", "cover"),
        ("Hello - Sped Up Version", "sped up"),
        ("Hello - Nightcore", "sped up"),
        ("Hello (slowed + reverb)", "slowed"),
        ("Hello - Instrumental", "instrumental"),
        ("Hello - A Cappella", "a cappella"),
        ("Hello - Demo", "demo"),
        ("Hello (Ana's Version)", "version"),
        ("Hello (Re-Recorded)", "re-recorded"),
        ("Hello - Versão em Português", "version"),
        ("Hello - Japanese Version", "version"),
        ('Hello - From "A Film" / Japanese Version', "version"),
        ("Hello - Original Spanish Version", "version"),
        ("Hello - Dora'Disco'Remix", "remix"),
        ("Hello - Reprise", "reprise"),
        ("Hello (Mixed)", "mixed"),
    ],
)
def test_words_beside_a_title_that_make_another_recording(title: str, meaning: str) -> None:
    found = form(title)
    assert meaning in found.another
    assert found.core in ("hello", "ハロー")


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("Hello - Radio Edit", "radio edit"),
        ("Hello - Edit", "radio edit"),
        ("Hello (Single Version)", "single"),
        ("Hello - Extended Mix", "extended"),
        ('Hello - 12" Version', "extended"),
        ("Hello - Mono", "mono"),
        ("Hello (Clean)", "clean"),
    ],
)
def test_words_that_make_another_cut_of_one_recording(title: str, meaning: str) -> None:
    assert form(title).cuts == {meaning}
    assert not form(title).another


@pytest.mark.parametrize(
    "title",
    [
        "Hello - Remastered 2011",
        "Hello (2011 Remaster)",
        "Hello - Remasterizado",
        "Hello - Bonus Track",
        "Hello (Album Version)",
        "Hello - Original Mix",
        "Hello (Official Video)",
        "Hello [Explicit]",
        'Hello - From "The Film"',
        "Hello - 2011",
    ],
)
def test_words_that_make_no_other_recording(title: str) -> None:
    found = form(title)
    assert (found.core, found.another, found.cuts, found.sub) == ("hello", frozenset(), frozenset(), "")
    assert found.same


@pytest.mark.parametrize(
    ("title", "core", "sub"),
    [
        ("Sweet Lights (Are Made of This)", "sweetlights", "are made of this"),
        ("(Sitting On) The Dock", "thedock", "sitting on"),
        ("Hell(o)", "hello", ""),
        ("Alive", "alive", ""),
        ("Live Your Life", "liveyourlife", ""),
        ("Dancing (With You)", "dancing", "with you"),
        ("Hello (Live", "hello", ""),
        ("(Interlude)", "interlude", ""),
    ],
)
def test_what_is_the_title_and_what_stands_beside_it(title: str, core: str, sub: str) -> None:
    assert (form(title).core, form(title).sub) == (core, sub)


@pytest.mark.parametrize(
    "title",
    ["Hello (feat. Ben & Cleo)", "Hello ft. Ben, Cleo", "Hello [with Ben and Cleo]", "Hello - feat. Ben x Cleo"],
)
def test_guests_in_a_title_are_artists(title: str) -> None:
    assert form(title).artists == {"ana", "ben", "cleo"}
    assert form(title).core == "hello"


def test_guests_of_a_remix_make_it_no_credit() -> None:
    assert form("Hello (feat. Ben Remix)").another == {"remix"}


def test_a_remix_says_whose_and_a_concert_where() -> None:
    assert form("Hello - Dora Klein Remix").detail == {"dora", "klein"}
    assert form("Hello - Live at Nowhere Hall").detail == {"nowhere", "hall"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Suite, Pt. II", "suite part 2"),
        ("Suite Part Two", "suite pt. 2"),
        ("Songs Vol. III", "songs volume 3"),
        ("Rocket II", "rocket 2"),
        ("Symphony No. 5", "symphony nr 5"),
    ],
)
def test_numbers_are_one_however_they_are_written(one: str, other: str) -> None:
    words = [counted_words(" ".join(name.lower().replace(".", "").replace(",", "").split())) for name in (one, other)]
    assert words[0] == words[1]


@pytest.mark.parametrize("name", ["I Am", "Mix Five Ways", "V for Victory", "Act Naturally", "No One"])
def test_words_that_only_look_like_numbers_stay(name: str) -> None:
    assert counted_words(name.lower()) == tuple(name.lower().split())


@pytest.mark.parametrize(
    ("credit", "parts"),
    [
        ("Ana & Ben", ["ana", "ben"]),
        ("Ana feat. Ben, Cleo", ["ana", "ben", "cleo"]),
        ("Ana x Ben vs. Cleo", ["ana", "ben", "cleo"]),
        ("The Tin Foxes", ["tinfoxes"]),
        ("Ａｎａ ＆ Ｂｅｎ", ["ana", "ben"]),
        ("", []),
        ("???", ["???"]),
    ],
)
def test_a_credit_holds_names(credit: str, parts: list[str]) -> None:
    assert [sound(part) for part in parts] == list(parts_of(credit))


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Белая Зима", "Belaya Zima"),
        ("Белая Зима", "Belaia Zima"),
        ("Хочу ещё", "Khochu eshche"),
        ("Αγάπη", "Agapi"),
        ("さくら", "Sakura"),
        ("キョウト", "Kyoto"),
        ("しゃしん", "Shashin"),
        ("사랑", "Sarang"),
        ("Müller", "Mueller"),
        ("Håkon", "Haakon"),
    ],
)
def test_spellings_in_other_scripts_sound_alike(written: str, latin: str) -> None:
    one, other = sound(fold_(written)), sound(fold_(latin))
    assert one == other or {one, other} == {"agapi", "avapi"}


def fold_(name: str) -> str:
    return read(Named(name)).full


def test_chinese_characters_do_not_tell_how_they_are_read() -> None:
    assert in_latin("愛してる") == "愛shiteru"


def test_the_last_words_may_be_a_version_without_signs() -> None:
    found = other_reading(form("Wonder Hall live at Nowhere"))
    assert found is not None
    assert found.core == "wonderhall"
    assert found.another == {"live"}
    assert other_reading(form("Wonder Hall")) is None


def test_a_title_that_begins_with_its_artist_is_read_without() -> None:
    assert form("Ana - Hello").core == "hello"
    assert form("Ana - Live").core == "ana"


def test_codes_are_compared_without_signs() -> None:
    assert code_of("de-x01-26-00001") == code_of("DEX012600001") == "DEX012600001"
