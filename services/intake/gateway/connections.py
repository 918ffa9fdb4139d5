"""Limits of connections that uvicorn leaves out: their number, and the time until a request's headers are there."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.intake.gateway.counts import GatewayCounts

CONNECTIONS_MAX = 256
OF_ADDRESS_MAX = 32
"""Connections of one address; a proxy on this machine has those of all its clients."""
PROXIES = frozenset({"127.0.0.1", "::1"})
HEADERS_S = 10.0
HEADER_BYTES = 16 << 10


def bounded_connections(
    counts: GatewayCounts,
    *,
    most: int = CONNECTIONS_MAX,
    of_address: int = OF_ADDRESS_MAX,
    proxies: Collection[str] = PROXIES,
    headers_s: float = HEADERS_S,
) -> type[asyncio.Protocol]:
    """The protocol of the gateway's connections, at most ``most``, and ``of_address`` of one that is none of
    ``proxies``; refused ones are counted."""
    open_of: Counter[str] = Counter()

    class BoundedConnection(H11Protocol):
        _address = ""
        _late: asyncio.TimerHandle | None = None
        """Ends the connection unless its next request has begun."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(cast(asyncio.Transport, transport))
            self._address = self.client[0] if self.client else ""
            open_of[self._address] += 1
            crowded = self._address not in proxies and open_of[self._address] > of_address
            if crowded or len(self.connections) > most:
                counts.connections_refused += 1
                self.transport.abort()
                return
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            self._unwatch()
            open_of[self._address] -= 1
            if not open_of[self._address]:
                del open_of[self._address]
            super().connection_lost(exc)

        def send_400_response(self, msg: str) -> None:
            counts.connections_refused += 1
            super().send_400_response(msg)

        def _watch(self) -> None:
            """Limit the time in which headers are incomplete, however slowly they arrive."""
            if self.conn.their_state is not h11.IDLE:
                self._unwatch()
            elif self._late is None:
                self._late = self.loop.call_later(headers_s, self._end_late)

        def _unwatch(self) -> None:
            if self._late is not None:
                self._late.cancel()
                self._late = None

        def _end_late(self) -> None:
            counts.connections_refused += 1
            self.transport.abort()

    return BoundedConnection
