"""`rules`: rule sets in files, checked and explained without a call; what is kept stands in `rule_sets`."""

from pathlib import Path
from typing import Annotated

import typer

from playwarden.cli import rule_sets
from playwarden.cli.options import Json
from playwarden.cli.screen import screen
from playwarden.kit.text import counted

app = typer.Typer(help="Rule sets: what a playlist is to hold, as data.", no_args_is_help=True)


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Rule sets as YAML or JSON.", show_default=False)
    ],
    json: Json = False,
) -> None:
    """Check rule sets: tells every fault with its line, its step and what would be right."""
    from playwarden.features.rules.files import read_file
    from playwarden.features.rules.telling import sentences
    from playwarden.kit.errors import Exit

    answers, wrong = [], 0
    for path in files:
        read = read_file(path)
        wrong += bool(read.faults)
        told = sentences(read.rules) if read.rules else []
        answers.append({"file": str(path), "faults": [one.to_document() for one in read.faults], "sentences": told})
        if read.rules is not None:
            screen.say(f"{path}: '{read.rules.name}' is in order.")
            for sentence in told:
                screen.say(f"  {sentence}")
        for fault in read.faults:
            screen.say(f"{path}:{fault.line}:{fault.column}: {fault.where}: {fault.what}", "red")
            if fault.remedy:
                screen.say(f"  {fault.remedy}")
    if screen.json:
        screen.answer({"rule_sets": answers, "wrong": wrong})
    elif wrong:
        screen.note(f"{counted(wrong, 'file is', 'files are')} wrong.")
    if wrong:
        raise typer.Exit(Exit.INPUT)


@app.command()
def steps(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="One kind of step, told in full.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write all of them as Markdown, with their fields.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """List the kinds of steps, or tell one in full with its fields and an example."""
    from playwarden.domain.rules.kinds import kinds
    from playwarden.features.rules.telling import kind_text, reference
    from playwarden.kit.errors import NotFound

    known = kinds()
    if kind is not None and kind not in known:
        raise NotFound(f"There is no step '{kind[:40]}'.", f"There are {', '.join(known)}.")
    told = [known[kind]] if kind else list(known.values())
    document = [{"step": one.name, "role": one.role, "text": one.text, "example": dict(one.example)} for one in told]
    if kind is not None:
        screen.answer(document[0], kind_text(known[kind]))
    elif markdown:
        screen.answer({"markdown": reference()}, reference().rstrip())
    else:
        from playwarden.cli.screen import table

        rows = [(one.role, one.name, one.text.partition("\n")[0]) for one in told]
        screen.answer(document, table(("kind", "step", "what it does"), rows))


@app.command()
def schema(json: Json = False) -> None:
    """Print the JSON Schema of a rule set, for editors."""
    from playwarden.domain.rules.reading import schema as form

    screen.json = True
    screen.answer(form())


rule_sets.add_to(app)
