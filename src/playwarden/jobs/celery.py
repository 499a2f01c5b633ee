"""Tells Celery workers of due jobs: messages with a job's id over Redis, one queue a lane.

Nothing depends on a message. It is sent after the commit that made a job due; when Redis is away, or forgets, the tick
of a beat sends another one, and a message that comes twice, late or for nothing is dropped by whoever gets it.
"""

import logging
import threading
import time
from collections.abc import Collection, Sequence

import redis
from celery import Celery
from kombu import Queue
from kombu.exceptions import OperationalError

from playwarden.domain.calls import Lane
from playwarden.engine.ports.outbox import Message, Outbox
from playwarden.kit.errors import PlaywardenError

log = logging.getLogger(__name__)

TASK = "playwarden.job"
"""The one task: its argument is the id of a job that may be due."""
VISIBILITY_SECONDS = 3600
"""After this long Redis gives a message that was not acknowledged to somebody else, who drops it when the job is taken.
Lost workers' jobs do not wait for that: the database knows of them within a minute."""
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 3.0
"""Longer than the second for which a worker's own waiting in Redis lasts."""
FORGOTTEN_SECONDS = 30.0
"""For so long after Redis was started anew every message counts as lost that led to nothing soon."""
PAUSE_SECONDS = 5.0
"""After Redis was away it is left alone for so long: what commands and requests leave undone, a tick does."""


def queue_name(lane: Lane) -> str:
    """The queue of a lane, as Redis has it."""
    return f"playwarden.{lane.value}"


def make_app(broker_url: str, lanes: Sequence[Lane] = tuple(Lane)) -> Celery:
    """The Celery application. A worker of it consumes `lanes`, the highest that holds a message first."""
    app = Celery("playwarden", broker=broker_url, set_as_current=False, fixups=[])
    ordered = sorted(lanes, key=lambda lane: lane.rank)
    app.conf.update(
        task_queues=[Queue(queue_name(lane), routing_key=queue_name(lane)) for lane in ordered],
        task_default_queue=queue_name(ordered[-1]),
        task_create_missing_queues=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_pool_limit=2,
        broker_transport_options={
            "queue_order_strategy": "priority",
            "priority_steps": [0],
            "visibility_timeout": VISIBILITY_SECONDS,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "socket_keepalive": True,
        },
    )
    return app


class Dispatcher:
    """Sends what the outbox holds, from a thread of its own: whoever commits a job waits for nobody.

    Redis being away is told once in the log, and once that it is back.
    """

    def __init__(self, broker_url: str, outbox: Outbox) -> None:
        self._app = make_app(broker_url)
        # One try a command: the patience is in the ticks. Retries of the client would add up to many seconds.
        self._redis = redis.Redis.from_url(
            broker_url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=None,
            protocol=2,
        )
        self._outbox = outbox
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._sending = threading.Lock()
        self._woken = threading.Event()
        self._closed = threading.Event()
        self._away_until = 0.0
        self._away = False
        self._server = ""
        self._forgot_at = float("-inf")

    def wake(self) -> None:
        """Something is due: it is sent soon. Returns at once."""
        self._woken.set()
        with self._starting:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
                self._thread.start()

    def tick(self) -> None:
        """Sends what was not sent or was lost, even where Redis was away a moment ago."""
        self._send(repeat=True)

    def close(self) -> None:
        """Sends what is still to be sent, for a few seconds at most, and ends."""
        self._closed.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout=2 * (CONNECT_SECONDS + ANSWER_SECONDS))
        self._redis.close()
        self._app.close()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            last = self._closed.is_set()
            self._woken.clear()
            if time.monotonic() >= self._away_until:
                self._send(repeat=False)
            if last:
                return

    def _send(self, *, repeat: bool) -> None:
        with self._sending:
            try:
                idle = self._idle_lanes()
                self._publish(self._outbox.take(idle if repeat else ()))
            except (OperationalError, redis.RedisError, OSError) as error:
                self._is_away(error)
            except PlaywardenError as error:
                log.warning("due jobs could not be looked up for the workers: %s", error)

    def _idle_lanes(self) -> list[Lane]:
        """The lanes whose queues are empty, and all of them for a while after Redis was started anew and may have
        forgotten. Raises RedisError: it is asked before any job is marked as sent.
        """
        with self._redis.pipeline(transaction=False) as asking:
            asking.info("server")
            for lane in Lane:
                asking.llen(queue_name(lane))
            server, *lengths = asking.execute()
        if self._away:
            self._away = False
            log.info("Redis is back: workers are told of due jobs again")
        if self._server not in ("", server["run_id"]):
            self._forgot_at = time.monotonic()
        self._server = server["run_id"]
        forgot = time.monotonic() - self._forgot_at < FORGOTTEN_SECONDS
        return [lane for lane, length in zip(Lane, lengths, strict=True) if forgot or length == 0]

    def _publish(self, messages: Collection[Message]) -> None:
        left = list(messages)
        try:
            while left:
                message = left[0]
                self._app.send_task(TASK, (message.job_id,), queue=queue_name(message.lane), retry=False)
                del left[0]
        finally:
            if left:
                self._outbox.put_back([message.job_id for message in left])

    def _is_away(self, error: Exception) -> None:
        self._away_until = time.monotonic() + PAUSE_SECONDS
        if not self._away:
            self._away = True
            log.warning("Redis does not answer; due jobs stay in the database until it does: %s", error)
