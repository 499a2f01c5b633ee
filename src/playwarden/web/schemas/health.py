"""What is told without the token."""

from pydantic import BaseModel


class Health(BaseModel):
    """Whether it serves. Nothing else is told without the token."""

    status: str
    version: str
