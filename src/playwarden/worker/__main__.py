"""The process of a worker or a beat: started by `playwarden worker` and `playwarden beat`, without the command line.

What commands are made of (tables, options, help) is not loaded here: it would be a tenth of a worker's memory.
"""

import json
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from playwarden.kit.errors import Exit, PlaywardenError

log = logging.getLogger(__name__)


def main(words: Sequence[str]) -> int:
    """`words` is one JSON document: what to be, and its options. The exit code."""
    asked: dict[str, Any] = json.loads(words[0])
    # structlog's printer for terminals would load it, for nothing: four megabytes a worker.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None is how an import is refused
    try:
        return _serve(asked)
    except PlaywardenError as error:
        _fail(error.code, error.what, error.remedy, as_json=asked["json"])
        return int(error.exit)
    except Exception:
        log.exception("%s ended unexpectedly", asked["as"])
        _fail("unexpected", "Something unexpected happened; what was journaled is not lost.", as_json=asked["json"])
        return int(Exit.UNEXPECTED)


def _serve(asked: dict[str, Any]) -> int:
    from playwarden.bootstrap import open_container
    from playwarden.config import load_settings
    from playwarden.domain.calls import Lane
    from playwarden.kit.logs import begin_on_stderr

    settings = load_settings(runner_threads=asked["threads"])
    begin_on_stderr(settings.log_level, settings.log_format)
    container = open_container(settings)
    try:
        if asked["as"] == "beat":
            from playwarden.worker.beating import beat

            beat(container, ready=lambda: _tell({"beat": True}, "Beating. Ctrl-C ends it.", as_json=asked["json"]))
            return int(Exit.OK)
        from playwarden.worker.serving import work

        threads = settings.runner_threads
        return work(
            container,
            lanes=[Lane(lane) for lane in asked["lanes"]],
            threads=threads,
            ready=lambda runner: _tell(
                {"worker": runner.place, "threads": threads, "lanes": asked["lanes"]},
                f"The worker {runner.place} carries out {threads} jobs at a time. Ctrl-C ends it.",
                as_json=asked["json"],
            ),
        )
    finally:
        container.close()


def _tell(document: dict[str, Any], words: str, *, as_json: bool) -> None:
    print(json.dumps(document | {"pid": os.getpid()}) if as_json else words, flush=True)  # noqa: T201 - the door


def _fail(code: str, what: str, remedy: str = "", *, as_json: bool) -> None:
    if as_json:
        document = {"error": {"code": code, "what": what, "remedy": remedy}}
        print(json.dumps(document, ensure_ascii=False), flush=True)  # noqa: T201 - the door
    else:
        print(f"{what}\n{remedy}".strip(), file=sys.stderr, flush=True)  # noqa: T201 - the door


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
