"""The columns of a sheet: how they are headed, and by which other words they are known."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from playwarden.domain.sheets.cells import Value, as_text
from playwarden.domain.sheets.refs import OVERVIEW_TIE, Tie, tidy


class Field(StrEnum):
    """What a column of a playlist's sheet holds; the value is how it is headed."""

    ORDER = "order"
    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    ISRC = "ISRC"
    URI = "URI"
    ADDED = "added"
    FROM = "from"
    UNTIL = "until"
    NOTE = "note"
    PLAYLIST = "playlist"
    """In tables of several playlists: which one."""
    REF = "ref"


class Detail(StrEnum):
    """What a column of the overview holds."""

    NAME = "name"
    DESCRIPTION = "description"
    PUBLIC = "public"
    COLLABORATIVE = "collaborative"
    ITEMS = "items"
    OWNER = "owner"
    ACCOUNT = "account"
    LOOKED = "mirror read"
    SHEET = "sheet"
    PLAYLIST = "playlist"
    REF = "ref"


HEADS = tuple(each for each in Field if each not in (Field.PLAYLIST, Field.REF))
"""The columns of a playlist's sheet that people see, in order."""
_ALSO: Mapping[Field, tuple[str, ...]] = {
    Field.ORDER: ("#", "no", "no.", "nr", "nr.", "number", "position", "pos", "reihenfolge", "ordre", "orden",
                  "ordine", "ordem", "volgorde"),
    Field.TITLE: ("track", "track name", "song", "name", "titel", "titre", "título", "titulo", "titolo", "stück",
                  "lied", "canción", "chanson", "曲名", "タイトル"),
    Field.ARTIST: ("artists", "artist name", "artist name(s)", "artist(s)", "künstler", "interpret", "interpreten",
                   "artiste", "artistes", "artista", "artistas", "artisti", "artiest", "アーティスト"),
    Field.ALBUM: ("album name", "álbum", "アルバム"),
    Field.ISRC: ("isrc code", "isrc-code"),
    Field.URI: ("url", "link", "spotify uri", "spotify link", "spotify url", "track uri", "track url", "spotify id",
                "track id", "adresse", "enlace", "lien", "collegamento"),
    Field.ADDED: ("added at", "date added", "hinzugefügt", "ajouté", "ajouté le", "añadido", "agregado", "aggiunto"),
    Field.FROM: ("from date", "start", "von", "ab", "de", "du", "desde", "da", "dal", "vanaf"),
    Field.UNTIL: ("until date", "to", "till", "end", "bis", "jusqu'à", "jusqu'au", "au", "hasta", "fino a", "al", "até",
                  "tot"),
    Field.NOTE: ("notes", "comment", "remark", "notiz", "bemerkung", "anmerkung", "remarque", "nota", "notas"),
    Field.PLAYLIST: ("playlist name", "wiedergabeliste", "playlist uri"),
    Field.REF: (),
}  # fmt: skip
_ALSO_DETAILS: Mapping[Detail, tuple[str, ...]] = {
    Detail.NAME: ("title", "titel", "nom", "nombre", "nome"),
    Detail.DESCRIPTION: ("beschreibung", "descripción", "descrizione", "descrição"),
    Detail.PUBLIC: ("öffentlich", "publique", "público", "pubblica"),
    Detail.COLLABORATIVE: ("gemeinsam", "kollaborativ", "collaborativa", "colaborativa"),
}
_FIELDS = {each.value.casefold(): each for each in Field} | {
    word: each for each, words in _ALSO.items() for word in words
}
_DETAILS = {each.value: each for each in Detail} | {
    word: each for each, words in _ALSO_DETAILS.items() for word in words
}
_ZONE = re.compile(r"(.*?)\s*\(\s*([A-Za-z_]+(?:/[A-Za-z0-9_+\-]+)*)\s*\)")


def zoned(head: str, zone: str) -> str:
    """`from (Europe/Berlin)`: the head of a column of times, which says in which zone they are."""
    return f"{head} ({zone})"


def zone_in(head: str) -> str:
    """The zone that a head names; ''."""
    found = _ZONE.fullmatch(tidy(head))
    return found[2] if found else ""


def field_of(head: str) -> Field | None:
    """The column that a head means, in any case and in some languages; None: none of ours."""
    return _FIELDS.get(_plain(head))


def fields_in(cells: Sequence[Value]) -> dict[Field, int]:
    """Which columns the cells of a head name; the first of those that are named twice."""
    found: dict[Field, int] = {}
    for place, cell in enumerate(cells):
        head = as_text(cell)
        named = Field.REF if Tie.read(head) is not None else field_of(head)
        if named is not None:
            found.setdefault(named, place)
    return found


def details_in(cells: Sequence[Value]) -> dict[Detail, int]:
    """The same for the head of an overview."""
    found: dict[Detail, int] = {}
    for place, cell in enumerate(cells):
        head = as_text(cell)
        named = Detail.REF if head == OVERVIEW_TIE else _DETAILS.get(_plain(head))
        if named is not None:
            found.setdefault(named, place)
    return found


def _plain(head: str) -> str:
    text = tidy(head)
    found = _ZONE.fullmatch(text)
    if found and found[2] != "s":
        text = found[1]
    return text.casefold().rstrip(":*").strip()
