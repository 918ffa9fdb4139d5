"""The windows of a wall: one on every output, as large as its screen, one pixel of the canvas on one of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from county.clock import monotonic_ms
from county.wall.status import OutputState, OutputStatus
from county.wall.wall import Output
from desktop.wall.show import WallShow

PLACE = "#"
"""Before the place of a screen from the left, instead of its name."""
SILENT_MS = 1_000
"""A window that has something to paint for so long and does not is stopped."""


def placed(canvas: tuple[int, int], native: tuple[int, int]) -> QRectF:
    """Where a piece of the canvas is drawn on a screen: in the middle, at one scale for both directions, an integer one
    where it is enlarged.  Equal sizes: pixel for pixel."""
    scale = min(native[0] / canvas[0], native[1] / canvas[1])
    scale = float(int(scale)) if scale >= 1 else scale
    width, height = canvas[0] * scale, canvas[1] * scale
    left, top = (native[0] - width) / 2, (native[1] - height) / 2
    return QRectF(int(left), int(top), width, height)


def places_of(screens: Sequence[QScreen]) -> list[str]:
    """The names of the screens from the left, row by row."""
    ordered = sorted(screens, key=lambda screen: (screen.geometry().top() // 200, screen.geometry().left()))
    return [screen.name() for screen in ordered]


def screen_of(output: Output, screens: Sequence[QScreen], places: Sequence[str]) -> QScreen | None:
    """The screen with the output's serial number, else with its name, or with the name at its place of ``places``."""
    if output.serial:
        return next((screen for screen in screens if screen.serialNumber() == output.serial), None)
    name = output.name
    if name.startswith(PLACE) and name[1:].isdigit():
        place = int(name[1:]) - 1
        if not 0 <= place < len(places):
            return None
        name = places[place]
    return next((screen for screen in screens if screen.name() == name), None)


class OutputWindow(QWidget):
    """A part of the canvas on one screen.  Only what is dirty is painted."""

    def __init__(self, show: WallShow, output: Output, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Window)
        self._show, self.output, self._monotonic = show, output, monotonic
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle(output.name)
        self.closed = False
        self.paintings = 0
        self.owed_ms = 0
        """Since when something is to be painted, on the monotonic clock; 0: nothing is."""

    @property
    def canvas(self) -> QRect:
        """Its part of the canvas."""
        return QRect(*self.output.canvas_rect_px)

    @property
    def native_px(self) -> tuple[int, int]:
        """Pixels of the screen that it covers."""
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    @property
    def place(self) -> QRectF:
        """Where that is drawn."""
        return placed(self.output.canvas_rect_px[2:], self.native_px)

    def mark(self, region: QRect) -> None:
        """This part of the canvas must be painted again."""
        part = region.intersected(self.canvas)
        if part.isEmpty() or self.isHidden():
            return
        self.owed_ms = self.owed_ms or self._monotonic()
        place, origin = self.place, self.canvas.topLeft()
        scale = place.width() / self.canvas.width()
        if scale == 1.0:
            self.update(part.translated(-origin).translated(place.topLeft().toPoint()))
        else:
            left, top = (part.left() - origin.x()) * scale, (part.top() - origin.y()) * scale
            box = QRectF(place.left() + left, place.top() + top, part.width() * scale, part.height() * scale)
            self.update(box.toAlignedRect().adjusted(-1, -1, 1, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paintings += 1
        self.owed_ms = 0
        place, canvas = self.place, self.canvas
        scale = place.width() / canvas.width()
        with QPainter(self) as painter:
            if scale != 1.0 or place.topLeft() != QPoint(0, 0):
                painter.fillRect(event.rect(), Qt.GlobalColor.black)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.translate(place.topLeft())
                painter.scale(scale, scale)
                painter.translate(-canvas.topLeft())
                shown = painter.worldTransform().inverted()[0].mapRect(QRectF(event.rect())).toAlignedRect()
                painter.setClipRect(canvas)
                self._show.paint(painter, shown.intersected(canvas))
                return
            painter.translate(-canvas.topLeft())
            for part in event.region():  # type: ignore[attr-defined]
                painter.save()
                painter.setClipRect(part.translated(canvas.topLeft()))
                self._show.paint(painter, part.translated(canvas.topLeft()))
                painter.restore()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed = True
        super().closeEvent(event)


class Outputs(QObject):
    """The windows of this process, which follow the screens: a screen that goes takes its window along, hidden, and
    brings it back."""

    def __init__(
        self,
        show: WallShow,
        only: int | None,
        screens: Callable[[], Sequence[QScreen]] = QGuiApplication.screens,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``only``: number of the one output that this process serves, from 1; None: all.  ``screens``: those that are
        there now."""
        super().__init__()
        self._show, self._screens, self._monotonic = show, screens, monotonic
        outputs = show.wall.outputs
        served = outputs if only is None else outputs[only - 1 : only]
        self.windows = [OutputWindow(show, output, monotonic) for output in served]
        self._places: list[str] = []
        """As of when most screens were there: where one is gone, the others keep their places."""
        show.dirty.connect(self._mark)
        show.switched.connect(self._mark_all)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._gain)
        application.screenRemoved.connect(self._lose)
        self._application = application
        for screen in application.screens():
            screen.geometryChanged.connect(self.arrange)
        self.arrange()

    def arrange(self) -> None:
        """Show every window on its screen, and hide those whose screen is not there, or belongs to another output:
        one of two windows on one screen would never be seen."""
        screens, taken = self._screens(), list[QScreen]()
        if len(screens) >= len(self._places):
            self._places = places_of(screens)
        for window in self.windows:
            screen = screen_of(window.output, screens, self._places)
            if window.closed:
                continue
            if screen is None or screen in taken:
                window.hide()
                continue
            taken.append(screen)
            if window.isHidden() or window.screen() is not screen or window.geometry() != screen.geometry():
                window.setScreen(screen)
                window.setGeometry(screen.geometry())
                window.showFullScreen()
                window.mark(window.canvas)

    def states(self) -> tuple[OutputStatus, ...]:
        """The state of every output of the wall."""
        by_name = {window.output.name: window for window in self.windows}
        return tuple(
            OutputStatus(output.name, self._state(by_name.get(output.name))) for output in self._show.wall.outputs
        )

    def close(self) -> None:
        """Close all windows."""
        self._show.dirty.disconnect(self._mark)
        self._show.switched.disconnect(self._mark_all)
        self._application.screenAdded.disconnect(self._gain)
        for screen in self._application.screens():
            screen.geometryChanged.disconnect(self.arrange)
        self._application.screenRemoved.disconnect(self._lose)
        for window in self.windows:
            window.close()
            window.deleteLater()

    def _state(self, window: OutputWindow | None) -> OutputState:
        if window is None:
            return "elsewhere"
        if window.closed:
            return "stopped"
        if window.isHidden():
            return "missing"
        owed = window.owed_ms and self._monotonic() - window.owed_ms > SILENT_MS
        if owed:
            return "stopped"
        return "shown" if window.native_px == window.output.canvas_rect_px[2:] else "scaled"

    def _gain(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.arrange)
        self.arrange()

    def _lose(self, screen: QScreen) -> None:
        for window in self.windows:
            if window.screen() is screen:
                window.hide()
        self.arrange()

    def _mark(self, region: QRect) -> None:
        for window in self.windows:
            window.mark(region)

    def _mark_all(self, scene: str) -> None:
        for window in self.windows:
            window.mark(window.canvas)
