"""An input of one place: coordinates, an address with the name of a village, or a name that is offered while typing."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit

from county.events.event import LONGEST_ADDRESS
from county.place_names import PlaceName
from desktop.input.offered_list import OFFERED, OfferedList
from desktop.places.loaded_once import LoadedOnce
from desktop.places.named_places import NamedPlaces


class PlaceBox(QLineEdit):
    """What is typed is searched when the input ends; a place of the list, when it is chosen."""

    found = Signal(object)
    """The :class:`county.place_names.PlaceName`."""
    unclear = Signal(str, object)
    """The typed text, and the places that it can mean: none, or several."""

    def __init__(self, places: NamedPlaces) -> None:
        super().__init__()
        self.setMaxLength(LONGEST_ADDRESS)
        self._places = places
        self._offered: dict[str, PlaceName] = {}
        self.list = OfferedList(self)
        self.popup = self.list.view
        self.list.activated.connect(self._choose)
        self._known = ""
        """The text of the place that was last found, or that was set."""
        self._unheard = ""
        """What was searched in vain before it was known."""
        self._pinyin = LoadedOnce(lambda process: places.load_pinyin(process), self)
        self._pinyin.loaded.connect(self._offer_again)
        self.textEdited.connect(self._offer)
        self.returnPressed.connect(self.popup.hide)
        self.editingFinished.connect(self._search)

    def set_known(self, text: str) -> None:
        """Show the text of a place that needs no search."""
        self._known = text
        self.setText(text)
        self.setCursorPosition(0)  # its beginning is read where it has too little room

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The pinyin of the names is found when somebody begins to type a place for the first time."""
        super().focusInEvent(event)
        if not self._places.knows_pinyin:
            self._pinyin.begin_in(self)

    def release(self) -> None:
        """Stop finding the pinyin of names."""
        self._pinyin.release()

    def settle(self) -> None:
        """Search what is typed, as at the end of the input."""
        self.popup.hide()
        self._search()

    def _offer_again(self) -> None:
        text = self.text().strip()
        if text and text == self._unheard:
            self._known = ""
            self._search()
            if self.hasFocus() and len(self._places.find(text, OFFERED)) > 1:
                self._offer()
        elif self.hasFocus() and text != self._known:
            self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tab leaves the list as well: the typed text is searched."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.popup.hide()
        super().focusOutEvent(event)

    def _offer(self) -> None:
        self._offered = {place.name: place for place in self._places.find(self.text(), OFFERED) if place.name}
        self.list.rows.setStringList(list(self._offered))
        if self._offered:
            self.list.complete(QRect(0, 0, max(self.width(), self._width_px()), self.height()))
        else:
            self.popup.hide()

    def _width_px(self) -> int:
        """Of the list, so that its longest entry is shown in full; Qt keeps it within the screen."""
        frame = 2 * self.popup.frameWidth() + self.popup.verticalScrollBar().sizeHint().width()
        return self.popup.sizeHintForColumn(0) + frame

    def _choose(self, name: str) -> None:
        place = self._offered.get(name)
        if place is not None:
            self._take(place)

    def _search(self) -> None:
        text = self.text().strip()
        if text == self._known or self.popup.isVisible():
            return
        self._known = text
        if self.list.rows.stringList() and text in self._offered:
            self._take(self._offered[text])
            return
        found = self._places.find(text, OFFERED) if text else []
        self._unheard = "" if found or self._places.knows_pinyin else text
        if len(found) == 1:
            self._take(found[0])
        else:
            self.unclear.emit(text, found)

    def _take(self, place: PlaceName) -> None:
        self._known = self.text().strip()
        self.found.emit(place)
