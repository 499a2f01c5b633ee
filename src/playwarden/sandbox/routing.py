"""Which function answers which method and path, who may ask, and in which mode the call exists."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwarden.sandbox.exchange import Answer, Refusal, Request
from playwarden.sandbox.people import Account, App, Grant
from playwarden.sandbox.plays import Player
from playwarden.sandbox.settings import Quirks
from playwarden.sandbox.shapes import Shapes
from playwarden.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated call of the Web API."""

    world: World
    request: Request
    grant: Grant
    shapes: Shapes
    player: Player
    parts: tuple[str, ...]
    """What stood in the template's braces, in order."""

    @property
    def account(self) -> Account:
        return self.grant.account

    @property
    def app(self) -> App:
        return self.grant.app

    @property
    def extended(self) -> bool:
        return self.grant.app.mode == "extended"

    @property
    def quirks(self) -> Quirks:
        return self.world.quirks

    @property
    def now(self) -> float:
        return self.world.clock.now()

    def need(self, *scopes: str) -> None:
        """Raises Refusal 403 unless the token holds one of these scopes."""
        if not any(scope in self.grant.scopes for scope in scopes):
            raise Refusal(403, "Insufficient client scope")

    def text(self, name: str, default: str = "") -> str:
        """A query parameter."""
        return self.request.query.get(name, default)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number of the query, within bounds. Raises Refusal 400."""
        raw = self.request.query.get(name)
        if raw is None or raw == "":
            return default
        try:
            value = int(raw)
        except ValueError:
            raise Refusal(400, f"Invalid {name}") from None
        if not least <= value <= most:
            raise Refusal(400, f"Invalid {name}")
        return value


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A call the Web API knows. `removed`: answered in extended mode only. `handler` None: gone for everybody."""

    method: str
    template: str
    handler: Handler | None
    removed: bool = False

    @property
    def bucket(self) -> str:
        """The quota bucket: method and template; all player paths share one."""
        return "player" if self.template.startswith("/me/player") else f"{self.method} {self.template}"


@dataclass(slots=True)
class _Node:
    children: "dict[str, _Node]" = field(default_factory=dict)
    wildcard: "_Node | None" = None
    routes: dict[str, Route] = field(default_factory=dict)


class Routes:
    """The table of routes as a tree; literal segments win over placeholders."""

    def __init__(self) -> None:
        self._root = _Node()
        self.all: list[Route] = []

    def add(self, route: Route) -> None:
        """Takes a route in."""
        node = self._root
        for segment in route.template.strip("/").split("/"):
            if segment.startswith("{"):
                node.wildcard = node.wildcard or _Node()
                node = node.wildcard
            else:
                node = node.children.setdefault(segment, _Node())
        node.routes[route.method] = route
        self.all.append(route)

    def find(self, method: str, path: str) -> tuple[Route | None, tuple[str, ...], bool]:
        """The route of a path below /v1, what its placeholders hold, and whether the path is known at all."""
        segments = [segment for segment in path.split("/") if segment]
        found = _walk(self._root, segments, 0, ())
        if found is None:
            return None, (), False
        node, parts = found
        return node.routes.get(method), parts, True


def _walk(node: _Node, segments: list[str], at: int, parts: tuple[str, ...]) -> tuple[_Node, tuple[str, ...]] | None:
    if at == len(segments):
        return (node, parts) if node.routes else None
    child = node.children.get(segments[at])
    if child is not None and (found := _walk(child, segments, at + 1, parts)) is not None:
        return found
    if node.wildcard is not None:
        return _walk(node.wildcard, segments, at + 1, (*parts, segments[at]))
    return None
