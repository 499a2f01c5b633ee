"""The accounts service's pages: the consent form, and refusals a person reads."""

from collections.abc import Sequence
from html import escape

from playwarden.sandbox.exchange import Answer

_HTML = "text/html; charset=utf-8"
_STYLE = (
    "body{font-family:sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}label{display:block;margin:.3rem 0}"
)


def consent_page(
    app_name: str, scopes: Sequence[str], accounts: Sequence[tuple[str, str]], chosen: str, fields: dict[str, str]
) -> Answer:
    """A form that posts `fields` back to /authorize/decision with `account` and `decision` (agree or cancel)."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields.items()
    )
    choices = "".join(
        f'<label><input type="radio" name="account" value="{escape(user)}"{" checked" if user == chosen else ""}> '
        f"{escape(name)} ({escape(user)})</label>"
        for user, name in accounts
    )
    wishes = "".join(f"<li>{escape(scope)}</li>" for scope in scopes) or "<li>your profile</li>"
    body = (
        f"<h1>{escape(app_name)} asks for access</h1><p>This is a local sandbox: no real account is touched.</p>"
        f"<ul>{wishes}</ul>"
        f'<form method="post" action="/authorize/decision">{hidden}'
        f"<fieldset><legend>Log in as</legend>{choices}</fieldset>"
        '<p><button name="decision" value="agree">Agree</button> '
        '<button name="decision" value="cancel">Cancel</button></p>'
        "</form>"
    )
    return _page("Consent", body, 200)


def refusal_page(message: str) -> Answer:
    """What a person sees whose app is set up wrongly: Spotify shows the same words and redirects nowhere."""
    return _page("Something went wrong", f"<p>{escape(message)}</p>", 400)


def _page(title: str, body: str, status: int) -> Answer:
    document = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )
    return Answer(status, document.encode(), _HTML)
