"""Every error a person may meet, as one tree.

PlaywardenError
├── InputError                 what was typed or sent is wrong
│   ├── FileError              ... in a file, with its line
│   ├── UnreadableFile         ... a file that is none of what is read, or too much
│   ├── UnknownClient          ... as an app's client id or secret: Spotify does not know it
│   └── OtherRequest           an Idempotency-Key that stands for another request
├── NotFound                   no such playlist, account, run, version, app
├── Conflict                   somebody else holds it, or it exists already
│   ├── Busy                   another process applies, refreshes or serves right now
│   ├── CutOff                 its first attempt broke off after it had written something
│   └── Overtaken              it was changed since whoever writes it last read it
├── Refused                    allowed by nobody, or not yet
│   ├── NotAllowed             allowed by others, not by whoever asks
│   ├── SignedOut              nobody is signed in, or the session or token has ended
│   │   └── WrongPassword      the name or the password is another
│   ├── Throttled              too many tries: not before some seconds have passed
│   ├── LinkSpent              a link that works once and was used
│   │   └── LinkExpired        ... or came too late
│   ├── NotApproved            no approval, or reality moved since
│   ├── Blocked                a safety rule holds it
│   └── LookOnly               the account was connected without writing
├── NeedsReconnecting          the account's tokens are revoked or expired
├── SpotifyError               the other side
│   ├── RateLimited            a ban, or our own ceiling: not before `until`
│   ├── SpotifyRefused         a final 4xx
│   │   ├── SpotifyNotFound    ... 404
│   │   ├── NotListed          ... the account is not on the app's list of users
│   │   ├── LacksScope         ... the account did not consent to it
│   │   └── NoPremium          ... the app's owner has no Premium any more
│   ├── SpotifyUnavailable     no connection, time-outs, 5xx after retries: nothing was changed
│   └── OutcomeUnknown         a write left, its answer never came: it may have taken effect
├── Interrupted                stopped half way, journaled, can be resumed
│   ├── Cancelled              ... because a person cancelled it: it is not resumed
│   └── Stopping               ... because its process is going down: it goes on elsewhere
├── StoreError                 the data folder or the database
│   ├── NewerDatabase          written by a newer Playwarden
│   ├── Damaged                the database's file is torn, or none
│   ├── CorruptKey             the key does not open what was sealed with it
│   └── DiskFull               no room left
└── ServerUnreachable          the Playwarden that PLAYWARDEN_URL names does not answer, or is none
"""

from datetime import datetime
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    UNEXPECTED = 1
    INPUT = 2
    NOT_FOUND = 3
    REFUSED = 4
    RECONNECT = 5
    RATE_LIMITED = 6
    SPOTIFY = 7
    STORE = 8
    CONFLICT = 9
    INTERRUPTED = 10
    SERVER = 11
    CHANGES = 12
    """A plan of a folder found something to do: no error, but not nothing either."""


class PlaywardenError(Exception):
    """A failure told in plain words: `what` happened, and what `remedy` helps.

    `code` is stable and meant for programs; `exit` is the command line's exit code.
    """

    code = "error"
    exit = Exit.UNEXPECTED

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class InputError(PlaywardenError):
    code = "input"
    exit = Exit.INPUT


class FileError(InputError):
    """Something wrong in a file; `line` and `column` count from 1."""

    code = "file"

    def __init__(self, path: str, line: int, column: int, what: str, remedy: str = "") -> None:
        super().__init__(f"{path}:{line}:{column}: {what}", remedy)
        self.path, self.line, self.column = path, line, column


class UnreadableFile(InputError):
    code = "unreadable_file"


class UnknownClient(InputError):
    code = "unknown_client"


class OtherRequest(InputError):
    code = "idempotency_key"


class NotFound(PlaywardenError):
    code = "not_found"
    exit = Exit.NOT_FOUND


class Conflict(PlaywardenError):
    code = "conflict"
    exit = Exit.CONFLICT


class Busy(Conflict):
    code = "busy"


class CutOff(Conflict):
    """`written` are the (action, subject) of what the audit chain holds of the attempt."""

    code = "cut_off"

    def __init__(self, what: str, remedy: str = "", *, written: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(what, remedy)
        self.written = written


class Overtaken(Conflict):
    code = "overtaken"


class Refused(PlaywardenError):
    code = "refused"
    exit = Exit.REFUSED


class NotAllowed(Refused):
    code = "not_allowed"


class SignedOut(Refused):
    code = "signed_out"


class WrongPassword(SignedOut):
    code = "wrong_password"


class Throttled(Refused):
    """Not again before `retry_after` seconds have passed."""

    code = "throttled"

    def __init__(self, what: str, remedy: str = "", *, retry_after: int) -> None:
        super().__init__(what, remedy)
        self.retry_after = retry_after


class LinkSpent(Refused):
    code = "link_used"


class LinkExpired(LinkSpent):
    code = "link_expired"


class NotApproved(Refused):
    code = "not_approved"


class Blocked(Refused):
    """Safety rules hold the plan; `rules` are the names to be given to `--force`."""

    code = "blocked"

    def __init__(self, what: str, remedy: str = "", rules: tuple[str, ...] = ()) -> None:
        super().__init__(what, remedy)
        self.rules = rules


class LookOnly(Refused):
    code = "look_only"


class NeedsReconnecting(PlaywardenError):
    code = "needs_reconnecting"
    exit = Exit.RECONNECT


class SpotifyError(PlaywardenError):
    code = "spotify"
    exit = Exit.SPOTIFY


class RateLimited(SpotifyError):
    """No call before `until` (aware, UTC). Raised at once, never slept through."""

    code = "rate_limited"
    exit = Exit.RATE_LIMITED

    def __init__(self, what: str, remedy: str = "", *, until: datetime) -> None:
        super().__init__(what, remedy)
        self.until = until


class SpotifyRefused(SpotifyError):
    """A 4xx that repeating does not change; `status` is its HTTP status."""

    code = "spotify_refused"

    def __init__(self, what: str, remedy: str = "", *, status: int) -> None:
        super().__init__(what, remedy)
        self.status = status


class SpotifyNotFound(SpotifyRefused):
    code = "spotify_not_found"


class NotListed(SpotifyRefused):
    code = "not_listed"


class LacksScope(SpotifyRefused):
    code = "lacks_scope"


class NoPremium(SpotifyRefused):
    code = "no_premium"


class SpotifyUnavailable(SpotifyError):
    code = "spotify_unavailable"


class OutcomeUnknown(SpotifyError):
    code = "outcome_unknown"


class Interrupted(PlaywardenError):
    code = "interrupted"
    exit = Exit.INTERRUPTED


class Cancelled(Interrupted):
    code = "cancelled"


class Stopping(Interrupted):
    code = "stopping"


class StoreError(PlaywardenError):
    code = "store"
    exit = Exit.STORE


class NewerDatabase(StoreError):
    code = "newer_database"


class Damaged(StoreError):
    code = "damaged"


class CorruptKey(StoreError):
    code = "corrupt_key"


class DiskFull(StoreError):
    code = "disk_full"


class ServerUnreachable(PlaywardenError):
    code = "server_unreachable"
    exit = Exit.SERVER
