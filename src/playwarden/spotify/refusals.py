"""What a final 4xx means, in a sentence, with what helps."""

from playwarden.kit.errors import LacksScope, NoPremium, NotFound, NotListed, SpotifyNotFound, SpotifyRefused
from playwarden.spotify.http import Answer
from playwarden.spotify.request import Request
from playwarden.spotify.wire import table, text

_ITEMS = "/playlists/{id}"


def reason_of(answer: Answer) -> str:
    """The machine-readable reason of an error, such as QUOTA_EXCEEDED; empty where there is none."""
    return text(_error(answer), "reason") or ""


def message_of(answer: Answer) -> str:
    """Spotify's own words, from JSON or from a plain text; empty for HTML and empty bodies."""
    if found := text(_error(answer), "message"):
        return found
    if found := text(table(answer.document), "error_description"):
        return found
    return "" if answer.unreadable else " ".join(answer.text.split())[:200]


def refusal(request: Request, answer: Answer) -> SpotifyRefused:
    """The error for an answer that repeating does not change."""
    status, said = answer.status, message_of(answer)
    quoted = f" (Spotify says: {said})" if said else ""
    if status == 404:
        return SpotifyNotFound(
            f"Spotify does not have what {request.bucket} asks for{quoted}.",
            "It may have been deleted, or be hidden from this app.",
            status=status,
        )
    if status == 401:
        return SpotifyRefused(
            f"Spotify does not accept a token that it has just handed out{quoted}.",
            "Connect the account again: `playwarden accounts connect`.",
            status=status,
        )
    if status == 403:
        kind, what, remedy = _forbidden(request, said)
        return kind(f"{what}{quoted}.", remedy, status=status)
    return SpotifyRefused(f"Spotify refuses {request.bucket} with status {status}{quoted}.", status=status)


def _forbidden(request: Request, said: str) -> tuple[type[SpotifyRefused], str, str]:
    """A 403 has many causes, told only by its words, which some answers lack."""
    words = said.casefold()
    if "not be registered" in words or "developer.spotify.com" in words:
        return (
            NotListed,
            "This Spotify account is not on the app's list of users",
            "Add it in the app's dashboard at developer.spotify.com under User Management (at most 5), then try again.",
        )
    if "scope" in words:
        return (
            LacksScope,
            "The account did not consent to this",
            "Connect it again, with `--write` for changes: `playwarden accounts connect`.",
        )
    if "premium" in words:
        return (
            NoPremium,
            "Spotify has stopped this app, since its owner has no Premium subscription",
            "The app's owner has to subscribe again; a few hours later it works as before.",
        )
    if request.template.startswith(_ITEMS):
        if request.writes:
            return (
                SpotifyRefused,
                "Spotify does not let this account change this playlist",
                "Only its owner and its collaborators may: use an account that is one of them.",
            )
        return (
            SpotifyRefused,
            "Spotify shows the entries of this playlist only to its owner and collaborators",
            "Use an account that owns it, or that was invited to it.",
        )
    return (
        SpotifyRefused,
        f"Spotify does not let this app make the call {request.bucket}",
        "Apps in development mode have a reduced set of calls; this one may be gone for them.",
    )


def unknown_account(name: str) -> NotFound:
    """For an account that is not there any more."""
    return NotFound(f"The account {name} was removed here.", "Connect it again: `playwarden accounts connect`.")


def _error(answer: Answer) -> dict[str, object]:
    return dict(table(table(answer.document).get("error")))
