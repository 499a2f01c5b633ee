"""Fields of what is asked of playlists, read strictly: what is missing, unknown or wrong is told by its name."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from playwarden.kit.errors import InputError

MOST_URIS = 10_000
MOST_TEXT = 500


class Fields:
    """The document of an edit of `kind`, or of another thing so called. Raises InputError for a field not `known`."""

    def __init__(self, document: Mapping[str, Any], kind: str, known: Iterable[str]) -> None:
        self._document = document
        self._kind = kind
        unknown = sorted(set(map(str, document)) - {"kind", *known})
        if unknown:
            raise InputError(
                f"'{kind}' knows no field '{unknown[0]}'.", f"Its fields are {', '.join(sorted(known)) or 'none'}."
            )

    def wrong(self, name: str, what: str) -> InputError:
        return InputError(f"The field '{name}' of '{self._kind}' is to be {what}.")

    def text(self, name: str, default: str | None) -> str | None:
        """A text of at most MOST_TEXT characters; `default` where it is absent."""
        value = self._document.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or len(value) > MOST_TEXT or "\0" in value:
            raise self.wrong(name, f"a text of at most {MOST_TEXT} characters")
        return value

    def flag(self, name: str, default: bool | None = False) -> bool | None:
        """True or false; `default` where it is absent."""
        value = self._document.get(name, default)
        if value is not default and not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def whole(self, name: str, default: int | None, *, least: int, most: int = MOST_URIS) -> int | None:
        """A whole number; `default` where it is absent."""
        value = self._document.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(name, f"a whole number from {least:,} to {most:,}")
        return value

    def choice(self, name: str, default: str | None, choices: object) -> Any:
        """One of the words of a Literal; the first that `default` names where it is absent."""
        value = self._document.get(name, default)
        words = get_args(choices)
        if value not in words:
            raise self.wrong(name, f"one of {', '.join(words)}")
        return value

    def texts(self, name: str, *, most: int) -> tuple[str, ...]:
        """Up to `most` texts; none where it is absent."""
        value = self._document.get(name, ())
        if not isinstance(value, list | tuple) or len(value) > most:
            raise self.wrong(name, f"a list of at most {most:,} texts")
        for text in value:
            if not isinstance(text, str) or len(text) > MOST_TEXT or "\0" in text:
                raise self.wrong(name, f"a list of texts of at most {MOST_TEXT} characters")
        return tuple(value)

    def uris(self, name: str) -> tuple[str, ...]:
        """One to MOST_URIS URIs of tracks, episodes or local files."""
        value = self._document.get(name)
        if not isinstance(value, list | tuple) or not 0 < len(value) <= MOST_URIS:
            raise self.wrong(name, f"a list of 1 to {MOST_URIS:,} URIs")
        return tuple(self._uri(name, uri) for uri in value)

    def uri(self, name: str) -> str:
        """The URI of a track, an episode or a local file."""
        return self._uri(name, self._document.get(name))

    def _uri(self, name: str, uri: object) -> str:
        if not isinstance(uri, str) or not uri.startswith(("spotify:track:", "spotify:episode:", "spotify:local:")):
            raise self.wrong(name, f"URIs such as spotify:track:…, which '{str(uri)[:80]}' is not")
        if len(uri) > MOST_TEXT or "\0" in uri:
            raise self.wrong(name, "URIs")
        return uri
