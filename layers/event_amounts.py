"""Numbers of events by village as glyphs whose area is the number."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from county.names import Name
from layers.base import LegendEntry, LegendSizes
from layers.batches import F64, Labels, Points

SIZES = 48
"""So many pictures of the glyph, however many numbers there are."""
STYLES = tuple(f"event.amount*{size / SIZES:.4f}" for size in range(1, SIZES + 1))
LEAST = SIZES // 8
"""A smaller glyph is not seen."""
SHOWN = (1.0, 0.25, 0.05)
"""Of the largest number in the legend."""
_STEPS = (1, 2, 5, 10)


class EventAmounts:
    """Of ``number`` (n,) events each at places ``xy_m`` (n, 2)."""

    def __init__(self, number: NDArray[np.intp], xy_m: F64) -> None:
        self.most = _round_up(int(number.max(initial=1)))
        """What the largest glyph stands for: a round number, so that sizes do not change with every event."""
        order = np.argsort(-number, kind="stable")
        self.number = number[order]
        self._xy_m = xy_m[order]

    @cached_property
    def batches(self) -> tuple[Points, Labels]:
        """The largest glyphs below the others, and in or beside them their numbers, where they are more than one."""
        n = len(self.number)
        size = np.array([_size(number, self.most) for number in self.number.tolist()], dtype=np.uint16)
        ids = np.full(n, "", dtype=object)
        points, several = Points(ids, self._xy_m, size, STYLES), self.number > 1
        number = self.number[several]
        texts = np.array([f"{n:,}" for n in number.tolist()], dtype=object)
        zero = np.zeros(len(number), np.uint16)
        around = tuple(STYLES[place] for place in size[several].tolist())
        labels = Labels(
            ids[several], texts, self._xy_m[several], number.astype(float), zero, ("label.amount",), around=around
        )
        return points, labels

    def legend(self, window: Name) -> LegendSizes:
        """Some numbers, the largest first."""
        numbers = sorted({max(1, round(share * self.most)) for share in SHOWN}, reverse=True)
        entries = tuple(
            LegendEntry(STYLES[_size(number, self.most)], Name(f"{number:,} 件", f"{number:,}")) for number in numbers
        )
        return LegendSizes(Name(f"各村事件数（{window.zh}）", f"Events by village ({window.en})"), entries)


def _size(number: int, most: int) -> int:
    """Place among STYLES: the area of the glyph is the number."""
    return max(LEAST, round(SIZES * math.sqrt(number / most))) - 1


def _round_up(number: int) -> int:
    power = int(10 ** math.floor(math.log10(number)))
    return next(step * power for step in _STEPS if step * power >= number)
