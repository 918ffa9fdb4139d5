"""What the gateway has accepted and refused since it started, for /health and the log."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from county.clock import Clock


class GatewayHealth(Struct, frozen=True, kw_only=True):
    """The state of the gateway; holds nothing about reporters."""

    backend: str
    """"connected" or "not connected"; the gateway's log says why."""
    started_ms: int
    accepted: dict[str, int]
    """By endpoint."""
    refused: dict[str, int]
    """By code."""
    connections_refused: int


class GatewayCounts:
    """Counted by the event loop's thread alone."""

    def __init__(self, clock: Clock) -> None:
        self._started_ms = clock.now_ms()
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.connections_refused = 0

    def health(self, backend: str) -> GatewayHealth:
        return GatewayHealth(
            backend=backend, started_ms=self._started_ms, accepted=dict(sorted(self.accepted.items())),
            refused=dict(sorted(self.refused.items())), connections_refused=self.connections_refused,
        )  # fmt: skip
