"""Celery over Redis: the application that workers and senders share, a queue a lane, and the courier to them."""

import time
from collections.abc import Collection, Sequence
from typing import Any

import redis
from celery import Celery
from kombu import Queue
from kombu.exceptions import OperationalError

from playwarden.domain.calls import Lane
from playwarden.engine.ports.outbox import Message

TASK = "playwarden.job"
"""The one task. Its arguments are the id of a job that may be due, and its lane."""
VISIBILITY_SECONDS = 3600
"""After this long Redis gives a message that was not acknowledged to somebody else, who drops it when the job is taken.
Lost workers' jobs do not wait for that: the database knows of them within half a minute."""
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 3.0
"""Longer than the second for which a worker's own waiting in Redis lasts."""
FORGOTTEN_SECONDS = 30.0
"""For so long after Redis was started anew every message counts as lost that led to nothing soon."""


class _App(Celery):  # type: ignore[misc]  # Celery has no types
    """Knows one broker, ours: Celery itself lets CELERY_BROKER_URL in the environment win over its configuration."""

    def connection_for_read(self, url: str | None = None, **options: Any) -> Any:
        return super().connection_for_read(url or self.conf.playwarden_broker, **options)

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        return super().connection_for_write(url or self.conf.playwarden_broker, **options)


def queue_name(lane: Lane) -> str:
    """The queue of a lane, as Redis has it."""
    return f"playwarden.{lane.value}"


def make_app(broker_url: str, lanes: Sequence[Lane] = tuple(Lane)) -> Celery:
    """The application. A worker of it consumes `lanes`, always the highest that holds a message."""
    app = _App("playwarden", set_as_current=False, fixups=[])
    ordered = sorted(lanes, key=lambda lane: lane.rank)
    app.conf.update(
        playwarden_broker=broker_url,
        task_queues=[Queue(queue_name(lane), routing_key=queue_name(lane)) for lane in ordered],
        task_default_queue=queue_name(ordered[-1]),
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


class CeleryCourier:
    """Implements `jobs.dispatching.Courier`."""

    def __init__(self, broker_url: str) -> None:
        self._app = make_app(broker_url)
        # One try a command: the patience is in the ticks, and retries of the client would add up to many seconds.
        self._redis = redis.Redis.from_url(
            broker_url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=None,
            protocol=2,
        )
        self._server = ""
        self._forgot_at = float("-inf")

    def idle_lanes(self) -> Collection[Lane]:
        """Those whose queues are empty, and all of them for a while after Redis was started anew: it may have
        forgotten what it held.
        """
        try:
            with self._redis.pipeline(transaction=False) as asking:
                asking.info("server")
                for lane in Lane:
                    asking.llen(queue_name(lane))
                server, *lengths = asking.execute()
        except (redis.RedisError, OSError) as error:
            raise ConnectionError(str(error)) from error
        if self._server not in ("", server["run_id"]):
            self._forgot_at = time.monotonic()
        self._server = server["run_id"]
        forgot = time.monotonic() - self._forgot_at < FORGOTTEN_SECONDS
        return [lane for lane, length in zip(Lane, lengths, strict=True) if forgot or length == 0]

    def send(self, message: Message) -> None:
        try:
            arguments = (message.job_id, message.lane.value)
            self._app.send_task(TASK, arguments, queue=queue_name(message.lane), retry=False)
        except (OperationalError, redis.RedisError, OSError) as error:
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        self._redis.close()
        self._app.close()
