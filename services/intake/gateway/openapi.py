"""The OpenAPI document of the gateway, generated from the table of endpoints and the structs that they take."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import Struct

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
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
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


def _operation(endpoint: Endpoint) -> dict[str, Any]:
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
    content = _content(endpoint)
    if content:
        described["requestBody"] = {"required": True, "content": content}
    described["responses"] = {
        str(endpoint.status): _response(endpoint.answer.__name__, "done"),
        **{str(status): _response(ProblemBody.__name__, TEXTS[status]) for status in statuses_of(endpoint)},
    }
    return described


def _content(endpoint: Endpoint) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if endpoint.body is not None:
        schema = {"$ref": f"#/components/schemas/{endpoint.body.__name__}"}
        content["application/json"] = {"schema": schema}
    if endpoint.files:
        file = {"type": "string", "contentMediaType": "application/octet-stream"}
        form: dict[str, Any] = {
            "type": "object", "properties": {FILE_FIELD: {"type": "array", "items": file}}
        }  # fmt: skip
        whole = form if endpoint.body is None else {"allOf": [content["application/json"]["schema"], form]}
        content["multipart/form-data"] = {"schema": whole}
    return content


def _response(struct: str, text: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{struct}"}
    return {"description": text, "content": {"application/json": {"schema": schema}}}
