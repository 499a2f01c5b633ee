"""Pasted text is read as people and pages write it; what names nothing is left out with its reason."""

from collections.abc import Sequence

import pytest

from playwarden.domain.pasting import MOST_BYTES, MOST_LINES, Format, Given, Order, Reading, read
from playwarden.kit.errors import InputError

ID, OTHER = "4iV5W9uYEdYUVa79Axb7Rh", "11dFghVXANMlKmJXsNCbNl"


def names(reading: Reading) -> list[tuple[str, str]]:
    """(artist, title) of every line that names something."""
    return [(", ".join(line.artists), line.title) for line in reading.lines if line.kind == "names"]


def left_out(reading: Reading) -> list[str]:
    return [line.note for line in reading.lines if line.kind == "left_out"]


class TestDashes:
    def test_every_dash_parts_artist_and_title(self) -> None:
        text = "Queen - One\nQueen – Two\nQueen — Three\nQueen ― Four\n"
        text += "Queen － Five\nQueen— Six\nQueen- Seven\nA-ha - Take On Me"
        assert names(read(text))[:3] == [("Queen", "One"), ("Queen", "Two"), ("Queen", "Three")]
        assert names(read(text))[3:] == [
            ("Queen", "Four"),
            ("Queen", "Five"),
            ("Queen", "Six"),
            ("Queen", "Seven"),
            ("A-ha", "Take On Me"),
        ]

    def test_what_is_behind_a_second_dash_belongs_to_the_title(self) -> None:
        assert names(read("Queen - Bohemian Rhapsody - Remastered 2011")) == [
            ("Queen", "Bohemian Rhapsody - Remastered 2011")
        ]

    def test_numbers_that_are_names_stay(self) -> None:
        text = "50 Cent - In Da Club\n3 Doors Down - Kryptonite\nNena - 99 Luftballons\nTaylor Swift - 22"
        assert names(read(text)) == [
            ("50 Cent", "In Da Club"),
            ("3 Doors Down", "Kryptonite"),
            ("Nena", "99 Luftballons"),
            ("Taylor Swift", "22"),
        ]


class TestOrder:
    TEXT = "Bohemian Rhapsody - Queen\nUnder Pressure (Live) - Queen\nYesterday - The Beatles\nHelp! - The Beatles"

    def test_the_side_whose_names_come_back_holds_the_artists(self) -> None:
        reading = read(self.TEXT)
        assert reading.order is Order.TITLE_FIRST
        assert names(reading)[0] == ("Queen", "Bohemian Rhapsody")

    def test_a_person_says_which_way_round(self) -> None:
        reading = read(self.TEXT, Given(order=Order.ARTIST_FIRST))
        assert (reading.order, reading.order_sure) == (Order.ARTIST_FIRST, 1.0)
        assert names(reading)[0] == ("Bohemian Rhapsody", "Queen")

    def test_known_artists_tell_where_the_lines_do_not(self) -> None:
        text = "Rain - Lantern\nSnow - Harbour"
        assert read(text).order is Order.ARTIST_FIRST
        assert read(text, artists={"lantern", "harbour"}).order is Order.TITLE_FIRST

    def test_in_title_first_a_version_between_stays_with_the_title(self) -> None:
        reading = read("Help! - Live - The Beatles\nYesterday - The Beatles", Given(order=Order.TITLE_FIRST))
        assert names(reading)[0] == ("The Beatles", "Help! - Live")


class TestBy:
    def test_the_last_by_parts_title_and_artist(self) -> None:
        reading = read('Stand by Me by Ben E. King\n"Yesterday" by The Beatles\n99 Problems by Jay-Z')
        assert reading.format is Format.BY
        assert names(reading) == [
            ("Ben E. King", "Stand by Me"),
            ("The Beatles", "Yesterday"),
            ("Jay-Z", "99 Problems"),
        ]


class TestLists:
    @pytest.mark.parametrize("form", ["{}. ", "{}) ", "#{} ", "0{} - ", "{}: ", "{} ", "({}) ", "- {}. "])
    def test_numbers_in_front_are_taken_off(self, form: str) -> None:
        text = "\n".join(form.format(n) + name for n, name in enumerate(["Queen - One", "ABBA - Two", "Nena - 99"], 1))
        reading = read(text)
        assert names(reading) == [("Queen", "One"), ("ABBA", "Two"), ("Nena", "99")]
        assert reading.format is Format.NUMBERED

    @pytest.mark.parametrize("form", ["[{}] ", "{} ", "({}) ", "{} - ", "1. [{}] "])
    def test_time_stamps_are_taken_off(self, form: str) -> None:
        stamps = ["00:00", "03:45", "1:02:30"]
        text = "\n".join(form.format(at) + f"Artist {at[0]} - Song {at[-1]}" for at in stamps)
        reading = read(text)
        assert reading.format is Format.TIMESTAMPED
        assert names(reading) == [("Artist 0", "Song 0"), ("Artist 0", "Song 5"), ("Artist 1", "Song 0")]

    def test_a_label_in_a_track_list_is_no_part_of_the_title(self) -> None:
        reading = read("[00:00] A - One [ANJUNA]\n[03:00] B - Two [Extended Mix]\n[06:00] w/ ID - ID")
        assert names(reading) == [("A", "One"), ("B", "Two [Extended Mix]")]
        assert left_out(reading) == ["a track that nobody has named yet (ID)"]

    def test_a_duration_at_the_end_is_evidence(self) -> None:
        reading = read("Queen - Bohemian Rhapsody (5:55)\nABBA - Waterloo 2:46\nABBA - Fernando [4:12]")
        assert [line.duration_ms for line in reading.lines] == [355_000, 166_000, 252_000]
        assert names(reading)[1] == ("ABBA", "Waterloo")


class TestCharts:
    ONE_FIELD_A_LINE = ("1", "NEW", "Flowers", "Miley Cyrus", "1", "8", "2", "↑", "Kill Bill", "SZA", "2", "9")

    def test_one_field_a_line(self) -> None:
        text = "\n".join(["This week", *self.ONE_FIELD_A_LINE, "3", "=", "22", "Taylor Swift", "3", "1"])
        reading = read(text)
        assert reading.format is Format.CHART
        assert names(reading) == [("Miley Cyrus", "Flowers"), ("SZA", "Kill Bill"), ("Taylor Swift", "22")]
        assert left_out(reading) == ["beside the table"]
        assert (reading.lines[1].first, reading.lines[1].last) == (2, 7)

    def test_entries_of_different_length(self) -> None:
        text = "1\nFlowers\nMiley Cyrus\n8\n2\nNEW\nKill Bill\nSZA\n3\nAnti-Hero\nTaylor Swift\n1\n5"
        assert names(read(text)) == [("Miley Cyrus", "Flowers"), ("SZA", "Kill Bill"), ("Taylor Swift", "Anti-Hero")]

    def test_tabs_with_ranks_and_marks(self) -> None:
        text = "1\t(2)\tFlowers\tMiley Cyrus\t1\n2\tNEW\tKill Bill\tSZA\t2\n3\t-\tAnti-Hero\tTaylor Swift\t1"
        reading = read(text)
        assert reading.format is Format.CHART
        assert names(reading) == [("Miley Cyrus", "Flowers"), ("SZA", "Kill Bill"), ("Taylor Swift", "Anti-Hero")]

    def test_names_below_each_other_with_empty_lines_between(self) -> None:
        text = "Flowers\nMiley Cyrus\n\nKill Bill\nSZA\n\nAnti-Hero\nTaylor Swift\n"
        assert names(read(text)) == [("Miley Cyrus", "Flowers"), ("SZA", "Kill Bill"), ("Taylor Swift", "Anti-Hero")]


class TestLinks:
    def test_links_in_every_form(self) -> None:
        text = (
            f"https://open.spotify.com/track/{ID}?si=0123\nhttps://open.spotify.com/intl-de/track/{OTHER}?a=b&c=d\n"
            f"spotify:track:{ID}\nOPEN.spotify.com/track/{OTHER}\n<https://open.spotify.com/embed/track/{ID}>"
        )
        reading = read(text)
        assert reading.format is Format.LINKS
        assert [line.uri for line in reading.lines] == [f"spotify:track:{key}" for key in (ID, OTHER, ID, OTHER, ID)]

    def test_several_in_one_line_are_several(self) -> None:
        reading = read(f"https://open.spotify.com/track/{ID} spotify:track:{OTHER}, spotify:track:{ID}")
        assert [line.uri for line in reading.lines] == [f"spotify:track:{key}" for key in (ID, OTHER, ID)]

    @pytest.mark.parametrize(
        ("link", "says"),
        [
            ("https://spotify.link/abc", "shortened"),
            ("https://spoti.fi/3abc", "shortened"),
            (f"https://open.spotify.com/intl-pt/album/{ID}", "album"),
            (f"spotify:playlist:{ID}", "playlist"),
            (f"https://open.spotify.com/artist/{ID}?si=1", "artist"),
            ("https://youtu.be/dQw4w9WgXcQ", "another page"),
            ("spotify:local:a:b:c:1", "local file"),
        ],
    )
    def test_other_links_are_named_as_what_they_are(self, link: str, says: str) -> None:
        (line,) = read(link).lines
        assert line.kind == "left_out"
        assert says in line.note

    def test_a_link_beside_names_does_not_hide_them(self) -> None:
        assert names(read("Queen - One https://youtu.be/dQw4w9WgXcQ")) == [("Queen", "One")]


class TestCodes:
    def test_isrcs_with_and_without_hyphens(self) -> None:
        reading = read("USRC17607839\nGB-AYE-69-00531\nISRC: dea123456789")
        assert reading.format is Format.ISRCS
        assert [line.isrc for line in reading.lines] == ["USRC17607839", "GBAYE6900531", "DEA123456789"]

    def test_an_isrc_beside_names_is_evidence(self) -> None:
        (line,) = read("Queen - Bohemian Rhapsody GBUM71029604").lines
        assert (line.kind, line.isrc, line.title) == ("names", "GBUM71029604", "Bohemian Rhapsody")


class TestTables:
    @pytest.mark.parametrize(
        ("sign", "heads", "format_"),
        [
            (",", ["Track URI", "Track Name", "Artist Name(s)", "ISRC", "Duration (ms)"], Format.CSV),
            (";", ["Link", "Titel", "Interpret", "ISRC-Code", "Dauer"], Format.SEMICOLON),
            ("\t", ["URL", "Titre", "Artiste", "Code ISRC", "Durée"], Format.TSV),
            (";", ["enlace", "canción", "artista", "isrc", "duración"], Format.SEMICOLON),
            (",", ["url", "タイトル", "アーティスト", "ISRC", "長さ"], Format.CSV),
            (",", ["ссылка", "название", "исполнитель", "isrc", "длительность"], Format.CSV),
        ],
    )
    def test_columns_of_any_name(self, sign: str, heads: Sequence[str], format_: Format) -> None:
        rows = [heads, ["", '"One, Two; Three"', "Queen", "GBUM71029604", "3:45"], ["", "Four", "ABBA", "", '"4:00"']]
        reading = read("\ufeff" + "\n".join(sign.join(row) for row in rows))
        assert reading.format is format_
        assert names(reading) == [("Queen", "One, Two; Three"), ("ABBA", "Four")]
        assert [line.duration_ms for line in reading.lines[1:]] == [225_000, 240_000]
        assert reading.lines[1].isrc == "GBUM71029604"
        assert left_out(reading) == ["the head of the table"]

    def test_durations_in_seconds_may_have_a_decimal_comma(self) -> None:
        reading = read("title;artist;duration\nOne;Queen;225,5\nTwo;Queen;225500")
        assert [line.duration_ms for line in reading.lines[1:]] == [225_500, 225_500]

    def test_a_uri_in_a_table_is_a_link_with_its_names_as_evidence(self) -> None:
        reading = read(f"uri,title,artist\nspotify:track:{ID},One,Queen\n{OTHER},Two,Queen\n,Three,Queen")
        assert [line.uri for line in reading.lines[1:]] == [f"spotify:track:{ID}", f"spotify:track:{OTHER}", None]
        assert reading.lines[1].title == "One"

    def test_without_heads_the_first_column_may_be_the_artist(self) -> None:
        text = "Reinhard Mey;Über den Wolken;3:45\nReinhard Mey;Ankomme Freitag;2:45\nNena;99 Luftballons;3:55"
        reading = read(text)
        assert names(reading)[0] == ("Reinhard Mey", "Über den Wolken")
        assert reading.columns is not None
        assert [column.means for column in reading.columns] == ["artist", "title", "duration"]

    def test_a_person_says_what_columns_hold(self) -> None:
        text = "x;One;Queen\ny;Two;ABBA"
        reading = read(text, Given(columns={0: None, 1: "title", 2: "artist"}))
        assert names(reading) == [("Queen", "One"), ("ABBA", "Two")]

    def test_a_quote_that_nothing_closes_swallows_nothing(self) -> None:
        text = 'title,artist\n"One,Queen\n' + "\n".join(f"Song {n},ABBA" for n in range(40))
        assert read(text).read == 41

    def test_names_with_commas_are_no_table(self) -> None:
        text = "Earth, Wind & Fire - September\nCrosby, Stills & Nash - Helplessly Hoping"
        assert names(read(text))[0] == ("Earth, Wind & Fire", "September")


class TestDirt:
    @pytest.mark.parametrize(
        "line",
        [
            "• Queen - One",
            "▶ Queen - One 🔥🔥",
            "[ ] Queen - One",
            "🎵 Queen - One [Official Video]",
            "Queen - One (Official Music Video) [HD]",
            "Queen - One (Lyrics)",
            "Queen - One | Official Video",
            "Queen - One NEW",
            "Queen - One ↑2",
            'Queen - "One"',
            "“One” by Queen",
            'Queen "One"',
            "\u200b Queen\u00a0- One \ufeff",
        ],
    )
    def test_what_stands_around_names_is_taken_off(self, line: str) -> None:
        assert names(read(line)) == [("Queen", "One")]

    def test_versions_stay(self) -> None:
        text = "Queen - One (Live)\nQueen - One [Karaoke Version]\nQueen - One (Radio Edit)"
        assert [title for _, title in names(read(text))] == ["One (Live)", "One [Karaoke Version]", "One (Radio Edit)"]

    def test_explicit_is_told_and_taken_off(self) -> None:
        (line,) = read("Eminem - Stan [Explicit]").lines
        assert (line.title, line.explicit) == ("Stan", True)

    def test_lines_that_name_nothing_are_left_out(self) -> None:
        reading = read("My playlist:\n------\n***\nQueen - One")
        assert left_out(reading) == ["a heading, by its colon", "no name in it", "no name in it"]

    def test_a_title_alone_is_read_and_says_so(self) -> None:
        (line,) = read("Bohemian Rhapsody").lines
        assert (line.kind, line.title, line.artists, line.note) == (
            "names",
            "Bohemian Rhapsody",
            (),
            "no artist is named",
        )


class TestScripts:
    @pytest.mark.parametrize(
        ("line", "artist", "title"),
        [
            ("米津玄師「Lemon」", "米津玄師", "Lemon"),
            ("「夜に駆ける」YOASOBI", "YOASOBI", "夜に駆ける"),
            ("宇多田ヒカル － First Love", "宇多田ヒカル", "First Love"),
            ("فيروز - نسم علينا الهوى", "فيروز", "نسم علينا الهوى"),
            ("Кино — Группа крови", "Кино", "Группа крови"),
            ("방탄소년단 – 봄날", "방탄소년단", "봄날"),
        ],
    )
    def test_any_script(self, line: str, artist: str, title: str) -> None:
        assert names(read(line)) == [(artist, title)]


class TestGiven:
    def test_a_format_can_be_given(self) -> None:
        text = "Queen;One\nABBA;Two"
        reading = read(text, Given(format=Format.SEMICOLON, order=Order.ARTIST_FIRST))
        assert (reading.format, reading.sure) == (Format.SEMICOLON, 1.0)
        assert names(reading) == [("Queen", "One"), ("ABBA", "Two")]

    @pytest.mark.parametrize("format_", list(Format))
    @pytest.mark.parametrize("text", ["", "Queen - One", 'a,"b', "\t\t", "1\n2\n3", ";;;\n;", "spotify:", "「」"])
    def test_one_that_does_not_fit_breaks_nothing(self, format_: Format, text: str) -> None:
        assert read(text, Given(format=format_)).format is format_


class TestBounds:
    def test_too_many_lines_are_refused_with_the_bound(self) -> None:
        with pytest.raises(InputError, match=f"{MOST_LINES:,}"):
            read("a - b\n" * (MOST_LINES + 1))

    def test_too_many_bytes_are_refused_with_the_bound(self) -> None:
        with pytest.raises(InputError, match="1 MB"):
            read("é" * (MOST_BYTES // 2 + 1))

    def test_nothing_is_no_error(self) -> None:
        assert read(" \n\n").lines == ()
