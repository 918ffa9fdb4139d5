"""Texts along lines: letter by letter, turned with a smooth stretch of their line.

Where they can be depends on the lines and the scale alone, so that a text stays at its place while the view is moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF

from drawing.label_renderer import label_font
from drawing.text_pieces import is_wide, pieces
from drawing.viewport import Viewport
from layers.batches import F64, Courses, Labels
from layers.style import Style

EVERY = 56.0
"""Heights of its text after which a text is repeated, about: of the stretch that is searched for a place."""
STEP = 0.5
"""Heights of the text between two samples of a line."""
SMOOTHED = 5
"""Samples that are averaged: bends smaller than a letter do not turn it."""
SCALES = 2
"""Steps in a doubling of the scale: between two of them a text stays at its place on the line."""
PLACE_EVERY = 8
"""Samples between two places that are compared."""
PLACES_MOST = 4
"""Places of a stretch that are tried, the smoothest and most central first."""
TURN_MOST, BEND_MOST = math.radians(60), math.radians(24)
"""Between any two letters, and within the height of one."""
ROOM = 1.25
"""Length of the shortest line that has a text, in lengths of it."""
TURN_STEP_DEG = 3.0
"""Turns are rounded to it, so that letters share their pictures."""


@dataclass(frozen=True, eq=False)
class NameAlong:
    """A text that would show on one stretch of its line, at the first of its places with room for all its letters.

    ``strong``: it may hide glyphs.
    """

    rank: tuple[bool, float, float, str]
    item_id: str
    text: str
    style: Style
    strong: bool
    letters: tuple[str, ...]
    places: F64
    """(k, l, 3): of each letter at each place, the best first, its middle in pixels, and where its upper end points, in
    degrees clockwise."""
    view: Viewport

    @property
    def at_px(self) -> QPointF:
        """Middle of its best place."""
        x_px, y_px = self.places[0, len(self.letters) // 2, :2].tolist()
        return QPointF(x_px, y_px)


@dataclass(frozen=True, eq=False)
class Spread:
    """A text along a line: its ``letters``, where the middle of each is from the text's middle and how long it is, in
    heights of the text.

    ``stacks``: on a steep line its letters stand below each other; ``upright``: it is nowhere turned."""

    letters: tuple[str, ...]
    middle: F64
    length: float
    stacks: bool
    upright: bool


@lru_cache(4_000)
def spread(text: str, style: Style) -> Spread:
    """The letters of a text of this style; a plate is one letter."""
    letters = (text,) if style.plate else tuple(piece.strip() for piece in pieces(text))
    metrics = QFontMetricsF(label_font(style))
    width = np.array([metrics.horizontalAdvance(letter) for letter in letters]) / style.size_px
    ends = np.cumsum(width + style.spacing)
    length = float(ends[-1]) - style.spacing
    stacks = not style.plate and all(len(letter) == 1 and is_wide(letter) for letter in letters)
    return Spread(letters, ends - style.spacing - width / 2 - length / 2, length, stacks, bool(style.plate))


class _Samples(NamedTuple):
    """Stretches of lines, one a row: which line, its smoothed samples (n, s, 2) in metres, which of them are on the
    line, and metres between them."""

    line: NDArray[np.intp]
    xy_m: F64
    on_line: NDArray[np.bool_]
    step_m: F64


def places_along(
    batch: Labels, courses: Courses, styles: Sequence[Style], shown: NDArray[np.bool_], view: Viewport
) -> Iterator[tuple[int, Spread, F64]]:
    """Row of the batch, letters and places, see :class:`NameAlong`, of every text on each stretch of its lines whose
    best place the view shows: elsewhere a text would leave another place when the view is moved.

    ``shown``: which rows of the batch are wanted; ``styles``: those of ``batch.styles``.
    """
    west, south, east, north = view.bounds_m
    box = courses.boxes_m
    near = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
    lines = np.flatnonzero(near & shown[courses.label])
    if not len(lines):
        return
    wanted = np.unique(courses.label[lines]).tolist()
    texts = {row: spread(str(batch.text[row]), styles[batch.style[row]]) for row in wanted}
    length = np.zeros(len(batch.ids))
    length[wanted] = [texts[row].length for row in wanted]
    size_px = np.array([style.size_px for style in styles])[batch.style]
    plate = np.array([bool(style.plate) for style in styles])[batch.style]
    scale = 2.0 ** (math.ceil(SCALES * math.log2(view.m_per_px)) / SCALES)
    rows = _rows(courses, lines, size_px[courses.label[lines]] * scale, length[courses.label[lines]], view)
    label = courses.label[rows.line]
    middle = _middles(rows, length[label], plate[label])
    named = np.flatnonzero(middle[:, 0] >= 0)
    if not len(named):
        return
    of_rows = [texts[row] for row in label[named].tolist()]
    em = size_px[label[named]] * view.m_per_px / rows.step_m[named]
    places = _places(view.px(rows.xy_m[named].reshape(-1, 2)).reshape(len(named), -1, 2), middle[named], em, of_rows)
    best_px = places[:, 0, :, :2]
    shows = np.all((best_px >= 0) & (best_px <= (view.width_px, view.height_px)), axis=-1)
    for n in np.flatnonzero(np.any(shows, axis=1)).tolist():
        text = of_rows[n]
        yield int(label[named[n]]), text, places[n, middle[named[n]] >= 0, : len(text.letters)]


def _rows(courses: Courses, lines: NDArray[np.intp], em_m: F64, length: F64, view: Viewport) -> _Samples:
    """The stretches near a view of those of the m ``lines`` that are long enough; ``length`` (m,) of their texts is in
    heights of the text, ``em_m`` (m,)."""
    along = courses.along_m
    begin, end = along[courses.starts[lines]], along[courses.starts[lines + 1] - 1]
    fit = np.flatnonzero((end - begin >= ROOM * length * em_m) & (length <= EVERY / ROOM))
    number = np.maximum(1, np.rint((end - begin)[fit] / (EVERY * em_m[fit]))).astype(np.intp)
    line = np.repeat(fit, number)
    rank = np.arange(len(line)) - np.repeat(np.cumsum(number) - number, number)
    middle = begin[line] + (rank + 0.5) / np.repeat(number, number) * (end - begin)[line]
    west, south, east, north = view.bounds_m
    reach = EVERY / 2 * em_m[line]
    x, y = np.interp(middle, along, courses.xy_m[:, 0]), np.interp(middle, along, courses.xy_m[:, 1])
    seen = (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
    line, middle = line[seen], middle[seen]
    step_m = STEP * em_m[line]
    half, around = round(EVERY / 2 / STEP), SMOOTHED // 2
    at = middle[:, None] + np.arange(-half - around, half + around + 1) * step_m[:, None]
    low, high = begin[line][:, None], end[line][:, None]
    on_line = ((at >= low) & (at <= high))[:, around:-around]
    at = np.clip(at, low, high)
    samples = np.stack([np.interp(at, along, courses.xy_m[:, axis]) for axis in (0, 1)], axis=-1)
    smooth = sum(samples[:, shift : shift + 2 * half + 1] for shift in range(SMOOTHED)) / SMOOTHED
    return _Samples(lines[line], np.asarray(smooth), on_line, step_m)


def _middles(rows: _Samples, length: F64, plate: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Of each row, the samples at which the middle of its text can be, the best first, (n, PLACES_MOST); -1: no more.

    ``length`` (n,) of the texts in heights of them; a ``plate`` (n,) is nowhere turned.
    """
    dx, dy = np.moveaxis(np.diff(rows.xy_m, axis=1), -1, 0)
    bends = np.arctan2(dx[:, :-1] * dy[:, 1:] - dy[:, :-1] * dx[:, 1:], dx[:, :-1] * dx[:, 1:] + dy[:, :-1] * dy[:, 1:])
    heading = np.concatenate([np.zeros((len(bends), 1)), np.cumsum(bends, axis=1)], axis=1)  # against the first segment
    bend = np.abs(bends[:, 1:] + bends[:, :-1])
    last = rows.xy_m.shape[1] - 1
    reach = np.ceil(length / 2 / STEP).astype(np.intp)
    found = np.full((len(rows.line), PLACES_MOST), -1, dtype=np.intp)
    for samples in np.unique(reach).tolist():
        of = np.flatnonzero(reach == samples)
        middle = np.arange(last // 2 % PLACE_EVERY, last + 1, PLACE_EVERY)
        middle = middle[(middle >= samples) & (middle <= last - samples)]
        first = middle - samples
        headings = sliding_window_view(heading[of], 2 * samples, axis=1)[:, first]
        turn = headings.max(axis=2) - headings.min(axis=2)
        sharpest = sliding_window_view(bend[of], max(2 * samples - 2, 1), axis=1)[:, first].max(axis=2)
        fits = rows.on_line[of][:, first] & rows.on_line[of][:, middle + samples]
        fits &= ((turn <= TURN_MOST) & (sharpest <= BEND_MOST)) | plate[of, None]
        cost = np.where(plate[of, None], 0.0, turn / TURN_MOST) + np.abs(middle - last / 2) / (last / 2)
        cost[~fits] = np.inf
        order = np.argsort(cost, axis=1, kind="stable")[:, :PLACES_MOST]
        found[of, : order.shape[1]] = np.where(np.take_along_axis(fits, order, axis=1), middle[order], -1)
    return found


def _places(xy_px: F64, middle: NDArray[np.intp], em: F64, texts: Sequence[Spread]) -> F64:
    """Middle and turn of the letters of n texts at their places, (n, k, l, 3), as in :class:`NameAlong`.

    ``xy_px`` (n, s, 2) are the samples of their lines, ``middle`` (n, k) those at the middles of the texts, and ``em``
    (n,) samples are a height of the text.  They are read from the left to the right; on a steep line Chinese letters
    stand upright below each other.
    """
    most = max((len(text.letters) for text in texts), default=0)
    offset = np.zeros((len(texts), most))
    for row, text in enumerate(texts):
        offset[row, : len(text.letters)] = text.middle * em[row]
    upright = np.array([text.upright for text in texts], dtype=bool)[:, None]
    reach = np.ceil(np.array([text.length for text in texts]) * em / 2)[:, None]
    middle_at = middle.astype(float)
    chord = _between(xy_px, middle_at + reach) - _between(xy_px, middle_at - reach)
    dx, dy = chord[..., 0], chord[..., 1]
    stacked = np.array([text.stacks for text in texts], dtype=bool)[:, None] & (np.abs(dy) > np.abs(dx))
    along = np.where(np.where(stacked, dy, dx) >= 0, 1.0, -1.0)[..., None]
    at = middle_at[..., None] + along * offset[:, None]
    way = (_between(xy_px, at + 1) - _between(xy_px, at - 1)) * along[..., None]
    turn = np.degrees(np.arctan2(way[..., 1], way[..., 0])) - np.where(stacked, 90.0, 0.0)[..., None]
    turn = np.where(upright[..., None], 0.0, np.rint(turn / TURN_STEP_DEG) * TURN_STEP_DEG)
    return np.concatenate([_between(xy_px, at), turn[..., None]], axis=-1)


def _between(xy: F64, at: F64) -> F64:
    """Points of n lines (n, s, 2) at fractions of samples (n, …)."""
    at = np.clip(at, 0, xy.shape[1] - 1.001)
    first = at.astype(np.intp)
    row = np.arange(len(xy)).reshape(-1, *(1,) * (at.ndim - 1))
    share = (at - first)[..., None]
    return np.asarray(xy[row, first] * (1 - share) + xy[row, first + 1] * share)
