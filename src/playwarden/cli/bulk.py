"""`playwarden bulk`: one edit of many playlists, shown with its whole cost before."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from playwarden.cli import proposals
from playwarden.cli.door import door
from playwarden.cli.options import Approve, Force, Full, Json, NoWait, Yes
from playwarden.cli.screen import moment, screen
from playwarden.kit.errors import InputError
from playwarden.kit.text import counted

app = typer.Typer(help="One edit of many playlists at once.", no_args_is_help=True)
Document = dict[str, Any]

_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_NUMBERS = ("at_least", "at_most")
_SWITCHES = ("public", "collaborative")
_TEXTS = ("name", "matching", "account", "tag", "held_as", "holding")

Playlist = Annotated[
    list[str] | None,
    typer.Option("--playlist", metavar="PLAYLIST", help="A playlist by name, address or id; may be given many times."),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="FIELD=VALUE", help="All playlists that fit; several narrow it further."),
]
Tag = Annotated[str | None, typer.Option("--tag", metavar="TAG", help="All playlists that have this tag.")]
All = Annotated[bool, typer.Option("--all", help="All playlists that can be written to.", show_default=False)]
Order = Annotated[
    str, typer.Option("--order", metavar="ORDER", help="Which come first: name, given, size or cost (the cheapest).")
]
First = Annotated[
    int | None, typer.Option("--first", metavar="NUMBER", help="Only the first so many that change.", min=1)
]
MostCalls = Annotated[
    int | None, typer.Option("--most-calls", metavar="NUMBER", help="Only as many as this many calls pay for.", min=1)
]
Today = Annotated[bool, typer.Option("--today", help="Only what the quota lets leave today (UTC).", show_default=False)]
LeaveHeld = Annotated[
    bool,
    typer.Option("--leave-held", help="Leave out what a safety rule holds, and do the others.", show_default=False),
]
KeepDates = Annotated[
    str | None,
    typer.Option("--keep-dates", metavar="POLICY", help="What dates of addition are worth: all, most or none."),
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Show what it would do and what it costs, and stop.", show_default=False)
]


def _shared(
    playlist: Playlist = None,
    select: Select = None,
    tag: Tag = None,
    all_: All = False,
    order: Order = "name",
    first: First = None,
    most_calls: MostCalls = None,
    today: Today = False,
    leave_held: LeaveHeld = False,
    keep_dates: KeepDates = None,
    preview: Preview = False,
    approve: Approve = None,
    yes: Yes = False,
    force: Force = None,
    full: Full = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """The options of every command here: proposes, shows, asks, starts and follows."""


def _command(edit: Callable[..., Document]) -> Callable[..., None]:
    """A command whose function makes the edit out of options of its own; those of `_shared` come behind them."""
    own, more = inspect.signature(edit), inspect.signature(_shared)

    @wraps(edit)
    def command(**given: Any) -> None:
        asked = edit(**{name: given[name] for name in own.parameters})
        _carry_out(asked, {name: given[name] for name in more.parameters})

    parameters = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for one in (*own.parameters.values(), *more.parameters.values())
    ]
    command.__signature__ = own.replace(parameters=parameters, return_annotation=None)  # type: ignore[attr-defined]  # as inspect reads it
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _carry_out(edit: Document, given: Document) -> None:
    if edit.pop("pairs", False):
        _show_pairs(edit, given)
        return
    forced = proposals.forced_rules(given["force"])
    body = {
        "selection": _selection(given["playlist"], _with_tag(given["select"], given["tag"]), everything=given["all_"]),
        "edit": edit,
        "ordering": given["order"],
        "most_playlists": given["first"],
        "most_calls": given["most_calls"],
        "today": given["today"],
        "leave_held": given["leave_held"],
        "keep_dates": given["keep_dates"],
        "forced": forced,
    }
    with screen.progress("looking") as advance:
        proposal: Document = door().post("/playlists/edit", body, tell=lambda said: advance(0, 0, said))
    if not given["preview"]:
        proposals.carry_out(
            proposal,
            approve=given["approve"],
            yes=given["yes"],
            forced=forced,
            full=given["full"],
            no_wait=given["no_wait"],
        )
    elif screen.json:
        screen.answer(proposal)
    else:
        screen.say(proposals.text(proposal, forced, full=given["full"]))


def _show_pairs(edit: Document, given: Document) -> None:
    selection = _selection(given["playlist"], _with_tag(given["select"], given["tag"]), everything=given["all_"])
    body = {"selection": selection, "edit": edit, "ordering": given["order"]}
    found: Document = door().post("/playlists/edit/pairs", body)
    if screen.json:
        screen.answer(found)
        return
    for one in found["playlists"]:
        if one["pairs"] or one["notes"] or one["known"]:
            screen.say(one["name"])
        if (known := one["known"]) is not None:
            screen.say(f"  {_availability(known)}")
        for pair in one["pairs"]:
            screen.say(f"  {pair['place']:>4}  {_pair(pair, edit['kind'])}")
        for note in one["notes"]:
            screen.say(f"  {note}")
    for one in found["left_out"]:
        screen.say(f"{one['name']}: {one['reason']}")
    screen.say(f"{counted(found['number'], 'entry goes', 'entries go')}. Without --pairs this is proposed.")


def _pair(pair: Document, kind: str) -> str:
    goes, other = _title(pair["track"], pair["uri"]), _title(pair["other"], pair["other_uri"])
    where = f" in '{pair['elsewhere']}'" if pair["elsewhere"] else ""
    verb = "comes" if kind == "renew" else "stays"
    return f"{goes} goes, {other} {verb}{where}: {pair['why']}"


def _title(track: Document | None, uri: str) -> str:
    return uri if track is None else f"{track['artist']} - {track['name']}"


def _availability(known: Document) -> str:
    if known["market"] is None:
        return "In which country it is listened to is not known: name it with --market."
    told = f"{known['known']:,} of {counted(known['tracks'], 'track')} known for {known['market']}"
    return f"{told}, asked at the earliest {moment(known['checked_at'])}." if known["known"] else f"{told}."


def selected(playlist: list[str] | None, select: list[str] | None, tag: str | None, *, everything: bool) -> Document:
    """The selection that these options say. Raises InputError."""
    return _selection(playlist, _with_tag(select, tag), everything=everything)


def _with_tag(fields: list[str] | None, tag: str | None) -> list[str] | None:
    return fields if tag is None else [*(fields or ()), f"tag={tag}"]


def _selection(playlists: list[str] | None, fields: list[str] | None, *, everything: bool) -> Document:
    """What `--playlist`, `--select` and `--all` say. Raises InputError."""
    selection: Document = {"playlists": playlists} if playlists else {}
    for field in fields or ():
        name, equals, value = field.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in (*_TEXTS, *_SWITCHES, *_NUMBERS):
            raise InputError(
                f"'{field}' selects nothing.",
                f"Write FIELD=VALUE; the fields are {', '.join((*_TEXTS, *_SWITCHES, *_NUMBERS))}.",
            )
        if name in selection:
            raise InputError(
                f"'{name}' is given twice.", "Several fields narrow it further; `matching=one|other` takes two names."
            )
        selection[name] = _value(name, value.strip())
    if everything and playlists:
        raise InputError("--all and --playlist say two things.", "Give one of them.")
    return selection | ({"everything": True} if everything else {})


def _value(name: str, value: str) -> str | bool | int | list[str]:
    if name == "holding":
        return _uris(value.split())
    if name in _SWITCHES:
        if value.lower() not in _FLAGS:
            raise InputError(f"'{name}' is yes or no, not '{value}'.")
        return _FLAGS[value.lower()]
    if name in _NUMBERS:
        if not value.isdecimal():
            raise InputError(f"'{name}' is a whole number, not '{value}'.")
        return int(value)
    return value


Tracks = Annotated[list[str], typer.Argument(metavar="TRACK...", help="Tracks by URI or address.")]


@app.command()
@_command
def add(
    tracks: Tracks,
    top: Annotated[bool, typer.Option("--top", help="At the top, instead of the bottom.", show_default=False)] = False,
    position: Annotated[
        int | None, typer.Option("--position", metavar="NUMBER", help="At this position, from 1.", min=1)
    ] = None,
    after: Annotated[str | None, typer.Option("--after", metavar="TRACK", help="Behind this track.")] = None,
    twice: Annotated[bool, typer.Option("--twice", help="Also where they stand already.", show_default=False)] = False,
) -> Document:
    """Add tracks to many playlists."""
    if sum((top, position is not None, after is not None)) > 1:
        raise InputError("The tracks go to one place.", "Give one of --top, --position and --after.")
    edit: Document = {"kind": "add", "uris": _uris(tracks), "twice": twice}
    if position is not None:
        return edit | {"where": "position", "position": position}
    if after is not None:
        return edit | {"where": "after", "after": _uris([after])[0]}
    return edit | {"where": "top" if top else "bottom"}


@app.command()
@_command
def remove(tracks: Tracks) -> Document:
    """Remove tracks from many playlists, wherever they stand."""
    return {"kind": "remove", "uris": _uris(tracks)}


@app.command()
@_command
def replace(
    tracks: Tracks,
    by: Annotated[str, typer.Option("--by", metavar="TRACK", help="What comes in their place, by URI or address.")],
) -> Document:
    """Put one track in the place of others in many playlists."""
    return {"kind": "replace", "uris": _uris(tracks), "by": _uris([by])[0]}


@app.command()
@_command
def details(
    name: Annotated[
        str | None, typer.Option("--name", metavar="PATTERN", help="The new name, with placeholders such as {name}.")
    ] = None,
    description: Annotated[
        str | None, typer.Option("--description", metavar="PATTERN", help="The new description, likewise.")
    ] = None,
    find: Annotated[str | None, typer.Option("--find", metavar="TEXT", help="What is to be replaced.")] = None,
    replace: Annotated[str | None, typer.Option("--replace", metavar="TEXT", help="What comes in its place.")] = None,
    regex: Annotated[
        bool, typer.Option("--regex", help="What is found is a regular expression.", show_default=False)
    ] = False,
    ignore_case: Annotated[
        bool, typer.Option("--ignore-case", help="Find it in capitals and small letters.", show_default=False)
    ] = False,
    within: Annotated[
        str, typer.Option("--within", metavar="WHERE", help="Where it is looked for: name, description or both.")
    ] = "name",
) -> Document:
    """Write names and descriptions by a pattern, or replace words in them."""
    texts = {"name": name, "description": description, "find": find, "replace": replace}
    edit: Document = {"kind": "details"} | {key: text for key, text in texts.items() if text is not None}
    return edit | ({"regex": regex, "ignore_case": ignore_case, "within": within} if find is not None else {})


@app.command()
@_command
def visibility(
    public: Annotated[
        bool | None, typer.Option("--public/--private", help="Whether they show on the owner's profile.")
    ] = None,
    collaborative: Annotated[
        bool | None, typer.Option("--collaborative/--not-collaborative", help="Whether those invited may edit them.")
    ] = None,
) -> Document:
    """Make playlists public or private, collaborative or not."""
    return {"kind": "visibility", "public": public, "collaborative": collaborative}


@app.command()
@_command
def sort(
    by: Annotated[
        str,
        typer.Option("--by", metavar="WHAT", help="By title, artist, album, released, duration or added."),
    ],
    descending: Annotated[bool, typer.Option("--descending", help="The other way round.", show_default=False)] = False,
) -> Document:
    """Sort many playlists."""
    return {"kind": "sort", "by": by, "descending": descending}


Leave = Annotated[
    list[str] | None,
    typer.Option("--leave", metavar="TRACK", help="A track that is left alone, by URI or address; may be repeated."),
]
ShowPairs = Annotated[
    bool,
    typer.Option(
        "--pairs",
        help="Show what goes, what there is instead and why, as mirrored; costs no call, and stops.",
        show_default=False,
    ),
]


@app.command()
@_command
def deduplicate(
    keep: Annotated[
        str, typer.Option("--keep", metavar="WHICH", help="Which stays: first, last, oldest, newest or cheapest.")
    ] = "first",
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help="What makes them the same: id, isrc or likeness.")
    ] = "id",
    across: Annotated[
        bool,
        typer.Option("--across", help="In one of the playlists only: that of --stays-in.", show_default=False),
    ] = False,
    stays_in: Annotated[
        str | None,
        typer.Option(
            "--stays-in",
            metavar="WHICH",
            help="With --across: first (that is edited), oldest, newest (where it was added), or a playlist.",
        ),
    ] = None,
    leave: Leave = None,
    pairs: ShowPairs = False,
) -> Document:
    """Leave every track once in many playlists, or in one of them."""
    edit: Document = {"kind": "deduplicate", "keep": keep, "by": by, "across": across, "leave": _uris(leave or [])}
    return edit | ({"stays_in": stays_in} if stays_in else {}) | {"pairs": pairs}


@app.command()
@_command
def renew(
    market: Annotated[
        str | None,
        typer.Option("--market", metavar="COUNTRY", help="Where it is to be playable, such as DE; else the account's."),
    ] = None,
    leave: Leave = None,
    pairs: ShowPairs = False,
) -> Document:
    """Put recordings that can be played in the place of tracks that cannot."""
    edit: Document = {"kind": "renew", "leave": _uris(leave or []), "pairs": pairs}
    return edit | ({"market": market} if market else {})


@app.command()
@_command
def reorder(
    start: Annotated[
        int | None, typer.Option("--start", metavar="NUMBER", help="The first position that moves, from 1.", min=1)
    ] = None,
    length: Annotated[int, typer.Option("--length", metavar="NUMBER", help="How many move.", min=1)] = 1,
    before: Annotated[
        int | None, typer.Option("--before", metavar="NUMBER", help="Before what stands at this position now.", min=1)
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="Turn the order round.", show_default=False)] = False,
    shuffle: Annotated[
        str | None, typer.Option("--shuffle", metavar="SEED", help="Shuffle; the same seed gives the same order.")
    ] = None,
) -> Document:
    """Move a stretch of many playlists, turn their order round, or shuffle them."""
    if sum((start is not None or before is not None, reverse, shuffle is not None)) != 1:
        raise InputError("One new order is wanted.", "Give --start and --before, or --reverse, or --shuffle.")
    if reverse:
        return {"kind": "reorder", "how": "reverse"}
    if shuffle is not None:
        return {"kind": "reorder", "how": "shuffle", "seed": shuffle}
    return {"kind": "reorder", "how": "move", "start": start, "length": length, "before": before}


def _uris(texts: list[str]) -> list[str]:
    """URIs of tracks, from URIs and addresses. Raises InputError for what is neither."""
    from playwarden.domain.links import WrongKind, item_uri

    found = []
    for text in texts:
        try:
            uri = item_uri(text)
        except WrongKind as wrong:
            raise InputError(str(wrong)) from None
        if uri is None:
            raise InputError(f"'{text}' is no track.", "Give its URI or its address, as `Share` in Spotify copies it.")
        found.append(uri)
    return found
