"""The OpenAPI document of the gateway, generated from the table of endpoints and the structs that they take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from county.attachments import ATTACHMENTS_MAX
from services.intake.gateway.endpoints import ENDPOINTS, FILE_FIELD, Endpoint
from services.intake.gateway.problems import OWN, ProblemBody
from services.program import VERSION

TEXTS = {
    401: "no key, or an unknown one",
    403: "a key of another channel, or outside its rights",
    404: "no such case, or another code",
    408: "the request arrives too slowly",
    409: "contradicts what is stored",
    413: "too large",
    415: "content of another type",
    422: "not as described here, or refused by the desk",
    429: "too many requests; see Retry-After",
    503: "the backend does not answer, or too many requests at once; see Retry-After",
}
OF_ALL = (429, 503)
OF_BODIES = (408, 413, 415, 422)
OF_KEYS = (401, 403)


def document(county: str) -> dict[str, Any]:
    """The document for the gateway of a county of this name."""
    structs: set[type[Struct]] = {ProblemBody, *(endpoint.answer for endpoint in ENDPOINTS)}
    structs |= {endpoint.body for endpoint in ENDPOINTS if endpoint.body is not None}
    ordered = sorted(structs, key=lambda struct: struct.__name__)
    _, components = msgspec.json.schema_components(ordered, ref_template="#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{county}: event intake", "version": VERSION,
                 "description": f"Codes of refusals: {', '.join(sorted(OWN))}, and those of the desk."},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "code": {"type": "apiKey", "in": "header", "name": "X-Follow-Code"},
            },
        },
    }  # fmt: skip


def statuses_of(endpoint: Endpoint) -> tuple[int, ...]:
    """The statuses with which it may refuse a request, in order."""
    found = {*OF_ALL, *endpoint.refusals}
    if endpoint.body is not None or endpoint.files:
        found |= {*OF_BODIES}
    if endpoint.access == "key":
        found |= {*OF_KEYS}
    return tuple(sorted(found))


def _operation(endpoint: Endpoint, components: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"operationId": endpoint.name, "summary": endpoint.summary}
    if endpoint.access != "all":
        described["security"] = [{endpoint.access: []}]
    if endpoint.channels:
        described["description"] = f"For keys of channel {', '.join(endpoint.channels)}."
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    if endpoint.method == "POST":
        text = "identifies the request: sent again under it, it is carried out once"
        schema = {"type": "string"}
        parameters.append({"name": "Idempotency-Key", "in": "header", "description": text, "schema": schema})
    if parameters:
        described["parameters"] = parameters
    content = _content(endpoint, components)
    if content:
        described["requestBody"] = {"required": True, "content": content}
    if endpoint.files:
        described["requestBody"]["description"] = f"As a form: {_example(endpoint)}"
    described["responses"] = {
        str(endpoint.status): _response(endpoint.answer.__name__, "done"),
        **{str(status): _response(ProblemBody.__name__, TEXTS[status]) for status in statuses_of(endpoint)},
    }
    return described


def _example(endpoint: Endpoint) -> str:
    """A call of an endpoint that takes files."""
    fields = "" if endpoint.body is None else "-F 'title=路面塌陷' -F village=430000000001 -F 'address=人民路5号' "
    return f"curl -H 'Authorization: Bearer KEY' {fields}-F {FILE_FIELD}=@photo.jpg http://127.0.0.1:5580{endpoint.path}"


def _form(endpoint: Endpoint, components: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form: those of the body that are texts or numbers, and the files."""
    text = f"a file; the field may be repeated, {ATTACHMENTS_MAX} files at most" if endpoint.body else "one file"
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    files: dict[str, Any] = {"type": "array", "items": file, "description": text}
    if endpoint.body is None:
        return {"type": "object", "properties": {FILE_FIELD: files}, "required": [FILE_FIELD]}
    body = components[endpoint.body.__name__]
    fields = {name: shape for name, shape in body["properties"].items() if shape.get("type") != "array"}
    return {**body, "title": f"{body['title']} as a form", "properties": {**fields, FILE_FIELD: files}}


def _content(endpoint: Endpoint, components: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if endpoint.body is not None:
        schema = {"$ref": f"#/components/schemas/{endpoint.body.__name__}"}
        content["application/json"] = {"schema": schema}
    if endpoint.files:
        content["multipart/form-data"] = {"schema": _form(endpoint, components)}
    return content


def _response(struct: str, text: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{struct}"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}
