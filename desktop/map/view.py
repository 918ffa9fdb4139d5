"""The map: draws the layers' batches, and turns mouse and keyboard input into selections and views."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pyqtgraph as pg
import shapely
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from county.clock import monotonic_ms
from county.package.open import CountyPackage
from desktop import theme
from desktop.map.base_picture import BasePicture
from desktop.map.box import MapBox
from desktop.map.call_picture import CallPicture
from desktop.map.fan import Fan
from desktop.map.flight import Flight
from desktop.map.found_point import FoundPoint
from desktop.map.home_view import home_view
from desktop.map.hover_tip import HOVER_MS, HoverTip
from desktop.map.in_view import view_of
from desktop.map.legend_corner import least_covered
from desktop.map.live_fields import LiveFields
from desktop.map.live_picture import LivePicture
from desktop.map.map_controls import Banner, Coordinates, MapButtons, NorthArrow, ScaleBar
from desktop.map.measuring import Measuring
from desktop.map.missing_ground import MissingGround
from desktop.map.painter_cache import PainterCache
from desktop.map.picking import Picking
from desktop.map.place_picture import PlacePicture
from desktop.map.search_box import SearchBox
from desktop.map.value_legend import ValueLegend
from desktop.places.named_places import NamedPlaces
from drawing.call_show import CallShow, TurningPane
from drawing.label_layout import PlacedLabel
from drawing.paint_context import PaintContext
from drawing.viewport import Bounds, Viewport
from layers.base import Layer
from layers.batches import F64, Batch, Field
from layers.focus import Focus, InView, MapPoint, Selection
from layers.found import Found
from layers.registry import LayerSet
from layers.style import StyleSheet

LEGEND_MS = 700
"""After the map has come to rest, or something new is on it, the legend of values looks for a better corner."""
KEY_ZOOM = 1.5
WHOLE_PX = 900
CALL_RADIUS_M = 600.0
"""What is shown around the place of a call."""
NEAR_M = 600.0
"""What a double click shows around a place, at most."""
CONTROL_MARGIN_PX = 6
"""Around the controls, where no name is written."""
MARK_PX = 21
"""From the middle of the largest mark of an event, the ring of a new one, to its rim."""
OUTLINE_M = 500.0
"""Between points of the county's outline that are to be beside the controls."""
LEAST_PX = 280
"""So narrow a map can still be searched and read; docks give way before."""


class MapView(TurningPane):
    """One map window.  ``close()`` releases layers, focus, timers and the worker thread."""

    moved = Signal()
    """The view shows another place or scale."""
    complete = Signal()
    """The picture of everything that never moves was painted, with nothing missing."""
    _ready = Signal()
    _fields_ready = Signal()

    def __init__(
        self,
        layers: LayerSet,
        focus: Focus,
        styles: StyleSheet,
        package: CountyPackage,
        places: NamedPlaces | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``places``: those of the session, which know the pinyin of their names once it was loaded anywhere."""
        super().__init__(parent)
        self._layers, self._focus = layers, focus
        self._styles = styles.scaled(theme.px(100) / 100)
        self.extent_m = _extent_of(layers, package)
        """Of the county: west, south, east, north."""
        self._outline_m = _points_along(package)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="map-relief")
        self._painters = PainterCache(layers, PaintContext(self._styles, self._worker, self._ready.emit))
        self._cursor: QPointF | None = None
        self._open = True
        self._at_home = True
        """Until the operator moves the map, every new size shows the whole county."""
        self._hand_ms = 0
        """When a hand last moved the map, on the monotonic clock."""

        self._graphics = pg.GraphicsView(self, background=None)
        self._graphics.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the base picture fills it
        # pyqtgraph caches a background: a clear picture as large as the map that would be copied at every painting
        self._graphics.setCacheMode(pg.GraphicsView.CacheModeFlag.CacheNone)
        self._graphics.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box = MapBox()
        self._graphics.setCentralItem(self.box)
        self._fields = LiveFields(layers, self._styles, self._worker, self._fields_ready.emit)
        self._base = BasePicture(self._painters, _whole_view(self.extent_m), self._hides_ground, self.box)
        self._live = LivePicture(
            self._painters, self._fields, self._styles, self.box, moves=lambda: not focus.reduced_motion
        )
        self._live.setZValue(10)
        self._live.hide()  # shown once the ground below is painted
        self.fan = Fan(self._painters, self._styles, focus, self.box)
        self.fan.setZValue(15)
        self._picking = Picking(
            layers, self._painters, self._styles, focus, self._live, self.fan, lambda: self.viewport, self
        )
        self.call_show = CallShow(self, focus)
        self._call = CallPicture(self.call_show, self.box)
        self._call.setZValue(20)
        self._said = ""
        """What is said of the calls that wait."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._graphics)
        self.scale_bar = ScaleBar(package, self)
        self.coordinates = Coordinates(package, self)
        self.north = NorthArrow(self)
        self.banner = Banner(package, self)
        self.missing = MissingGround(package, layers, self)
        self.buttons = MapButtons(self)
        self.search = SearchBox(layers, focus, package, places or NamedPlaces(package), self)
        self.found_point = FoundPoint(self)
        self.measuring = Measuring(package, self)
        self.values = ValueLegend(layers, self._styles, self)
        self._corner: int | None = None
        """Where the legend of values is, as numbered by _corners; None: there is no room for it."""
        self._look_for_corner = QTimer(self, singleShot=True, interval=LEGEND_MS)
        self._look_for_corner.timeout.connect(self._place_legend)
        self._flight = Flight(self.box, self)
        self.tip = HoverTip(self)
        self._hover = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._hover.timeout.connect(self._look_under_cursor)
        self._graphics.viewport().installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Map"))
        self.setMinimumWidth(theme.px(LEAST_PX))
        self.call_show.watch()
        self._still: dict[str, tuple[Batch, ...]] = {}
        """Of each still layer that has changed, the newest data: they are painted, or will be."""
        self._followers = {
            layer.key: partial(self._follow if layer.pace == "live" else self._show_data, layer)
            for layer in layers
        }
        self._connect()
        self.box.keep_to(self.extent_m)
        self.go_home(fly=False)

    # ---- the view

    @property
    def viewport(self) -> Viewport:
        """The current view."""
        return self.box.view(self.devicePixelRatioF())

    @property
    def settled(self) -> bool:
        """Whether everything is drawn as it is, sharp and complete."""
        return self._base.settled and not self._base.waiting

    @property
    def is_current(self) -> bool:
        """Whether the data that live layers had last are painted."""
        return self._live.is_current

    def follow_at_once(self) -> None:
        """Show the data of live layers that move next in the next frame: a hand chose the moment that they are of."""
        self._live.follow_at_once()

    @property
    def labels(self) -> list[PlacedLabel]:
        """The labels that are shown."""
        return self._live.labels

    def go_home(self, *, fly: bool = True) -> None:
        """Show the whole county."""
        size_px = self.box.width(), self.box.height()
        self._go(*home_view(self._outline_m, self.extent_m, *size_px, self._live.controls), fly=fly)
        self._at_home = True

    def fly_to(self, x_m: float, y_m: float, radius_m: float) -> None:
        """Show a circle in the middle of the map, after a short flight."""
        self.call_show.touch()
        self._fly_over(x_m, y_m, radius_m)

    def _fly_over(self, x_m: float, y_m: float, radius_m: float, *, to_call: bool = False) -> None:
        side = max(min(self.box.width(), self.box.height()), 1.0)
        self._go(x_m, y_m, 2 * max(radius_m, 1.0) / side, fly=True, to_call=to_call)

    def bring_into_view(self, wanted: InView) -> None:
        """Move so far that all places are in view, their marks beside the controls; not while a hand is on the map, or
        was since they were asked for."""
        held = self.underMouse() and QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if held or self.measuring.active or self._hand_ms > wanted.asked_ms:
            return
        if self.call_show.defers(wanted):
            return
        reach = theme.px(MARK_PX)
        controls = [box.adjusted(-reach, -reach, reach, reach) for box in self._live.controls]
        view = view_of(wanted.places, self._base.target or self.viewport, controls)
        if view is not None:
            self._go(*view, fly=True)

    def measure_from(self, place: MapPoint) -> None:
        """Measure along the places that are clicked next; Escape ends it."""
        self.measuring.start(place, self.viewport)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def at(self, x_px: float, y_px: float) -> Found:
        """Things drawn under a pixel of the map, the most telling first."""
        return self._picking.at(x_px, y_px)

    def snapshot(self) -> QPixmap:
        """The map as a picture, finished."""
        self._finish_ground()
        while not self._base.settled:
            self._base.finish()
            self._finish_ground()
        self._live.appear()
        self._live.follow_fields()
        self._live.finish()
        return self.grab()

    def picture_of(self, x_m: float, y_m: float) -> PlacePicture:
        """The surroundings of a place, for paper; it comes later."""
        return PlacePicture(self._layers, StyleSheet.for_paper(), self._worker, (x_m, y_m), self)

    def _finish_ground(self) -> None:
        """Wait for the worker and take its results."""
        self._live.follow_fields()
        self._worker.submit(lambda: None).result()
        self._base.repaint_ready()

    # ---- events of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.measuring.setGeometry(self.rect())
        self.values.fit(self.size())
        self._place_controls()
        self._place_legend()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = 0.2
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.box.zoom(1 / KEY_ZOOM)
            case Qt.Key.Key_Minus:
                self.box.zoom(KEY_ZOOM)
            case Qt.Key.Key_Space:
                self._picking.fan_out_chosen()
            case Qt.Key.Key_Left | Qt.Key.Key_Up if self.fan.things:
                self.fan.step(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Down if self.fan.things:
                self.fan.step(1)
            case Qt.Key.Key_Left:
                self._shift(-step, 0)
            case Qt.Key.Key_Right:
                self._shift(step, 0)
            case Qt.Key.Key_Up:
                self._shift(0, step)
            case Qt.Key.Key_Down:
                self._shift(0, -step)
            case Qt.Key.Key_Home:
                self.go_home()
            case Qt.Key.Key_Escape if self.measuring.active:
                self.measuring.stop()
            case Qt.Key.Key_Escape if self.fan.things:
                self.fan.fold()
            case Qt.Key.Key_Escape:
                self._focus.clear()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and self._open:
            position = event.position()  # type: ignore[attr-defined]
            self._cursor = self.box.mapFromScene(self._graphics.mapToScene(position.toPoint()))
            self._tell_place()
            self.measuring.point_at(self.viewport.m(self._cursor.x(), self._cursor.y()))
            self._place_controls()
            self._hover.start()
        elif event.type() == QEvent.Type.Leave:
            self._cursor = None
            self.coordinates.hide()
            self._hover.stop()
            self.tip.hide()
            self._picking.mark([])
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Map"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._release()
        super().closeEvent(event)

    # ---- navigation

    def _connect(self) -> None:
        self.box.sigRangeChanged.connect(self._look)
        self.box.sigResized.connect(self._fit)
        self._flight.finished.connect(self._base.clear_target)
        self.box.user_moved.connect(self._leave_home)
        self.box.clicked.connect(self._click)
        self.box.double_clicked.connect(self._approach)
        self.box.spanned.connect(self._picking.span)
        self._base.drawn.connect(self._appear, Qt.ConnectionType.QueuedConnection)
        self._base.complete.connect(self.complete)
        self._ready.connect(self._show_ready, Qt.ConnectionType.QueuedConnection)
        self._fields_ready.connect(self._live.show_fields, Qt.ConnectionType.QueuedConnection)
        self.call_show.advanced.connect(self._follow_call)
        self.values.resized.connect(self._place_legend)
        self._live.arranged.connect(self._follow_content)
        self.buttons.zoom_in.connect(lambda: self.box.zoom(1 / KEY_ZOOM))
        self.buttons.zoom_out.connect(lambda: self.box.zoom(KEY_ZOOM))
        self.buttons.home.connect(self.go_home)
        self.buttons.spanning.connect(partial(setattr, self.box, "spanning"))
        for layer in self._layers:
            layer.changed.connect(self._followers[layer.key])
            layer.visibility_changed.connect(self._show_visible)
            layer.opacity_changed.connect(self._show_opacity)
        self._focus.found.marked.connect(self._mark_found)
        self._mark_found(self._focus.found.place)
        self._focus.selected.connect(self._show_selection)
        self._focus.fly_to.connect(self.fly_to)
        self._focus.in_view_wanted.connect(self.bring_into_view)
        self._show_selection(self._focus.selection)

    def _release(self) -> None:
        if not self._open:
            return
        self._open = False
        for layer in self._layers:
            layer.changed.disconnect(self._followers[layer.key])
            layer.visibility_changed.disconnect(self._show_visible)
            layer.opacity_changed.disconnect(self._show_opacity)
        self._focus.found.marked.disconnect(self._mark_found)
        self._focus.selected.disconnect(self._show_selection)
        self._focus.fly_to.disconnect(self.fly_to)
        self._focus.in_view_wanted.disconnect(self.bring_into_view)
        self.call_show.close()
        self._flight.stop()
        self._hover.stop()
        self._look_for_corner.stop()
        self.search.close()
        self.values.release()
        for picture in self.findChildren(PlacePicture):
            picture.stop()
        self._base.close()
        self._live.close()
        self._painters.close()
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._graphics.viewport().removeEventFilter(self)
        self._graphics.close()

    def _fit(self) -> None:
        self.box.keep_to(self.extent_m)
        if self._at_home:
            self.go_home(fly=False)
        self._look()

    def _leave_home(self) -> None:
        self._at_home = False
        self._hand_ms = monotonic_ms()
        self._flight.stop()
        self._base.clear_target()

    def turn_to(self, place: MapPoint) -> None:
        """Show the place of a call."""
        self._fly_over(*place, CALL_RADIUS_M, to_call=True)

    def way_back(self) -> Callable[[], None]:
        """What flies to the view of this moment, or to the one that the map is on the way to."""
        view = self._base.target or self.viewport
        there = partial(self._go, *view.center_m, view.m_per_px, fly=True, to_call=True)
        return self.go_home if self._at_home else there

    def _go(self, x_m: float, y_m: float, m_per_px: float, *, fly: bool, to_call: bool = False) -> None:
        self._at_home = False
        if fly and self.isVisible() and not self._focus.reduced_motion:
            now = self.viewport
            west_m, north_m = x_m - now.width_px * m_per_px / 2, y_m + now.height_px * m_per_px / 2
            self._base.set_target(replace(now, west_m=west_m, north_m=north_m, m_per_px=m_per_px))
            self._flight.go(now, x_m, y_m, m_per_px, to_call=to_call)
        else:
            self._flight.stop()
            self._base.clear_target()
            self.box.look_at(x_m, y_m, m_per_px)

    def _shift(self, share_x: float, share_y: float) -> None:
        self._leave_home()
        view = self.viewport
        self.box.translateBy(x=share_x * view.width_px * view.m_per_px, y=share_y * view.height_px * view.m_per_px)

    def _look(self) -> None:
        view = self.viewport
        self._base.look(view)
        self._live.look(view)
        self.fan.look(view)
        self._call.look(view)
        self.scale_bar.show_scale(view)
        self._keep_controls_free()
        self.found_point.follow(view)
        self.measuring.follow(view)
        self.tip.hide()
        self._look_for_corner.start()
        self.moved.emit()

    def _follow(self, layer: Layer) -> None:
        """The data of a live layer changed."""
        batches = layer.batches()
        if any(isinstance(batch, Field) for batch in batches):
            self._live.follow_fields()
            self._tell_place()
        if not (batches and all(isinstance(batch, Field) for batch in batches)):
            self._live.follow()
            self.fan.follow(layer)

    def _show_data(self, layer: Layer) -> None:
        """The data of a still layer changed: perhaps only what its legend says."""
        batches = layer.batches()
        if self._still.get(layer.key) == batches:  # the same objects
            return
        self._still[layer.key] = batches
        self._base.repaint(layer.key)
        self._live.refresh()
        self._tell_place()

    def _hides_ground(self, view: Viewport, box_px: QRectF) -> bool:
        """Whether fields are shown that were blended with the ground in a box of the view."""
        self._fields.ground = self._base.sharp
        return self._live.isVisible() and self._fields.covers(view, box_px)

    def _appear(self) -> None:
        """The ground was painted: show what is above it."""
        if self._open:
            self._live.appear()

    def _show_ready(self) -> None:
        """A painter that had to wait has something to show."""
        if self._open:
            self._base.repaint_ready()

    def _show_visible(self) -> None:
        self._base.blend_again()
        self._live.refresh()
        self.fan.follow(*self._layers)

    def _show_opacity(self) -> None:
        self._base.blend_again()
        self._live.update()

    # ---- picking

    def _click(self, at_px: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.measuring.active:
            self.measuring.add(self.viewport.m(at_px.x(), at_px.y()))
            return
        circle = self._picking.click(at_px)
        if circle is not None:
            self.fly_to(*circle)
        else:
            self._look_under_cursor()

    def _approach(self, at_px: QPointF) -> None:
        """Fly to the place of a double click; what its first click has selected stays so."""
        if self.measuring.active:
            return
        x_m, y_m = self.viewport.m(at_px.x(), at_px.y())
        now_m = min(self.box.width(), self.box.height()) * self.viewport.m_per_px / 2
        self.fly_to(x_m, y_m, min(NEAR_M, now_m / 2))

    def _mark_found(self, place: MapPoint | None) -> None:
        self.found_point.mark(place, self.viewport)

    def _show_selection(self, selection: Selection | None) -> None:
        chosen = selection is not None and selection.layer in self._layers
        self._live.selected = (
            [(self._layers[selection.layer], i) for i in selection.ids] if selection and chosen else []
        )
        self.fan.turn_to_chosen()

    def _look_under_cursor(self) -> None:
        if self._cursor is None:
            return
        found, turn, hint = self._picking.look(self._cursor)
        if found:
            self.tip.tell(self._cursor.toPoint(), found, turn, hint)
        else:
            self.tip.hide()

    def _tell_place(self) -> None:
        """Show the cursor position and the field values there."""
        if self._cursor is not None:
            x_m, y_m = self.viewport.m(self._cursor.x(), self._cursor.y())
            self.coordinates.show_point(x_m, y_m, self._layers.values_at(x_m, y_m))

    def _place_controls(self) -> None:
        gap = theme.px(12)
        self.search.move(gap, gap)
        room = self.width() - self.north.width() - 3 * gap
        self.search.resize(min(theme.px(350), room), self.search.sizeHint().height())
        self.banner.move(gap, self.search.geometry().bottom() + gap // 2)  # whatever their widths, neither hides one
        above = self.banner if self.banner.text() else self.search
        self.missing.move(gap, above.geometry().bottom() + gap // 2)
        self.buttons.move(self.width() - self.buttons.width() - gap, self.height() // 2 - self.buttons.height() // 2)
        self.north.move(self.width() - self.north.width() - gap, gap)
        self.scale_bar.move(self.width() - self.scale_bar.width() - gap, self.height() - self.scale_bar.height() - gap)
        self.coordinates.fit(self.width() - self.scale_bar.width() - 3 * gap)
        self.coordinates.move(gap, self.height() - self.coordinates.height() - gap)
        if self.coordinates.geometry().intersects(self.scale_bar.geometry()):
            self.coordinates.move(gap, self.scale_bar.y() - self.coordinates.height())
        if self._corner is not None:
            self.values.move(self._corners()[self._corner].topLeft().toPoint())
        self.coordinates.setVisible(self._cursor is not None)
        self._keep_controls_free()

    def _corners(self) -> list[QRectF]:
        """Boxes of the legend of values beside the controls: lower left, lower right, upper right, upper left."""
        gap, width, height = theme.px(12), self.values.width(), self.values.height()
        right = self.buttons.x() - gap - width
        low = self.height() - gap - height
        upper = (part for part in (self.missing, self.banner) if part.text())
        below = next(upper, self.search).geometry().bottom()
        corners = (
            (gap, low - self.coordinates.height() - gap // 2), (right, low - self.scale_bar.height() - gap // 2),
            (right, gap), (gap, below + gap),
        )  # fmt: skip
        return [QRectF(x, y, width, height) for x, y in corners]

    def _place_legend(self) -> None:
        """Where it hides least; the panel has what finds no room here."""
        taken = self._boxes_of(self.search, self.buttons, self.north)
        now = None if self.values.isHidden() else self._corner
        self._corner = least_covered(self._corners(), taken, self._live.sized_px, self._live.content_px, now)
        self.values.setVisible(bool(self.values.texts) and self._corner is not None)
        self._place_controls()

    def _follow_content(self) -> None:
        """Names and glyphs are elsewhere: look for the corner of a legend that there is, not again and again while they
        move."""
        if self.values.texts and not self._look_for_corner.isActive():
            self._look_for_corner.start()

    def _keep_controls_free(self) -> None:
        """Names keep clear of the controls and of what is said of calls; not of the coordinates, which come and go with
        the cursor."""
        margin = theme.px(CONTROL_MARGIN_PX)
        boxes = self._boxes_of(self.search, self.buttons, self.north, self.values)
        self._call.controls = [box.adjusted(-margin, -margin, margin, margin) for box in boxes]
        self._live.controls = [*self._call.controls, *self._call.plates]

    def _follow_call(self) -> None:
        if self.call_show.waiting != self._said:
            self._said = self.call_show.waiting
            self._keep_controls_free()

    def _boxes_of(self, *controls: QWidget) -> list[QRectF]:
        """Of those that are shown, and of banner and scale."""
        boxes = [QRectF(part.geometry()) for part in controls if not part.isHidden()]
        boxes += [QRectF(part.geometry()) for part in (self.banner, self.missing) if part.text()]
        return [*boxes, self.scale_bar.plate.translated(QPointF(self.scale_bar.pos()))]


def _extent_of(layers: LayerSet, package: CountyPackage) -> Bounds:
    boundary = layers["boundary"]
    boxes = [boundary.bounds_m(str(code)) for code in package.table("boundary")["code"]]
    known = [box for box in boxes if box is not None]
    return (
        min(box[0] for box in known), min(box[1] for box in known),
        max(box[2] for box in known), max(box[3] for box in known),
    )  # fmt: skip


def _points_along(package: CountyPackage) -> F64:
    """Points (n, 2) along the county's outline."""
    outline = package.table("boundary").geometry
    return np.asarray(shapely.get_coordinates(shapely.segmentize(outline, OUTLINE_M)), dtype=float)


def _whole_view(extent_m: Bounds) -> Viewport:
    """A small view of the whole county."""
    west, south, east, north = extent_m
    scale = max(east - west, north - south) / WHOLE_PX
    return Viewport(west, north, scale, (east - west) / scale, (north - south) / scale).grown(0.3)
