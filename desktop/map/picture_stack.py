"""One picture for each still layer of a view, and the one that is flattened from them.

A layer whose data changed repaints its own picture only; opacity and visibility repaint none: the pictures are blended
again.  All of it is done in pieces, so that the UI thread never waits for more than a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from PySide6.QtGui import QColor, QImage, QPainter

from desktop import theme
from desktop.map.painter_cache import PainterCache
from drawing.ground_grid import paint_ground_grid
from drawing.layer_picture import CELL_PX, LayerCanvas, LayerPicture, Row
from drawing.viewport import Viewport
from layers.base import Layer

MOST_BYTES = 200_000_000
"""Of the layers' pictures of one view; those that do not fit are painted again when they are needed."""
BACKGROUND = QColor("#16232c")


class PictureStack:
    """The pictures of the still layers in ``view``.  :meth:`work` makes the missing ones and blends them."""

    def __init__(self, painters: PainterCache, view: Viewport, background: QColor = BACKGROUND) -> None:
        self.view = view
        self._background = background
        self.picture: QImage | None = None
        """All layers, blended; None until the first work is done."""
        self.stale = True
        """Whether the picture is outdated."""
        self._painters = painters
        self._parts: dict[str, LayerPicture] = {}
        self._outdated: set[str] = set()
        """Layers whose data moved since their picture was begun."""
        self._waiting: set[str] = set()
        """Layers in whose picture something is missing because a painter was not ready."""
        self._canvas: LayerCanvas | None = None
        """A clear one for the next layer, while there is work."""
        self._versions: dict[str, list[int]] = {}
        """Of each layer's painters when its picture was begun."""

    @property
    def n_bytes(self) -> int:
        """Memory of the layers' pictures."""
        return sum(part.n_bytes for part in self._parts.values())

    @property
    def waiting(self) -> bool:
        """Whether something is missing in the picture because a painter was not ready."""
        return any(layer.key in self._waiting for layer in self._painters.still())

    def blend_again(self) -> None:
        """Opacity or visibility of a layer changed."""
        self.stale = True

    def repaint(self, key: str) -> None:
        """The data of one layer changed."""
        self._outdated.add(key)
        self.stale = True

    def repaint_ready(self) -> None:
        """A painter became ready: paint the layers in whose pictures something was missing or is different now."""
        for layer in self._painters.still():
            versions = self._versions.get(layer.key)
            if versions is not None and (
                layer.key in self._waiting or versions != [p.version for p in self._painters.ground(layer)]
            ):
                self.repaint(layer.key)

    def forget_layers(self) -> None:
        """Keep the flattened picture only."""
        self._parts.clear()

    def work(self) -> Iterator[None]:
        """Bring :attr:`picture` up to date, in pieces of a few milliseconds."""
        self.stale = False
        width, height = self._size
        picture = QImage(width, height, QImage.Format.Format_RGB32)
        for top in range(0, height, CELL_PX):
            with QPainter(picture) as painter:
                painter.fillRect(0, top, width, min(CELL_PX, height - top), self._background)
            yield
        if self._background == BACKGROUND:
            picture.setDevicePixelRatio(self.view.dpr)
            with QPainter(picture) as painter:
                paint_ground_grid(painter, self.view, theme.px(100) / 100)
            picture.setDevicePixelRatio(1.0)
            yield
        for layer, opacity in [(layer, layer.opacity) for layer in self._painters.still()]:
            part = self._parts.get(layer.key)
            if part is None or layer.key in self._outdated:
                part = yield from self._new_part(layer)
            yield from part.blend(picture, opacity)
        picture.setDevicePixelRatio(self.view.dpr)
        self.picture, self._canvas = picture, None

    @property
    def _size(self) -> tuple[int, int]:
        """Physical pixels."""
        return max(1, round(self.view.width_px * self.view.dpr)), max(1, round(self.view.height_px * self.view.dpr))

    def _new_part(self, layer: Layer) -> Generator[None, None, LayerPicture]:
        """The layer's picture as its data are now.  Where they moved while it was painted: the one before, else what
        was painted of it, so that no layer keeps the others from being shown."""
        self._outdated.discard(layer.key)
        part, whole = yield from self._painted(layer)
        if not whole:
            former = self._parts.get(layer.key)
            if former is not None:
                return former
            self._waiting.add(layer.key)
        self._keep(layer.key, part)
        return part

    def _painted(self, layer: Layer) -> Generator[None, None, tuple[LayerPicture, bool]]:
        """The layer's picture, and whether it is whole: not when its data moved meanwhile, because its painters have
        other data then."""
        canvas, self._canvas = self._canvas, None
        if canvas is None:
            canvas = LayerCanvas(*self._size, self.view.dpr)
            yield from canvas.clear()
        painters = self._painters.ground(layer)
        self._waiting.discard(layer.key)
        self._versions[layer.key] = [painter.version for painter in painters]
        if any(painter.waiting for painter in painters):
            self._waiting.add(layer.key)
        whole = True
        for batch_painter in painters:
            with QPainter(canvas.image) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                for _ in batch_painter.paint(painter, self.view):
                    yield
                    if layer.key in self._outdated:
                        whole = False
                        break
            if not whole:
                break
        if any(painter.waiting for painter in painters):  # also what was asked of the worker for this view
            self._waiting.add(layer.key)
        rows: list[Row] = []
        for row in canvas.rows():
            rows.append(row)
            yield
        self._canvas = canvas
        return LayerPicture(rows), whole

    def _keep(self, key: str, part: LayerPicture) -> None:
        """Keep it while there is room, before those of hidden layers."""
        self._parts.pop(key, None)
        shown = {layer.key for layer in self._painters.still()}
        for hidden in self._parts.keys() - shown:
            if self.n_bytes + part.n_bytes > MOST_BYTES:
                del self._parts[hidden]
        if self.n_bytes + part.n_bytes <= MOST_BYTES:
            self._parts[key] = part
