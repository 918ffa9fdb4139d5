"""The twin as a widget: in the main window or in a separate window."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from county.clock import monotonic_ms
from county.package.open import CountyPackage
from drawing.cached_picture import CachedPicture
from drawing.call_painting import CallSight, PlacedCall, Shown, paint_call
from drawing.call_show import FLIGHT_MS as CALL_FLIGHT_MS
from drawing.call_show import CallShow, TurningPane
from drawing.click_turns import ClickTurns
from drawing.composed_picture import ComposedPicture
from drawing.hands import HAND_MS
from drawing.moving_share import MovingCall, moving_share
from drawing.pulse import Pulse
from drawing.turn_time import DeferredCall
from layers.base import Layer
from layers.basemap import TerrainLayer
from layers.batches import Field, Lines, Polygons
from layers.focus import Focus, InView, MapPoint, PlaceMark, Selection
from layers.found import Found, clickable, shapes_at
from layers.registry import LayerSet
from layers.style import StyleSheet
from twin.view.actors.points import PinHits
from twin.view.camera import Camera
from twin.view.camera_controller import FLIGHT_MS, CameraController
from twin.view.frame_requests import MOVING_GOAL_MS, FrameQuality, FrameRequests
from twin.view.gestures import Gestures
from twin.view.hud import Hud
from twin.view.overlay import STEP_PX as LINE_STEP_PX
from twin.view.overlay import Overlay, dense
from twin.view.scene import Frame, FrameRequest
from twin.view.screen import Screen
from twin.view.sunlight import Sunlight
from twin.view.surface import F64, Surface
from twin.view.surroundings import hazed
from twin.view.town_load import town_load
from twin.view.worker import Worker

FRAME_MS = 40
"""At most 25 frames a second."""
REPAINT_MS = 80
"""Live data is repainted at most this often: layers may move 30 times a second."""
BESIDE_HAND_MS, ASKED_BESIDE_HAND_MS = 700, 160
"""A frame this often while a hand works elsewhere, and on a flight that it asked for: the rendering thread takes
Python's lock from that of the window."""
SETTLED_MS = 220
"""After this long without a move the frame is drawn in full."""
PICK_PX = 6.0
EXPLAINED_MS = 15_000
"""So long a twin says how it is moved, or until a hand moves it."""
CALL_RADIUS_M = 260.0
"""What is shown around the place of a call."""
UNTOUCHED = Qt.WidgetAttribute.WA_TransparentForMouseEvents
"""Of what lies over the view and is no control: a tip, for which nothing makes way."""
REST_MS = 60_000
"""A twin that is hidden for so long frees its graphics, up to 200 MB; to make them again takes a second or two."""


class TwinWidget(TurningPane):
    """The county in three dimensions; :mod:`twin.view.gestures` has its controls.

    ``scale`` is how many times as large as at 1080 lines the interface is; ``titled`` completes the title of a window
    of its own, in the current language.  :meth:`close` (also by closing the
    window) ends the rendering thread and frees the graphics; the widget is of no use afterwards.
    """

    window_opened = Signal(object)
    """A twin in a window of its own, before it is shown."""
    window_closed = Signal(object)
    """This twin, closed; one in a window of its own is deleted then."""
    moved = Signal()
    """The view shows another place."""
    context_wanted = Signal(QPointF)
    """A click with the right button, in pixels of the twin."""

    def __init__(
        self, layers: LayerSet, focus: Focus, styles: StyleSheet, package: CountyPackage, parent: QWidget | None = None,
        *, scale: float = 1.0, titled: Callable[[str], str] = str,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setMinimumSize(320, 240)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("3D twin"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._layers = layers
        self._focus = focus
        self._styles = styles
        self._package = package
        self._scale = scale
        self._titled = titled
        self._windows: list[TwinWidget] = []
        self._surface = Surface(package)
        self._picture = ComposedPicture()
        self._above = CachedPicture()
        """What is above the frame: where only that changes, the rest is not painted again.  Where something glides,
        only what is below that."""
        self._over_gliding = CachedPicture()
        """What is above that which glides: events and names are not hidden by a unit that passes."""
        self._overlay = Overlay(
            styles.scaled(scale), self.devicePixelRatioF(), scale, moves=lambda: not focus.reduced_motion
        )
        self._requests = FrameRequests(layers, scale)
        self._worker = Worker(self._surface, hazed(styles))
        self._worker.drawn.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._frame: Frame | None = None
        self._screen: Screen | None = None
        self._image = QImage()
        self._cursor: QPointF | None = None
        self._turns = ClickTurns()
        self._failure = ""
        self.frames = 0
        """Frames drawn so far."""
        self._taken_ms = 0
        """When the last one came."""
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._tick)
        self._repaint = QTimer(self)
        self._repaint.setSingleShot(True)
        self._repaint.setInterval(REPAINT_MS)
        self._paint_soonest = DeferredCall(self, self._compose)
        self._paint_moved = MovingCall(self, self._paint_soonest.run)
        self._repaint.timeout.connect(self._paint_moved.run)
        self._pulse = Pulse(self, lambda: not focus.reduced_motion)
        self._pulse.frame.connect(self._show_pulse)
        self._at_once = QTimer(self, singleShot=True, interval=0)
        """After the click or key that changed what is marked: that has its own work in this turn."""
        self._at_once.timeout.connect(self._paint_soonest.run)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._worker.rest)
        self._sunlight = Sunlight(layers, package, self._surface, load=partial(town_load, layers))
        self._sunlight.changed.connect(self._draw_soon)
        self._controller = CameraController(self._surface, package)
        self._controller.moved.connect(self._wake)
        self._controller.moved.connect(self.moved)
        self._gestures = Gestures(self._controller, self._ground_under)
        self._gestures.clicked.connect(self._pick)
        self._gestures.context_wanted.connect(self.context_wanted)
        self._gestures.approached.connect(self._approach)
        self._gestures.flight_wanted.connect(self.fly)
        self._gestures.used.connect(self._end_explanation)
        self._explanation = QTimer(self, singleShot=True, interval=EXPLAINED_MS)
        self._explanation.timeout.connect(self._end_explanation)
        self.hud = Hud(self, self._controller, package.manifest, flat=self._surface.flat, scale=scale)
        self.hud.flight_wanted.connect(self.fly)
        self.hud.window_wanted.connect(self.open_window)
        self.call_show = CallShow(self, focus)
        self.call_show.advanced.connect(self._paint_soonest.run)
        self._placed_call = PlacedCall()
        self.call_show.watch()
        self._followers = {layer.key: partial(self._data_changed, layer) for layer in layers}
        for layer in layers:
            layer.changed.connect(self._followers[layer.key])
            layer.visibility_changed.connect(self._shown_changed)
            layer.opacity_changed.connect(self._shown_changed)
        focus.selected.connect(self._selected)
        focus.fly_to.connect(self.fly_to)
        focus.in_view_wanted.connect(self.bring_into_view)
        for mark in self._marks:
            mark.marked.connect(self._marked)

    # ---- looking

    @property
    def camera(self) -> Camera:
        return self._controller.camera

    @property
    def exaggeration(self) -> float:
        """How many times too high the ground is drawn."""
        return self._controller.exaggeration

    @property
    def flying(self) -> bool:
        return self._controller.flying

    def home(self) -> Camera:
        """The whole county from the south."""
        return self._controller.home()

    def look(self, camera: Camera) -> None:
        """Take this view now; a flight ends."""
        self._controller.look(camera)

    def fly_to(self, x_m: float, y_m: float, radius_m: float) -> None:
        """Fly to where a circle of ``radius_m`` around a working-CRS point fills the view."""
        self.call_show.touch()
        self.fly(self._controller.over(x_m, y_m, radius_m))

    def bring_into_view(self, wanted: InView) -> None:
        """Fly so far that all places are in view; not while a hand is on it, or was since they were asked for."""
        if self._gestures.held_since(wanted.asked_ms) or self.call_show.defers(wanted):
            return
        camera = self._controller.showing(wanted.places)
        if camera is None:
            return
        if moving_share().hands.are_at_work and self._requests.full_ms(self._size_px) > MOVING_GOAL_MS:
            self._controller.look(camera)  # a flight would be a few pictures, each of which delays the hand
        else:
            self.fly(camera)

    def turn_to(self, place: MapPoint) -> None:
        """Glide to the place of a call; buildings that were not seen before rise from the ground."""
        self.fly(self._controller.over(*place, CALL_RADIUS_M), flight_ms=CALL_FLIGHT_MS)

    def way_back(self) -> Callable[[], None]:
        """What flies to the view of this moment, or to the one that the twin is on the way to."""
        return partial(self.fly, self._controller.destination, flight_ms=CALL_FLIGHT_MS)

    def fly(self, end: Camera, *, flight_ms: int = FLIGHT_MS) -> None:
        """Fly to a view; a hidden widget shows it immediately, and so does one that must not move much."""
        if self.isVisible() and not self._focus.reduced_motion:
            self._controller.fly(end, flight_ms=flight_ms)
        else:
            self._controller.look(end)

    @property
    def settled(self) -> bool:
        """The newest view was drawn in full."""
        frame = self._frame
        return frame is not None and frame.complete and _same(frame.view, self._view(FrameQuality.FINAL))

    @property
    def failure(self) -> str:
        """Why there is no 3D view; "" while there is one."""
        return self._failure

    def pins(self) -> list[tuple[str, PinHits]]:
        """Positions of pins on the screen now, by layer key; the last is on top."""
        return self._overlay.heads

    def labels(self) -> list[QRectF]:
        """Boxes of labels on the screen now."""
        return [label.box for label in self._overlay.labels.placed]

    def snapshot(self, path: Path) -> None:
        """Write the view, drawn in full, as PNG.  Raises OSError when the file cannot be written."""
        self._controller.frame(self.width() / self.height())
        self._sunlight.look()
        frame = self._worker.draw_now(self._view(FrameQuality.SNAPSHOT))
        if frame is not None:
            self._show_frame(frame)
        self._compose_all()
        picture = self.grab()
        if not picture.save(str(path), "PNG"):
            raise OSError(f"{path}: the picture cannot be written; check the folder and its rights")

    def explain(self) -> None:
        """Say how it is moved, until somebody does."""
        self.hud.explaining = True
        self._explanation.start()
        self._at_once.start()

    def _end_explanation(self) -> None:
        if self.hud.explaining:
            self.hud.explaining = False
            self._explanation.stop()
            self._at_once.start()

    def open_window(self) -> TwinWidget:
        """Another twin with the same view, in a window of its own; it closes with this one."""
        twin = TwinWidget(
            self._layers, self._focus, self._styles, self._package, scale=self._scale, titled=self._titled
        )
        twin._set_title()
        twin.resize(round(1280 * self._scale), round(800 * self._scale))
        twin.hud.arrange()
        twin.hud.mark = self.hud.mark
        twin._controller.exaggeration = self.exaggeration
        twin.look(self.camera)
        twin.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        twin.window_closed.connect(self._windows.remove)
        self._windows.append(twin)
        self.window_opened.emit(twin)
        twin.show()
        return twin

    @property
    def closed(self) -> bool:
        """Everything was freed; the widget cannot be used any more."""
        return self._closed

    # ---- frames

    def _wake(self) -> None:
        if self.isVisible() and not self._closed and not self._timer.isActive():
            self._timer.start()

    @property
    def _size_px(self) -> tuple[int, int]:
        """In pixels of the screen."""
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _view(self, quality: FrameQuality) -> FrameRequest:
        return self._requests.request(
            self.camera, self.exaggeration, self._size_px, self.devicePixelRatioF(), quality,
            light=self._sunlight.light, sunk_m=self._controller.sunk_m,
        )  # fmt: skip

    def _tick(self) -> None:
        """Move along the flight, and request the next frame when the last one is out of date."""
        self._controller.advance()
        if self._worker.busy or self._gives_way():
            return
        moving = self._controller.flying or monotonic_ms() - self._controller.moved_ms < SETTLED_MS
        frame = self._frame
        if moving:
            if frame is None or not frame.complete or not _same(frame.view, self._view(FrameQuality.MOVING)):
                self._worker.request(self._view(FrameQuality.MOVING))
            return
        if frame is None or frame.view.camera != self.camera or not (frame.complete or frame.view.smooth):
            self._worker.request(self._view(FrameQuality.PREPARING))
            return
        final = self._view(FrameQuality.FINAL)
        if frame.complete and _same(frame.view, final):
            self._timer.stop()
        else:
            self._worker.request(final)

    def _gives_way(self) -> bool:
        """Whether the next frame waits for a hand elsewhere: not where one moves this view."""
        now_ms = monotonic_ms()
        if self._gestures.held_since(now_ms - HAND_MS) or not moving_share().hands.are_at_work:
            return False
        asked = self._controller.flying and self.call_show.call is None
        return now_ms - self._taken_ms < (ASKED_BESIDE_HAND_MS if asked else BESIDE_HAND_MS)

    def _take(self, frame: Frame) -> None:
        if self._closed:
            return
        self.frames += 1
        self._taken_ms = monotonic_ms()
        if self._failure:
            self._failure = ""
            self.hud.show()
        self._requests.note(frame)
        self._show_frame(frame)
        self._wake()

    def _show_frame(self, frame: Frame) -> None:
        same = self._frame is not None and frame.depth_m is self._frame.depth_m
        if not same:
            self._screen = None
        self._frame = frame
        height, width = frame.bgra.shape[:2]
        self._image = QImage(frame.bgra.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self._read_value()
        if same and frame.changed is not None:
            left, top, right, bottom = frame.changed
            x, y = self.width() / width, self.height() / height
            box = QRectF(left * x, top * y, (right - left) * x, (bottom - top) * y).toAlignedRect()
            self._compose(QRegion(box.adjusted(-1, -1, 1, 1)))
        else:
            self._compose()

    def _fail(self, text: str) -> None:
        """Show why there is no view; the next request tries again."""
        self._failure = text
        self._timer.stop()
        self.hud.hide()
        self.update()

    def _data_changed(self, layer: Layer) -> None:
        """The data of a layer changed; the ground is updated and painted with the next frame."""
        on_ground = (Field, Lines, Polygons) if layer.pace == "still" else (Field,)
        batches = layer.batches()
        if not (batches and all(isinstance(batch, on_ground) for batch in batches)):
            self._paint_soon()
        self._draw_soon()

    def _shown_changed(self) -> None:
        """Opacity or visibility of a layer changed."""
        self._paint_soon()
        self._draw_soon()

    def _paint_soon(self) -> None:
        if self.isVisible() and not self._closed and not self._repaint.isActive():
            self._repaint.start()

    def _compose_all(self) -> None:
        """Paint the picture with everything that a painting would leave to the next ones."""
        screen = self._screen_now()
        if screen is not None and not self._failure:
            self._paint_picture(screen)
            while self._overlay.labels.unfinished:
                self._paint_picture(screen)

    def _compose(self, changed: QRegion | None = None) -> None:
        """Paint the picture in this turn; a later one shows it, which paints the rest of the window as well.

        ``changed``: where the picture is different from the last one; None: everywhere.
        """
        screen = self._screen_now()
        if screen is None or self._failure or not self.isVisible():
            self.update()
        else:
            self.update(self._paint_picture(screen, changed))

    def _paint_picture(self, screen: Screen, changed: QRegion | None = None) -> QRegion:
        """Paint what is out of date in the picture; returns where that is."""
        with moving_share().frame():
            over = self._overlay.key(screen, self._layers, self._focus.selection, self._places)
            key = *over, self.hud.key, self.call_show.key
            draw = partial(self._draw, screen, key[:-1])
            painted = self._picture.compose(self.size(), self.devicePixelRatioF(), self._frame, key, draw, changed)
        self._pulse.follow(moving=self.isVisible() and bool(self._overlay.moving_boxes))
        return painted

    def _show_pulse(self) -> None:
        """Paint what swells or glides as it is now, and nothing else; not where all will be painted soon."""
        if self._repaint.isActive():
            return
        region = QRegion()
        for box in self._overlay.moving_boxes:
            region = region.united(box.toAlignedRect())
        self._compose(region)

    def _draw_soon(self) -> None:
        if not self._failure:
            self._wake()

    def _selected(self, selection: Selection | None) -> None:
        self._at_once.start()

    @property
    def _marks(self) -> tuple[PlaceMark, ...]:
        """The places of a new report, of an event that is being corrected, and of a searched point."""
        return self._focus, self._focus.correction, self._focus.found

    @property
    def _places(self) -> tuple[MapPoint, ...]:
        """The marked places."""
        return tuple(mark.place for mark in self._marks if mark.place is not None)

    def _marked(self, place: MapPoint | None) -> None:
        self._at_once.start()

    def _screen_now(self) -> Screen | None:
        """The screen of the last frame; the same object until frame or size change, because pins are placed by it."""
        if self._screen is None and self._frame is not None:
            self._screen = Screen(self._frame, self._surface, self.width(), self.height(), self._scale)
        return self._screen

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            screen = self._screen_now()
            if screen is None or self._failure:
                painter.fillRect(self.rect(), QColor("#0a1420"))
                painter.setPen(QColor("#9fb4c8"))
                text = self.tr("Preparing the 3D view …")
                if self._failure:
                    text = self.tr("No 3D view: {0}").format(self._failure)
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
                return
            shown = self.isVisible() and self._picture.is_of(self.size(), self.devicePixelRatioF(), self._frame)
            if not shown:  # what changed since the picture was painted has a turn of its own
                self._paint_picture(screen)
            self._picture.paint(painter, event.rect())

    def _draw(self, screen: Screen, key: Sequence[object], painter: QPainter) -> bool:
        """Paint the frame and what is above it; returns whether it would be the same again."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, overlay = (self.width(), self.height()), self._overlay
        self._above.paint(painter, *size, key, partial(self._draw_above, screen))
        if overlay.glides:
            overlay.paint_gliding(painter, screen)
            self._over_gliding.paint(painter, *size, key, partial(self._draw_top, screen))
        overlay.paint_moving(painter, screen, self._pulse.phase)
        self._draw_call(screen, painter)
        return not overlay.labels.unfinished

    def _draw_above(self, screen: Screen, painter: QPainter) -> bool:
        """Place what is above the frame, and paint all of it, or what is below that which glides; returns whether it
        would be the same again."""
        over = [
            QRectF(child.geometry()) for child in self.children()
            if isinstance(child, QWidget) and not (child.isHidden() or child.testAttribute(UNTOUCHED))
        ]  # fmt: skip
        self._overlay.controls = (*over, *self.hud.painted())
        self._overlay.arrange(screen, self._layers)
        self._overlay.paint_below(painter, screen, self._focus.selection)
        return self._overlay.glides or self._draw_top(screen, painter)

    def _draw_top(self, screen: Screen, painter: QPainter) -> bool:
        """Paint what is above that which glides; returns whether it would be the same again."""
        finished = self._overlay.paint(painter, screen, self._focus.selection, self._places, now_ms=monotonic_ms())
        if not (finished or self._repaint.isActive()):
            self._repaint.start()
        self.hud.paint(painter)
        return finished

    def _draw_call(self, screen: Screen, painter: QPainter) -> None:
        """Paint what is said of calls above everything else."""

        def project(xy_m: F64) -> tuple[F64, Shown]:
            placed = screen.place(dense(xy_m, screen.m_per_px * LINE_STEP_PX) if len(xy_m) > 1 else xy_m)
            return placed.xy, placed.ahead & ~placed.hidden

        show = self.call_show
        if show.call is not None or show.waiting:
            flatness = max(0.25, math.sin(math.radians(screen.camera.down_deg)))
            box, controls = QRectF(self.rect()), self._overlay.controls
            view = screen.camera, screen.width, screen.height, screen.exaggeration, screen.final
            sight = CallSight(box, controls, view, screen.bounds_m, project, flatness, self._scale)
            paint_call(painter, show, sight, self._placed_call)

    # ---- user input

    def _ground_under(self, at: QPointF) -> F64:
        """The scene point under the cursor, or as far ahead as the middle of the view when there is sky."""
        screen = self._screen_now()
        point = None if screen is None else screen.ground_at(at.x(), at.y())
        if point is not None:
            return point
        ray = self.camera.ray(at.x(), at.y(), self.width(), self.height())
        return np.asarray(self.camera.eye + ray * self.camera.distance_m)

    def _approach(self, at: QPointF) -> None:
        x, y = self._ground_under(at)[:2] + self._surface.origin_m
        self.fly_to(float(x), float(y), self.camera.distance_m / 8)

    def _read_value(self) -> None:
        """Show the values of the fields under the cursor, the topmost first."""
        screen, at = self._screen_now(), self._cursor
        point = None if screen is None or at is None else screen.ground_at(at.x(), at.y())
        values: list[str] = []
        if point is not None:
            x, y = point[:2] + self._surface.origin_m
            for layer, value in self._layers.values_at(float(x), float(y)):
                height = layer.key == TerrainLayer.key
                values.append(self.tr("height {0}").format(value.text) if height else value.text)
        text = " · ".join(values)
        if text != self.hud.value:
            self.hud.value = text
            self._at_once.start()

    def place_at(self, at: QPointF) -> MapPoint | None:
        """The place of the ground under a pixel, working CRS, metres; None: sky."""
        screen = self._screen_now()
        point = None if screen is None else screen.ground_at(at.x(), at.y())
        if point is None:
            return None
        x_m, y_m = point[:2] + self._surface.origin_m
        return float(x_m), float(y_m)

    def things_at(self, at: QPointF) -> Found:
        """The things under a pixel: pins, the topmost first, what else is live on the ground there, and then the lines
        and areas that show, from the smallest to the largest."""
        screen = self._screen_now()
        if screen is None:
            return []
        found = dict.fromkeys((self._layers[key], item_id) for key, item_id in self._overlay.heads_at(at.x(), at.y()))
        point = screen.ground_at(at.x(), at.y())
        if point is not None:
            x, y = (point[:2] + self._surface.origin_m).tolist()
            m_per_px = float(np.linalg.norm(point - screen.camera.eye)) / screen.focal_px
            reach_m = PICK_PX * self._scale * m_per_px
            for layer in reversed([layer for layer in self._layers if layer.visible and layer.pace == "live"]):
                item_id = layer.pick(x, y, reach_m)
                if item_id is not None:
                    found[layer, item_id] = None
            shapes = shapes_at(self._layers, self._styles, x, y, m_per_px=m_per_px, reach_m=reach_m)
            found |= dict.fromkeys(shapes)
        return list(found)

    def clickable_at(self, at: QPointF) -> tuple[Found, int]:
        """The things that clicks at a pixel take, one after the other, and which of them the last one there took."""
        found = clickable(self.things_at(at), self._focus.offered)
        return found, self._turns.taken(at, found)

    def _pick(self, at: QPointF) -> None:
        """Select the thing under the cursor, and with each further click there the next one."""
        if self._screen_now() is None:
            return
        found, _ = self.clickable_at(at)
        turn = self._turns.click(at, found)
        if found:
            layer, item_id = found[turn]
            self._focus.click(layer.key, item_id)
        else:
            self._focus.click_nothing()

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self._read_value()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move(event, self.size())
        self._cursor = event.position()
        self._read_value()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gestures.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    # ---- life cycle

    def sizeHint(self) -> QSize:
        return QSize(960, 640)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._at_once.start()  # nothing followed the data while it was hidden
        self._rest.stop()
        self._sunlight.start()
        self._wake()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._repaint.stop()
        self._pulse.stop()
        self._at_once.stop()
        self._paint_soonest.stop()
        self._paint_moved.stop()
        self._sunlight.stop()
        if not self._closed:
            self._rest.start()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._screen = None
        self._controller.frame(self.width() / max(1, self.height()))
        self.hud.arrange()
        self._wake()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.hud.retranslate()
            self.setAccessibleName(self.tr("3D twin"))
            if self.isWindow():
                self._set_title()
            self._at_once.start()

    def _set_title(self) -> None:
        self.setWindowTitle(self._titled(self.tr("{0} · digital twin").format(self._package.manifest.name)))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._free()
        super().closeEvent(event)
        self.window_closed.emit(self)

    def _free(self) -> None:
        if self._closed:
            return
        self._closed = True
        for timer in (self._timer, self._repaint, self._pulse, self._at_once, self._rest, self._explanation):
            timer.stop()
        self.call_show.close()
        self._paint_soonest.stop()
        self._paint_moved.stop()
        self._sunlight.stop()
        for window in tuple(self._windows):
            window.close()
        for layer in self._layers:
            layer.changed.disconnect(self._followers[layer.key])
            layer.visibility_changed.disconnect(self._shown_changed)
            layer.opacity_changed.disconnect(self._shown_changed)
        self._focus.selected.disconnect(self._selected)
        self._focus.fly_to.disconnect(self.fly_to)
        self._focus.in_view_wanted.disconnect(self.bring_into_view)
        for mark in self._marks:
            mark.marked.disconnect(self._marked)
        self._worker.close()


def _same(a: FrameRequest, b: FrameRequest) -> bool:
    """Whether two views look the same."""
    return a.same_ground(b) and a.live == b.live
