"""How soon `playwarden up` gives its first answer, how much memory it takes, and how soon a command answers."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("playwarden"))
ROUNDS = 5


def main() -> None:
    """Prints the medians of a few rounds: the first start makes the folder, the later ones find it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ) | {"PLAYWARDEN_DATA_DIR": f"{folder}/data", "PLAYWARDEN_SYNC_MINUTES": "0"}
        # Where sources are never kept compiled, every start would compile them anew: nobody's machine does that.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _command(["--version"], environment)
        first = _up(environment)
        later = [_up(environment) for _ in range(ROUNDS)]
        print(f"up, first start: answers after {first[0]:.2f} s, {first[1]:.0f} MB")
        seconds = statistics.median(each[0] for each in later)
        print(
            f"up, later: answers after {seconds:.2f} s, {max(each[1] for each in later):.0f} MB (wanted: 2 s, 120 MB)"
        )
        for words in (["--help"], ["quota"]):
            took = statistics.median(_command(words, environment) for _ in range(ROUNDS))
            print(f"{' '.join(words)}: {took:.2f} s")


def _up(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds to the first answer of /health, and resident MB after a first page of data."""
    began = time.monotonic()
    command = [PROGRAM, "up", "--port", "0", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        with urllib.request.urlopen(told["address"] + "/health", timeout=10):
            took = time.monotonic() - began
        token = Path(told["token_file"]).read_text(encoding="ascii").strip()
        request = urllib.request.Request(
            told["address"] + "/api/v1/playlists", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=10):
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        process.terminate()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return took, int(resident.split()[1]) / 1024


def _command(words: list[str], environment: dict[str, str]) -> float:
    began = time.monotonic()
    subprocess.run([PROGRAM, *words], env=environment, check=True, capture_output=True)
    return time.monotonic() - began
