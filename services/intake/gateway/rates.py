"""How many requests a key or an address may send: a bucket of tokens each, refilled evenly."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable

from county.clock import monotonic_ms
from county.durations import MINUTE_MS

BUCKETS_MAX = 20_000
"""Addresses and keys remembered at most; the least recently used one begins anew, with a full bucket."""


class TokenBuckets:
    """One bucket for each name; a full one holds the requests of a minute."""

    def __init__(self, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._monotonic = monotonic
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()
        """Tokens left, and when they were counted."""

    def take(self, name: str, per_minute: int) -> int:
        """Take one token of ``name``; returns 0, or the seconds after which there will be one."""
        now = self._monotonic()
        tokens, at = self._left.pop(name, (float(per_minute), now))
        tokens = min(float(per_minute), tokens + (now - at) * per_minute / MINUTE_MS)
        granted = tokens >= 1
        self._left[name] = (tokens - 1 if granted else tokens, now)
        if len(self._left) > BUCKETS_MAX:
            self._left.popitem(last=False)
        return 0 if granted else max(1, math.ceil(round((1 - tokens) * 60 / per_minute, 6)))


def neighbourhood(address: str) -> str:
    """What counts as one address: all of IPv4, the network (/64) of IPv6, whose owner has the rest."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
