"""An HTTP client of an ASGI application in the same process, which runs in the event loop of a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread

import httpx
from starlette.types import ASGIApp

ADDRESS = "http://testserver"
CLIENT = ("testclient", 50_000)


class LoopTransport(httpx.BaseTransport):
    """Passes the requests of a client to an application in ``loop``."""

    def __init__(self, app: ASGIApp, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=False, client=CLIENT)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


@contextmanager
def client_of(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client that keeps cookies and follows no redirects."""
    begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def until_ended() -> None:
        ended = asyncio.Event()
        begun.set_result((asyncio.get_running_loop(), ended))
        await ended.wait()

    thread = Thread(target=lambda: asyncio.run(until_ended()), name="application")
    thread.start()
    loop, ended = begun.result()
    try:
        with httpx.Client(transport=LoopTransport(app, loop), base_url=ADDRESS) as client:
            yield client
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
