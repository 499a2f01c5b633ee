"""Kept views over HTTP: one's own, and those that are shared."""

from fastapi import APIRouter

from playwarden.domain.access import Right
from playwarden.web.policy import refusal, requires
from playwarden.web.routes.asked import Named, Opened, Text, Who
from playwarden.web.schemas.tending import ViewBody, ViewDocument

router = APIRouter()


@router.get("/views", dependencies=[requires(Right.VIEW, settled=True)])
def views(opened: Opened, who: Who, page: Text = None) -> list[ViewDocument]:
    """The views that you keep and those that are shared, by name. What one shows you is what you may see."""
    me = who.member.id if who.member else None
    return [ViewDocument.of(view) for view in opened.views.views(me, page)]


@router.post("/views", dependencies=[requires(Right.VIEW)])
def keep(opened: Opened, who: Who, body: ViewBody) -> ViewDocument:
    """Keeps a view; one of yours of that name is overwritten. Sharing one takes somebody who may edit."""
    if body.shared and Right.EDIT not in who.rights:
        raise refusal(Right.EDIT)
    me = who.member.id if who.member else None
    return ViewDocument.of(opened.views.keep(me, body.page, body.name, body.search, shared=body.shared))


@router.delete("/views/{view}", status_code=204, dependencies=[requires(Right.VIEW)])
def forget(opened: Opened, who: Who, view: Named) -> None:
    """Forgets a view of yours."""
    opened.views.forget(who.member.id if who.member else None, view)
