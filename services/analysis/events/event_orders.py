"""Events in the order of a column: the order of all of them is kept, so that those of a filter need not be sorted."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.analysis.events.newest_events import NewestEvents, is_text
from services.analysis.timeline.text_codes import TextCodes

Places = NDArray[np.int64]
ORDERS_MAX = 2
"""Orders that are kept: 16 bytes an event each."""
FEW = 8
"""Less than one in so many events is sorted faster than it is picked from the order of all."""
MOVED_MAX = 256
"""Events that changed since an order was made up to which it stays as it is: they are put in at each question."""
CHANGES_MAX = 16_384
"""The same up to which they are put into the order; after more it is made again."""


@dataclass
class KeptOrder:
    """All events at one time in the order of a column."""

    places: Places
    values: NDArray[Any]
    """Of that column then, by place."""
    seen: int
    """Rows of versions that were looked at."""
    moved: Places
    """Events that are new or have another value since, ascending."""


class EventOrders:
    """Follows ``events``; equal ones are in the order in which they were reported.  Used by one thread at a time."""

    def __init__(
        self, events: NewestEvents, texts: TextCodes, *, moved_max: int = MOVED_MAX, changes_max: int = CHANGES_MAX
    ) -> None:
        self._events = events
        self._texts = texts
        self._moved_max, self._changes_max = moved_max, changes_max
        self._kept: OrderedDict[str, KeptOrder] = OrderedDict()

    def ordered(self, name: str, chosen: NDArray[np.bool_] | None) -> Places:
        """The places of the ``chosen`` events, None for all, in ascending order of a column."""
        kept = self._known(name)
        if kept is None:
            if chosen is not None and np.count_nonzero(chosen) * FEW < len(self._events):
                return self.sorted(name, np.flatnonzero(chosen))
            kept = self._made(name)
        self._kept.move_to_end(name)
        return self._picked(name, kept, chosen)

    def sorted(self, name: str, places: Places) -> Places:
        """Some places in ascending order of a column; equal ones keep theirs."""
        return places[np.argsort(self._comparable(name, places), kind="stable")]

    def _made(self, name: str) -> KeptOrder:
        every = np.arange(len(self._events))
        column, rows = self._events.column(name), len(self._events.versions)
        kept = self._kept[name] = KeptOrder(self.sorted(name, every), column.copy(), rows, every[:0])
        while len(self._kept) > ORDERS_MAX:
            self._kept.popitem(last=False)
        return kept

    def _known(self, name: str) -> KeptOrder | None:
        """The kept order with the changes since; None when there is none or too many."""
        kept, versions = self._kept.get(name), self._events.versions
        if kept is None or kept.seen == len(versions):
            return kept
        if len(versions) - kept.seen > self._changes_max:
            del self._kept[name]
            return None
        candidates = np.union1d(kept.moved, versions.subject(np.arange(kept.seen, len(versions)))).astype(np.int64)
        begin, column = int(np.searchsorted(candidates, len(kept.values))), self._events.column(name)
        before, new = candidates[:begin], candidates[begin:]
        kept.moved = np.concatenate((before[column[before] != kept.values[before]], new))
        kept.seen = len(versions)
        if len(kept.moved) > self._moved_max:
            kept.places, kept.values = self._picked(name, kept, None), column.copy()
            kept.moved = kept.moved[:0]
        return kept

    def _picked(self, name: str, kept: KeptOrder, chosen: NDArray[np.bool_] | None) -> Places:
        if chosen is None and not len(kept.moved):
            return kept.places
        wanted = np.ones(len(self._events), np.bool_) if chosen is None else chosen.copy()
        later = kept.moved[wanted[kept.moved]]
        wanted[kept.moved] = False
        places = kept.places.compress(wanted.take(kept.places))
        return self._merged(name, places, later) if len(later) else places

    def _merged(self, name: str, places: Places, later: Places) -> Places:
        """``places`` in their order with ``later`` ones, which are ascending, among them."""
        values = self._comparable(name, np.concatenate((places, later)))
        values, late = values[: len(places)], values[len(places) :]
        by_value = np.argsort(late, kind="stable")
        late, later = late[by_value], later[by_value]
        begin, end = np.searchsorted(values, late, "left"), np.searchsorted(values, late, "right")
        at = [
            first + int(np.searchsorted(places[first:last], place))
            for first, last, place in zip(begin.tolist(), end.tolist(), later.tolist(), strict=True)
        ]
        return np.insert(places, at, later)

    def _comparable(self, name: str, places: Places) -> NDArray[Any]:
        """What some places are sorted by: the values of a column, of texts their ranks among each other."""
        values = self._events.column(name)[places]
        if not is_text(name) or not len(values):
            return values
        used = np.flatnonzero(np.bincount(values)).tolist()
        ranks = np.zeros(used[-1] + 1, np.int64)
        ranks[sorted(used, key=self._texts.text)] = np.arange(len(used))
        ranked: NDArray[Any] = ranks[values]
        return ranked
