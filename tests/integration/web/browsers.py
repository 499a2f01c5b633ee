"""A browser as far as the API notices: it keeps cookies and the page's mark, and follows nothing by itself."""

import json
from typing import Any

from tests.integration.web.asking import Api
from tests.integration.web.town import PASSWORD


class Browser:
    """Keeps cookies and the page's mark, as a browser and our pages do."""

    def __init__(self, api: Api, *, client: str = "127.0.0.1", host: str = "127.0.0.1:8765") -> None:
        self.api = api
        self.client = client
        self.headers = {"host": host, "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
        self.cookies: dict[str, str] = {}
        self.csrf = ""
        self.told: dict[str, str] = {}

    def ask(
        self, method: str, path: str, document: object = None, *, below: str = "/api/v1", **headers: str
    ) -> tuple[int, Any]:
        given = dict(self.headers)
        if self.cookies:
            given["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.csrf:
            given["x-playwarden-csrf"] = self.csrf
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = b"" if document is None else json.dumps(document).encode()
        path, _, query = path.partition("?")
        status, self.told, answer = self.api.whole(
            method, path, body, query=query, headers=given, token="", client=self.client, below=below
        )
        if "set-cookie" in self.told:
            pair, _, rest = self.told["set-cookie"].partition(";")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in rest:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        if isinstance(answer, dict) and answer.get("csrf"):
            self.csrf = answer["csrf"]
        return status, answer

    def sign_in(self, name: str, password: str = PASSWORD) -> tuple[int, Any]:
        return self.ask("POST", "/session", {"name": name, "password": password})
