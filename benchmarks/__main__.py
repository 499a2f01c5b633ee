"""`make bench`: runs every benchmark of this folder, or the one that is named.

A benchmark is a module here with `main() -> None` that prints its figures; its docstring's first line is its title.
"""

import importlib
import pkgutil
import sys
import time
from pathlib import Path

NOT_BENCHMARKS = {"__main__"}


def names() -> list[str]:
    """The modules of this folder that have a `main`."""
    found = sorted(each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [name for name in found if name not in NOT_BENCHMARKS and hasattr(_module(name), "main")]


def _module(name: str) -> object:
    return importlib.import_module(f"benchmarks.{name}")


def main(arguments: list[str]) -> int:
    """Runs them one after another; 2 when there is none of that name. What fails ends it with its traceback."""
    known = names()
    wanted = arguments or known
    for name in wanted:
        if name not in known:
            print(f"There is no benchmark '{name}'. There are: {', '.join(known) or 'none'}.", file=sys.stderr)
            return 2
    for name in wanted:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        began = time.monotonic()
        module.main()
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
