"""The chapter of the demonstration in which lists of names become tracks, and playlists become files."""

from itertools import cycle

from scripts.visitor import Document
from scripts.weeks import ZONE, Weeks

ANN = "listener1"
FORMS = ("{artist} - {name}", "{number}. {artist} – {name}", "{name} by {artist}", "{artist} – {name} (Live)")
"""How people write a track down, each in a way of their own."""
NOWHERE = ["Nobody Ever - A Song That Is Nowhere", "Somebody Else - Not Recorded Yet"]


def lists(weeks: Weeks) -> None:
    """Mara pastes a list from a mail, decides what is not clear and adds it; a workbook is written every Sunday"""
    mara, ann = weeks["Mara"], weeks.lists(ANN)
    account, target = weeks.accounts[ANN]["id"], ann[6]
    uris = weeks.others(target, 40, skip=20)
    mail = "\n".join([*_written(weeks, uris[:16]), *NOWHERE])
    paste = mara.post("pastes", {"account": account, "name": "Marta's mail", "text": mail})
    mara.ended(mara.post(f"pastes/{paste['id']}/search", {})["job"])
    mara.post(f"pastes/{paste['id']}/accept")
    for line in mara.get(f"pastes/{paste['id']}/lines?state=review&state=none")["lines"]:
        likely = line["likely"][:1]
        choice: Document = {"choose": "track", "uri": likely[0]["track"]["uri"]} if likely else {"choose": "missing"}
        mara.post(f"pastes/{paste['id']}/lines/{line['number']}", choice)
    body = {"playlists": [target["id"]], "where": "bottom", "forced": []}
    mara.applied(mara.post(f"pastes/{paste['id']}/proposal", body))
    chart = "\n".join(_written(weeks, uris[16:]))
    left = mara.post("pastes", {"account": account, "name": "Chart of the week", "text": chart})
    mara.ended(mara.post(f"pastes/{left['id']}/search", {})["job"])
    sunday = {"kind": "cron", "expression": "0 5 * * SUN", "zone": ZONE}
    payload = {"selection": {"name": "*Mix"}, "form": "xlsx", "keep": 8, "zone": ZONE}
    body = {"name": "Mixes as a workbook", "kind": "exchange.export", "timing": sunday, "payload": payload}
    schedule = mara.post("schedules", body)
    mara.ended(mara.post(f"schedules/{schedule['id']}/run")["job"])


def _written(weeks: Weeks, uris: list[str]) -> list[str]:
    """These tracks as somebody wrote them down."""
    asked = "&".join(f"uri={uri}" for uri in uris)
    known = {track["uri"]: track for track in weeks["Mara"].get(f"tracks?{asked}")}
    forms = zip(cycle(FORMS), enumerate((known[uri] for uri in uris if uri in known), 1), strict=False)
    return [form.format(number=number, artist=one["artist"], name=one["name"]) for form, (number, one) in forms]
