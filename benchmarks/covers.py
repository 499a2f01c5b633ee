"""Covers: is it the same picture? Every way of serving one against every other way, and against all other pictures.

python -m benchmarks.covers
"""

import statistics
import time
from collections.abc import Iterator
from itertools import combinations
from random import Random

from tests.artwork import Served, covers, numbered, ways

from benchmarks.wiring import machine
from playwarden.kit.likeness import MOST_BRIGHTNESS, MOST_COLOUR, MOST_STRUCTURE, alike, distance
from playwarden.kit.pictures import look_at

ACROSS = 8
"""Pairs of ways in which two different pictures are compared, drawn by chance."""
Pair = tuple[float, str]


def main() -> int:
    """Prints the distances of equal and of different pictures, and what lies between."""
    print(f"Covers on {machine()}")
    pictures, served = covers(), ways()
    bodies = {name: [way.of(picture) for way in served] for name, picture in pictures.items()}
    began = time.process_time()
    likenesses = {name: [look_at(body).likeness for body in each] for name, each in bodies.items()}
    looked = (time.process_time() - began) / (len(pictures) * len(served)) * 1000
    print(f"{len(pictures)} pictures in {len(served)} ways each: {', '.join(map(str, served))}")
    equal, different = sorted(same(likenesses, served)), sorted(others(likenesses, served))
    told("one picture, served in two ways", equal)
    told("two pictures", different)
    print(f"\n  farthest of one picture    {shown(equal[-1])}")
    for pair in different[:5]:
        print(f"  nearest of two pictures    {shown(pair)}")
    bounds = f"structure {MOST_STRUCTURE}, brightness {MOST_BRIGHTNESS} and colour {MOST_COLOUR} of 256 levels"
    print(f"  threshold 1.0 ({bounds}); margin {1 - equal[-1][0]:.2f} below, {different[0][0] - 1:.2f} above")
    false, missed = sum(far >= 1 for far, _ in equal), sum(near < 1 for near, _ in different)
    print(f"  false alarms {false} of {len(equal):,}, missed swaps {missed} of {len(different):,}")
    speed(looked, likenesses)
    limits(served)
    return 1 if false or missed else 0


def same(likenesses: dict[str, list[str]], served: list[Served]) -> Iterator[Pair]:
    """Every picture in any two ways."""
    for name, each in likenesses.items():
        for one, other in combinations(range(len(served)), 2):
            yield distance(each[one], each[other]), f"{name}: {served[one]}, {served[other]}"


def others(likenesses: dict[str, list[str]], served: list[Served]) -> Iterator[Pair]:
    """Every two pictures in some ways."""
    dice = Random("covers")
    for left, right in combinations(likenesses, 2):
        for _ in range(ACROSS):
            one, other = dice.randrange(len(served)), dice.randrange(len(served))
            far = distance(likenesses[left][one], likenesses[right][other])
            yield far, f"{left} ({served[one]}) and {right} ({served[other]})"


def told(what: str, pairs: list[Pair]) -> None:
    found = [far for far, _ in pairs]
    marks = {"least": 0.0, "1 %": 0.01, "median": 0.5, "99 %": 0.99, "most": 1.0}
    print(f"\n  {what}: {len(pairs):,} pairs")
    at = {mark: found[min(len(found) - 1, int(share * len(found)))] for mark, share in marks.items()}
    print("    " + "   ".join(f"{mark} {far:.2f}" for mark, far in at.items()))


def shown(pair: Pair) -> str:
    return f"{pair[0]:.2f}  {pair[1]}"


def speed(looked: float, likenesses: dict[str, list[str]]) -> None:
    every = [each[0] for each in likenesses.values()]
    took = []
    for one, other in combinations(every, 2):
        began = time.process_time()
        alike(one, other)
        took.append((time.process_time() - began) * 1000)
    compared = statistics.median(took)
    print(f"  looking at a picture takes a processor {looked:.1f} ms, comparing two {compared:.1f} ms (median)")


def limits(served: list[Served]) -> None:
    """How small a number may be before its change is not seen in every way of serving."""
    print("\n  a number in the corner that changes from 7 to 8, by the height of its type:")
    for tall in (0.03, 0.04, 0.05, 0.06, 0.08, 0.12):
        one, other = ([look_at(way.of(numbered(number, tall))).likeness for way in served] for number in (7, 8))
        seen = sum(not alike(left, right) for left in one for right in other)
        print(f"    {tall:.0%} of the side: seen in {seen / len(served) ** 2:.0%} of the pairs")


if __name__ == "__main__":
    main()
