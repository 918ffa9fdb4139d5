"""The twin as a widget: in the main window, or as a window of its own."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from county.clock import monotonic_ms
from county.package.open import CountyPackage
from layers.batches import Field, Lines, Polygons
from layers.focus import Focus, Selection
from layers.registry import LayerSet
from layers.style import StyleSheet
from twin.view.actors.points import Heads
from twin.view.camera import Camera, flight
from twin.view.drape import Sheet
from twin.view.hud import Hud
from twin.view.overlay import Overlay
from twin.view.scene import Frame, View
from twin.view.screen import Screen
from twin.view.surface import F64, Surface
from twin.view.worker import Worker

FRAME_MS = 40
"""At most 25 frames a second."""
REPAINT_MS = 80
"""Live data is repainted at most this often: layers may move 30 times a second."""
SETTLED_MS = 220
"""After this long without a move the frame is drawn in full."""
MOVING_GOAL_MS, FINAL_GOAL_MS = 33.0, 1_200.0
FLIGHT_MS = 1_400
CLEARANCE_M = 12.0
CLICK_PX = 4
PICK_PX = 6.0
FIRST_EXAGGERATION = 1.6
TEXEL_PX, COARSE = 2.0, 1.6
"""Pixels that a texel of the ground may cover, and how many times more while moving."""
SMALLEST, SMALLEST_FINAL = 0.35, 0.6
"""Least part of the width that is drawn while moving, and when settled."""
PREPARE_MS = 60
Key = Qt.Key
TURNS = {Key.Key_Left: (-6.0, 0.0), Key.Key_Right: (6.0, 0.0), Key.Key_Up: (0.0, 4.0), Key.Key_Down: (0.0, -4.0)}
"""Degrees of turn and tilt by key."""
ZOOMS = {Key.Key_Plus: 0.8, Key.Key_Equal: 0.8, Key.Key_Minus: 1.25}


class Quality(Enum):
    """How much goes into a frame."""

    MOVING = auto()
    """Fewer pixels and coarser ground, to keep up with the hand."""
    PREPARING = auto()
    """Fewer pixels, while the ground of the final frame is being made ready."""
    FINAL = auto()
    """All pixels, unless the graphics need much more than FINAL_GOAL_MS for them."""
    SNAPSHOT = auto()
    """All pixels, whatever it takes."""


class TwinWidget(QWidget):
    """The county in three dimensions.  Left drag turns, right or middle drag pans, the wheel zooms to the cursor.

    :meth:`close` (also by closing the window) ends the rendering thread and frees the graphics; the widget is
    of no use afterwards.
    """

    def __init__(
        self, layers: LayerSet, focus: Focus, styles: StyleSheet, package: CountyPackage, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setMinimumSize(320, 240)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._layers = layers
        self._focus = focus
        self._styles = styles
        self._package = package
        self._windows: list[TwinWidget] = []
        self._surface = Surface(package)
        self._overlay = Overlay(styles, self.devicePixelRatioF())
        self._worker = Worker(self._surface, styles)
        self._worker.drawn.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._farthest_m = float(self._surface.size_m.max()) * 2.2
        self._exaggeration = FIRST_EXAGGERATION
        self._frame: Frame | None = None
        self._image = QImage()
        self._failure = ""
        self._camera = self.home()
        self._moved_ms = 0
        self._flight: tuple[Camera, Camera, int] | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._pivot: F64 | None = None
        self._dragged = False
        self._ms_per_megapixel = 40.0
        self.frames = 0
        """Frames drawn so far."""
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._repaint = QTimer(self)
        self._repaint.setSingleShot(True)
        self._repaint.setInterval(REPAINT_MS)
        self._repaint.timeout.connect(self.update)
        self.hud = Hud(self, package.manifest, flat=self._surface.flat)
        for layer in layers:
            layer.changed.connect(self._data_changed)
            layer.shown.connect(self._data_changed)
        focus.selected.connect(self._selected)
        focus.fly_to.connect(self.fly_to)

    # ---- looking

    def home(self) -> Camera:
        """The whole county from the south."""
        low, high = self._surface.lowest_m, self._surface.highest_m
        size = float(self._surface.size_m.max())
        z = (low + high) / 2 * self._exaggeration
        return Camera.looking_at(0.0, -0.05 * size, z, distance_m=size * 1.2, heading_deg=0.0, down_deg=40.0)

    @property
    def camera(self) -> Camera:
        return self._camera

    @property
    def exaggeration(self) -> float:
        """How many times too high the ground is drawn."""
        return self._exaggeration

    @exaggeration.setter
    def exaggeration(self, value: float) -> None:
        value = min(4.0, max(1.0, value))
        if value != self._exaggeration:
            target = self._camera.target
            rise = float(self._surface.height_at(*target[:2])) * (value - self._exaggeration)
            self._exaggeration = value
            self.look(self._camera.moved(np.array([0.0, 0.0, rise])))

    def look(self, camera: Camera) -> None:
        """Take this view now; a flight ends."""
        self._flight = None
        self._move(camera)

    def fly_to(self, x_m: float, y_m: float, radius_m: float) -> None:
        """Fly to where a circle of ``radius_m`` around a working-CRS point fills the view."""
        (x, y, z), = self._surface.on_ground([[x_m, y_m]], self._exaggeration)
        end = Camera.looking_at(
            x, y, z, distance_m=max(radius_m * 3.2, 260.0), heading_deg=self._camera.heading_deg,
            down_deg=min(max(self._camera.down_deg, 28.0), 48.0),
        )  # fmt: skip
        self.fly(self._over_ground(end))

    def fly(self, end: Camera) -> None:
        """Fly to a view; any move of the user ends the flight."""
        if not self.isVisible():
            self.look(end)
            return
        self._flight = (self._camera, end, monotonic_ms())
        self._timer.start()

    @property
    def flying(self) -> bool:
        return self._flight is not None

    @property
    def settled(self) -> bool:
        """The newest view was drawn in full."""
        frame = self._frame
        return frame is not None and frame.complete and _same(frame.view, self._view(Quality.FINAL))

    def pins(self) -> list[tuple[str, Heads]]:
        """Where pins stand on the screen now, by layer key; the last lies on top."""
        return self._overlay.heads

    def snapshot(self, path: Path) -> None:
        """Write the view, drawn in full, as PNG.  Raises OSError when the file cannot be written."""
        frame = self._worker.draw_now(self._view(Quality.SNAPSHOT))
        self._show_frame(frame)
        if not self.grab().save(str(path), "PNG"):
            raise OSError(f"{path}: the picture cannot be written; check the folder and its rights")

    def open_window(self) -> TwinWidget:
        """Another twin with the same view, in a window of its own; it closes with this one."""
        twin = TwinWidget(self._layers, self._focus, self._styles, self._package)
        twin.setWindowTitle(self.tr("{0} · digital twin").format(self._package.manifest.name))
        twin.resize(1280, 800)
        twin.look(self._camera)
        twin.exaggeration = self._exaggeration
        self._windows = [window for window in self._windows if not window.closed]
        self._windows.append(twin)
        twin.show()
        return twin

    @property
    def closed(self) -> bool:
        """Everything was freed; the widget is of no use any more."""
        return self._closed

    # ---- frames

    def _over_ground(self, camera: Camera) -> Camera:
        ground = float(self._surface.height_at(*camera.eye[:2])) * self._exaggeration
        return camera.above(ground, CLEARANCE_M)

    def _move(self, camera: Camera) -> None:
        self._camera = self._over_ground(camera)
        self._moved_ms = monotonic_ms()
        self._wake()

    def _wake(self) -> None:
        if self.isVisible() and not self._closed and not self._timer.isActive():
            self._timer.start()

    def _sheet(self) -> Sheet:
        return Sheet(tuple(
            (batch, layer.opacity)
            for layer in self._layers if layer.visible
            for batch in layer.batches() if isinstance(batch, Field | Lines | Polygons)
        ))  # fmt: skip

    def _view(self, quality: Quality) -> View:
        ratio = self.devicePixelRatioF()
        width, height = max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))
        full_ms = self._ms_per_megapixel * width * height / 1e6
        goal_ms, smallest = (FINAL_GOAL_MS, SMALLEST_FINAL) if quality is Quality.FINAL else (MOVING_GOAL_MS, SMALLEST)
        scale = min(1.0, max(smallest, (goal_ms / full_ms) ** 0.5)) if quality is not Quality.SNAPSHOT else 1.0
        return View(
            self._camera, (max(1, round(width * scale)), max(1, round(height * scale))),
            self._exaggeration, self._sheet(),
            texel_px=TEXEL_PX * scale * (COARSE if quality is Quality.MOVING else 1.0),
            smooth=quality in (Quality.FINAL, Quality.SNAPSHOT), prepare_ms=PREPARE_MS,
        )  # fmt: skip

    def _tick(self) -> None:
        """Move along the flight, and ask for the next frame when the last one is out of date."""
        if self._flight is not None:
            start, end, since = self._flight
            t = min(1.0, (monotonic_ms() - since) / FLIGHT_MS)
            self._move(flight(start, end, t))
            self._flight = (start, end, since) if t < 1.0 else None
        if self._worker.busy or self._failure:
            return
        moving = self._flight is not None or monotonic_ms() - self._moved_ms < SETTLED_MS
        frame = self._frame
        if moving:
            if frame is None or not frame.complete or not _same(frame.view, self._view(Quality.MOVING)):
                self._worker.request(self._view(Quality.MOVING))
            return
        if frame is None or frame.view.camera != self._camera or not (frame.complete or frame.view.smooth):
            self._worker.request(self._view(Quality.PREPARING))
        elif not self.settled:
            self._worker.request(self._view(Quality.FINAL))
        else:
            self._timer.stop()

    def _take(self, frame: Frame) -> None:
        if self._closed:
            return
        self.frames += 1
        if not frame.view.smooth:
            megapixels = frame.view.size[0] * frame.view.size[1] / 1e6
            self._ms_per_megapixel = 0.7 * self._ms_per_megapixel + 0.3 * frame.draw_ms / megapixels
        self._show_frame(frame)
        self._wake()

    def _show_frame(self, frame: Frame) -> None:
        self._frame = frame
        height, width = frame.rgba.shape[:2]
        image = QImage(frame.rgba.data, width, height, width * 4, QImage.Format.Format_RGBX8888)
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)
        self.update()

    def _fail(self, text: str) -> None:
        self._failure = text
        self._timer.stop()
        self.update()

    def _data_changed(self) -> None:
        if self.isVisible() and not self._closed:
            if not self._repaint.isActive():
                self._repaint.start()
            self._wake()

    def _selected(self, selection: Selection | None) -> None:
        self.update()

    def _screen(self) -> Screen | None:
        return None if self._frame is None else Screen(self._frame, self._surface, self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        screen = self._screen()
        if screen is None or self._failure:
            painter.fillRect(self.rect(), QColor("#0a1420"))
            painter.setPen(QColor("#9fb4c8"))
            text = self.tr("Preparing the 3D view …")
            if self._failure:
                text = self.tr("No 3D view: {0}").format(self._failure)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(0, 0, self.width(), self.height()), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._overlay.paint(painter, screen, self._layers, self._focus.selection)
        self.hud.paint(painter, screen.camera, self._exaggeration)

    # ---- the user

    def _ground_under(self, at: QPointF) -> F64:
        """The scene point under the cursor, or as far ahead as the middle of the view when there is sky."""
        screen = self._screen()
        point = None if screen is None else screen.ground_at(at.x(), at.y())
        if point is not None:
            return point
        ray = self._camera.ray(at.x(), at.y(), self.width(), self.height())
        return np.asarray(self._camera.eye + ray * self._camera.distance_m)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._flight = None
        self._pressed = self._last = event.position()
        self._dragged = False
        self._pivot = self._ground_under(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self._pivot is None:
            return
        at = event.position()
        if not self._dragged and (at - self._pressed).manhattanLength() <= CLICK_PX:
            return
        self._dragged = True
        step = at - self._last
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.look(self._camera.orbited(self._pivot, step.x() * 0.25, step.y() * 0.2))
        else:
            before, after = (self._camera.ray(p.x(), p.y(), self.width(), self.height()) for p in (self._last, at))
            depth = float((self._pivot - self._camera.eye) @ self._camera.basis[2])
            by = (before - after) * depth
            if abs(after[2]) > 0.05 and abs(before[2]) > 0.05:  # slide along the ground's level, not along the screen
                height = self._pivot[2] - self._camera.eye[2]
                by = before * (height / before[2]) - after * (height / after[2])
            self.look(self._camera.moved(np.array([by[0], by[1], 0.0])))
        self._last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragged and event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position())
        self._pressed = None
        self._wake()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        x, y = self._ground_under(event.position())[:2] + self._surface.origin_m
        self.fly_to(float(x), float(y), self._camera.distance_m / 8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor = 0.8 ** (event.angleDelta().y() / 120)
        self.look(self._camera.zoomed(self._ground_under(event.position()), factor, self._farthest_m))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in TURNS:
            self.look(self._camera.orbited(self._camera.target, *TURNS[key]))
        elif key in ZOOMS:
            self.look(self._camera.zoomed(self._camera.target, ZOOMS[key], self._farthest_m))
        elif key == Qt.Key.Key_Home:
            self.fly(self.home())
        elif key == Qt.Key.Key_N:
            self.north_up()
        else:
            super().keyPressEvent(event)

    def north_up(self) -> None:
        """Look straight down with north on top, as on the map."""
        x, y, z = self._camera.target
        self.fly(Camera.looking_at(x, y, z, distance_m=self._camera.distance_m, heading_deg=0.0, down_deg=89.9))

    def _pick(self, at: QPointF) -> None:
        """Select what is under the cursor: a pin, else what the topmost layer has on the ground there."""
        screen = self._screen()
        if screen is None:
            return
        found = self._overlay.head_at(at.x(), at.y())
        point = screen.ground_at(at.x(), at.y())
        if found is None and point is not None:
            x, y = point[:2] + self._surface.origin_m
            reach = PICK_PX * float(np.linalg.norm(point - screen.camera.eye)) / screen.focal_px
            for layer in reversed(list(self._layers)):
                item_id = layer.pick(float(x), float(y), reach) if layer.visible else None
                if item_id is not None:
                    found = layer.key, item_id
                    break
        if found is None:
            self._focus.clear()
        else:
            self._focus.select(*found)

    # ---- life

    def sizeHint(self) -> QSize:
        return QSize(960, 640)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._repaint.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.hud.arrange()
        self._wake()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.hud.retranslate()
            self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._free()
        super().closeEvent(event)

    def _free(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        self._repaint.stop()
        for window in self._windows:
            window.close()
        self._windows.clear()
        for layer in self._layers:
            layer.changed.disconnect(self._data_changed)
            layer.shown.disconnect(self._data_changed)
        self._focus.selected.disconnect(self._selected)
        self._focus.fly_to.disconnect(self.fly_to)
        self._worker.close()


def _same(a: View, b: View) -> bool:
    """Whether two views look the same."""
    return (
        a.camera == b.camera and a.size == b.size and a.exaggeration == b.exaggeration and a.smooth == b.smooth
        and len(a.sheet.batches) == len(b.sheet.batches)
        and all(x is y and p == q for (x, p), (y, q) in zip(a.sheet.batches, b.sheet.batches, strict=True))
    )  # fmt: skip
