"""Errors as documents and back: what one process tells, another raises as the same error."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from playwarden.kit import errors


def facts(error: errors.PlaywardenError) -> dict[str, Any]:
    """What a program may want of `error` beyond code, what and remedy, as JSON takes it."""
    match error:
        case errors.RateLimited(until=until):
            return {"until": until.isoformat()}
        case errors.Throttled(retry_after=retry_after):
            return {"retry_after": retry_after}
        case errors.CutOff(written=written):
            return {"written": [{"action": action, "subject": subject} for action, subject in written]}
        case errors.Blocked(rules=rules):
            return {"rules": list(rules)}
        case errors.FileError(path=path, line=line, column=column):
            return {"path": path, "line": line, "column": column}
        case errors.SpotifyRefused(status=status):
            return {"spotify_status": status}
    return {}


def raised(code: str, what: str, remedy: str, told: Mapping[str, Any]) -> errors.PlaywardenError:
    """The error that was told by its code and `facts`: of the same class, with the same fields.

    A code that is not known here, or facts that are missing, make a plain PlaywardenError of the same words.
    """
    kind = _KINDS.get(code, errors.PlaywardenError)
    try:
        if issubclass(kind, errors.RateLimited):
            return kind(what, remedy, until=datetime.fromisoformat(told["until"]))
        if issubclass(kind, errors.Throttled):
            return kind(what, remedy, retry_after=int(told["retry_after"]))
        if issubclass(kind, errors.CutOff):
            written = tuple((str(each["action"]), str(each["subject"])) for each in told["written"])
            return kind(what, remedy, written=written)
        if issubclass(kind, errors.Blocked):
            return kind(what, remedy, tuple(str(rule) for rule in told["rules"]))
        if issubclass(kind, errors.FileError):
            path, line, column = str(told["path"]), int(told["line"]), int(told["column"])
            return kind(path, line, column, what.removeprefix(f"{path}:{line}:{column}: "), remedy)
        if issubclass(kind, errors.SpotifyRefused):
            return kind(what, remedy, status=int(told["spotify_status"]))
        return kind(what, remedy)
    except (KeyError, TypeError, ValueError):
        return errors.PlaywardenError(what, remedy)


_KINDS = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.PlaywardenError)
}
