"""Where Spotify leads the browser back to after a consent; it leads on to pages of ours and nowhere else."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse

from playwarden.domain.access import Caller
from playwarden.kit.errors import InputError, PlaywardenError
from playwarden.web.policy import CALLER, OPEN
from playwarden.web.routes.accounts import holders
from playwarden.web.routes.asked import Opened
from playwarden.web.routes.session import Came

router = APIRouter()


@router.get("/oauth/callback", dependencies=[OPEN], include_in_schema=False)
def callback(opened: Opened, request: Request, came: Came) -> RedirectResponse:
    """Finishes the consent that this browser began, and shows the accounts. Whatever the address says besides code,
    state and error is not looked at.
    """
    caller: Caller | None = request.scope.get(CALLER)
    told = {"failed": "stranger"}
    by_link = False
    for holder in holders(request, came, caller):
        try:
            found = opened.connections.finish(f"?{request.url.query}", bound_to=holder)
        except InputError:
            continue
        except PlaywardenError as error:
            told = {"failed": error.code}
            break
        by_link = found.link_id is not None
        told = {"failed": str(found.failure["code"])} if found.failure else {"connected": str(found.account_id)}
        told |= {"connection": found.id} if found.failure else {}
        break
    page = "/welcome" if by_link or caller is None else "/accounts"
    return RedirectResponse(f"{came.base}{page}?{urlencode(told)}", 303, {"Cache-Control": "no-store"})
