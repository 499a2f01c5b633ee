"""Where does a playlist stand on the way of its plan? Found out whenever a journaled outcome is not certain."""

from http import HTTPStatus

from playwarden.domain.library import Head
from playwarden.domain.operations import Create, Follow, Insert, Move, Remove, Replace, SetCover, SetDetails, Unfollow
from playwarden.domain.runs import Outcome, Step
from playwarden.engine.anew import edited_details
from playwarden.engine.carried import Carried
from playwarden.engine.locate import place
from playwarden.engine.observe import LAGS
from playwarden.engine.ports.target import Performed
from playwarden.kit.errors import NotApproved, SpotifyRefused

_REPEATABLE = (SetDetails, SetCover, Follow, Unfollow)
"""Operations that may be sent again: doing them twice changes nothing."""
_PLACED = (Insert, Move, Remove, Replace)
"""Operations that do harm where the list is not the one they were planned for."""


def take_up(carried: Carried) -> None:
    """A part that was begun before, or not just now observed: look before anything leaves."""
    for step in carried.part.steps:
        if step.outcome is Outcome.REFUSED:  # stopped before it was known whether that was final
            carried.settle(step, Outcome.PENDING)
    if carried.part.playlist_id is None:
        _leave_to_rival(carried)
    elif (later := carried.desk.journal.overtaken(carried.part)) is not None and not carried.merges:
        carried.seen = carried.read()
        raise NotApproved(
            f"The later run {later} changed '{carried.seen.head.name}'; going on would undo some of that.",
            f"Plan again, or take back what this run did with `playwarden runs undo {carried.run.id}`.",
        )
    elif carried.run.observed_at is not None and not carried.uncertain:
        # Another run may have had the playlist since this one was planned; then it had to wait for that one.
        carried.uncertain = carried.desk.journal.written_since(carried.playlist_id, carried.run.observed_at)
    if carried.uncertain and (carried.part.playlist_id is not None or carried.open_step is not None):
        look_again(carried)
        # What was just looked at, and nothing of it sent before, is as good as just observed.
        carried.uncertain = carried.begun
    carried.strict = False


def _leave_to_rival(carried: Carried) -> None:
    """A playlist that another run has made under the same key, or may have, is not made twice."""
    rival = carried.desk.journal.maker(carried.part)
    if rival is None:
        return
    key = carried.part.create_key
    if rival.playlist_id is not None:
        raise NotApproved(f"'{key}' was made by another run meanwhile.", "Plan again: it is planned as it is.")
    raise NotApproved(
        f"The run {rival.run_id} may have made '{key}' already; its answer was lost.",
        f"First `playwarden runs resume {rival.run_id}`, then plan again.",
    )


def look_again(carried: Carried) -> None:
    """Settles steps whose outcome is open by reading the playlist; plans anew when it stands nowhere on our way."""
    open_step = carried.open_step
    if open_step is not None and isinstance(open_step.operation, Create) and carried.part.playlist_id is None:
        _find_created(carried, open_step)
        return
    repeatable = open_step is not None and isinstance(open_step.operation, _REPEATABLE)
    if open_step is not None and repeatable:
        carried.settle(open_step, Outcome.PENDING)
    placed = any(isinstance(step.operation, _PLACED) for step in carried.part.steps)
    if not placed and not carried.merges and carried.next_step is not None:
        return  # nothing of what is left depends on what stands there
    if open_step is None and _vouched(carried):
        return
    done = carried.part.done
    for wait in (0.0, *LAGS):
        carried.desk.pause(wait)
        whole = carried.read()
        at = place(carried.part.plan, whole.state, done, one_open=open_step is not None)
        # An unchanged list may only lag behind a write that took effect: wait before believing it.
        if at is not None and (open_step is None or repeatable or at > done):
            break
    if at is None or (carried.merges and edited_details(carried.part, whole.head.details, whole)):
        carried.plan_anew(whole)
    elif open_step is not None and not repeatable:
        carried.settle(open_step, Outcome.DONE if at > done else Outcome.PENDING)


def _vouched(carried: Carried) -> bool:
    """Whether a list page fetched lately shows the playlist as the part left it, or as it was when it was planned."""
    looks = carried.desk.looks
    if looks is None:
        return False
    carried.check()
    vouched, _ = looks.vouched(carried.caller, [carried.playlist_id])
    held = vouched.mirrored.get(carried.playlist_id)
    if held is None:
        return False
    part = carried.part
    if carried.merges and edited_details(part, held.details, None):
        return False  # nobody promises that a snapshot id changes with the details
    if part.done:
        last = next(step for step in reversed(part.steps) if step.outcome is Outcome.DONE)
        return last.snapshot_id is not None and last.snapshot_id == held.snapshot_id
    return held.state is not None and held.current and place(part.plan, held.state, 0, one_open=False) == 0


def moved_away(carried: Carried, why: SpotifyRefused) -> bool:
    """Whether a call was refused because somebody edited meanwhile and its positions mean nothing any more.

    Then the rest is planned anew; otherwise the refusal is final.
    """
    if why.status != HTTPStatus.BAD_REQUEST or carried.part.playlist_id is None:
        return False
    whole = carried.read()
    if place(carried.part.plan, whole.state, carried.part.done, one_open=False) is not None:
        return False
    carried.plan_anew(whole)
    return True


def _find_created(carried: Carried, step: Step) -> None:
    """A create whose answer was lost: looked for in the account's list before it is repeated."""
    assert isinstance(step.operation, Create)
    for wait in (0.0, *LAGS):
        carried.desk.pause(wait)
        found = _unknown_like(carried, step.operation)
        if len(found) > 1:
            raise NotApproved(
                f"{len(found)} empty playlists are named '{step.operation.name}', and the one that was just made "
                "cannot be told from the others.",
                "Delete those you do not want, then plan again.",
            )
        if found:
            carried.settle(step, Outcome.DONE, Performed(found[0].snapshot_id, found[0].id))
            return
    carried.settle(step, Outcome.PENDING)


def _unknown_like(carried: Carried, created: Create) -> list[Head]:
    """Empty playlists of the account that look like `created` and were never seen or made here."""
    journal = carried.desk.journal
    owner = journal.user_id(carried.part.account_id)
    heads = [head for page in carried.reads.heads(carried.caller) for head in page.heads]
    alike = [h for h in heads if h.name == created.name and h.owner_id == owner and not h.total]
    known = journal.known_playlists([head.id for head in alike])
    unknown = [head for head in alike if head.id not in known]
    if len(unknown) > 1 and created.description:
        wanted = created.description.split()
        unknown = [h for h in unknown if h.description is not None and h.description.split() == wanted] or unknown
    return unknown
