"""Serves the table of endpoints: access, decoding, and the work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.intake.gateway import openapi
from services.intake.gateway.endpoints import API, ENDPOINTS, Call, Endpoint
from services.intake.gateway.forms import MULTIPART, form_of
from services.intake.gateway.gate import caller_of
from services.intake.gateway.gateway import Gateway
from services.intake.gateway.problems import Problem
from services.intake.gateway.requests import JSON, JSON_KINDS, json_of, media_type, struct_of
from services.intake.gateway.sent_files import SentFile

OPENAPI = f"{API}/openapi.json"


def api_routes(gateway: Gateway) -> list[Route]:
    described = msgspec.json.format(msgspec.json.encode(openapi.document(gateway.county_name)))

    async def document(request: Request) -> Response:
        return Response(described, media_type=JSON)

    routes = [
        Route(endpoint.path, _served(gateway, endpoint), methods=[endpoint.method], name=endpoint.name)
        for endpoint in ENDPOINTS
    ]
    return [*routes, Route(OPENAPI, document, methods=["GET"], name="openapi")]


def _served(gateway: Gateway, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        _check_access(gateway, endpoint, request)
        async with _sent(endpoint, request) as (body, files):
            call = Call(
                caller=caller_of(request.scope), params=request.path_params, body=body, files=files,
                idempotency_key=request.headers.get("idempotency-key", ""),
            )  # fmt: skip
            answer = await endpoint.work(gateway, call)
        if endpoint.method == "POST":
            gateway.counts.accepted[endpoint.name] += 1
        return Response(msgspec.json.encode(answer), status_code=endpoint.status, media_type=JSON)

    return serve


def _check_access(gateway: Gateway, endpoint: Endpoint, request: Request) -> None:
    """Raises Problem."""
    if endpoint.access == "code":
        if not gateway.codes.is_code(request.path_params["event_id"], request.headers.get("x-follow-code", "")):
            raise Problem("case_not_found")
    elif endpoint.access == "key":
        key = caller_of(request.scope).key
        if key is None:
            raise Problem("key_missing")
        if endpoint.channels and key.channel not in endpoint.channels:
            raise Problem("channel_forbidden", channel=key.channel, channels=", ".join(endpoint.channels))


@asynccontextmanager
async def _sent(endpoint: Endpoint, request: Request) -> AsyncIterator[tuple[Struct | None, list[SentFile]]]:
    """Body and files, which are deleted afterwards.  Raises Problem."""
    kind = media_type(request)
    if endpoint.method == "GET":
        yield None, []
    elif endpoint.files and kind == MULTIPART:
        async with form_of(request) as form:
            yield (None if endpoint.body is None else struct_of(form.fields, endpoint.body)), form.files
    elif endpoint.body is not None and kind in JSON_KINDS:
        yield await json_of(request, endpoint.body), []
    else:
        wanted = [name for name, taken in ((JSON, endpoint.body is not None), (MULTIPART, endpoint.files)) if taken]
        raise Problem("media_unsupported", media_type=kind[:60] or "(none)", wanted=" or ".join(wanted))
