"""In which corner of the map the legend of values hides least."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from layers.batches import F64
from layers.point_queries import inside

MUCH_LESS = 0.5
"""It moves to a corner that holds at most this part of what it hides where it is: not for every event that comes."""


def least_covered(
    corners: Sequence[QRectF], taken: Sequence[QRectF], sized: Sequence[QRectF], content_px: F64, now: int | None
) -> int | None:
    """The place among ``corners`` of the one that meets the fewest of ``sized``, the boxes of glyphs whose size is a
    number, then holds the fewest of ``content_px`` (n, 2), and meets none of the boxes ``taken``; the first of equal
    ones.  ``now``: where the legend is, which it leaves only for one with fewer of the former or much less of the
    latter.

    None: every corner is taken.
    """
    free = [place for place, box in enumerate(corners) if not any(box.intersects(other) for other in taken)]
    met = {place: sum(corners[place].intersects(glyph) for glyph in sized) for place in free}
    fewest = [place for place in free if met[place] == min(met.values())]
    held = {place: _number_in(corners[place], content_px) for place in fewest}
    if not held:
        return None
    best = min(fewest, key=held.__getitem__)
    return now if now in held and held[best] >= MUCH_LESS * held[now] else best


def _number_in(box: QRectF, content_px: F64) -> int:
    return len(inside(content_px, box.left(), box.top(), box.right(), box.bottom()))
