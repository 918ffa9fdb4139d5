"""Boxes below the layer of events: each event, numbers by village, or a heat map, and of which time."""

from __future__ import annotations

from desktop.i18n import pick
from desktop.map.style_row import StyleRow, name_box, show_choice
from desktop.widgets.narrow_box import narrow
from desktop.widgets.wheelless_box import WheellessBox
from layers.events import DRAWN_AS, WINDOWS, EventsLayer


class EventStyleRow(StyleRow):
    """The time window belongs to what counts events."""

    def __init__(self, events: EventsLayer) -> None:
        super().__init__()
        self._events = events
        self.drawn_as, self.window_box = narrow(WheellessBox()), narrow(WheellessBox())
        for drawn_as in DRAWN_AS:
            self.drawn_as.addItem("", drawn_as)
        for window_ms in WINDOWS:
            self.window_box.addItem("", window_ms)
        self.arrange(self.drawn_as, self.window_box)
        for box in (self.drawn_as, self.window_box):
            box.activated.connect(self._choose)
        show_choice(self.drawn_as, events.drawn_as)
        show_choice(self.window_box, events.window_ms)
        self._show_window()

    def retranslate(self) -> None:
        for place, name in enumerate(DRAWN_AS.values()):
            self.drawn_as.setItemText(place, pick(name))
        for place, name in enumerate(WINDOWS.values()):
            self.window_box.setItemText(place, pick(name))
        name_box(self.drawn_as, self.tr("Drawn as"))
        name_box(self.window_box, self.tr("Time window"))

    def _choose(self) -> None:
        self._events.draw_as(self.drawn_as.currentData(), self.window_box.currentData())
        self._show_window()

    def _show_window(self) -> None:
        self.show_parts({self.window_box: self._events.drawn_as != "symbols"})
