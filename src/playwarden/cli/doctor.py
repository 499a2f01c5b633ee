"""`playwarden doctor`: what is wrong here and what helps; with `--live`, what Spotify does without documenting it."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from playwarden.cli import opened
from playwarden.cli.options import Json
from playwarden.cli.screen import screen, table
from playwarden.kit.errors import InputError, Interrupted, PlaywardenError, SpotifyError
from playwarden.kit.text import counted

if TYPE_CHECKING:
    from playwarden.features.doctor.findings import Finding
    from playwarden.features.doctor.live import Examined

_STYLES = {"ok": "green", "warn": "yellow", "fail": "red", "held": "green", "did not hold": "red", "not tried": "dim"}


def doctor(
    live: Annotated[
        bool,
        typer.Option(
            "--live",
            help="Try what Spotify does not document: one private test playlist, at most 40 calls, about 3 minutes.",
            show_default=False,
        ),
    ] = False,
    account: Annotated[
        str | None, typer.Option("--account", metavar="ACCOUNT", help="With `--live`: on this account.")
    ] = None,
    json: Json = False,
) -> None:
    """Look for what is wrong, and say what helps."""
    _not_elsewhere()
    if live:
        _live(account)
        return
    if account is not None:
        raise InputError("`--account` belongs to `--live`.", "Leave it out, or add `--live`.")
    findings = _findings()
    rows = [
        (Text(found.level.value, _STYLES[found.level.value]), found.name, f"{found.told} {found.remedy}".strip())
        for found in findings
    ]
    screen.answer(findings, table(("", "what", ""), rows))
    failed = next((found for found in findings if found.level.value == "fail"), None)
    if failed is not None:
        raise typer.Exit(int(failed.exit))


def _not_elsewhere() -> None:
    """Raises InputError while PLAYWARDEN_URL names a server. Settings that are wrong are findings."""
    try:
        elsewhere = bool(opened.settings().url)
    except InputError:
        return
    if elsewhere:
        opened.this_machine()


def _findings() -> list["Finding"]:
    """The machine's findings come also where nothing can be opened."""
    from playwarden.features.doctor.checks import examine, machine
    from playwarden.features.doctor.findings import Finding

    findings: list[Finding] = []
    try:
        container = opened.container()
        findings += machine(container.settings.data_dir)
        findings += examine(container.patient)
    except PlaywardenError as error:
        findings.append(Finding.of("opening", error))
    return findings


def _live(account: str | None) -> None:
    container = opened.container()
    chosen = container.accounts.find(account)
    try:
        with screen.progress("trying") as advance:
            examined = container.live_doctor.examine(chosen, progress=advance)
    except KeyboardInterrupt:
        raise Interrupted("Stopped; the test playlist was deleted, as far as Spotify answered.") from None
    rows = [
        (
            Text(tried.verdict.value, _STYLES[tried.verdict.value]),
            tried.assumption.text,
            tried.told,
            tried.assumption.rests,
        )
        for tried in examined.tried
    ]
    screen.answer(
        _document(examined),
        table(("", "believed of Spotify", "found", "what rests on it"), rows),
        f"{counted(examined.calls, 'call')}; remembered for the app.",
    )
    if examined.left_behind is not None:
        raise SpotifyError(
            f"The test playlist spotify:playlist:{examined.left_behind} could not be deleted.",
            "Delete it in the Spotify app; its name begins with 'Playwarden doctor'.",
        )


def _document(examined: "Examined") -> dict[str, object]:
    return {
        "calls": examined.calls,
        "left_behind": examined.left_behind,
        "assumptions": [
            {
                "name": tried.assumption.name,
                "believed": tried.assumption.text,
                "rests": tried.assumption.rests,
                "verdict": tried.verdict.value,
                "found": tried.told,
                "seconds": tried.seconds,
            }
            for tried in examined.tried
        ],
    }
