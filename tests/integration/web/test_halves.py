"""Texts that can be neither kept nor answered are refused in documents that no schema looks into."""

import json
from typing import Any

import pytest

from tests.integration.web.test_rights import town as town_fixture
from tests.integration.web.town import Town

town = town_fixture


@pytest.mark.parametrize("bad", ["\ud800", "a\x00b"], ids=["half", "nul"])
def test_half_a_character_and_nul_are_refused_wherever_they_stand(town: Town, bad: str) -> None:
    own = town.own
    template = town.container.templates.find(own["template"]).template.to_document()
    rules: dict[str, Any] = {"name": "x", "note": bad, "sources": [{"step": "saved"}]}
    keyed = {"name": "x", bad: 1, "sources": [{"step": "saved"}]}
    asked = [
        ("PUT", f"/rule-templates/{own['template']}", {"document": template | {"note": bad}, "number": 1}),
        ("PUT", f"/rule-templates/{own['template']}", {"document": template | {bad: 1}, "number": 1}),
        ("POST", "/rule-templates/archive/filled", {"values": {"source": bad}}),
        ("POST", "/rule-templates/archive/filled", {"values": {bad: "x"}}),
        ("POST", "/rule-sets", {"account": own["account"], "document": {"version": 1, **rules}}),
        ("POST", "/rule-sets/preview", {"account": own["account"], "document": {"version": 1, **keyed}}),
        *(
            ("POST", "/folders/plan", {"name": "m", "files": {"a.yaml": json.dumps(file)}})
            for one in (rules, keyed)
            for file in ({"version": 1, "account": own["account"], "rules": one},)
        ),
        ("POST", "/folders/plan", {"name": "m", "files": {f"{bad}.yaml": "version: 1"}}),
    ]
    for method, path, body in asked:
        status, told = town.api.ask(method, path, json.dumps(body).encode())
        assert status in (400, 422), (method, path, status, told)
