"""An input of the place of an event: typed, chosen from a list or picked on the map; its pin there corrects it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from county.commands import PlaceLevel
from county.division import known_part
from county.place_names import PlaceName
from desktop import theme
from desktop.places.box import PlaceBox
from desktop.places.named_places import is_address_in
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from layers.focus import MapPoint, PlaceMark


class PlaceInput(QWidget):
    """Shows the place of ``mark`` and sets it; :attr:`where` says in words where it is."""

    wanted = Signal()
    """The button was pressed, or released: the map passes the next click to :meth:`set_place`, or does not."""
    moved = Signal()
    """The place is another one."""
    addressed = Signal(str)
    """What was typed says more than the name of a village, or names no place that is known: an address.
    "": it is none, so that what was typed before is none either."""

    def __init__(self, session: Session, mark: PlaceMark) -> None:
        super().__init__()
        self._session = session
        self._mark = mark
        self.box = PlaceBox(session.named_places)
        self.box.found.connect(self._found)
        self.box.unclear.connect(self._unclear)
        self.pick = QPushButton()
        self.pick.setCheckable(True)
        self.pick.clicked.connect(self.wanted)
        self.where = PlainLabel()
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setProperty("role", "muted")
        self.where.setWordWrap(True)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        line.addWidget(self.box, 1)
        line.addWidget(self.pick)
        mark.marked.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts."""
        self.box.setPlaceholderText(self.tr("Village, address, coordinates"))
        self.pick.setText(self.tr("On the map"))
        self._show(self._mark.place)

    def release(self) -> None:
        """Disconnect from the mark; end the search for pinyin."""
        self.box.release()
        self._mark.marked.disconnect(self._show, missing_ok=True)

    @property
    def place(self) -> MapPoint | None:
        """The place, working CRS, metres."""
        return self._mark.place

    @property
    def level(self) -> PlaceLevel:
        """How exactly it is known."""
        return self._mark.level

    def settle(self) -> None:
        """Take what is typed."""
        self.box.settle()

    def set_place(self, x_m: float, y_m: float, level: PlaceLevel = "point") -> None:
        """Set the place (working CRS, metres)."""
        self.pick.setChecked(False)
        self._mark.mark((x_m, y_m), level)

    def _found(self, place: PlaceName) -> None:
        typed = self.box.text().strip()
        if is_address_in(typed, place):
            self.addressed.emit(typed)
        elif place.name:
            self.addressed.emit("")
        self._mark.mark((place.x_m, place.y_m), place.level)

    def _unclear(self, text: str, found: Sequence[PlaceName]) -> None:
        is_address = text and (not found or any(is_address_in(text, place) for place in found))
        self.addressed.emit(text if is_address else "")
        self._mark.mark(None)
        self.box.set_known(text)
        if found:
            self.where.setText(self.tr("Several places are called so: choose one of the list"))
        elif text:
            self.where.setText(
                self.tr("No such place: enter a village, an address with its name, or 109.60, 27.95 in degrees")
            )

    def _written(self, place: MapPoint | None) -> str:
        """Longitude and latitude of a place as displayed."""
        if place is None:
            return ""
        lon, lat = self._session.package.lonlat(*place)
        return f"{float(lon):.6f}, {float(lat):.6f}"

    def _show(self, place: MapPoint | None) -> None:
        self.box.set_known(self._written(place))
        if place is None:
            self.where.setText(self.tr("No location selected"))
        else:
            division = self._session.package.division_at(*place)
            level = self._mark.level
            named = self._session.divisions.located
            outside = self.tr("Outside the county")
            known = outside if division is None else named(known_part(division, level), level)
            self.where.setText(self.tr("{place} · drag the pin to correct it").format(place=known))
        self.moved.emit()
