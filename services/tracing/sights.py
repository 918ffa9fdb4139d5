"""What was seen of batches, also where they were in a container, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from county.tracing.batch_life import Sight, SightKind
from county.tracing.mass_balance import Amount, UnitTable
from county.tracing.settings import TracingSettings
from services.tracing.containment import UNPACKED
from services.tracing.scan_index import (
    ADD,
    AGGREGATION,
    ASSOCIATION,
    DELETE,
    INPUT,
    NOWHERE,
    OUTPUT,
    PARENT,
    Ints,
    ScanIndex,
)
from services.tracing.walk import Walk

SIGHT_KINDS: tuple[SightKind, ...] = ("made", "got", "seen", "sent", "used", "sold", "ended")
MADE, GOT, SEEN, SENT, USED, SOLD, ENDED = range(7)
_OF_MOMENT = np.array([1, 0, 2, 5, 3, 4, 6], np.int64)
"""What comes first of the sights of one moment, by kind: goods arrive before they are used, and are used before what is
left of them is sent."""


class SeenBatch(NamedTuple):
    """A batch with its sights."""

    at: int
    """Its place in the batches that were asked for."""
    sights: list[Sight]
    unit: str
    """Of the amounts."""
    unpacked_ms: tuple[int, ...]
    """When it was taken out of something that it was never put into."""


class BatchSights:
    """Of one walk."""

    def __init__(self, index: ScanIndex, walk: Walk, units: UnitTable, settings: TracingSettings) -> None:
        self._index, self._walk, self._units = index, walk, units
        words = index.steps.texts
        self._of_step = np.full(len(words), SEEN, np.int64)
        for kind, steps in (
            (SENT, settings.shipping), (GOT, settings.receiving), (SOLD, settings.selling), (ENDED, settings.ending)
        ):  # fmt: skip
            for step in steps:
                number = index.steps.find(step)
                if number is not None:
                    self._of_step[number] = kind

    def of(self, batches: Ints, from_ms: Ints, to_ms: Ints, cancelled: Callable[[], bool]) -> Iterator[SeenBatch]:
        """Of each batch between two times."""
        index = self._index
        own, which = self._walk.pairs_during(batches, from_ms, to_ms)
        around = self._walk.containment.around(batches, from_ms, to_ms)
        pairs, of_window = self._walk.pairs_during(around.parent, around.from_ms, around.to_ms)
        order = np.argsort(batches, kind="stable")
        carried = order[np.searchsorted(batches[order], around.child[of_window])]
        pair = np.concatenate((own, pairs))
        at = np.concatenate((which, carried))
        rides = np.repeat([False, True], [len(own), len(pairs)])
        row = index.pair("row")[pair].astype(np.int64)
        order = np.lexsort((rides, row, at))  # of a scan of both the batch and its container, the batch counts
        at, row, pair, rides = (column[order] for column in (at, row, pair, rides))
        once = np.concatenate(([True], (at[1:] != at[:-1]) | (row[1:] != row[:-1]))) if len(at) else np.empty(0, bool)
        once |= ~rides  # both used and made in one scan
        at, row, pair, rides = (column[once] for column in (at, row, pair, rides))
        kind = self._kinds(row, pair, rides)
        order = np.lexsort((row, _OF_MOMENT[kind], index.row("at_ms")[row], at))
        at, row, pair, rides, kind = (column[order] for column in (at, row, pair, rides, kind))
        alone = around.begun_by == UNPACKED
        unpacked: dict[int, list[int]] = {}
        for child, at_ms in zip(around.child[alone].tolist(), around.from_ms[alone].tolist(), strict=True):
            unpacked.setdefault(child, []).append(at_ms)
        columns = self._columns(row, pair, rides, kind)
        starts = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1]))) if len(at) else np.empty(0, np.int64)
        ends = np.append(starts[1:], len(at)).tolist()
        for n, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
            if n % 256 == 0 and cancelled():
                return
            number = int(at[start])
            batch = int(batches[number])
            sights, unit = self._sights(batch, [column[start:end] for column in columns])
            yield SeenBatch(number, sights, unit, tuple(unpacked.get(batch, ())))

    def _kinds(self, row: Ints, pair: Ints, rides: Ints) -> Ints:
        index = self._index
        role, action, scan = index.pair("role")[pair], index.row("action")[row], index.row("kind")[row]
        step: Ints = self._of_step[index.row("step")[row]]
        packing = (scan == AGGREGATION) | (scan == ASSOCIATION)
        kind = step.copy()
        begins = (action == ADD) & ~packing & (step == SEEN)
        kind[begins & ~rides] = MADE
        kind[(action == DELETE) & ~packing & (step == SEEN) & ~rides] = ENDED
        kind[(role == PARENT) & packing & (action == ADD) & (step == SEEN) & ~rides] = MADE
        kind[role == INPUT] = USED
        kind[role == OUTPUT] = np.where(rides[role == OUTPUT], SEEN, MADE)
        return kind

    def _columns(self, row: Ints, pair: Ints, rides: Ints, kind: Ints) -> list[list[Any]]:
        index = self._index
        read, after = index.row("place")[row], index.row("location")[row]
        moved = np.isin(kind, (GOT, MADE)) & (after != NOWHERE)
        place = np.where(moved | (read == NOWHERE), after, read)
        quantity = np.where(rides, np.nan, index.pair("quantity")[pair])
        return [
            index.row("at_ms")[row].tolist(), place.tolist(), kind.tolist(), quantity.tolist(),
            index.pair("unit")[pair].tolist(), index.row("sent_from")[row].tolist(),
            index.row("sent_to")[row].tolist(), index.row("step")[row].tolist(),
        ]  # fmt: skip

    def _sights(self, batch: int, columns: list[list[Any]]) -> tuple[list[Sight], str]:
        epc, units = self._index.batches.texts[batch], self._index.units.texts
        unit, sights = "", []
        for at_ms, place, kind, quantity, unit_number, origin, target, step in zip(*columns, strict=True):
            amount: Amount | None = None
            if quantity == quantity:
                amount = self._units.amount(epc, quantity, units[unit_number])
            if amount is not None:
                unit = unit or amount.unit
            same = amount is not None and amount.unit == unit
            sights.append(Sight(
                at_ms, place, SIGHT_KINDS[kind], amount.value if amount is not None and same else None, origin, target,
                step,
            ))  # fmt: skip
        return sights, unit
