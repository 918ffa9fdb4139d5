"""Closed roads: close the road of the selection or at a place picked on the map, and open it again.

What is closed already is not offered to be closed: its row is chosen, with the steps that open it or change its end.
"""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE, Event
from county.roads.closures import EXTENTS, RADIUS_MAX_M, CloseRoad, OpenRoad, ProlongClosure, RoadClosure
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.until_box import UntilBox
from desktop.widgets.wrapping_line import line_of
from layers.closures import ClosuresLayer
from layers.focus import Selection

RADIUS_M = 300


class Closures(RecordPanel):
    """The place is that of the selected event, or of a click on the map; a road that was selected is closed as a
    whole, or at that place only."""

    command = CloseRoad
    steps = (OpenRoad, ProlongClosure)
    place_wanted = Signal()
    """The next click on the map is the place: :meth:`set_place`."""

    def __init__(self, session: Session) -> None:
        self._layer = session.layers.of(ClosuresLayer)
        self.place: tuple[float, float] | None = None
        self.road = ""
        self.about = ""
        self._closed_by = ""
        """Closure that already closes what the form would close."""
        super().__init__(session, self._layer)
        self.listen(session.focus.selected, self._take_selection)
        self.retranslate()
        self._take_selection(session.focus.selection)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Closures", "Closed roads")

    def form(self) -> QLayout:
        self.extent = QComboBox()
        for extent in EXTENTS:
            self.extent.addItem("", extent)
        self.extent.currentIndexChanged.connect(lambda _: self.renew())
        self.radius = QSpinBox()
        self.radius.setRange(10, int(RADIUS_MAX_M))
        self.radius.setValue(RADIUS_M)
        self.radius.setSuffix(" m")
        self.radius.valueChanged.connect(lambda _: self.refresh())
        self.pick_place = QPushButton()
        self.pick_place.setCheckable(True)
        self.pick_place.clicked.connect(self.place_wanted)
        self.what = PlainLabel()
        self.what.setProperty("role", "muted")
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.reason.returnPressed.connect(self.send_form)
        self.until = UntilBox()
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.extent, self.radius, self.pick_place, self.what, stretch={self.what: 1}))
        lines.addLayout(line_of(self.reason, self.until, self.button, stretch={self.reason: 1}))
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(EXTENTS.values()):
            self.extent.setItemText(row, pick(name))
        self.pick_place.setText(self.tr("Pick on the map"))
        self.reason.setPlaceholderText(self.tr("Reason (required)"))
        self.until.retranslate(self.tr("end not known"))
        self.button.setText(self.tr("Close the road"))
        self.hint.say(self.tr("No road is closed"))
        super().retranslate()

    def set_place(self, x_m: float, y_m: float) -> None:
        """The place that was picked, and the road there."""
        self.place, self.road = (x_m, y_m), self._layer.road_at(x_m, y_m)[0]
        self.pick_place.setChecked(False)
        self.refresh()

    def refresh(self) -> None:
        closed_by, self._closed_by = self._closed_by, self._already_closed_by()
        self.note.setText(self._already_closed())
        super().refresh()
        if self._closed_by and self._closed_by != closed_by:
            self.choose(self._closed_by)
        self.radius.setVisible(self.extent.currentData() == "circle")
        road = self._layer.road_name(self.road)
        parts = [road or self.tr("select a road, or pick a place on the map")]
        if self.about:
            parts.append(self.tr("for event {number}").format(number=self.about))
        self.what.setText(" · ".join(parts) if self.place or self.road else parts[0])

    def closed(self) -> str:
        return self.note.text()

    def _already_closed_by(self) -> str:
        extent = self.extent.currentData()
        if self.place is None or (extent == "road" and not self.road):
            return ""
        return self._layer.closed_by(extent, *self._part())

    def _part(self) -> tuple[str, float, float, float]:
        """Road, place and radius of what is to be closed; the place is known."""
        assert self.place is not None
        is_circle = self.extent.currentData() == "circle"
        return "" if is_circle else self.road, *self.place, float(self.radius.value()) if is_circle else 0.0

    def _already_closed(self) -> str:
        """Since when and why, and what can be done instead; "" for what is open."""
        closure = self.session.layers.states("closure").get(self._closed_by)
        if closure is None:
            return ""
        since = moments.short(closure.steps[0].happened_ms, self.session.clock.now_ms())
        text = self.tr("Already closed since {time} ({reason}): open it, or change its expected end")
        return text.format(time=since, reason=closure.note)

    def heads(self) -> list[str]:
        return [self.tr("Road"), self.tr("Extent"), self.tr("Since"), self.tr("Expected end"), self.tr("Reason")]

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        closures = [c for c in self.session.layers.states("closure").values() if isinstance(c, RoadClosure)]
        closures.sort(key=lambda closure: (not closure.closed, -closure.steps[0].happened_ms))
        return [self._row(closure, now_ms) for closure in closures]

    def _row(self, closure: RoadClosure, now_ms: int) -> Row:
        since = moments.short(closure.steps[0].happened_ms, now_ms)
        color = theme.TEXT
        if not closure.closed:
            end = self.tr("opened {time}").format(time=moments.short(closure.steps[-1].happened_ms, now_ms))
            color = theme.MUTED
        elif closure.until_ms is None:
            end = self.tr("not known")
        else:
            end = moments.short(closure.until_ms, now_ms)
            if closure.until_ms <= now_ms:
                end, color = self.tr("{time} is past: open it, or change it").format(time=end), theme.WARNING
        road = self._layer.road_name(closure.road) or self.tr("(place)")
        about = f" · {closure.about}" if closure.about else ""
        return Row(closure.id, (road, pick(EXTENTS[closure.extent]), since, end, closure.note + about), color)

    def body(self) -> CommandBody | str:
        extent, reason = self.extent.currentData(), self.reason.text().strip()
        if extent == "road" and not self.road:
            return self.tr("Select the road on the map")
        if self.place is None:
            return self.tr("Pick the place on the map")
        if not reason:
            return self.tr("Enter the reason")
        road, x_m, y_m, radius_m = self._part()
        return CloseRoad(
            closure_id=uuid4().hex, extent=extent, road=road, x_m=x_m, y_m=y_m, radius_m=radius_m,
            until_ms=self.until.until_ms(self.session.clock.now_ms()), about=self.about, note=reason,
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, CloseRoad):
            self.reason.clear()

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        closure = self.session.layers.states("closure").get(item_id)
        if closure is None or not closure.closed:
            return None
        if command is OpenRoad:
            return OpenRoad(closure_id=item_id)
        until_ms = self.until.until_ms(self.session.clock.now_ms())
        if until_ms is None:
            return self.tr("Choose in how long it is expected to be open")
        return ProlongClosure(closure_id=item_id, until_ms=until_ms)

    def open_row(self, item_id: str) -> None:
        bounds = self._layer.bounds_m(item_id)
        if bounds is not None:
            west, south, east, north = bounds
            self.session.focus.select("closures", item_id)
            radius_m = max(600.0, (east - west + north - south) / 2)
            self.session.focus.fly_to.emit((west + east) / 2, (south + north) / 2, radius_m)

    def _take_selection(self, selection: Selection | None) -> None:
        """A selected road is the one to close; a selected event is what it is closed for, at its place."""
        if selection is None:
            self.about = ""
        elif selection.layer == "roads":
            self.road, self.about = selection.ids[0], ""
            self.place = self._layer.middle_of(self.road)
            self.extent.setCurrentIndex(self.extent.findData("road"))
        elif selection.layer == "events":
            event: Event | None = self.session.layers.states("event").get(selection.ids[0])
            if event is not None:
                self.about, self.place = event.id, (event.x_m, event.y_m)
                self.road = self._layer.road_at(event.x_m, event.y_m)[0]
                self.extent.setCurrentIndex(self.extent.findData("part"))
        elif selection.layer == self._layer.key:
            self.choose(selection.ids[0])
        self.renew()
