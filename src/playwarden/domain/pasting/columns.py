"""Columns of tables: what their heads mean in many languages, and what cells of one kind look like."""

import re
from collections.abc import Mapping, Sequence

from playwarden.domain.matching import fold
from playwarden.domain.pasting.links import isrcs_in, links_in
from playwarden.domain.pasting.values import Meaning

_HEADS: Mapping[Meaning, str] = {
    "uri": """
        uri|url|link|track uri|track url|spotify uri|spotify url|spotify link|spotify id|spotify track id|track id
        id spotify|song link|href|adresse|enlace|lien|ссылка|spotify""",
    "isrc": "isrc|isrc code|isrc nummer|code isrc|codigo isrc",
    "duration": """
        duration|duration ms|duration s|length|time|track duration|track length|dauer|lange|laufzeit|spielzeit|zeit
        duree|duracion|durata|duracao|duur|lengde|langd|varighed|czas|czas trwania|длительность|sure|kesto|delka
        長さ|時間|时长|時長|길이|المدة""",
    "album": """
        album|album name|album title|albumname|albumtitel|release|release title|release name|disco|disc|levy
        nom de l album|titre de l album|nombre del album|nome do album|альбом
        アルバム|アルバム名|专辑|專輯|앨범|الألبوم""",
    "artist": """
        artist|artists|artist name|artist names|artist name s|artist s|performer|performers|band|act|by|track artist
        album artist|interpret|interpreten|interpret in|kunstler|kuenstler|artiste|artistes|interprete|interpretes
        nom de l artiste|artista|artistas|nombre del artista|nome do artista|artisti|artiesten|uitvoerder|esittaja
        wykonawca|artysta|zespol|sanatci|исполнитель|артист
        アーティスト|アーティスト名|歌手|艺人|艺术家|藝人|가수|아티스트|الفنان""",
    "title": """
        title|titles|track|track name|track title|song|songs|song name|song title|name|titel|lied|stuck|songtitel
        titre|titres|chanson|morceau|nom de la piste|titulo|cancion|pista|tema|nombre|nombre de la cancion|titolo
        canzone|brano|musica|faixa|nome da musica|nummer|liedje|lat|tittel|titul|utwor|tytul|piosenka|kappale|nazev
        skladba|sarki|parca|название|песня|трек|композиция
        タイトル|曲|曲名|トラック|楽曲|标题|歌名|歌曲|標題|제목|곡|노래|العنوان|الأغنية""",
}
_MEANING: Mapping[str, Meaning] = {
    fold(head): meaning for meaning, heads in _HEADS.items() for head in re.split(r"\s*[|\n]\s*", heads) if head.strip()
}
_WEAK = frozenset(map(fold, ("name", "nombre", "spotify", "by", "time", "album artist", "nummer", "lat", "release")))
"""Heads that give way to another column of the same meaning."""
_MARKS = frozenset(
    re.split(
        r"\s*[|\n]\s*",
        """new|new!|neu|re|re-entry|e|explicit|↑|↓|=|▲|▼|-|–|—|•|🅴|save|play|share|add|more|last week|peak|weeks|lw
        peak position|weeks on chart|lyrics|music video|hot""",
    )
)
"""What stands beside names in charts, in small letters."""
_FIGURE = re.compile(
    r"^[\s#(↑↓▲▼+±-]*\d[\d.,:/%()\s-]*(?:st|nd|rd|th|wks?|weeks?|plays?|mo?n?)?\.?[\s)]*$", re.IGNORECASE
)
_DATE = re.compile(r"^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|[A-Z][a-z]{2} \d{1,2}, \d{4}|\d+ \w+ ago)$")
_CLOCK = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?$")
_ID = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[0-9A-Za-z]{22}$")


def meaning_of(head: str) -> Meaning | None:
    """What a column is called, in any of the languages that are known."""
    return _MEANING.get(fold(head.strip("\ufeff \t\"'")))


def meanings_of(heads: Sequence[str]) -> list[Meaning | None]:
    """The meanings of the heads of a table, each once: of two for the same the plainer head has it, else the first."""
    found: list[Meaning | None] = [meaning_of(head) for head in heads]
    for meaning in set(found) - {None}:
        places = [place for place, each in enumerate(found) if each == meaning]
        best = min(places, key=lambda place: (fold(heads[place]) in _WEAK, place))
        for place in places:
            if place != best:
                found[place] = None
    return found


def duration_of(cell: str, head: str = "") -> int | None:
    """Milliseconds of a cell: `3:45`, `225`, `225,4`, `225400`; a plain number is seconds below 3,600 unless the head
    says `ms`. None: it is none.
    """
    cell = cell.strip()
    if (clock := _CLOCK.match(cell)) is not None:
        return ((int(clock[1] or 0) * 60 + int(clock[2])) * 60 + int(clock[3])) * 1000
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return None
    if not 0 < number < 86_400_000:
        return None
    return round(number) if "ms" in fold(head).split() or number >= 3_600 else round(number * 1000)


def looks_like(cells: Sequence[str]) -> Meaning | str | None:
    """What a column without a head holds, by its cells: a meaning, `number`, `text`, or None for nothing at all."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return None
    most = 0.7 * len(filled)
    if sum(bool(links_in(cell).uris or _ID.match(cell)) for cell in filled) >= most:
        return "uri"
    if sum(bool(isrcs_in(cell)[0]) and len(cell) < 20 for cell in filled) >= most:
        return "isrc"
    if sum(bool(_CLOCK.match(cell)) for cell in filled) >= most:
        return "duration"
    if sum(is_figure(cell) or len(cell) < 2 for cell in filled) >= most:
        return "number"
    return "text"


def is_figure(text: str) -> bool:
    """Whether a field is a number, a date or a mark: nothing that names anything."""
    text = text.strip()
    return is_mark(text) or bool(_FIGURE.match(text) or _DATE.match(text))


def is_mark(text: str) -> bool:
    """Whether a field is a word or sign that charts and players put beside names."""
    return text.strip().casefold() in _MARKS
