"""Refreshing playlists the usual way: Celery tasks on Redis that clear a list and add what is wished, with spotipy.

Written as a careful developer would for the Web API of 2026, and run as it stands: `celery -A benchmarks.usual_way
worker`. Nothing is read: the first hundred replace the list, the rest follows by hundreds, which is the fewest calls
that this way knows. What is done in its favour, beyond what the tutorials show:

- spotipy gets a session without retries. Its own would repeat an addition that may have taken effect already, and
  would sleep in the worker for as long as a 429 says; a task that fails begins again with the replacing instead, which
  heals whatever was left half done. Celery's autoretry does that, with back-off and jitter.
- A 429 is waited for outside of the worker for as long as it says, and a spent quota holds the other tasks as well.
- Sessions are kept, a client for each thread and account, so that connections are.
- Tasks are acknowledged late and taken one at a time, so that a worker that is killed loses none.
- Results are kept a short while, since somebody waits for them.

`refresh_remembering` is the cheap cure for lists that are to stay as they are: it remembers what it sent last and sends
nothing when that is wished again. It is blind to what anybody else changed meanwhile.
"""

import hashlib
import os
import threading
from collections.abc import Sequence
from typing import Any

import redis
import requests
import spotipy
from celery import Celery, Task

BROKER_VARIABLE = "USUAL_BROKER"
API_VARIABLE = "USUAL_API"

BROKER = os.environ.get(BROKER_VARIABLE, "redis://127.0.0.1:6379/0")
AT_ONCE = 100
TRIES = 5
_CLOSED = "usual:closed"
"""Is there for as long as Spotify's quota is known to be spent."""
_TOKENS = "usual:tokens"
_SENT = "usual:sent"

app = Celery("usual_way", broker=BROKER, backend=BROKER)
app.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    result_expires=3600,
    broker_connection_retry_on_startup=True,
    worker_send_task_events=False,
)
store: Any = redis.Redis.from_url(BROKER, decode_responses=True)
_own = threading.local()


def keep_tokens(kept: Any, tokens: dict[str, str]) -> None:
    """Keeps the access token of each account where the workers find it; `kept` is the Redis they use."""
    kept.hset(_TOKENS, mapping=tokens)


def remember(kept: Any, sent: dict[str, tuple[str, ...]]) -> None:
    """Notes what each playlist was sent last."""
    kept.hset(_SENT, mapping={playlist: _digest(uris) for playlist, uris in sent.items()})


def _refresh(task: Any, playlist: str, account: str, uris: list[str]) -> int:
    """Brings a playlist to `uris`; the number of calls it took."""
    _wait_while_closed(task)
    client = _client(account)
    try:
        client.playlist_replace_items(playlist, uris[:AT_ONCE])
        for start in range(AT_ONCE, len(uris), AT_ONCE):
            client.playlist_add_items(playlist, uris[start : start + AT_ONCE])
    except spotipy.SpotifyException as refused:
        if refused.http_status == 429:
            seconds = int((refused.headers or {}).get("Retry-After", 30))
            if refused.reason == "QUOTA_EXCEEDED":
                store.set(_CLOSED, "1", ex=seconds)
            raise task.retry(exc=refused, countdown=seconds, max_retries=None) from None
        raise
    return -(-len(uris) // AT_ONCE)


def _refresh_remembering(task: Any, playlist: str, account: str, uris: list[str]) -> int:
    """The same for a playlist that was sent something else last; else nothing."""
    if store.hget(_SENT, playlist) == _digest(uris):
        return 0
    calls = _refresh(task, playlist, account, uris)
    remember(store, {playlist: tuple(uris)})
    return calls


def _nothing() -> None:
    """A task that has nothing to do: what Celery itself takes."""


def _wait_while_closed(task: Any) -> None:
    left = store.ttl(_CLOSED)
    if left > 0:
        raise task.retry(countdown=left, max_retries=None)


def _client(account: str) -> Any:
    """This thread's client for an account, with the token that is kept now. A client that is let go closes the session
    it was given: so none is.
    """
    if not hasattr(_own, "clients"):
        _own.session, _own.clients = requests.Session(), {}
    if (client := _own.clients.get(account)) is None:
        client = _own.clients[account] = spotipy.Spotify(requests_session=_own.session)
        client.prefix = os.environ[API_VARIABLE].rstrip("/") + "/"
    client.set_auth(store.hget(_TOKENS, account))
    return client


def _digest(uris: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(uris).encode()).hexdigest()


_RETRYING = {
    "bind": True,
    "autoretry_for": (spotipy.SpotifyException, requests.RequestException),
    "max_retries": TRIES,
    "retry_backoff": 1,
    "retry_backoff_max": 60,
    "retry_jitter": True,
}
refresh: Task = app.task(_refresh, name="refresh", **_RETRYING)
refresh_remembering: Task = app.task(_refresh_remembering, name="refresh_remembering", **_RETRYING)
nothing: Task = app.task(_nothing, name="nothing")
