"""Completes the OpenAPI document: who may call, how errors look, keys that make writes repeatable, tags of reads, and
an example of each success.
"""

import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).with_name("examples.json")
"""What every route was once sent and answered, in short: `METHOD /path` below /api/v1 -> status, body, answer. A test
writes it and holds it to the schemas.
"""

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable and for programs, `detail` and `remedy` for people.",
    "required": ["type", "title", "status", "detail", "code", "remedy"],
    "additionalProperties": True,
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "remedy": {"type": "string"},
    },
}
REFUSALS: dict[int, tuple[str, str, str, str]] = {
    400: ("What was sent is wrong.", "input", "'x' is no country.", "Give its two letters, such as DE."),
    401: ("Nobody is signed in.", "no_token", "This needs somebody who is signed in, or a token.", "Sign in."),
    403: ("Not allowed to whoever asks.", "not_allowed", "You may not change this.", "Ask an owner or an admin."),
    404: ("There is nothing of that name.", "not_found", "There is no run 'x'.", "`playwarden runs list` names them."),
    409: ("Something is in the way.", "conflict", "The same work is open already.", "Wait for that one, or cancel it."),
    410: ("A link that works once was used.", "link_used", "This link was used already.", "Ask for a new one."),
    412: ("It was changed meanwhile.", "overtaken", "This draft was changed elsewhere.", "Read it, then write it."),
    413: ("It is too large.", "too_large", "What was sent is larger than 48 MB.", "Send it in several parts."),
    421: ("The name is not ours.", "foreign_host", "This name is not one of ours.", "Set PLAYWARDEN_ALLOWED_HOSTS."),
    422: ("It has not the form that is asked for.", "input", "limit: too large.", "The reference shows what is taken."),
    429: ("Too many tries.", "throttled", "There were too many tries to sign in.", "Try again in 30 seconds."),
    500: ("A fault of the server.", "unexpected", "Something unexpected happened.", "The log has the details."),
    502: (
        "Spotify refused.",
        "spotify_refused",
        "Spotify refuses the call.",
        "Look at the app on Spotify's dashboard.",
    ),
    503: ("Not now.", "rate_limited", "Spotify asks to wait until 14:00 UTC.", "It goes on by itself."),
    507: ("The disk is full.", "disk_full", "There is no room left on the disk.", "Free some space."),
}
"""By status: what it means, and an example of code, what happened, and what helps."""
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name for this request: sent again within a day, it is answered as before and not done again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
}
_KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer that one has: 304 while it is still that one.",
    "schema": {"type": "string"},
}
_WRITES = ("post", "put", "patch", "delete")


def described(document: dict[str, Any], opened: frozenset[tuple[str, str]]) -> dict[str, Any]:
    """`document` with all that holds for every route; `opened` are those that need nobody signed in."""
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {f"Problem{status}": _response(status) for status in REFUSALS}
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token, or the operator's token."},
        "session": {"type": "apiKey", "in": "cookie", "name": "playwarden_session"},
    }
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            is_open = (method.upper(), path) in opened or not path.startswith("/api/")
            _exemplify(operation, examples.get(f"{method.upper()} {path.removeprefix('/api/v1')}"))
            operation["security"] = [] if is_open else [{"token": []}, {"session": []}]
            for status in REFUSALS:
                operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
            added = _KEY if method in _WRITES and not is_open else _KNOWN if method == "get" else None
            if added is not None:
                operation.setdefault("parameters", []).append(added)
            if method == "get":
                operation["responses"]["304"] = {"description": "It is the one that one has."}
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document


def _exemplify(operation: dict[str, Any], example: dict[str, Any] | None) -> None:
    """Puts what was sent and answered beside the schemas, unless the route brings its own."""
    if example is None:
        return
    answered = operation["responses"].get(str(example["status"]), {}).get("content", {}).get("application/json")
    if answered is not None:
        answered.setdefault("example", example["answer"])
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if sent is not None and "body" in example:
        sent.setdefault("example", example["body"])


def _response(status: int) -> dict[str, Any]:
    meaning, code, what, remedy = REFUSALS[status]
    example = {
        "type": f"urn:playwarden:error:{code}",
        "title": meaning.rstrip("."),
        "status": status,
        "detail": what,
        "code": code,
        "remedy": remedy,
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": meaning, "content": {"application/problem+json": content}}
