"""Takes every page in light, in dark and on a phone into `.screenshots/`, in the world of the demonstration; what opens
over a page, what somebody sees who only looks, and every page before anything is connected.

With `--readme` those that the README shows are written to `docs/pictures/` too.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.shell import Process, clean_environment, pointing_at, sandbox
from tests.e2e.world import World, demonstrated

HERE = Path(__file__).resolve().parent.parent
PICTURES = HERE / ".screenshots"
README = HERE / "docs" / "pictures"
CHOSEN = (
    "editing-light",
    "rule-set-light",
    "reviewing-light",
    "exchange-light",
    "protection-light",
    "playlists-dark",
    "today-light",
    "calendar-dark",
    "editing-phone",
)
QUALITY = 82


def main() -> int:
    """0 when every picture was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    readme: bool = parser.parse_args().readme
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        for file, begun in (("empty.screenshots.e2e.ts", empty), ("screenshots.e2e.ts", demonstrated)):
            with begun(Path(folder) / file) as up:
                done = up.run(f"e2e/{file}", E2E_PICTURES=str(PICTURES))
            if done.returncode:
                print(done.stdout, done.stderr, file=sys.stderr)
                return 1
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(HERE)}/")
    if readme:
        _renew()
    return 0


@contextmanager
def empty(folder: Path) -> Iterator[World]:
    """An installation that nobody has connected anything to, while the block runs."""
    environment = clean_environment(folder)
    with sandbox(None, environment) as spotify:
        up = Process(["up", "--port", "0"], environment | pointing_at(spotify))
        try:
            token = Path(up.told["token_file"]).read_text().strip()
            yield World(up.told["address"], f"{spotify['address']}/_sandbox", token, up.told["welcome"])
        finally:
            up.ended()


def _renew() -> None:
    """Writes the README's pictures as small files."""
    from PIL import Image

    README.mkdir(exist_ok=True)
    for name in CHOSEN:
        with Image.open(PICTURES / f"{name}.png") as picture:
            picture.convert("RGB").save(README / f"{name}.webp", quality=QUALITY, method=6)
    print(f"{len(CHOSEN)} of them in {README.relative_to(HERE)}/")


if __name__ == "__main__":
    sys.exit(main())
