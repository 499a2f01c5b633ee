"""A proposal as a person reads it: the plan of every playlist, what holds it, what it costs in all."""

from playwarden.domain.quota import forecast_sentence
from playwarden.domain.render import as_brief, as_markdown, as_text
from playwarden.features.runs.proposal import Proposal
from playwarden.kit.text import counted

MANY = 12
"""Playlists from which on a proposal is told briefly, unless all of it is wanted."""
SHORT = 12
"""Digits of a fingerprint that are shown, and enough to approve by: 48 bits."""


def text(proposal: Proposal, forced: frozenset[str], *, most: int | None = None) -> str:
    """For a terminal; at most `most` lines of one playlist's diff, the rest counted."""
    if len(proposal.parts) > MANY and most is not None:
        told = ["\n".join(as_brief(part.plan, proposal.titles) for part in proposal.changing)]
        equal = len(proposal.parts) - len(proposal.changing)
        told += [f"{counted(equal, 'playlist stays as it is', 'playlists stay as they are')}."] if equal else []
    else:
        told = [as_text(part.plan, proposal.titles, most=most) for part in proposal.parts]
    if proposal.left_out:
        told.append("\n".join(f"left out: '{one.name}': {one.reason}" for one in proposal.left_out))
    told += [f"held by {block.rule}: '{part.name}': {block.reason}" for part, block in proposal.blocks(forced)]
    told.append("\n".join(_closing(proposal)))
    return "\n\n".join(told)


def markdown(proposal: Proposal, forced: frozenset[str], *, most: int | None = None) -> str:
    """For a review."""
    told = [as_markdown(part.plan, proposal.titles, most=most) for part in proposal.parts]
    told += [f"> left out: '{one.name}': {one.reason}" for one in proposal.left_out]
    told += [f"> **held by `{block.rule}`**: '{part.name}': {block.reason}" for part, block in proposal.blocks(forced)]
    told.append("  \n".join(_closing(proposal)))
    return "\n\n".join(told)


def _closing(proposal: Proposal) -> list[str]:
    if not proposal.changing:
        what = "Everything else" if proposal.left_out else "Everything"
        return [f"{what} is as desired; looking took {counted(proposal.observed_calls, 'call')}."]
    several = f" for {len(proposal.changing)} playlists" if len(proposal.changing) > 1 else ""
    instead = f" instead of {proposal.naive_writes:,}" if proposal.naive_writes > proposal.writes else ""
    return [
        f"In all {counted(proposal.writes, 'call')} (+{counted(proposal.reads, 'read')}){instead}{several}; "
        f"looking took {counted(proposal.observed_calls, 'call')}.",
        *_when(proposal),
        f"Fingerprint {proposal.fingerprint[:SHORT]}",
    ]


def _when(proposal: Proposal) -> list[str]:
    """Of one playlist what its account has left; of several when all of their calls can have left."""
    if len(proposal.changing) > 1 and proposal.spread is not None:
        return [f"{proposal.sentence}."]
    return [forecast_sentence(forecast, "This") for forecast in proposal.forecasts.values() if forecast.calls]
