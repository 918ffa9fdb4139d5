"""A map of the county beside the form: the place of an inject is clicked or its pin dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.input.keys import label_of
from desktop.map.place_picker import PlacePicker
from desktop.map.place_pin import PlacePin
from desktop.map.view import MapView
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from layers.focus import Focus, MapPoint
from layers.registry import LayerSet

GROUND = ("terrain", "waters", "buildings", "roads", "grids", "villages", "towns", "boundary", "names", "sensors")
"""Layers that do not depend on what happens now."""
NEAR_M = 3_000.0


class InjectPlaceMap(QWidget):
    """Of one inject at a time."""

    placed = Signal(float, float)
    """x_m, y_m in the working CRS, by a click or the pin."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._focus, self._showing = Focus(), False
        layers = LayerSet({key: session.layers[key] for key in GROUND if key in session.layers}, {})
        self.view = MapView(layers, self._focus, session.styles, session.package, session.named_places)
        self._picker = PlacePicker(self.view)
        self._pin = PlacePin(self.view, self._focus, session.styles)
        self._focus.marked.connect(self._marked)
        self.pick = QPushButton()
        self.pick.setCheckable(True)
        self.pick.toggled.connect(lambda _: self._picker.follow(self.pick, lambda x, y: self._focus.mark((x, y))))
        self.where = PlainLabel()
        self.where.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(line_of(self.pick, self.where, stretch={self.where: 1}))
        column.addWidget(self.view, 1)
        self.retranslate()

    def release(self) -> None:
        self._picker.stop()
        self._pin.release()
        self._focus.marked.disconnect(self._marked)
        self.view.close()

    def show_place(self, place: MapPoint | None, words: str, *, can_place: bool, fly: bool) -> None:
        """``fly``: show its surroundings; not while the same inject is being placed."""
        self._showing = True
        self._focus.mark(place)
        self._showing = False
        self.where.setText(words)
        self.pick.setEnabled(can_place)
        if not can_place:
            self._picker.stop()
        if fly and place is not None:
            QTimer.singleShot(0, self.view, lambda: self.view.fly_to(*place, NEAR_M))  # once it has its size

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        self.pick.setText(self.tr("Place it on the map ({key})").format(key=label_of("editor.place")))
        self.pick.setToolTip(self.tr("The next click on the map places the inject; Esc cancels"))

    def _marked(self, place: MapPoint | None) -> None:
        if place is not None and not self._showing:
            self.placed.emit(*place)
