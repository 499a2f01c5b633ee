"""The API's reference as one page that loads nothing from elsewhere."""

from html import escape
from typing import Any

_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222}
code,pre{font:13px/1.45 ui-monospace,monospace;background:#f4f4f4}pre{padding:.7rem;overflow:auto}
h2{border-top:1px solid #ddd;padding-top:1rem;font-size:1.1rem}td,th{text-align:left;padding:.1rem .8rem .1rem 0}"""
"""The page's own style; the policy header allows no other source."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def page(document: dict[str, Any], token_file: str) -> str:
    """`document` (OpenAPI) as HTML: every path with its parameters and the shapes of what is sent and answered."""
    parts = [
        f"<h1>{escape(document['info']['title'])} {escape(document['info']['version'])}</h1>",
        f"<p>{escape(document['info'].get('description', ''))}</p>",
        "<p>Everything but <code>/health</code> and this page needs the operator's token:</p>",
        f'<pre>curl -H "Authorization: Bearer $(cat {escape(token_file)})" http://127.0.0.1:8765/api/v1/accounts</pre>',
        '<p>For programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>',
    ]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parts.append(f"<h2><code>{method.upper()} {escape(path)}</code></h2>")
            parts.append(f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>")
            parts.append(_parameters(operation.get("parameters", [])))
            for told, shape in (("takes", _body(operation, document)), ("answers", _shape(operation, document))):
                parts.append(f"<p>{told}</p><pre>{escape(shape)}</pre>" if shape else "")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Playwarden API</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{each['in']}</td>"
        f"<td>{escape(each.get('description', ''))}</td></tr>"
        for each in parameters
        if each["in"] != "header"
    )
    return f"<table>{rows}</table>" if rows else ""


def _body(operation: dict[str, Any], document: dict[str, Any]) -> str:
    """What is to be sent, by name and kind."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return "\n".join(_lines(body, document, 0, frozenset()))


def _shape(operation: dict[str, Any], document: dict[str, Any]) -> str:
    """The answer's fields by name and kind, nested ones indented."""
    answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return "\n".join(_lines(answer, document, 0, frozenset()))


def _lines(schema: dict[str, Any], document: dict[str, Any], depth: int, seen: frozenset[str]) -> list[str]:
    reference = schema.get("$ref", "")
    if reference:
        name = reference.rpartition("/")[2]
        return [] if name in seen else _lines(document["components"]["schemas"][name], document, depth, seen | {name})
    if schema.get("type") == "array":
        return ["  " * depth + "[", *_lines(schema["items"], document, depth + 1, seen), "  " * depth + "]"]
    lines = []
    for name, field in schema.get("properties", {}).items():
        lines.append(f"{'  ' * depth}{name}: {_kind(field)}")
        inner = field.get("items", field)
        lines += _lines(inner, document, depth + 1, seen) if "$ref" in inner else []
    return lines


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " | ".join(_kind(each) for each in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    kind = str(field.get("format", field.get("type", "any")))
    return f"[{_kind(field['items'])}]" if kind == "array" else kind
