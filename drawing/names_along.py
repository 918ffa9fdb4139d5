"""Texts along lines: letter by letter, turned with a smooth stretch of their line.

Where they can be depends on the lines and the scale alone, so that a text stays at its place while the view is moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF

from drawing.label_renderer import label_font
from drawing.text_pieces import is_wide, pieces
from drawing.viewport import Viewport
from layers.batches import F64, I64, Courses, Labels
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

    ``strong``: it may hide glyphs, because it was chosen; others are elsewhere on their line, too.
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


@dataclass(frozen=True, eq=False)
class _Stretches:
    """n stretches of lines, on which texts can be at one scale: ``key`` (n,), ascending, tells them apart.

    ``line`` (n,) is the line of each, ``xy_m`` (n, s, 2) its smoothed samples, ``step_m`` (n,) metres between two of
    them, and ``middle`` (n, PLACES_MOST) the samples at which the middle of its text can be, the best first; -1: no
    more.
    """

    key: I64
    line: NDArray[np.intp]
    xy_m: F64
    step_m: F64
    middle: NDArray[np.intp]

    def of(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> _Stretches:
        """Those of these rows."""
        return _Stretches(*(column[rows] for column in self._columns))

    def joined(self, other: _Stretches) -> _Stretches:
        """All of both."""
        key, *columns = (np.concatenate(pair) for pair in zip(self._columns, other._columns, strict=True))
        order = np.argsort(key)
        return _Stretches(key[order], *(column[order] for column in columns))

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        return self.key, self.line, self.xy_m, self.step_m, self.middle


class NearStretches:
    """The stretches near the last view, for each batch of labels of one style sheet: the next view shows most of them
    again, and those of a map at rest are the same whenever its data move."""

    def __init__(self) -> None:
        self._last: WeakKeyDictionary[Labels, tuple[float, _Stretches]] = WeakKeyDictionary()

    def places_along(
        self, batch: Labels, courses: Courses, styles: Sequence[Style], shown: NDArray[np.bool_], view: Viewport
    ) -> Iterator[tuple[int, Spread, F64]]:
        """Row of the batch, letters and places, see :class:`NameAlong`, of every text on each stretch of its lines
        whose best place the view shows: elsewhere a text would leave another place when the view is moved.

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
        label = courses.label[lines]
        ways = _Ways(courses, lines, size_px[label] * scale, length[label], plate[label])
        found = self._near(batch, scale, ways, view)
        best = found.xy_m[np.arange(len(found.line)), found.middle[:, 0]]
        reach_m = (length * size_px)[courses.label[found.line]] * view.m_per_px / 2
        found = found.of(
            (found.middle[:, 0] >= 0)
            & (best[:, 0] >= west - reach_m) & (best[:, 0] <= east + reach_m)
            & (best[:, 1] >= south - reach_m) & (best[:, 1] <= north + reach_m)
        )  # fmt: skip
        if not len(found.line):
            return
        label = courses.label[found.line]
        of_rows = [texts[row] for row in label.tolist()]
        em = size_px[label] * view.m_per_px / found.step_m
        xy_px = view.px(found.xy_m.reshape(-1, 2)).reshape(found.xy_m.shape)
        places = _places(xy_px, found.middle, em, of_rows)
        best_px = places[:, 0, :, :2]
        shows = np.all((best_px >= 0) & (best_px <= (view.width_px, view.height_px)), axis=-1)
        for n in np.flatnonzero(np.any(shows, axis=1)).tolist():
            text = of_rows[n]
            yield int(label[n]), text, places[n, found.middle[n] >= 0, : len(text.letters)]

    def _near(self, batch: Labels, scale: float, ways: _Ways, view: Viewport) -> _Stretches:
        """The stretches near a view of those lines: the ones of the view before, and what is new."""
        key, way, middle_m = _keys(ways, view)
        known = self._last.get(batch)
        if known is None or known[0] != scale:
            found = _sampled(ways, key, way, middle_m)
        else:
            last = known[1]
            at = np.minimum(np.searchsorted(last.key, key), max(len(last.key) - 1, 0))
            held = last.key[at] == key if len(last.key) else np.zeros(len(key), dtype=bool)
            found = last if held.all() and len(last.key) == len(key) else last.of(at[held])
            if not held.all():
                found = found.joined(_sampled(ways, key[~held], way[~held], middle_m[~held]))
        self._last[batch] = scale, found
        return found


class _Ways(NamedTuple):
    """m ``lines`` with a text each: ``em_m`` (m,) is its height in metres, ``length`` (m,) is in heights of it; a
    ``plate`` (m,) is nowhere turned."""

    courses: Courses
    lines: NDArray[np.intp]
    em_m: F64
    length: F64
    plate: NDArray[np.bool_]


def _keys(ways: _Ways, view: Viewport) -> tuple[I64, NDArray[np.intp], F64]:
    """The stretches near a view of the lines that are long enough: what tells them apart, (n,), ascending; the row of
    each among the ways; and how far along the lines its middle is."""
    courses, lines, em_m, length, _ = ways
    along = courses.along_m
    begin, end = along[courses.starts[lines]], along[courses.starts[lines + 1] - 1]
    fit = np.flatnonzero((end - begin >= ROOM * length * em_m) & (length <= EVERY / ROOM))
    number = np.maximum(1, np.rint((end - begin)[fit] / (EVERY * em_m[fit]))).astype(np.intp)
    way = np.repeat(fit, number)
    rank = np.arange(len(way)) - np.repeat(np.cumsum(number) - number, number)
    middle = begin[way] + (rank + 0.5) / np.repeat(number, number) * (end - begin)[way]
    west, south, east, north = view.bounds_m
    reach = EVERY / 2 * em_m[way]
    x, y = np.interp(middle, along, courses.xy_m[:, 0]), np.interp(middle, along, courses.xy_m[:, 1])
    seen = (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
    key = lines[way].astype(np.int64) << 32 | rank
    return key[seen], way[seen], middle[seen]


def _sampled(ways: _Ways, key: I64, way: NDArray[np.intp], middle_m: F64) -> _Stretches:
    """Stretches with their samples, and where their texts can be."""
    courses, lines, em_m, length, plate = ways
    along = courses.along_m
    line = lines[way]
    step_m = STEP * em_m[way]
    half, around = round(EVERY / 2 / STEP), SMOOTHED // 2
    at = middle_m[:, None] + np.arange(-half - around, half + around + 1) * step_m[:, None]
    low, high = along[courses.starts[line]][:, None], along[courses.starts[line + 1] - 1][:, None]
    on_line = ((at >= low) & (at <= high))[:, around:-around]
    at = np.clip(at, low, high)
    samples = np.stack([np.interp(at, along, courses.xy_m[:, axis]) for axis in (0, 1)], axis=-1)
    smooth = np.asarray(sum(samples[:, shift : shift + 2 * half + 1] for shift in range(SMOOTHED)) / SMOOTHED)
    return _Stretches(key, line, smooth, step_m, _middles(smooth, on_line, length[way], plate[way]))


def _middles(
    xy_m: F64, on_line: NDArray[np.bool_], length: F64, plate: NDArray[np.bool_]
) -> NDArray[np.intp]:  # fmt: skip
    """Of each stretch (n, s, 2) the samples at which the middle of its text can be, see :class:`_Stretches`.

    ``on_line`` (n, s): which samples are on the line; ``length`` (n,) of the texts in heights of them; a ``plate`` (n,)
    is nowhere turned.
    """
    dx, dy = np.moveaxis(np.diff(xy_m, axis=1), -1, 0)
    bends = np.arctan2(dx[:, :-1] * dy[:, 1:] - dy[:, :-1] * dx[:, 1:], dx[:, :-1] * dx[:, 1:] + dy[:, :-1] * dy[:, 1:])
    heading = np.concatenate([np.zeros((len(bends), 1)), np.cumsum(bends, axis=1)], axis=1)  # against the first segment
    bend = np.abs(bends[:, 1:] + bends[:, :-1])
    last = xy_m.shape[1] - 1
    reach = np.ceil(length / 2 / STEP).astype(np.intp)
    found = np.full((len(xy_m), PLACES_MOST), -1, dtype=np.intp)
    for samples in np.unique(reach).tolist():
        of = np.flatnonzero(reach == samples)
        middle = np.arange(last // 2 % PLACE_EVERY, last + 1, PLACE_EVERY)
        middle = middle[(middle >= samples) & (middle <= last - samples)]
        first = middle - samples
        headings = sliding_window_view(heading[of], 2 * samples, axis=1)[:, first]
        turn = headings.max(axis=2) - headings.min(axis=2)
        sharpest = sliding_window_view(bend[of], max(2 * samples - 2, 1), axis=1)[:, first].max(axis=2)
        fits = on_line[of][:, first] & on_line[of][:, middle + samples]
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
