"""One box that finds everything: names, those of places by pinyin and initials, too, codes, event numbers, coordinates.
Enter flies there and selects it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QWidget

from county.catalog import in_languages
from county.numbering import is_event_id, may_be_event_id
from county.package.open import CountyPackage
from county.texts import LONGEST_NAME
from desktop import theme
from desktop.i18n import pick
from desktop.input.form_keys import leave_keys
from desktop.input.former_focus import FormerFocus
from desktop.input.passed_click import pass_clicks
from desktop.map.sounding_things import may_be_pinyin, sounding_things
from desktop.places.coordinates import degrees_text, parse_point, two_numbers
from desktop.places.loaded_once import LoadedOnce
from desktop.places.named_places import NamedPlaces
from layers.base import Layer
from layers.focus import Focus
from layers.registry import LayerSet

WAIT_MS = 150
EACH = 6
"""Hits of one layer in the list."""
PLACES = frozenset({"boundary", "towns", "villages", "names", "roads", "waters"})
"""Layers whose hits come first: who types the name of a village means it, not the dustbins that are named after it."""
NEAR_M = 350.0
"""Radius that is shown around a point."""
HIT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class SearchHit:
    """Something found: a thing of a layer, or a bare place."""

    layer: Layer | None
    item_id: str
    x_m: float
    y_m: float
    radius_m: float


class SearchBox(QLineEdit):
    """A line edit with a list of hits by layer.

    The list opens only while the box has the focus: elsewhere it would take the keys of what is typed there.  What is
    found meanwhile is listed when the focus comes back.
    """

    journal_wanted = Signal(str)
    """Number of an event to be searched in the journal; :meth:`show_result` shows the outcome."""

    def __init__(
        self,
        layers: LayerSet,
        focus: Focus,
        package: CountyPackage,
        places: NamedPlaces,
        parent: QWidget | None = None,
    ) -> None:
        """``places``: those of the package, with the pinyin of their names once somebody types letters."""
        super().__init__(parent)
        self._layers, self._focus, self._package, self._places = layers, focus, package, places
        self._sought, self._result = "", ""
        """The last search of the journal, and its outcome."""
        self._unlisted = False
        """Something was to be listed while the focus was elsewhere."""
        self.setClearButtonEnabled(True)
        self.setMaxLength(LONGEST_NAME)
        self.rows = QStandardItemModel(self)
        self._list = QCompleter(self.rows, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._list.setMaxVisibleItems(16)
        self._list.setWidget(self)
        pass_clicks(self, self._list)
        self._list.activated[QModelIndex].connect(self._choose)  # type: ignore[index]
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._offer)
        self._pinyin = LoadedOnce(places.load_pinyin, self)
        self._pinyin.loaded.connect(self._offer_again)
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self._enter)
        self._former_focus = FormerFocus(self)
        leave_keys(self, self._leave)
        app = QApplication.instance()
        if isinstance(app, QApplication):  # the list keeps the box itself from hearing that the focus goes
            app.focusChanged.connect(self._focus_moved)
        self._write()

    def hits(self, text: str) -> list[SearchHit]:
        """Hits: a typed point in the county, then whatever is called exactly so, then places, then the others by layer
        from the top down; those by pinyin or initials after those that are written so."""
        text = text.strip()
        if not text:
            return []
        hits = []
        sounding = sounding_things(text, self._places, self._layers, EACH)
        point = parse_point(text, self._package)
        if point is not None and self._away_m(*point) == 0.0:
            hits.append(SearchHit(None, "", *point, NEAR_M))
        for layer in reversed(list(self._layers)):
            for item_id in dict.fromkeys((*layer.search(text, EACH), *sounding.get(layer.key, ()))):
                box = layer.bounds_m(item_id)
                if box is not None:
                    west, south, east, north = box
                    radius_m = max(0.6 * max(east - west, north - south), NEAR_M)
                    hits.append(SearchHit(layer, item_id, (west + east) / 2, (south + north) / 2, radius_m))
        hits.sort(key=lambda hit: (not _is_called(hit, text), hit.layer is not None and hit.layer.key not in PLACES))
        return hits

    def show_result(self, text: str, line: str) -> None:
        """Outcome of the journal search for ``text``, shown while the box still has that text; "": found."""
        self._sought, self._result = (text, line) if line else ("", "")
        if text != self.text().strip():
            return
        if line:
            self._offer()
            self._timer.start()  # the list, if it was open, closes itself after Return: show it again
        else:
            self._timer.stop()
            self._hide_list()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._pinyin.release()
        self._timer.stop()
        self._hide_list()
        super().closeEvent(event)

    def _edited(self, text: str) -> None:
        self._timer.start()
        if may_be_pinyin(text) and not self._places.knows_pinyin:
            self._pinyin.begin()

    def _offer_again(self) -> None:
        """Pinyin is known now: list what it finds, unless the text was changed by a choice."""
        if self.hasFocus() and may_be_pinyin(self.text()):
            self._timer.start()

    def _hide_list(self) -> None:
        popup = self._list.popup()
        if popup is not None:
            popup.hide()

    def _write(self) -> None:
        self.setPlaceholderText(self.tr("Search the map"))
        self.setToolTip(self.tr("Name, code, event number or coordinates"))
        self.setAccessibleName(self.tr("Search"))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._unlisted:
            self._timer.start()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Close the list when a key led elsewhere (Ctrl+N, F7): it would take the keys of what is typed there."""
        if old is self and new is not None and new is not self:
            self._hide_list()

    def _offer(self) -> None:
        self._unlisted = self.window().focusWidget() is not self
        if self._unlisted:
            self._timer.stop()
            return
        self.rows.clear()
        text, heading = self.text().strip(), ""
        if not text:
            self._hide_list()
            return
        hits = self.hits(text)
        for hit in hits:
            group = pick(hit.layer.name) if hit.layer else self.tr("Coordinates")
            if group != heading:
                heading = group
                self.rows.appendRow(_heading(group))
            name = pick(hit.layer.title(hit.item_id)) if hit.layer else self._place(hit)
            row = QStandardItem(
                f"    {name}" if name == hit.item_id or not hit.item_id else f"    {name}   {hit.item_id}"
            )
            row.setData(hit, HIT)
            self.rows.appendRow(row)
        if not hits:
            self.rows.appendRow(_heading(self._nothing(text)))
        if _may_be_in_journal(text) and text != self._sought and not any(_is_called(hit, text) for hit in hits):
            row = QStandardItem(self.tr("Look for event number “{text}” in the journal").format(text=text))
            row.setData(text, HIT)
            self.rows.appendRow(row)
        popup = self._list.popup()
        if popup is not None:  # its frame adds to its lines
            lines = range(min(self.rows.rowCount(), self._list.maxVisibleItems()))
            popup.setMinimumHeight(sum([popup.sizeHintForRow(line) for line in lines], theme.px(8)))
        self._list.complete()

    def _nothing(self, text: str) -> str:
        """Why there is no hit, and what would be one."""
        if text == self._sought:
            return self._result
        if is_event_id(text):
            return self.tr("Not in the list: press Return to search the journal")
        if two_numbers(text) is None:
            return self.tr("Nothing found for “{text}”").format(text=text)
        point = parse_point(text, self._package)
        if point is not None:
            km = f"{self._away_m(*point) / 1000:,.1f}"
            return self.tr("Outside the county, {km} km from its border").format(km=km)
        return self.tr("Not a location in this county: enter degrees (111.5, 28.2) or Gauss-Krüger metres")

    def _place(self, hit: SearchHit) -> str:
        lon, lat = self._package.lonlat(hit.x_m, hit.y_m)
        return degrees_text(float(lon), float(lat))

    def _away_m(self, x_m: float, y_m: float) -> float:
        """How far a point is from the county, 0 inside."""
        return self._package.place_outside(x_m, y_m).away_m

    def _enter(self) -> None:
        self._timer.stop()
        found, text = self.hits(self.text()), self.text().strip()
        if found:
            self._go(found[0])
        elif is_event_id(text):
            self._hide_list()
            self._focus.select("events", text.upper())  # its card looks it up in the journal
        elif _may_be_in_journal(text):
            self._seek(text)
        else:
            self._offer()
            self._timer.start()  # the list, if it was open, closes itself after Return: show it again

    def _leave(self) -> None:
        """Search for nothing, with the focus where it was before; what is selected stays."""
        self.clear()
        self._former_focus.give_back()

    def _seek(self, text: str) -> None:
        """Request a journal search for an event of this number."""
        self.show_result(text, self.tr("Looking for “{text}” in the journal …").format(text=text))
        self.journal_wanted.emit(text)

    def _choose(self, index: QModelIndex) -> None:
        hit = index.data(HIT)
        if isinstance(hit, SearchHit):
            self._go(hit)
        elif isinstance(hit, str):
            self._seek(hit)

    def _go(self, hit: SearchHit) -> None:
        self._hide_list()
        if hit.layer is None:
            self._focus.clear()
            self._focus.found.mark((hit.x_m, hit.y_m))
        else:
            hit.layer.reveal(hit.item_id)
            self._focus.select(hit.layer.key, hit.item_id)
            self.setText(pick(hit.layer.title(hit.item_id)))
        self._focus.fly_to.emit(hit.x_m, hit.y_m, hit.radius_m)


def _names(layer: Layer, item_id: str) -> list[str]:
    return [name.casefold() for name in (item_id, *in_languages(layer.title(item_id)))]


def _is_called(hit: SearchHit, text: str) -> bool:
    """Whether a hit is called exactly so; a bare place always is."""
    return hit.layer is None or text.casefold() in _names(hit.layer, hit.item_id)


def _may_be_in_journal(text: str) -> bool:
    """Whether an event may have this number that is none of ours; coordinates are no number."""
    return not is_event_id(text) and two_numbers(text) is None and may_be_event_id(text)


def _heading(text: str) -> QStandardItem:
    row = QStandardItem(text)
    row.setForeground(QColor(theme.ACCENT))
    row.setFlags(Qt.ItemFlag.NoItemFlags)
    return row
