"""What routes share: the container behind the request, and the bounds of what is asked."""

from typing import Annotated

from fastapi import Depends, Query, Request

from playwarden.bootstrap import Container

LARGEST = 2**63 - 1
"""The largest number that a database can be asked about."""
Most = Annotated[int, Query(ge=1, le=500, description="At most so many, the newest first.")]
Text = Annotated[str | None, Query(max_length=500)]


def _container(request: Request) -> Container:
    opened: Container = request.app.state.container
    return opened


Opened = Annotated[Container, Depends(_container)]
"""The container, as a parameter of a route."""
