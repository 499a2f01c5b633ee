"""What a look showed of one playlist, and the pictures that have to be compared for it."""

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

from playwarden.domain.library import Head
from playwarden.domain.playlist import Cover, Details
from playwarden.domain.protection.judging import Judged
from playwarden.engine.ports.target import Target
from playwarden.features.protection.repository import Guarded
from playwarden.kit.behalf import shared
from playwarden.kit.errors import PlaywardenError
from playwarden.kit.pictures import look_at
from playwarden.store.details import custom

SOON = timedelta(minutes=1)
"""When to look again after something surprised."""
READ_EVERY = timedelta(hours=6)
"""How often a playlist is read by itself whose list page does not show all that is protected."""
PICTURES = 8
"""Pictures that are fetched at the same time."""
REMEMBERED = 2_000
MOST_PICTURE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What a look showed of one protected playlist; `head` is None where a whole list, or its own read, lacks it."""

    guarded: Guarded
    head: Head | None
    judged: Judged
    by_itself: bool
    """It was read by itself, so every field was shown."""

    @property
    def details(self) -> Details:
        return Details() if self.head is None else seen_details(self.head)


def seen_details(head: Head) -> Details:
    """The details of an answer, with what the address of its cover tells."""
    details = head.details
    return (
        details
        if details.cover is None
        else replace(details, cover=Cover(head.cover_url, custom=custom(head.cover_url)))
    )


class Faces:
    """The likenesses of pictures by their address, fetched without a call to the API and remembered."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._known: OrderedDict[str, str] = OrderedDict()

    def fetch(self, urls: Iterable[str]) -> None:
        """Fetches those that are not known yet; one that cannot be had is tried again the next time."""
        missing = sorted({url for url in urls if url not in self._known})
        if not missing:
            return
        with ThreadPoolExecutor(min(PICTURES, len(missing)), thread_name_prefix="covers") as pool:
            for url, face in zip(missing, pool.map(shared(self._face), missing), strict=True):
                if face is not None:
                    self._known[url] = face
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def of(self, url: str) -> str | None:
        """The likeness of the picture at `url`; None where it could not be had."""
        return self._known.get(url)

    def _face(self, url: str) -> str | None:
        try:
            body = self._target.picture(url)
            return look_at(body).likeness if 0 < len(body) <= MOST_PICTURE else None
        except PlaywardenError:
            return None
