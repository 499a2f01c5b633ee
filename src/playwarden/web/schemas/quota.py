"""Quotas and bans as documents."""

from datetime import datetime

from pydantic import BaseModel


class BanDocument(BaseModel):
    app_id: str
    bucket: str | None
    reason: str
    since: datetime
    until: datetime


class UseDocument(BaseModel):
    """Calls to one endpoint (`*`: all of the group) in the last 24 hours; a null ceiling means unlimited."""

    bucket: str
    spent: int
    ceiling: int | None
    learned: bool
    suspected: bool
    left: int | None


class WindowDocument(BaseModel):
    """Calls of one app in the last 30 seconds."""

    app_id: str
    spent: int
    ceiling: int | None


class QuotaDocument(BaseModel):
    """The quota of one developer's apps."""

    quota_group: str
    total: UseDocument
    buckets: list[UseDocument]
    lanes: dict[str, int]
    left: dict[str, int | None]
    windows: list[WindowDocument]
    bans: list[BanDocument]
