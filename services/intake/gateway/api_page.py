"""The OpenAPI document as a page, made from the document alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.intake.gateway.api_routes import OPENAPI
from services.intake.gateway.markup import Markup, element
from services.intake.gateway.page_frame import card, framed, stacked
from services.intake.gateway.page_texts import PageTexts


def api_page(texts: PageTexts, *, county: str, described: Mapping[str, Any]) -> str:
    """A whole page."""
    lead = card(element("p", texts("api_lead"), " ", element("a", OPENAPI, href=OPENAPI)))
    operations = (
        _operation(texts, method.upper(), path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    schemas = (_schema(name, schema) for name, schema in described["components"]["schemas"].items())
    codes = card(element("p", described["info"]["description"], class_="hint"), title=texts("api_codes"))
    return framed(texts, county=county, title=texts("api_title"), body=stacked(lead, *operations, *schemas, codes))


def _operation(texts: PageTexts, method: str, path: str, operation: Mapping[str, Any]) -> Markup:
    access = next((key for row in operation.get("security", ()) for key in row), "all")
    responses = operation["responses"]
    done = {status: response for status, response in responses.items() if status < "300"}
    refused = ", ".join(status for status in responses if status >= "300")
    body = operation.get("requestBody", {}).get("content", {})
    rows = [
        *((texts("api_body"), f"{kind} · {', '.join(_described(content['schema']))}")
          for kind, content in body.items()),
        *((texts("api_example"), text) for text in [operation.get("requestBody", {}).get("description")] if text),
        *((texts("api_answer"), f"{status} · {', '.join(_references(response))}") for status, response in done.items()),
        (texts("api_refusals"), refused),
    ]  # fmt: skip
    return card(
        element("p", element("span", method, class_="badge"), " ", element("code", path)),
        element("p", operation["summary"]),
        element("p", f"{texts(f'api_{access}')} {operation.get('description', '')}", class_="hint"),
        element("dl", *(element("div", element("dt", term), element("dd", text)) for term, text in rows),
                class_="numbers"),
        class_="api",
    )  # fmt: skip


def _schema(name: str, schema: Mapping[str, Any]) -> Markup:
    required = frozenset(schema.get("required", ()))
    rows = (
        element(
            "div",
            element("dt", element("code", field), "*" if field in required else None),
            element("dd", " · ".join(filter(None, (_kind(shape), shape.get("description", ""))))),
        )
        for field, shape in schema.get("properties", {}).items()
    )
    text = element("p", schema["description"], class_="hint") if "description" in schema else None
    return card(text, element("dl", *rows, class_="numbers"), title=name, class_="api")


def _kind(shape: Mapping[str, Any]) -> str:
    """The kind of a value, in a few words."""
    if "anyOf" in shape:
        return " | ".join(_kind(part) for part in shape["anyOf"])
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if "items" in shape:
        return f"[{_kind(shape['items'])}]"
    limits = (f"{name} {shape[name]}" for name in ("minLength", "maxLength", "minimum", "maximum") if name in shape)
    return " ".join((*_references(shape), *filter(None, (shape.get("type", ""), shape.get("format", ""))), *limits))


def _described(schema: Mapping[str, Any]) -> Iterator[str]:
    """The struct of a body, or the fields of a form."""
    if "$ref" in schema:
        yield from _references(schema)
    required = frozenset(schema.get("required", ()))
    for name in schema.get("properties", ()):
        yield f"{name}*" if name in required else name


def _references(shape: Any) -> Iterator[str]:
    """Names of the structs that a part of the document refers to."""
    if isinstance(shape, Mapping):
        for key, value in shape.items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            else:
                yield from _references(value)
    elif isinstance(shape, list | tuple):
        for part in shape:
            yield from _references(part)
