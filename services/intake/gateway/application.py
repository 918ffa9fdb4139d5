"""The gateway as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from county.catalog import Catalog
from county.clock import monotonic_ms
from services.failure_trace import trace
from services.intake.gateway.answers import problem_answer
from services.intake.gateway.api_keys import ApiKey
from services.intake.gateway.api_routes import api_routes
from services.intake.gateway.gate import Gate
from services.intake.gateway.gateway import Caller, Gateway
from services.intake.gateway.page_routes import COOKIE, Pages
from services.intake.gateway.problems import Problem
from services.intake.gateway.rates import TokenBuckets
from services.log import RateLimitedLog

_OF_STATUS = {404: "not_found", 405: "method_forbidden"}


def application(
    gateway: Gateway, catalog: Catalog, messages: RateLimitedLog, monotonic: Callable[[], int] = monotonic_ms
) -> ASGIApp:
    """Everything that is served, behind the gate."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return problem_answer(error, request.scope)

    async def refused_by_framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = _OF_STATUS.get(error.status_code)
        problem = Problem("request_invalid", why=str(error.detail)[:200]) if code is None else Problem(code)
        return problem_answer(problem, request.scope)

    async def failed(request: Request, error: Exception) -> Response:
        messages.error("a request failed", trace=trace(error))
        return problem_answer(Problem("gateway_failed"), request.scope)

    app = Starlette(
        routes=[*api_routes(gateway), *Pages(gateway, catalog).routes()],
        exception_handlers={Problem: refused, HTTPException: refused_by_framework, Exception: failed},
    )
    app.router.redirect_slashes = False
    return Gate(
        app, gateway, messages, buckets=TokenBuckets(monotonic), identify=lambda scope: _identify(gateway, scope),
        monotonic=monotonic,
    )  # fmt: skip


def _identify(gateway: Gateway, scope: Scope) -> Caller:
    """By its API key, or the log-in of a page.  Raises Problem for a key that is not known; a log-in that is not valid
    any more is none."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    authorization = headers.get(b"authorization", "")
    if authorization:
        scheme, _, given = authorization.partition(" ")
        found = gateway.keys.find(given.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise Problem("key_unknown")
        return Caller(found)
    return Caller(_logged_in(gateway, headers.get(b"cookie", "")))


def _logged_in(gateway: Gateway, cookies: str) -> ApiKey | None:
    for cookie in cookies.split(";"):
        name, _, login = cookie.strip().partition("=")
        if name == COOKIE:
            key = gateway.keys.named(gateway.codes.logged_in(login.strip('"'))[0])
            if key is not None and gateway.codes.is_login(login.strip('"'), key, gateway.clock.now_ms()):
                return key
    return None
