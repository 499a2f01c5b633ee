"""Identifiers: one NewType per kind of thing, and a maker of ids that sort by time."""

import secrets
from datetime import datetime
from typing import NewType, Protocol

AppId = NewType("AppId", str)
"""Ours: `app_…`."""
AccountId = NewType("AccountId", str)
"""Ours: `acc_…`; Spotify's `account_id` is stored beside it."""
PlaylistId = NewType("PlaylistId", str)
"""Spotify's 22-character playlist id."""
RunId = NewType("RunId", str)
"""Ours: `run_…`, one apply, undo or restore."""
PartId = NewType("PartId", str)
"""Ours: `part_…`, what a run does to one playlist."""
VersionId = NewType("VersionId", str)
"""Ours: `ver_…`, one recorded state of a playlist."""
JobId = NewType("JobId", str)
"""Ours: `job_…`, one durable piece of work."""
ScheduleId = NewType("ScheduleId", str)
"""Ours: `sch_…`, what makes jobs again and again."""
RunnerId = NewType("RunnerId", str)
"""Ours: `rnr_…`, one process that carries jobs out."""
CampaignId = NewType("CampaignId", str)
"""Ours: `cmp_…`, placements that belong together."""
PlacementId = NewType("PlacementId", str)
"""Ours: `plc_…`, a track or details put into a playlist from a date until a date."""
MemberId = NewType("MemberId", str)
"""Ours: `mem_…`, a person who signs in here."""
SessionId = NewType("SessionId", str)
"""Ours: `ses_…`, one browser in which a member is signed in."""
LinkId = NewType("LinkId", str)
"""Ours: `lnk_…`, a link that works once."""
TokenId = NewType("TokenId", str)
"""Ours: `tok_…`, what a program shows instead of a password."""
ConnectionId = NewType("ConnectionId", str)
"""Ours: `con_…`, an account that is being connected."""
WebhookId = NewType("WebhookId", str)
"""Ours: `whk_…`, an address that is told of events."""
DeliveryId = NewType("DeliveryId", str)
"""Ours: `msg_…`, one message to a webhook."""
IncidentId = NewType("IncidentId", str)
"""Ours: `inc_…`, a protected playlist that was not as wanted."""
AlertId = NewType("AlertId", str)
"""Ours: `alr_…`, something that people are told of at once."""
RuleSetId = NewType("RuleSetId", str)
"""Ours: `rul_…`, rules that keep a playlist."""
TemplateId = NewType("TemplateId", str)
"""Ours: `tpl_…`, rules with parameters; those that come with Playwarden are named for their files."""
PasteId = NewType("PasteId", str)
"""Ours: `pst_…`, text that somebody pasted."""
DecisionId = NewType("DecisionId", str)
"""Ours: `dec_…`, what a person decided about a name."""
RouteId = NewType("RouteId", str)
"""Ours: `rte_…`, one way by which alerts reach somebody."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class IdSource(Protocol):
    """Makes new ids; injected, so that `engine` holds no randomness."""

    def new(self, prefix: str, at: datetime) -> str:
        """A new id `prefix_` + 10 characters of time + 10 of chance, in Crockford's base 32."""
        ...


class RandomIds:
    """Ids from the operating system's randomness."""

    def new(self, prefix: str, at: datetime) -> str:
        return f"{prefix}_{_base32(int(at.timestamp() * 1000), 10)}{_base32(secrets.randbits(50), 10)}"


def _base32(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))
