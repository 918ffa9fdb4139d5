"""Queues by formula: Erlang B, C and A.

n servers, Poisson arrivals at ``rate`` an hour, exponential service of ``handle_s`` on average; in Erlang A those who
wait hang up after an exponential time of ``patience_s`` on average.  Offered load in erlang: rate x handle_s / 3600.
Sources: Erlang 1917; Cooper, Introduction to Queueing Theory, 1981 (B and C); Mandelbaum and Zeltyn, Service
Engineering in Action: the Palm/Erlang-A Queue, 2007.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from scipy.special import betainc

SERVERS_MAX = 10_000
_NEGLIGIBLE = 60.0
"""Natural logarithm below the largest term from which on terms of a sum are left out: 1e-26."""


class QueueFigures(Struct, frozen=True, kw_only=True):
    """What a queue is like in the long run; None where it grows for ever, so that there is no such number."""

    load: float
    """Erlang."""
    waits: float | None
    """Share of the callers who have to wait."""
    mean_wait_s: float | None
    """Of all callers, those who do not wait included (ASA)."""
    in_time: float | None
    """Share of all callers who are answered within the target."""
    abandoned: float
    """Share of all callers who hang up before they are answered; 0 where nobody does."""
    busy: float
    """Share of the servers' time with a caller; 1 where the queue grows."""

    @property
    def grows(self) -> bool:
        """Whether more work comes than the servers can do."""
        return self.waits is None


def erlang_b(servers: int, load: float) -> float:
    """Share of arrivals that find all servers busy where nobody waits: the recursion of 1/B, which only adds."""
    if load <= 0:
        return 0.0 if servers else 1.0
    inverse = 1.0
    for n in range(1, servers + 1):
        inverse = 1.0 + inverse * n / load
        if math.isinf(inverse):
            return 0.0
    return 1.0 / inverse


def erlang_c(servers: int, load: float) -> float | None:
    """Share of arrivals that have to wait; None where the load is not below the servers: the queue grows."""
    if load >= servers:
        return None if load > 0 else 0.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1.0 - blocked))


def queue_figures(
    servers: int, rate: float, handle_s: float, target_s: float, patience_s: float | None = None
) -> QueueFigures:
    """Erlang C, with ``patience_s`` Erlang A."""
    load = rate * handle_s / 3600
    if not load:
        return QueueFigures(load=0.0, waits=0.0, mean_wait_s=0.0, in_time=1.0, abandoned=0.0, busy=0.0)
    if patience_s is not None:
        return _with_abandonment(servers, load, handle_s, target_s, patience_s)
    waits = erlang_c(servers, load)
    if waits is None:
        return QueueFigures(load=load, waits=None, mean_wait_s=None, in_time=None, abandoned=0.0, busy=1.0)
    free = servers - load
    return QueueFigures(
        load=load, waits=waits, mean_wait_s=waits * handle_s / free,
        in_time=1.0 - waits * math.exp(-free * target_s / handle_s), abandoned=0.0, busy=load / servers,
    )  # fmt: skip


def _with_abandonment(servers: int, load: float, handle_s: float, target_s: float, patience_s: float) -> QueueFigures:
    """Erlang A.  Of state n + j, with j waiting, the probability falls by λ / (nμ + jθ) a step.  Who arrives then waits
    j + 1 exponential steps, of rates nμ, nμ + θ, …: their sum V is as -ln(X)/θ with X of Beta(nμ/θ, j + 1), so that
    both P(V <= t) and E[exp(-θV); V <= t], who is served in time, are incomplete beta functions."""
    impatience = handle_s / patience_s  # θ / μ
    blocked = erlang_b(servers, load)
    most = max(load - servers, 0.0) / impatience
    states = int(most + 12.0 * math.sqrt(load / impatience + 1.0) + _NEGLIGIBLE / impatience ** 0.5 + 200)
    j = np.arange(1, min(states, 2_000_000) + 1, dtype=np.float64)
    logs = np.cumsum(math.log(load) - np.log(servers + j * impatience))
    logs = np.concatenate([[0.0], logs])  # of states n, n + 1, … to that of n
    below = math.log(1.0 / blocked - 1.0) if 0 < blocked < 1 else (math.inf if not blocked else -math.inf)
    top = max(float(logs.max()), below)
    if math.isinf(top):  # so few that none ever waits
        return QueueFigures(
            load=load, waits=0.0, mean_wait_s=0.0, in_time=1.0, abandoned=0.0, busy=load / servers
        )  # fmt: skip
    kept = logs > top - _NEGLIGIBLE
    waiting = np.where(kept, np.exp(np.minimum(logs - top, 0.0)), 0.0)
    whole = float(waiting.sum()) + math.exp(below - top)
    share = waiting / whole
    place = np.arange(len(share), dtype=np.float64)  # waiting before the caller
    serving, leaving = float(servers), (place + 1.0) * impatience
    abandoned = float(share @ (leaving / (serving + leaving)))
    if servers:
        beyond = betainc(serving / impatience + 1.0, place + 1.0, math.exp(-target_s / patience_s))
        late_or_gone = float(share @ (1.0 - serving / (serving + leaving) * (1.0 - beyond)))
    else:
        late_or_gone = 1.0
    return QueueFigures(
        load=load, waits=float(share.sum()), mean_wait_s=abandoned * patience_s, in_time=1.0 - late_or_gone,
        abandoned=abandoned, busy=load * (1.0 - abandoned) / servers if servers else 1.0,
    )  # fmt: skip


def servers_needed(
    rate: float, handle_s: float, target_s: float, share: float, patience_s: float | None = None
) -> int:
    """The fewest servers with whom ``share`` of the callers are answered within ``target_s``; 0 without arrivals.

    Raises ValueError for more than SERVERS_MAX.
    """
    if not rate * handle_s:
        return 0

    def is_enough(servers: int) -> bool:
        in_time = queue_figures(servers, rate, handle_s, target_s, patience_s).in_time
        return in_time is not None and in_time >= share

    low, high = 0, 1
    while not is_enough(high):
        low, high = high, high * 2
        if high > 2 * SERVERS_MAX:
            raise ValueError(f"more than {SERVERS_MAX:,} servers are needed for {rate:g} an hour")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
