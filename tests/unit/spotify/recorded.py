"""Answers of Spotify's that others recorded, where they are present beside the project."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "api"

needs_recordings = pytest.mark.skipif(not FOLDER.is_dir(), reason="no recorded answers in ../shared/data/api")


def recorded(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def every() -> list[Path]:
    return sorted(FOLDER.glob("*/*.json")) if FOLDER.is_dir() else []
