"""Answers programs that ask for the named places of the county, for rows which have only a name.

A thread of the store finds them at the first request: a point within every division takes long in a large county, and
the loop goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import cache

from county.authority import Principal, Register
from county.clock import monotonic_ms
from county.explained import ExplainedLine
from services.failure_trace import trace
from services.log import RateLimitedLog
from services.protocol import messages as m
from services.protocol.server import Request, Server
from services.requests.job_requests import JobRequests
from services.store.realm_store import RunFileJob

WAITING = 2
"""Waiting requests of one client at most: it repeats the one that is not answered."""
FAILED = "the named places of the county cannot be read ({why}); the backend's log has more"


class PlaceNameRequests(JobRequests[bytes]):
    """Requests of all clients, served in turn."""

    def __init__(
        self,
        *,
        names: Callable[[], bytes],
        run: RunFileJob,
        realm: str,
        server: Server,
        register: Register,
        messages: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``names``: :meth:`county.place_names.PlaceNames.encode` of the county; called by the thread, once."""
        super().__init__(realm=realm, server=server, register=register, monotonic=monotonic, most=WAITING)
        self._names, self._run, self._messages = cache(names), run, messages

    def _begun(self, request: Request, principal: Principal) -> Future[bytes]:
        return self._run(self._names)

    def _finish(self, request: Request, job: Future[bytes]) -> None:
        error = job.exception()
        if error is None:
            self._server.answer(request.peer, m.PlaceNamesReply(content=job.result()))
        else:
            self._messages.warning("the named places cannot be read", trace=trace(error))
            self._answer_trouble(request, ExplainedLine(FAILED, why=error))
