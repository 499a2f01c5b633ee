"""Evidence as a page of its own, ready to be printed or sent: nothing is loaded from elsewhere."""

from datetime import UTC, datetime
from html import escape

from playwarden.features.protection.evidence import KNOWN, NOT_KNOWN, Evidence, Side, Told, lasted
from playwarden.kit.text import counted

_STYLE = """
body{font:14px/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-top:2px solid #111;padding-top:.75rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{border:1px solid #999;padding:.35rem .5rem;
text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eee;font-weight:600}img{max-width:9rem;display:block}
.none{color:#555;font-style:italic}.wrong{background:#fde8e8}section{break-inside:avoid}dl{display:grid;
grid-template-columns:max-content 1fr;gap:.15rem 1rem}dt{font-weight:600}dd{margin:0}
@media print{body{margin:0;max-width:none}}
"""


def page(evidence: Evidence) -> str:
    """The whole document as HTML."""
    title = f"What happened to the playlist '{escape(evidence.name)}'"
    since = "the beginning" if evidence.since is None else _at(evidence.since)
    facts = [
        ("Playlist", f"https://open.spotify.com/playlist/{escape(evidence.playlist)}"),
        ("Owner at Spotify", escape(evidence.owner_id)),
        ("Period", f"{since} to {_at(evidence.until)}"),
        ("Protected since", _at(evidence.protected_since) if evidence.protected_since else "not protected now"),
        ("Looks at the account in this period", str(evidence.looks)),
        ("Incidents", str(len(evidence.incidents)) + (" (the newest; there were more)" if evidence.more else "")),
        ("Made", _at(evidence.made_at)),
    ]
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>',
        f"<h1>{title}</h1>",
        "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>",
        *(_incident(number, told) for number, told in enumerate(evidence.incidents, 1)),
        "" if evidence.incidents else "<p>In this period nothing was found that was not as its owner wants it.</p>",
        "<h2>What is known, and how</h2><ul>" + "".join(f"<li>{escape(one)}</li>" for one in KNOWN) + "</ul>",
        "<h2>What is not known</h2><ul>" + "".join(f"<li>{escape(one)}</li>" for one in NOT_KNOWN) + "</ul>",
        "</body></html>",
    ]
    return "\n".join(parts)


def _incident(number: int, told: Told) -> str:
    row = told.shown.row
    wrong = {one["field"] for one in row.wrong}
    facts = [
        ("Last seen right", _at(row.last_right_at) if row.last_right_at else "not seen right before"),
        ("Found", _at(row.found_at)),
        ("Right again", _at(row.right_at) if row.right_at else "not yet" if row.open else "not put back"),
        ("Wrong for", lasted(told)),
        ("Ended", f"{row.outcome}, {_at(row.ended_at)}" if row.ended_at else f"open: {row.state}"),
        ("Put back", _restores(told)),
    ]
    lines = [
        _line(name, label, told, name in wrong)
        for name, label in (("cover", "Cover"), ("name", "Title"), ("description", "Description"), ("public", "Public"))
    ]
    steps = "".join(
        f"<tr><td>{_at(one.at)}</td><td>{escape(one.note or one.what)}</td><td>{escape(one.actor or 'Playwarden')}</td>"
        f"<td>{escape(one.run_id or '')}</td></tr>"
        for one in told.shown.steps
    )
    return (
        f"<section><h2>{number}. {escape(told.words)}</h2>"
        "<dl>" + "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts) + "</dl>"
        "<table><tr><th></th><th>Before</th><th>Found</th><th>Wanted by the owner</th></tr>"
        + "".join(lines)
        + "</table>"
        f"</section><table><tr><th>When</th><th>What was seen or done</th><th>By</th><th>Run</th></tr>{steps}</table>"
    )


def _restores(told: Told) -> str:
    sent = [one for one in told.shown.restores if one.state != "void"]
    if not sent:
        return "nothing was written"
    runs = ", ".join(sorted({one.run_id for one in sent if one.run_id}))
    return f"{counted(len(sent), 'time')}" + (f", by the runs {runs}" if runs else "")


def _line(name: str, label: str, told: Told, wrong: bool) -> str:
    cells = "".join(
        f"<td{' class=wrong' if wrong and number == 1 else ''}>{_cell(name, side)}</td>"
        for number, side in enumerate((told.before, told.found, told.wanted))
    )
    return f"<tr><th>{label}</th>{cells}</tr>"


def _cell(name: str, side: Side) -> str:
    if name == "cover":
        if side.picture is not None:
            return f'<img alt="Cover" src="{side.picture}">'
        return f'<span class="none">{"a picture that was not kept" if side.cover else "none"}</span>'
    value = getattr(side, name)
    if value is None:
        return '<span class="none">not told, or not protected</span>'
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(value) if value.strip() else '<span class="none">empty</span>'


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
