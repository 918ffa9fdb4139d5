"""The walk from a batch through transformations and containers, forward to what it went into and backward to what it is
made of.

Forward, each batch has the first moment from which it may be affected: what was made of it before is not.  Backward,
each has the last moment up to which it can have gone into the batch that was asked for.  A batch is walked again only
when that moment moves, so that goods that come back end the walk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.tracing.containment import Containment
from services.tracing.scan_index import INPUT, NEVER, OUTPUT, Ints, ScanIndex

ALWAYS = -1
"""Before every scan."""


@dataclass(frozen=True, eq=False)
class ReachedBatch:
    """b batches and c processes of one direction."""

    batches: Ints
    limit_ms: Ints
    """(b,) forward: since when each may be affected; backward: until when it counts."""
    depth: Ints
    """(b,) transformations away."""
    processes: Ints
    """(c,) transformations on the way."""


class Walk:
    """As of a moment and a record."""

    def __init__(self, index: ScanIndex, at_ms: int, as_of_seq: int) -> None:
        self._index = index
        self._at_ms, self._as_of_seq = at_ms, as_of_seq
        self.containment = Containment(index, at_ms, as_of_seq)

    def seeds(self, batch: int) -> tuple[Ints, Ints]:
        """The batch and what it contained, and since when each is meant."""
        alone = np.array([batch], np.int64)
        inside = self.containment.within(alone, np.array([ALWAYS]), np.array([NEVER]))
        batches = np.concatenate((alone, inside.child))
        since = np.concatenate((np.array([ALWAYS]), inside.from_ms))
        return _least(batches, since)

    def forward(self, batches: Ints, since_ms: Ints) -> ReachedBatch:
        """From ``batches``, each since its time."""
        limit = np.full(len(self._index.batches), NEVER)
        first = np.full(self._index.processes, NEVER)
        depth = np.full(len(limit), -1)
        limit[batches], depth[batches] = since_ms, 0
        front, step = np.asarray(batches), 0
        while len(front):
            step += 1
            process, at_ms = self._used(front, limit[front])
            process, at_ms = _least(process, at_ms)
            better = at_ms < first[process]
            process, at_ms = process[better], at_ms[better]
            first[process] = at_ms
            made, made_ms, which = self._of_processes(process, OUTPUT)
            later = made_ms >= at_ms[which]
            made, made_ms = _least(made[later], made_ms[later])
            better = made_ms < limit[made]
            front = made[better]
            limit[front] = made_ms[better]
            new = front[depth[front] < 0]
            depth[new] = step
        found = np.flatnonzero(limit < NEVER)
        return ReachedBatch(found, limit[found], depth[found], np.flatnonzero(first < NEVER))

    def backward(self, batches: Ints) -> ReachedBatch:
        """From ``batches``, whenever."""
        limit = np.full(len(self._index.batches), ALWAYS - 1)
        last = np.full(self._index.processes, ALWAYS - 1)
        depth = np.full(len(limit), -1)
        limit[batches], depth[batches] = NEVER, 0
        front, step = np.asarray(batches), 0
        while len(front):
            step += 1
            process, at_ms = self._made(front, limit[front])
            process, at_ms = _most(process, at_ms)
            better = at_ms > last[process]
            process, at_ms = process[better], at_ms[better]
            last[process] = at_ms
            used, used_ms, which = self._of_processes(process, INPUT)
            earlier = used_ms <= at_ms[which]
            used, used_ms = used[earlier], used_ms[earlier]
            inside = self.containment.within(used, used_ms, used_ms)
            used, used_ms = _most(np.concatenate((used, inside.child)), np.concatenate((used_ms, inside.from_ms)))
            better = used_ms > limit[used]
            front = used[better]
            limit[front] = used_ms[better]
            new = front[depth[front] < 0]
            depth[new] = step
        found = np.flatnonzero(limit >= ALWAYS)
        return ReachedBatch(found, limit[found], depth[found], np.flatnonzero(last >= ALWAYS))

    def pairs_during(self, batches: Ints, from_ms: Ints, to_ms: Ints) -> tuple[Ints, Ints]:
        """Pairs of each batch that count between two times, and the place of that batch in ``batches``."""
        index = self._index
        pairs, which = index.pairs_of_batches(batches)
        rows = index.pair("row")[pairs]
        at_ms = index.row("at_ms")[rows]
        chosen = index.is_seen(rows, self._at_ms, self._as_of_seq)
        chosen &= (at_ms >= from_ms[which]) & (at_ms <= to_ms[which])
        return pairs[chosen], which[chosen]

    def _used(self, batches: Ints, since_ms: Ints) -> tuple[Ints, Ints]:
        """Processes that batches, or containers with them, went into, and when."""
        around = self.containment.around(batches, since_ms, np.full(len(batches), NEVER))
        every = np.concatenate((batches, around.parent))
        from_ms = np.concatenate((since_ms, around.from_ms))
        to_ms = np.concatenate((np.full(len(batches), NEVER), around.to_ms))
        return self._processes(every, from_ms, to_ms, INPUT)

    def _made(self, batches: Ints, until_ms: Ints) -> tuple[Ints, Ints]:
        """Processes that batches came out of, and when."""
        return self._processes(batches, np.full(len(batches), ALWAYS), until_ms, OUTPUT)

    def _processes(self, batches: Ints, from_ms: Ints, to_ms: Ints, role: int) -> tuple[Ints, Ints]:
        pairs, _ = self.pairs_during(batches, from_ms, to_ms)
        rows = self._index.pair("row")[pairs[self._index.pair("role")[pairs] == role]]
        return self._index.row("process")[rows], self._index.row("at_ms")[rows]

    def _of_processes(self, processes: Ints, role: int) -> tuple[Ints, Ints, Ints]:
        """Batches in a role in processes, when, and the place of the process in ``processes``."""
        index = self._index
        rows, of_process = index.rows_of_processes(processes)
        chosen = index.is_seen(rows, self._at_ms, self._as_of_seq)
        rows, of_process = rows[chosen], of_process[chosen]
        pairs, which = index.pairs_of_rows(rows)
        chosen = index.pair("role")[pairs] == role
        return (
            index.pair("batch")[pairs[chosen]].astype(np.int64), index.row("at_ms")[rows[which[chosen]]],
            of_process[which[chosen]],
        )  # fmt: skip


def _least(keys: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Each key once, with its least value."""
    order = np.lexsort((values, keys))
    return _firsts(keys[order], values[order])


def _most(keys: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Each key once, with its greatest value."""
    order = np.lexsort((-values, keys))
    return _firsts(keys[order], values[order])


def _firsts(keys: Ints, values: Ints) -> tuple[Ints, Ints]:
    first: NDArray[Any] = np.concatenate(([True], keys[1:] != keys[:-1])) if len(keys) else np.empty(0, bool)
    return keys[first], values[first]
