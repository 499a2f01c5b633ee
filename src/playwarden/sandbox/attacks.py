"""What one attack does to a playlist, what is harmless and looks like one, and what a playlist is to an onlooker."""

import io
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from unicodedata import normalize

from playwarden.sandbox.drawing import hashed
from playwarden.sandbox.pictures import drawn_cover, drawn_mosaic
from playwarden.sandbox.playlists import Details, Entry, Playlist
from playwarden.sandbox.vandal import new_cover
from playwarden.sandbox.world import World

ATTACKS = {
    "takedown": "title and description emptied, custom cover gone",
    "name": "the title emptied",
    "description": "the description emptied",
    "cover": "the custom cover gone: the mosaic shows",
    "default_name": "the title is 'New Playlist'",
    "null_description": "the description is the text 'null'",
    "edit_name": "somebody else's title",
    "edit_description": "somebody else's description",
    "swap": "another picture in the place of the custom cover, now and then one like a mosaic",
    "privacy": "public turned private, or private public",
    "hide": "out of its owner's list, still readable by its id",
    "gone": "deleted for good",
}
NOISE = {
    "tracks": "a track moved to the top: a mosaic changes with it",
    "touch": "another snapshot id for the same content",
    "recode": "the same custom cover at another address, in another size and quality",
}
_NAMES = ("FREE MUSIC HERE", "best songs ever", "x", "Top Hits 2026 (official)", "my playlist #2")
_TEXTS = ("follow my page for more", "Curated by somebody else.", "...", "Stream & share <3", "link in bio")
_FORMS = ((300, 60), (300, 90), (640, 70), (640, 95), (1_080, 80))
_SAME = 10.0
"""Mean difference of two small copies of pictures, in levels of 256, under which an onlooker sees one picture."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a playlist truly is; `cover` is a custom cover's key, `listed` whether it is in its owner's list."""

    name: str
    description: str
    public: bool
    cover: str | None
    listed: bool
    exists: bool


def standing(world: World, playlist: Playlist) -> Standing:
    """How a playlist stands now."""
    details = playlist.newest.details
    owner = world.account(playlist.owner)
    listed = owner is not None and playlist.id in owner.playlists
    exists = playlist.id not in world.gone
    return Standing(details.name, details.description, details.public, details.cover, listed, exists)


def differing(world: World, now: Standing, wanted: Standing) -> frozenset[str]:
    """The names of what is not as it is wanted, to an onlooker: one picture at two addresses is one picture."""
    texts = {name for name in ("name", "description") if _plain(getattr(now, name)) != _plain(getattr(wanted, name))}
    marks = {name for name in ("public", "listed", "exists") if getattr(now, name) != getattr(wanted, name)}
    cover = set() if same_cover(world, now.cover, wanted.cover) else {"cover"}
    return frozenset(texts | marks | cover)


def same_cover(world: World, one: str | None, other: str | None) -> bool:
    """Whether two custom covers show the same; None is the mosaic."""
    if one is None or other is None or one == other:
        return one == other
    left, right = _small(world.covers[one]), _small(world.covers[other])
    return sum(abs(a - b) for a, b in zip(left, right, strict=True)) / len(left) < _SAME


@lru_cache(maxsize=2_000)
def _small(picture: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.draft("RGB", (64, 64))
            return opened.convert("RGB").resize((16, 16), Image.Resampling.BILINEAR).tobytes()
    except (UnidentifiedImageError, OSError):
        return bytes(16 * 16 * 3)


def _plain(text: str) -> str:
    return normalize("NFC", text).rstrip()


def fits(kind: str, playlist: Playlist, wanted: Standing) -> bool:
    """Whether an attack or noise can show on a playlist, and could be put right again through the Web API."""
    if kind in ("cover", "swap", "recode"):
        return wanted.cover is not None
    if kind in ("description", "null_description", "edit_description"):
        return bool(_plain(wanted.description))
    if kind == "privacy":
        return not playlist.newest.details.collaborative
    return kind != "tracks" or playlist.newest.content.total > 5


def strike(world: World, playlist: Playlist, kind: str, dice: Random, at: float) -> None:
    """Does one attack or noise at a moment that has passed."""
    details = playlist.newest.details
    match kind:
        case "takedown":
            details = replace(details, name="", description="", cover=None)
        case "name" | "default_name" | "edit_name":
            details = replace(details, name={"name": "", "default_name": "New Playlist"}.get(kind, dice.choice(_NAMES)))
        case "description" | "null_description" | "edit_description":
            text = {"description": "", "null_description": "null"}.get(kind, dice.choice(_TEXTS))
            details = replace(details, description=text)
        case "cover":
            details = replace(details, cover=None)
        case "swap":
            draw = drawn_mosaic if dice.random() < 0.2 else drawn_cover
            details = replace(details, cover=new_cover(world, draw(hashed(40, "swap", dice.random()))))
        case "privacy":
            details = replace(details, public=not details.public)
        case "recode":
            details = _recoded(world, playlist, dice)
        case "hide" | "gone":
            _taken_out(world, playlist, for_good=kind == "gone")
    if kind == "tracks":
        world.revise(playlist, entries=_moved(playlist, dice), at=at)
        return
    if kind in ("takedown", "cover", "swap"):
        playlist.pending_covers.clear()
    world.revise(playlist, details=details, at=at)


def _recoded(world: World, playlist: Playlist, dice: Random) -> Details:
    details = playlist.newest.details
    if details.cover is None:
        return details
    key = new_cover(world, world.covers[details.cover])
    world.forms[key] = dice.choice(_FORMS)
    return replace(details, cover=key)


def _taken_out(world: World, playlist: Playlist, *, for_good: bool) -> None:
    owner = world.account(playlist.owner)
    if owner is not None and playlist.id in owner.playlists:
        owner.playlists.remove(playlist.id)
    if for_good:
        world.gone.add(playlist.id)


def _moved(playlist: Playlist, dice: Random) -> list[Entry]:
    entries = list(playlist.entries)
    if entries:
        entries.insert(0, entries.pop(dice.randrange(len(entries))))
    return entries
