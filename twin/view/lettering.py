"""Which labels show, and where: the most important first, none over another, over a large pin or over the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from layers.batches import F64
from twin.view.actors.labels import MOST, LabelsOverlay
from twin.view.actors.points import PinHits
from twin.view.screen import Screen

LARGE_PX = 9.5
"""Labels keep away from pins with heads of at least this radius."""
AGAIN_MS = 100
"""While the view moves labels are chosen anew this often; in between they follow their points."""
NEW_AT_ONCE = 3
"""Texts painted for the first time in one painting: some 5 ms."""
RAISE_PX = 14.0
"""Between a label and its point."""
AIR_PX = 14.0
"""Kept free around a label."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Written:
    """Label ``number`` of ``part`` with its corner ``offset`` from its point, now at ``corner``."""

    part: LabelsOverlay
    number: int
    offset: tuple[float, float]
    corner: tuple[float, float]
    pixmap: QPixmap

    @property
    def box(self) -> QRectF:
        return QRectF(QPointF(*self.corner), self.pixmap.deviceIndependentSize())


class Lettering:
    """The labels of one twin; ``scale`` is the interface's."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._key: list[object] = []
        self._chosen_ms = 0
        self._chosen: list[Written] = []
        self.written: list[Written] = []
        """What stood where at the last painting."""
        self.unfinished = False
        """More would be written if it were painted again."""

    def paint(
        self, painter: QPainter, screen: Screen, parts: Sequence[LabelsOverlay], pins: Sequence[PinHits], now_ms: int
    ) -> None:
        """Paint the labels; ``now_ms`` on the monotonic clock."""
        key: list[object] = [screen, *parts, *pins]
        stale = self.unfinished or len(key) != len(self._key)
        stale = stale or any(a is not b for a, b in zip(key, self._key, strict=True))
        if stale and (screen.frame.view.smooth or now_ms - self._chosen_ms >= AGAIN_MS):
            self._key, self._chosen_ms = key, now_ms
            self._choose(screen, parts, pins)
        elif stale:
            self.unfinished = True
            self._follow(screen, parts)
        for label in self.written:
            painter.drawPixmap(QPointF(*label.corner), label.pixmap)

    def _choose(self, screen: Screen, parts: Sequence[LabelsOverlay], pins: Sequence[PinHits]) -> None:
        found = [(label.priority, n, label) for n, part in enumerate(parts) for label in part.candidates(screen)]
        found.sort(key=lambda entry: -entry[0])
        new = NEW_AT_ONCE
        self.unfinished = False
        known = []
        for _, n, label in found:
            if not parts[n].painted(label.number):
                if not new:
                    self.unfinished = True
                    continue
                new -= 1
            known.append((parts[n], label, parts[n].pixmap(label.number)))
        sizes = np.array([_size(pixmap) for *_, pixmap in known]).reshape(-1, 1, 2)
        points = np.array([(label.x, label.y) for _, label, _ in known]).reshape(-1, 1, 2)
        corners = np.round(points + _offsets(sizes, self._scale))
        boxes = np.concatenate([corners, corners + sizes], axis=2)
        free = ~_meets(boxes.reshape(-1, 4), _large(pins, LARGE_PX * self._scale)).reshape(boxes.shape[:2])
        free &= (boxes[..., :2] >= 0).all(axis=2) & (boxes[..., 2:] <= (screen.width, screen.height)).all(axis=2)
        options: list[tuple[list[Box], list[bool]]] = [(boxes[n].tolist(), free[n].tolist()) for n in range(len(known))]
        taken: list[Box] = []
        self.written = []
        air = AIR_PX * self._scale
        for (part, label, pixmap), (places, open_places) in zip(known, options, strict=True):
            for place, is_open in zip(places, open_places, strict=True):
                if is_open and not any(_overlap(place, other) for other in taken):
                    left, top, right, bottom = place
                    taken.append((left - air, top - air, right + air, bottom + air))
                    offset = left - label.x, top - label.y
                    self.written.append(Written(part, label.number, offset, (left, top), pixmap))
                    break
            if len(taken) == MOST:
                break
        self._chosen = self.written

    def _follow(self, screen: Screen, parts: Sequence[LabelsOverlay]) -> None:
        """Write again what was chosen, where its points are now; not what is hidden, or would touch another."""
        self.written = []
        taken: list[Box] = []
        at: dict[tuple[int, int], tuple[float, float]] = {}
        for part in parts:
            numbers = [label.number for label in self._chosen if label.part is part]
            placed = screen.place(part.points_m(numbers))
            for number, seen, (x, y) in zip(numbers, placed.seen.tolist(), placed.xy.tolist(), strict=True):
                if seen:
                    at[id(part), number] = x, y
        for label in self._chosen:
            point = at.get((id(label.part), label.number))
            if point is None:
                continue
            left, top = round(point[0] + label.offset[0]), round(point[1] + label.offset[1])
            width, height = _size(label.pixmap)
            box = (left, top, left + width, top + height)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                self.written.append(Written(label.part, label.number, label.offset, (left, top), label.pixmap))


def _size(pixmap: QPixmap) -> tuple[float, float]:
    size = pixmap.deviceIndependentSize()
    return size.width(), size.height()


def _offsets(sizes: F64, scale: float) -> F64:
    """Corners (n, 4, 2) from their points for labels of ``sizes`` (n, 1, 2): above, below, right and left of them."""
    raised = RAISE_PX * scale
    width, height = sizes[..., 0], sizes[..., 1]
    x = np.concatenate([-width / 2, -width / 2, np.full_like(width, raised), -raised - width], axis=1)
    y = np.concatenate([-raised - height, np.full_like(height, raised), -height / 2, -height / 2], axis=1)
    return np.stack([x, y], axis=2)


def _large(pins: Sequence[PinHits], radius_px: float) -> F64:
    """Boxes (n, 4) of the large pins."""
    boxes = [np.empty((0, 4))]
    for heads in pins:
        large = heads.radius >= radius_px
        xy, radius = heads.xy[large], heads.radius[large, None]
        boxes.append(np.hstack([xy - radius, xy + radius]))
    return np.concatenate(boxes)


def _meets(boxes: F64, others: F64) -> NDArray[np.bool_]:
    """Which of the boxes (n, 4) overlap one of the others (m, 4)."""
    a, b = boxes[:, None], others[None]
    meets = (a[..., 0] < b[..., 2]) & (a[..., 2] > b[..., 0]) & (a[..., 1] < b[..., 3]) & (a[..., 3] > b[..., 1])
    return np.asarray(meets.any(axis=1))


def _overlap(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
