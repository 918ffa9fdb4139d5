"""The card of the selection: an event, a sensor, another item of a layer, or a list of items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from county.clock import monotonic_ms
from desktop.cards.chosen_list import ChosenList
from desktop.cards.event_card import EventCard
from desktop.cards.fact_card import FactCard
from desktop.cards.nearby_list import NearbyList
from desktop.events.attention import Attention
from desktop.i18n import pick
from desktop.input.covered_docks import bring_to_front
from desktop.input.keys import KEYS, label_of
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.laid_out import lay_out_now
from desktop.widgets.scrolled import Scrolled, scrolled
from layers.focus import Selection
from layers.live import StatesModel

if TYPE_CHECKING:
    from desktop.cards.sensor_card import SensorCard


class Card(Panel):
    """One card at a time; the attention panel while nothing is selected."""

    report_wanted = Signal(str, str)
    """Sensor, and its alarm or "", of an event that is to be reported."""

    unaimed = Signal(str)
    """Why a key of the card did nothing, one line."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self.nothing = Attention(session)
        self.event_card = EventCard(session, monotonic)
        self.fact_card = FactCard(session)
        self.chosen_list = ChosenList(session)
        self.nearby_list = NearbyList(session)
        self.nearby_list.left.connect(self._go_back)
        for key in KEYS["card.nearby"].sequences:
            QShortcut(key, self, self.show_near_selection)
        for key in KEYS["card.brief"].sequences:
            QShortcut(key, self, self._brief).setAutoRepeat(False)
        self._shown: Selection | None = None
        """What was selected when a page was shown last."""
        self._many: Selection | None = None
        """The last box selection, while it or one of its items is shown."""
        self.stack = QStackedWidget()
        self.back = QPushButton()
        self.back.setProperty("role", "link")
        self.back.clicked.connect(self._go_back)
        self._fact_page = scrolled(self.fact_card)
        self._nothing_page = scrolled(self.nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.back)
        box.addWidget(self.stack)  # before it has pages: Qt styles all widgets again inside one that is moved
        for page in (self._nothing_page, self.event_card, self._fact_page, self.chosen_list, self.nearby_list):
            self.stack.addWidget(page)
        self.listen(session.focus.selected, self._show)
        for layer in session.layers:
            if isinstance(layer, StatesModel):
                self.listen(layer.changed, partial(self._forget, layer))
        self.retranslate()
        self._show(session.focus.selection)

    @cached_property
    def sensor_card(self) -> SensorCard:
        """Created on first use: importing its chart library takes as long as drawing the map."""
        from desktop.cards.sensor_card import SensorCard

        card = SensorCard(self._session)
        card.report_wanted.connect(self.report_wanted)
        self._sensor_page = scrolled(card)
        self.stack.addWidget(self._sensor_page)
        self.name_controls()
        return card

    def prepare(self) -> Iterator[None]:
        """Make what the first look at a sensor would wait for, yielding between pieces of some milliseconds.

        For a window that has nothing else to do.
        """
        import_module("desktop.cards.sensor_card")
        yield
        for part in (self.sensor_card, *self.sensor_card.findChildren(QWidget)):
            yield
            if isValid(part):  # the buttons of a sensor that was chosen meanwhile are others
                part.ensurePolished()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Card", "Card")

    def retranslate(self) -> None:
        if self.stack.currentWidget() is self.nearby_list:
            self.back.setText(self.tr("‹ Back"))
        elif self._leads_to_many():
            self.back.setText(self.tr("‹ Back to the selection"))
        else:
            self.back.setText(self.tr("‹ What needs attention"))

    def release(self) -> None:
        for page in (self.nothing, self.event_card, self.fact_card, self.chosen_list, self.nearby_list):
            page.release()
        if "sensor_card" in self.__dict__:
            self.sensor_card.release()
        super().release()

    def _brief(self) -> None:
        """Draft the next report about the selected event."""
        selection = self._session.focus.selection
        if selection is not None and selection.layer == "events" and len(selection.ids) == 1:
            self._session.briefings.report(selection.ids[0])
        else:
            self.unaimed.emit(self.tr("{key}: select an event first").format(key=label_of("card.brief")))

    def show_near_selection(self) -> None:
        """Show what is near the first of the selected things."""
        chosen = self._session.focus.selection
        if chosen is None or chosen.layer not in self._session.layers:
            self.unaimed.emit(
                self.tr("{key}: select an event or another thing first").format(key=label_of("card.nearby"))
            )
            return
        layer = self._session.layers[chosen.layer]
        box = layer.bounds_m(chosen.ids[0])
        if box is not None:
            name = pick(layer.title(chosen.ids[0])) or chosen.ids[0]
            self.show_near((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name)

    def show_near(self, x_m: float, y_m: float, name: str) -> None:
        """Show what is near a place (working CRS, metres) that is called ``name``, on the screen: its list takes the
        keyboard."""
        bring_to_front(self)
        self.stack.setCurrentWidget(self.nearby_list)
        self.back.show()
        self.retranslate()
        self.nearby_list.show_around(x_m, y_m, name)

    def _show(self, selection: Selection | None) -> None:
        nothing = selection is None or selection.layer not in self._session.layers
        self.back.setVisible(not nothing)
        self._many = self._many_with(selection)
        if selection is None or nothing:
            self.stack.setCurrentWidget(self._nothing_page)
        elif len(selection.ids) > 1:
            self.chosen_list.show_things(selection)
            self.stack.setCurrentWidget(self.chosen_list)
        elif selection.layer == "events":
            self.event_card.show_event(selection.ids[0])
            self.stack.setCurrentWidget(self.event_card)
        elif selection.layer == "sensors":
            self.sensor_card.show_sensor(selection.ids[0])
            self.stack.setCurrentWidget(self._sensor_page)
        else:
            self.fact_card.show_item(selection.layer, selection.ids[0])
            self.stack.setCurrentWidget(self._fact_page)
        self.retranslate()
        if self.is_seen:
            lay_out_now(self.stack)
        if selection != self._shown:
            self._shown = selection
            self._scroll_to_top()

    def _scroll_to_top(self) -> None:
        """Another thing is read from its name on, however far the card of the one before was scrolled."""
        page = self.stack.currentWidget()
        assert page is not None, "it has pages from the beginning"
        for area in [page] if isinstance(page, Scrolled) else page.findChildren(Scrolled):
            area.verticalScrollBar().setValue(0)

    def _forget(self, layer: StatesModel) -> None:
        """Remove archived items from the selection; the displayed one stays, and its card reports it."""
        many, chosen = self._many, self._session.focus.selection
        if many is None or chosen is None or many.layer != layer.key:
            return
        shown = chosen.ids if len(chosen.ids) == 1 else ()
        remaining = tuple(item_id for item_id in many.ids if item_id in layer.columns or item_id in shown)
        if remaining == many.ids:
            return
        self._many = Selection(layer.key, remaining)
        if chosen == many:
            self._session.focus.select(layer.key, *remaining)

    def _many_with(self, selection: Selection | None) -> Selection | None:
        if selection is None or len(selection.ids) > 1:
            return selection
        many = self._many
        return many if many and many.layer == selection.layer and selection.ids[0] in many.ids else None

    def _leads_to_many(self) -> bool:
        return self._many is not None and self._many != self._session.focus.selection

    def _go_back(self) -> None:
        if self.stack.currentWidget() is self.nearby_list:
            self._show(self._session.focus.selection)
        elif self._many is not None and self._leads_to_many():
            self._session.focus.select(self._many.layer, *self._many.ids)
        else:
            self._session.focus.clear()
