"""The reference of matching says what the code says, and its table is that of the benchmark's kinds."""

import re
from pathlib import Path

from benchmarks import match_noise as noise

from playwarden.domain.matching.judging import ACCEPTED, CLEAR, REVIEWED, UNCLEAR
from playwarden.domain.matching.weighing import Points

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "matching.md").read_text(encoding="utf-8")


def test_every_point_stands_in_the_reference_as_it_is() -> None:
    told = re.findall(r"^\| .* \| ([\d.]+)[^|]*\|[^|]*\| `([A-Z_]+)` \|$", TEXT, re.MULTILINE)
    points = {name: float(value) for value, name in told if name != "SECONDS"}
    inside = {"SECONDS", "EACH_MS", "OTHER_NAME_MS"}
    assert points == {
        name: float(value) for name, value in vars(Points).items() if not name.startswith("_") and name not in inside
    }
    assert [float(value) for value, name in told if name == "SECONDS"] == [off for _, off in Points.SECONDS if off]


def test_the_bounds_of_the_verdict_are_those_of_the_code() -> None:
    assert f"has {ACCEPTED:.0f} or more, nothing holds it" in TEXT
    assert f"something has {REVIEWED:.0f} or more" in TEXT
    assert f"{CLEAR:.0f} point behind where the best one agrees" in TEXT
    assert f"{UNCLEAR:.0f} points where it is mistyped or cut" in TEXT


def test_every_kind_of_noise_has_its_line_in_the_measured_table() -> None:
    for kind in (*noise.CLEAN, *noise.NOISY):
        assert f"| {kind.__doc__} | " in TEXT, f"`make bench NAME=match` prints it: {kind.__doc__}"
