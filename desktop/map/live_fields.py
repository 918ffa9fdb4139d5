"""Fields of live layers on the map: coloured and scaled to the view in a worker thread.

The UI thread only shows a finished picture.  The old one stays until the new one is there, and follows the view.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from desktop.map.base_picture import MARGIN, holds, show_picture
from desktop.map.painters.field import paint_field
from drawing.field import FieldPicture
from drawing.viewport import Viewport
from layers.base import Layer
from layers.batches import Field
from layers.style import StyleSheet

_log = logging.getLogger(__name__)
PAUSE_S = 0.0005
"""Between two bands: QPainter keeps Python's lock, and the UI thread may wait for it."""
AROUND_PX = 8
"""Of the ground around fields that is flattened with them: Qt repaints somewhat more than the box that changed."""
Fields = tuple[Field, ...]


@dataclass(frozen=True)
class _ShownField:
    """Pictures of the fields of each layer, by its key, made for one view: each of the part that its fields cover."""

    view: Viewport
    fields: dict[str, Fields]
    images: dict[str, tuple[Viewport, QImage]]
    flat: _Flat | None


@dataclass(frozen=True)
class _Flat:
    """The pictures of the fields of layers with these ``opacities``, blended over a ``ground`` that fills its view."""

    ground: QImage
    opacities: dict[str, float]
    part: Viewport
    image: QImage


class LiveFields:
    """The fields of the visible live layers; ``ready`` is called on the worker's thread when there are new pictures."""

    def __init__(
        self, layers: Iterable[Layer], styles: StyleSheet, worker: Executor, ready: Callable[[], None]
    ) -> None:
        self._layers = [layer for layer in layers if layer.pace == "live"]
        self._styles = styles
        self._worker = worker
        self._ready = ready
        self._shown: _ShownField | None = None
        self.ground: tuple[Viewport, QImage] | None = None
        """The picture below the fields, and its view: it is never painted on."""
        self._job: Future[_ShownField] | None = None
        self._requested: tuple[Viewport, dict[str, Fields]] | None = None
        """The view and the fields of the last job."""
        self._failed = False
        """The last job failed: it is not repeated for the same view and fields."""
        self._pictures: dict[int, tuple[Field, FieldPicture]] = {}
        """Of the fields of the last pictures; the worker's."""

    def look(self, view: Viewport) -> None:
        """Make new pictures when the shown ones are outdated or do not fill the view sharply."""
        if self._job is not None and self._job.done():
            self._take(self._job)
        wanted = {layer.key: fields for layer in self._layers if layer.visible and (fields := _fields_of(layer))}
        if self._job is None and wanted:
            shown = self._shown
            due = shown is None or shown.fields != wanted or not holds(shown.view, view)
            if due and not (self._failed and self._requested == (view, wanted)):
                self._requested = view, wanted
                ground = self.ground if self.ground is not None and holds(self.ground[0], view) else None
                whole = view.grown(MARGIN) if ground is None else ground[0]
                self._job = self._worker.submit(self._paint_all, whole, wanted, self._opacities(), ground)
                self._job.add_done_callback(lambda _: self._ready())

    def boxes_px(self, view: Viewport) -> list[QRectF]:
        """Boxes in the view of the fields that are shown now or will be at the next painting."""
        before = self._shown
        self.look(view)
        found = [shown for shown in (before, self._shown) if shown is not None]
        if any(not holds(shown.view, view) for shown in found):
            return [QRectF(0, 0, view.width_px, view.height_px)]
        fields = {field for shown in found for of_layer in shown.fields.values() for field in of_layer}
        return [_box_px(view, field) for field in fields]

    def covers(self, view: Viewport, box_px: QRectF) -> bool:
        """Whether :meth:`paint` leaves nothing to see of the ground in a box of the view."""
        flat = self._flat(view)
        if flat is None:
            return False
        left, top = flat.part.west_m - view.west_m, view.north_m - flat.part.north_m
        whole = QRectF(left / view.m_per_px, top / view.m_per_px, flat.part.width_px, flat.part.height_px)
        return whole.adjusted(1, 1, -1, -1).contains(box_px)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Show the newest pictures that there are; new ones are taken afterwards, as the ground is painted before."""
        self._paint(painter, view)
        self.look(view)

    def _flat(self, view: Viewport) -> _Flat | None:
        """The flattened picture, if it shows the ground and the layers as they are."""
        shown, ground = self._shown, self.ground
        if shown is None or shown.flat is None or ground is None or not holds(shown.view, view):
            return None
        current = shown.flat.ground is ground[1] and shown.flat.opacities == self._opacities()
        return shown.flat if current else None

    def _opacities(self) -> dict[str, float]:
        """Of the visible layers that have fields, by key."""
        return {layer.key: layer.opacity for layer in self._layers if layer.visible and _fields_of(layer)}

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        flat = self._flat(view)
        if flat is not None:
            show_picture(painter, view, flat.part, flat.image)
            return
        if self._shown is None:
            return
        for layer in self._layers:
            shown = self._shown.images.get(layer.key)
            if shown is not None and layer.visible and _fields_of(layer):
                painter.setOpacity(layer.opacity)
                show_picture(painter, view, *shown)
        painter.setOpacity(1.0)

    def _take(self, job: Future[_ShownField]) -> None:
        """Show what a finished job made; when it failed, the last pictures remain."""
        self._job, self._failed = None, False
        try:
            self._shown = job.result()
        except Exception:  # any error: raised here, while painting, it would stop everything that is drawn live
            self._failed = True
            _log.exception("fields of live layers cannot be drawn")

    def _paint_all(
        self, view: Viewport, wanted: dict[str, Fields], opacities: dict[str, float],
        ground: tuple[Viewport, QImage] | None,
    ) -> _ShownField:  # fmt: skip
        known = self._pictures
        self._pictures = {}
        images = {}
        for key, fields in wanted.items():
            part = _part_of(view, fields)
            if part is None:
                continue
            image = QImage(
                round(part.width_px * part.dpr), round(part.height_px * part.dpr),
                QImage.Format.Format_ARGB32_Premultiplied,
            )  # fmt: skip
            image.setDevicePixelRatio(part.dpr)
            image.fill(Qt.GlobalColor.transparent)
            for field in fields:
                entry = known.get(id(field)) or (field, FieldPicture(field, self._styles.ramp_of(field)))
                self._pictures[id(field)] = entry
                with QPainter(image) as painter:
                    for _ in paint_field(painter, part, entry[1]):
                        time.sleep(PAUSE_S)
            images[key] = part, image
        flat = None if ground is None or not images else _flattened(view, images, opacities, ground[1])
        return _ShownField(view, wanted, images, flat)


def _flattened(
    view: Viewport, images: dict[str, tuple[Viewport, QImage]], opacities: dict[str, float], ground: QImage
) -> _Flat:
    """Pictures of parts of a view over the picture of its ground: of the part that they cover together."""
    boxes = {key: _whole_px(view, part) for key, (part, _) in images.items()}
    around = functools.reduce(QRect.united, boxes.values())
    around = around.adjusted(-AROUND_PX, -AROUND_PX, AROUND_PX, AROUND_PX) & ground.rect()
    dpr = view.dpr
    west_m, north_m = view.m(around.left() / dpr, around.top() / dpr)
    part = replace(
        view, west_m=west_m, north_m=north_m, width_px=around.width() / dpr, height_px=around.height() / dpr
    )
    image = ground.copy(around)
    image.setDevicePixelRatio(1.0)
    with QPainter(image) as painter:
        for key, (_, picture) in images.items():
            plain = QImage(picture)
            plain.setDevicePixelRatio(1.0)
            painter.setOpacity(opacities[key])
            painter.drawImage(boxes[key].topLeft() - around.topLeft(), plain)
    image.setDevicePixelRatio(dpr)
    return _Flat(ground, opacities, part, image)


def _whole_px(view: Viewport, part: Viewport) -> QRect:
    """The box of a part of the view in its physical pixels."""
    left, top = (part.west_m - view.west_m) / view.m_per_px, (view.north_m - part.north_m) / view.m_per_px
    width, height = round(part.width_px * part.dpr), round(part.height_px * part.dpr)
    return QRect(round(left * view.dpr), round(top * view.dpr), width, height)


def _part_of(view: Viewport, fields: Fields) -> Viewport | None:
    """The part of the view, in whole pixels, that fields cover; None when none does."""
    boxes = [_box_px(view, field) for field in fields]
    around = QRectF(min(box.left() for box in boxes), min(box.top() for box in boxes), 0, 0)
    around.setBottomRight(QPointF(max(box.right() for box in boxes), max(box.bottom() for box in boxes)))
    box = around.toAlignedRect() & QRectF(0, 0, view.width_px, view.height_px).toAlignedRect()
    if box.isEmpty():
        return None
    west_m, north_m = view.m(box.left(), box.top())
    return replace(view, west_m=west_m, north_m=north_m, width_px=box.width(), height_px=box.height())


def _fields_of(layer: Layer) -> Fields:
    return tuple(batch for batch in layer.batches() if isinstance(batch, Field))


def _box_px(view: Viewport, field: Field) -> QRectF:
    west, south, east, north = field.extent_m
    (left, top), (right, bottom) = view.px(np.array([[west, north], [east, south]]))
    return QRectF(left, top, right - left, bottom - top).adjusted(-1, -1, 1, 1)
