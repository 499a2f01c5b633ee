"""What is known of details when answers tell only a part of them, and when two observed details are the same."""

import re

from playwarden.domain.playlist import Cover, Details

_MOSAIC = re.compile(r"://mosaic\.|/mosaic/")
_ALBUM_ART = re.compile(r"/ab67616d[0-9a-f]{32}")
_UPLOADED = re.compile(r"/ab67706c[0-9a-f]{32}")


def custom(url: str | None) -> bool | None:
    """Whether the cover at `url` was uploaded, as far as its address tells: None where it does not.

    Mosaics are served from a host of their own, and a playlist with fewer than four albums shows the first album's
    art; uploads carry a prefix of their own. None of this is documented: seen in recorded answers.
    """
    if url is None:
        return None
    if _MOSAIC.search(url) or _ALBUM_ART.search(url):
        return False
    return True if _UPLOADED.search(url) else None


def known_cover(known: Cover | None, seen: Cover | None) -> Cover | None:
    """The cover after an answer showed `seen`: what is known of the same URL stays; another URL is not settled yet."""
    if seen is None:
        return known
    if seen.sha256 is not None:
        return seen
    if known is not None and known.url == seen.url:
        return Cover(known.url, known.sha256, known.custom if seen.custom is None else seen.custom)
    return Cover(seen.url, None, custom(seen.url) if seen.custom is None else seen.custom)


def known_details(known: Details | None, seen: Details) -> Details:
    """The details after an answer: what it did not provide stays as it was known."""
    if known is None:
        return Details(seen.name, seen.description, seen.public, seen.collaborative, known_cover(None, seen.cover))
    return Details(
        name=known.name if seen.name is None else seen.name,
        description=known.description if seen.description is None else seen.description,
        public=known.public if seen.public is None else seen.public,
        collaborative=known.collaborative if seen.collaborative is None else seen.collaborative,
        cover=known_cover(known.cover, seen.cover),
    )


def same_cover(before: Cover | None, after: Cover | None) -> bool:
    """Whether no change of the cover can be claimed. A new URL alone proves none: Spotify serves a picture under
    changing addresses, and a mosaic changes with the tracks.
    """
    if after is None or (after.sha256 is None and after.custom is not False):
        return True
    if after.custom is False:
        # Whether or not the picture of a mosaic was fetched, it is one.
        return before is None or before.custom is False or (before.custom is None and before.sha256 is None)
    if before is None:
        return False
    return before.sha256 == after.sha256 or (before.sha256 is None and before.url == after.url)


def same_details(before: Details, after: Details) -> bool:
    """Whether two observed details are one state."""
    return (
        before.name == after.name
        and before.description == after.description
        and before.public == after.public
        and before.collaborative == after.collaborative
        and same_cover(before.cover, after.cover)
    )
