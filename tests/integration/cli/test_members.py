"""Members from the command line: who holds the data folder lets people in, and takes them out again."""

from pathlib import Path

import pytest

from playwarden.bootstrap import open_container
from playwarden.config import load_settings
from playwarden.domain.access import Caller as MemberCaller
from playwarden.domain.access import Role, Scope, the_operator
from tests.integration.cli.here import Here
from tests.integration.web.served import served
from tests.integration.web.town import PASSWORD


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Here:
    return Here(capsys, monkeypatch)


def joined(folder: Path, link: str, name: str) -> None:
    """Somebody uses a link."""
    container = open_container(load_settings(data_dir=folder))
    try:
        container.members.join(link.strip().partition("#")[2], name, PASSWORD)
    finally:
        container.close()


def test_from_the_first_link_to_the_last_member(here: Here, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    environment = {"PLAYWARDEN_DATA_DIR": str(folder)}
    assert "Nobody is a member yet" in here("members", "list", environment=environment).out
    first = here("members", "link", "--json", environment=environment).document
    assert first["link"].startswith("http://127.0.0.1:8765/welcome#")
    joined(folder, first["link"], "Olga")
    here("members", "link", environment=environment).plain("There are members already", code=9)
    signing = here("members", "link", "--sign-in", "Olga", environment=environment)
    assert "Who opens it is Olga" in signing.out

    invited = here("members", "invite", "editor", "--may", "delete", "--json", environment=environment).document
    joined(folder, invited["link"], "Edda")
    listed = here("members", "list", "--json", environment=environment).document
    assert [(one["name"], one["role"], one["extra"]) for one in listed] == [
        ("Olga", "owner", []),
        ("Edda", "editor", ["delete"]),
    ]
    assert "Edda is viewer now: all." in here("members", "role", "Edda", "viewer", environment=environment).out
    here("members", "remove", "Edda", environment=environment).plain("no terminal", code=4)
    assert here("members", "remove", "Edda", "--yes", environment=environment).code == 0
    here("members", "remove", "Olga", "--yes", environment=environment).plain("only owner", code=9)
    here("members", "remove", "Edda", "--yes", environment=environment).plain("no member 'Edda'", code=3)
    here("members", "invite", "king", environment=environment).plain("no role", code=2)
    here("members", "invite", "viewer", "--account", "Nobody", environment=environment).plain("0 accounts", code=2)
    actions = [link["actor"] for link in here("audit", "list", "--json", environment=environment).document]
    assert "operator" in actions


def test_commands_elsewhere_do_what_their_token_may(here: Here, tmp_path: Path) -> None:
    container = open_container(load_settings(data_dir=tmp_path / "data"))
    issued = container.members.invite(the_operator(), Role.VIEWER)
    member = container.members.member(container.members.join(issued.secret, "Vera", PASSWORD))
    secret = container.access.make_token(MemberCaller.of(member), "shell", list(Scope), 1)[1]
    try:
        with served(container) as server:
            environment = {"PLAYWARDEN_URL": f"http://127.0.0.1:{server.port}", "PLAYWARDEN_TOKEN": secret}
            assert here("accounts", "list", "--json", environment=environment).document == []
            here("jobs", "hold", environment=environment).plain("You may not", code=4)
            here("sync", environment=environment).plain("You may not", code=4)
            wrong = environment | {"PLAYWARDEN_TOKEN": "pwt_wrong"}
            here("accounts", "list", environment=wrong).plain("does not take this token", code=4)
    finally:
        container.close()
