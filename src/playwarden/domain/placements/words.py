"""Placements in words for people, times in the zone that they were meant in."""

from datetime import datetime

from playwarden.domain.jobs.timing.zones import wall_of, zone_named
from playwarden.domain.placements.placement import NewPlacement, Placement
from playwarden.kit.text import listed


def local(moment: datetime, zone: str) -> str:
    """`2026-12-01 06:00` in the zone; with seconds where they are not 0."""
    there = wall_of(moment, zone_named(zone))
    return there.strftime("%Y-%m-%d %H:%M:%S" if there.second else "%Y-%m-%d %H:%M")


def named(one: Placement) -> str:
    """What is placed."""
    return one.asked.uri or listed([f"the {name}" for name in one.asked.fields])


def until_words(one: Placement) -> str:
    """` until …` in its zone; nothing without an end."""
    asked = one.asked
    return f" until {local(asked.until_at, asked.zone)}" if asked.until_at is not None else ""


def span_words(asked: NewPlacement) -> str:
    """`from … until … (Europe/Berlin)`."""
    until = f" until {local(asked.until_at, asked.zone)}" if asked.until_at is not None else " without an end"
    return f"from {local(asked.from_at, asked.zone)}{until} ({asked.zone})"


def lateness(seconds: float) -> str:
    """`2 h 5 min`, `3 d 1 h`, for how late something is."""
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if number]
    return " ".join(parts[:2]) or f"{int(seconds)} s"
