"""What webhooks tell: the kinds of events, how a message is signed, and how long one is tried."""

import base64
import hashlib
import hmac
from datetime import timedelta

KINDS: dict[str, str] = {
    "change.applied": "A run changed playlists, or tried to.",
    "change.undone": "A run was undone.",
    "change.restored": "An earlier version was brought back.",
    "job.done": "A job has succeeded.",
    "job.failed": "A job has failed.",
    "job.waiting": "A job waits for a person: its account is to be connected again, or its time was missed.",
    "incident.ban": "Spotify asked to wait: no call of an app, or to one endpoint, until it is over.",
    "incident.consent": "An account has to be connected again, or will have to be in 30 days, 7 days or one.",
    "incident.opened": "A protected playlist is not as it is to be: taken down, changed by others, gone or hidden.",
    "incident.ended": "Such an incident is over: put back, accepted, or ended by a person.",
    "protection.breaker": "The most restores in 24 hours were made: nothing is put back until a person has looked.",
}
"""Each kind of event and when it is told."""
TEST = "test"
"""What the test button sends, whatever kinds were chosen."""
CHANGES = {"apply": "change.applied", "undo": "change.undone", "restore": "change.restored"}
"""The kind that tells of a run, by its verb."""

BACKOFF = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)
"""Seconds after the first failed try of a message, the second and so on: about a day in all, then it is given up."""
TRIES = len(BACKOFF) + 1
DISABLED_AFTER = timedelta(days=3)
"""A webhook to which nothing could be delivered for so long is switched off."""
_PREFIX = "whsec_"


def new_secret(chance: bytes) -> str:
    """A secret as Standard Webhooks writes it, from 32 random bytes."""
    return _PREFIX + base64.b64encode(chance).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The `webhook-signature` of a message: HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks has it."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return timedelta(seconds=BACKOFF[min(failures, len(BACKOFF)) - 1])
