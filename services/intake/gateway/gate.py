"""What every request passes: limits of rate, number, size and time, headers of the answer, the log without people."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from county.clock import monotonic_ms
from services.intake.gateway.answers import PROBLEM, problem_answer
from services.intake.gateway.gateway import Caller, Gateway
from services.intake.gateway.problems import Problem
from services.intake.gateway.rates import TokenBuckets, neighbourhood
from services.log import RateLimitedLog

IN_FLIGHT_MAX = 64
"""Requests at the same time."""
OF_ADDRESS_MAX = 8
"""Of one address, where they have no key."""
FORM_BYTES = 40 << 20
OTHER_BYTES = 512 << 10
FIRST_BYTES_S = 15
BYTES_PER_S = 8_000
"""A body may take FIRST_BYTES_S, and a second more for every so many bytes of it that have arrived."""
BODY_S = 300
"""No body may take longer."""
READS_PER_MINUTE = 600
WRITES_PER_MINUTE = 40
"""Of one address without a key; many phones of one network share an address."""
CALLER = "county.caller"
_HEADERS = (
    (b"content-security-policy",
     b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; "
     b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(self), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)  # fmt: skip
_NO_STORE = (b"cache-control", b"no-store")


def caller_of(scope: Any) -> Caller:
    """Who sends the request of ``scope``."""
    return cast(Caller, scope[CALLER])


class Gate:
    """Wraps the application of one gateway."""

    def __init__(
        self,
        app: ASGIApp,
        gateway: Gateway,
        messages: RateLimitedLog,
        *,
        buckets: TokenBuckets,
        identify: Callable[[Scope], Caller],
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``identify`` raises Problem for a key that is not known.  ``app`` answers and logs its own failures."""
        self._app = app
        self._gateway = gateway
        self._messages = messages
        self._buckets = buckets
        self._identify = identify
        self._monotonic = monotonic
        self._in_flight = 0
        self._of_address: Counter[str] = Counter()
        """Requests at present, by address."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = self._monotonic(), 0
        scope[CALLER] = Caller()

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ())]
                given = {name.lower() for name, _ in headers}
                headers += [pair for pair in (*_HEADERS, _NO_STORE) if pair[0] not in given]
                message = {**message, "headers": headers}
            await send(message)

        address = neighbourhood(scope["client"][0]) if scope.get("client") else ""
        self._in_flight += 1
        self._of_address[address] += 1
        try:
            try:
                self._admit(scope, address)
            except Problem as problem:
                await problem_answer(problem, scope)(scope, receive, answered)
            else:
                with suppress(Exception):  # answered and logged; the server would log it with its text
                    await self._app(scope, _bounded(scope, receive, self._monotonic), answered)
        finally:
            self._in_flight -= 1
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]
            self._log(scope, status, self._monotonic() - started)

    def _admit(self, scope: Scope, address: str) -> None:
        """Raises Problem."""
        if self._in_flight > IN_FLIGHT_MAX:
            raise Problem("gateway_busy", retry_after_s=2, seconds="2")
        reading = scope["method"] in ("GET", "HEAD")
        try:
            caller = scope[CALLER] = self._identify(scope)
        except Problem:
            self._take(f"w:{address}", WRITES_PER_MINUTE)  # so that keys cannot be tried
            raise
        if caller.key is not None:
            self._take(f"k:{caller.key.name}", caller.key.per_minute)
            return
        if self._of_address[address] > OF_ADDRESS_MAX:
            raise Problem("gateway_busy", retry_after_s=2, seconds="2")
        if reading:
            self._take(f"r:{address}", READS_PER_MINUTE)
        else:
            self._take(f"w:{address}", WRITES_PER_MINUTE)

    def _take(self, name: str, per_minute: int) -> None:
        """Raises Problem."""
        seconds = self._buckets.take(name, per_minute)
        if seconds:
            raise Problem("too_many_requests", retry_after_s=seconds, seconds=str(seconds))

    def _log(self, scope: Scope, status: int, took_ms: int) -> None:
        """Counts refusals, and logs the request: neither address nor number, code or query."""
        code = scope.get(PROBLEM, "")
        if code:
            self._gateway.counts.refused[code] += 1
            self._gateway.refused.note(caller_of(scope).sender.name, code)
        self._messages.info(
            "request", method=scope["method"][:8] if scope["method"].isalpha() else "?", route=_route(scope),
            status=status, ms=took_ms, caller=caller_of(scope).name, refused=code,
        )  # fmt: skip


def _route(scope: Scope) -> str:
    """The path with the names of its parts in place of their values; "?" where there is none."""
    if "endpoint" not in scope:
        return "?"
    parts = {value: f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(parts.get(part, part) for part in scope["path"].split("/"))


def _bounded(scope: Scope, receive: Receive, monotonic: Callable[[], int]) -> Callable[[], Awaitable[Message]]:
    """``receive`` within the limits of a body; it raises Problem beyond them."""
    headers = dict(scope["headers"])
    limit = FORM_BYTES if headers.get(b"content-type", b"").startswith(b"multipart/") else OTHER_BYTES
    begun, received, complete = monotonic(), 0, False

    def too_large() -> Problem:
        return Problem("body_too_large", limit_kb=str(limit >> 10))

    async def bounded() -> Message:
        nonlocal received, complete
        if complete:
            return await receive()
        stated = headers.get(b"content-length", b"0")
        if not stated.isdigit() or len(stated) > 12 or int(stated) > limit:
            raise too_large()
        allowed_ms = min(BODY_S * 1_000, FIRST_BYTES_S * 1_000 + received * 1_000 // BYTES_PER_S)
        left_ms = begun + allowed_ms - monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(0.001, left_ms / 1_000))
        except TimeoutError:
            raise Problem("body_too_slow") from None
        received += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if received > limit:
            raise too_large()
        return message

    return bounded
