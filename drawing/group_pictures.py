"""Pictures of the marks of several things: rings and numbers, made once for marks of about the same shares."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPixmap

from drawing.group_mark import Ring, group_px, number_picture, ring_of, ring_picture
from drawing.picture_cache import PictureCache
from layers.batches import GatheredPoints
from layers.style import StyleSheet

PICTURES = 1_024
"""Of rings, and of numbers."""


class GroupPictures:
    """Those of the marks of one batch and of all that have the same styles and ``group``."""

    def __init__(self, batch: GatheredPoints, styles: StyleSheet) -> None:
        self.style = styles[batch.group]
        inks = [styles[key].rgba for key in batch.styles]
        self._inks = list(dict.fromkeys(inks))
        """Colours of the things, without doubles."""
        self._ink = np.array([self._inks.index(ink) for ink in inks], dtype=np.intp)
        """Of each style."""
        self._rings = PictureCache[tuple[float, float, Ring]](PICTURES)
        self._numbers = PictureCache[tuple[float, int]](PICTURES)

    def tally(self, mark: NDArray[np.intp], style: NDArray[np.integer], marks: int) -> NDArray[np.intp]:
        """How many things of each colour are in each of so many marks (marks, colours), of things with a ``mark`` (n,)
        and a ``style`` (n,)."""
        cell = mark * len(self._inks) + self._ink[style]
        return np.bincount(cell, minlength=marks * len(self._inks)).reshape(-1, len(self._inks))

    def of(self, numbers: list[int], leader: int, dpr: float) -> tuple[QPixmap, QPixmap]:
        """Ring and number of a mark with so many things of each colour, ``dpr`` physical pixels a logical one; the
        colour of its most urgent thing, which has the style ``leader``, is the first of the ring."""
        first = int(self._ink[leader])
        others = [code for code, number in enumerate(numbers) if number and code != first]
        ring = ring_of([(self._inks[code], numbers[code]) for code in (first, *others)])
        number = sum(numbers)
        size_px = group_px(self.style, number)
        return (
            self._rings.get((dpr, size_px, ring), partial(ring_picture, self.style, size_px, ring, dpr)),
            self._numbers.get((dpr, number), partial(number_picture, self.style, number, dpr)),
        )
