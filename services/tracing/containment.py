"""What was in what, and when: windows of containment, by the scans that pack and unpack goods."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.tracing.scan_index import (
    AGGREGATION,
    ASSOCIATION,
    DELETE,
    GOODS,
    NEVER,
    NOWHERE,
    OBSERVE,
    PARENT,
    Ints,
    ScanIndex,
    spans,
)

DEPTH_MAX = 8
"""Containers within containers: more is no packaging."""
UNPACKED, PACKED, OBSERVED = 0, 1, 2


class Windows(NamedTuple):
    """w times during which goods were in a container; both ends belong to it."""

    child: Ints
    parent: Ints
    from_ms: Ints
    to_ms: Ints
    """NEVER: it is still there."""
    begun_by: NDArray[Any]
    """PACKED or OBSERVED; UNPACKED: it was taken out, and nothing says when it was put in."""

    def where(self, chosen: NDArray[np.bool_] | Ints) -> Windows:
        return Windows(*(column[chosen] for column in self))


class Containment:
    """As of a moment and a record."""

    def __init__(self, index: ScanIndex, at_ms: int, as_of_seq: int) -> None:
        self._index = index
        self._at_ms, self._as_of_seq = at_ms, as_of_seq

    def containers(self, children: Ints) -> Windows:
        """The containers of each of ``children``."""
        pairs, _ = self._index.pairs_of_batches(children)
        rows = self._index.pair("row")[pairs[self._index.pair("role")[pairs] == GOODS]]
        parents = self._index.row("parent")[self._packing(rows)]
        found = self._windows(np.unique(parents))
        return found.where(np.isin(found.child, children))

    def contents(self, parents: Ints) -> Windows:
        """What was in each of ``parents``."""
        return self._windows(np.unique(parents))

    def around(self, batches: Ints, from_ms: Ints, to_ms: Ints) -> Windows:
        """All containers around each batch between two times, also those around containers: ``child`` is the batch."""
        whole: list[Windows] = []
        seen: set[tuple[int, int, int, int]] = set()
        inner = Windows(batches, batches, from_ms, to_ms, np.zeros(len(batches)))
        for _ in range(DEPTH_MAX):
            if not len(inner.child):
                break
            outer = self.containers(np.unique(inner.parent))
            inner = _overlaps(inner, outer)
            keys = list(zip(*(column.tolist() for column in inner[:4]), strict=True))
            fresh = np.array([key not in seen for key in keys], dtype=bool)
            seen.update(keys)
            inner = inner.where(fresh) if len(keys) else inner
            whole.append(inner)
        return Windows(*(np.concatenate(columns) for columns in zip(*whole, strict=True))) if whole else _NONE

    def within(self, batches: Ints, from_ms: Ints, to_ms: Ints) -> Windows:
        """All that was in each batch between two times, also in containers in it: ``parent`` is the batch."""
        whole: list[Windows] = []
        seen: set[tuple[int, int, int, int]] = set()
        outer = Windows(batches, batches, from_ms, to_ms, np.zeros(len(batches)))
        for _ in range(DEPTH_MAX):
            if not len(outer.child):
                break
            inner = self.contents(np.unique(outer.child))
            found = _overlaps(_turned(outer), _turned(inner))
            outer = _turned(found)
            keys = list(zip(*(column.tolist() for column in outer[:4]), strict=True))
            fresh = np.array([key not in seen for key in keys], dtype=bool)
            seen.update(keys)
            outer = outer.where(fresh) if len(keys) else outer
            whole.append(outer)
        return Windows(*(np.concatenate(columns) for columns in zip(*whole, strict=True))) if whole else _NONE

    def _packing(self, rows: Ints) -> Ints:
        """Those of ``rows`` that put goods into something or take them out, as far as they count."""
        kind = self._index.row("kind")[rows]
        packing = (kind == AGGREGATION) | (kind == ASSOCIATION)
        rows = rows[packing & (self._index.row("parent")[rows] != NOWHERE)]
        return rows[self._index.is_seen(rows, self._at_ms, self._as_of_seq)]

    def _windows(self, parents: Ints) -> Windows:
        index = self._index
        pairs, _ = index.pairs_of_batches(parents)
        rows = np.unique(self._packing(index.pair("row")[pairs[index.pair("role")[pairs] == PARENT]]))
        if not len(rows):
            return _NONE
        inside, which = index.pairs_of_rows(rows)
        goods = index.pair("role")[inside] == GOODS
        child, row = index.pair("batch")[inside[goods]].astype(np.int64), rows[which[goods]]
        emptied = np.setdiff1d(rows, row)  # DELETE without goods takes out everything
        if len(emptied):
            every = np.unique(np.column_stack((index.row("parent")[row], child)), axis=0)
            more = [
                (inner, outer_row) for outer_row in emptied.tolist()
                for inner in every[every[:, 0] == index.row("parent")[outer_row], 1].tolist()
            ]  # fmt: skip
            if more:
                added = np.array(more, np.int64)
                child, row = np.concatenate((child, added[:, 0])), np.concatenate((row, added[:, 1]))
        parent, at_ms, action = index.row("parent")[row], index.row("at_ms")[row], index.row("action")[row]
        everything = np.isin(row, emptied)
        # of one moment what is put in comes first: goods that are put in and taken out at once were there
        order = np.lexsort((action == DELETE, at_ms, child, parent))
        child, parent, at_ms, action, everything = (
            column[order] for column in (child, parent, at_ms, action, everything)
        )
        is_out = action == DELETE
        group = np.concatenate(([0], np.cumsum((np.diff(child) != 0) | (np.diff(parent) != 0))))
        outs = np.flatnonzero(is_out)
        here = np.arange(len(child))
        later = np.searchsorted(outs, here)
        found = np.full(len(child), NEVER)
        has = later < len(outs)
        nearest = outs[np.minimum(later, max(len(outs) - 1, 0))] if len(outs) else here
        has &= group[nearest] == group
        found[has] = at_ms[nearest[has]]
        earlier = np.concatenate(([False], (group[1:] == group[:-1]) & ~is_out[:-1]))
        alone = is_out & ~earlier & ~everything
        chosen = ~is_out | alone
        begun = np.where(is_out, UNPACKED, np.where(action == OBSERVE, OBSERVED, PACKED))
        to_ms = np.where(is_out, at_ms, found)
        return Windows(child, parent, at_ms, to_ms, begun).where(chosen)


def _turned(windows: Windows) -> Windows:
    return windows._replace(child=windows.parent, parent=windows.child)


def _overlaps(inner: Windows, outer: Windows) -> Windows:
    """Of each ``inner`` window, all ``outer`` ones of its container at the same time, with the inner one's child."""
    order = np.argsort(outer.child, kind="stable")
    outer = outer.where(order)
    low = np.searchsorted(outer.child, inner.parent, side="left")
    high = np.searchsorted(outer.child, inner.parent, side="right")
    at, which = spans(low, high)
    from_ms = np.maximum(outer.from_ms[at], inner.from_ms[which])
    to_ms = np.minimum(outer.to_ms[at], inner.to_ms[which])
    both = from_ms <= to_ms
    return Windows(
        inner.child[which][both], outer.parent[at][both], from_ms[both], to_ms[both], outer.begun_by[at][both]
    )


_EMPTY = np.empty(0, np.int64)
_NONE = Windows(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY)
