"""Names fold to the same text when they are spellings of one name, and only then."""

import pytest

from playwarden.domain.matching.fold import fold, fold_title, names_match, split_wish


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyoncé", "BEYONCE"),
        ("Sigur Rós", "sigur ros"),
        ("Mötley Crüe", "Motley Crue"),
        ("AC/DC", "ac dc"),
        ("Guns N’ Roses", "Guns N' Roses"),
        ("R.E.M.", "REM"),
        ("Simon & Garfunkel", "Simon and Garfunkel"),
        ("Don't Stop", "Dont  Stop"),
        ("Röyksopp", "Ro\u0308yksopp"),
        ("Ｆｕｌｌ Width", "full width"),
        ("Straße", "STRASSE"),
        ("Łona", "lona"),
        ("Ёлка", "елка"),
        ("İstanbul", "istanbul"),
        ("*NSYNC", "nsync"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("がく", "かく"),
        ("й", "и"),
        ("Ke$ha", "Keha"),
        ("Symphony No. 5", "Symphony No. 6"),
        ("÷", "×"),
        ("???", "!!!"),
        ("R.E.M.", "Rem Koolhaas"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "title",
    [
        "One Dance (feat. Wizkid & Kyla)",
        "One Dance [ft. Wizkid]",
        "One Dance (Featuring Wizkid)",
        "One Dance feat. Wizkid",
        "ONE DANCE ft Wizkid",
    ],
)
def test_guests_are_taken_off_a_title(title: str) -> None:
    assert fold_title(title) == "one dance"


@pytest.mark.parametrize(
    "title",
    [
        "One Dance (Live)",
        "One Dance - Remastered 2011",
        "One Dance (Radio Edit)",
        "One Dance II",
        "One Dance (Acoustic)",
    ],
)
def test_another_version_stays_another_title(title: str) -> None:
    assert fold_title(title) != fold_title("One Dance")


@pytest.mark.parametrize("title", ["Feat", "(feat. Somebody)", "ft. Worth", "Defeat", "Little Feat"])
def test_a_title_is_never_folded_to_nothing_by_its_guests(title: str) -> None:
    assert fold_title(title) == fold(title)


def test_a_version_behind_the_guests_is_kept() -> None:
    assert fold_title("One Dance (feat. Wizkid) - Live") == fold_title("One Dance - Live")


def test_an_artist_is_one_of_them_or_all_in_order() -> None:
    artists = ["Drake", "WizKid", "Kyla"]
    assert names_match("wizkid", artists)
    assert names_match("Drake, WizKid & Kyla", artists)
    assert names_match("Drake feat. WizKid, Kyla", artists)
    assert not names_match("Drake & Kyla", artists)
    assert not names_match("Drak", artists)
    assert not names_match("Drake", [])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Drake - One Dance", ("Drake", "One Dance")),
        ("Jay-Z – 99 Problems", ("Jay-Z", "99 Problems")),
        ("a-ha - Take On Me - 2015", ("a-ha", "Take On Me - 2015")),
        ("no dash here", None),
        (" - title", None),
    ],
)
def test_a_wish_is_parted_at_its_first_dash_between_spaces(text: str, parts: tuple[str, str] | None) -> None:
    assert split_wish(text) == parts
