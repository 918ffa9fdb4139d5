"""The menu of a click with the right button, or of its key, on a thing in a list, on the map or the twin, and on a
place there: built here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QPointF, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

from county.commands import ReportEvent
from desktop.cards.card import Card
from desktop.events.event_list import EventList
from desktop.i18n import pick
from desktop.input.keyed_button import KeyedButton
from desktop.input.keyed_menu import KeyedMenu
from desktop.input.keys import KEYS
from desktop.map.view import MapView
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.literal import without_mnemonics
from layers.events import EventsLayer
from layers.focus import MapPoint
from layers.resources import ResourcesLayer
from layers.unit_status import UnitStatusLayer

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget


class MenuThing(NamedTuple):
    """A thing of a layer, and the buttons of the panel that act on it."""

    layer: str
    id: str
    buttons: tuple[QAbstractButton, ...] = ()
    place: MapPoint | None = None
    """Of a thing that its layer no longer has; None: where the layer has it."""


ThingOf = Callable[[QModelIndex], MenuThing | None]


class ContextMenus(QObject):
    """The actions are the buttons that the panels show: disabled for the same reasons, with the same keys."""

    report_wanted = Signal(float, float)
    """At x_m, y_m."""
    nearby_wanted = Signal(float, float, str)
    """Of x_m, y_m, which is called so; "": a place without a name."""
    print_wanted = Signal()
    """Of the selected event."""
    card_wanted = Signal()
    """An action of the card is given: its form is opened there."""
    list_wanted = Signal()
    """An action for several events is given: its inputs and its results are in the list of events."""

    def __init__(self, view: MapView, card: Card, events: EventList, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._view, self._card, self._events, self._session = view, card, events, session
        self._lists: dict[QAbstractItemView, ThingOf] = {}
        self.menu = KeyedMenu(parent)
        view.box.context_wanted.connect(self._open_on_map)
        view.installEventFilter(self)

    def watch(self, rows: QAbstractItemView, thing_of: ThingOf) -> None:
        """Open the menu on rows of this list; ``thing_of``: what a row is about, called when the row is selected."""
        self._lists[rows] = thing_of
        rows.installEventFilter(self)
        rows.viewport().installEventFilter(self)

    def watch_twin(self, twin: TwinWidget) -> None:
        """Open the menu on what this twin shows."""
        twin.context_wanted.connect(partial(self._open_on_twin, twin))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if QKeySequence(event.keyCombination()) not in KEYS["list.menu"].sequences:
                return False
        elif not isinstance(event, QContextMenuEvent):
            return False
        rows = next((rows for rows in self._lists if watched in (rows, rows.viewport())), None)
        clicked = None
        if isinstance(event, QContextMenuEvent) and event.reason() is QContextMenuEvent.Reason.Mouse:
            clicked = event.globalPos()
        if rows is not None:
            self._open_on_row(rows, None if clicked is None else rows.viewport().mapFromGlobal(clicked))
            return True
        if watched is self._view and clicked is None:
            self._open_on_selected()
            return True
        return False

    def _open_on_row(self, rows: QAbstractItemView, at: QPoint | None) -> None:
        """Of the row at a place of the list, None: the current row.  Where the row is one of several selected events,
        of all of them; of several other things there is none."""
        index = rows.currentIndex() if at is None else rows.indexAt(at)
        if not index.isValid():
            return
        if not rows.selectionModel().isSelected(index):
            rows.setCurrentIndex(index)
        place = rows.viewport().mapToGlobal(rows.visualRect(index).center() if at is None else at)
        several = len({chosen.row() for chosen in rows.selectionModel().selectedIndexes()}) > 1
        if several and rows is not self._events.view:
            return
        thing = self._lists[rows](index)
        if thing is not None:
            self._open(thing, self._place_of(thing), place, several=several)

    def _open_on_selected(self) -> None:
        """The key on the map: of the selected thing, at its place or in the middle."""
        chosen = self._session.focus.selection
        middle = self._view.rect().center()
        if chosen is None or chosen.layer not in self._session.layers:
            self._open_on_map(QPointF(middle))
            return
        thing = MenuThing(chosen.layer, chosen.ids[0])
        place = self._place_of(thing)
        at = middle if place is None else QPointF(*self._view.viewport.point_px(*place)).toPoint()
        at = at if self._view.rect().contains(at) else middle
        self._open(thing, place, self._view.mapToGlobal(at))

    def _open_on_map(self, at_px: QPointF) -> None:
        """Of the thing that moves or stands there, and of the place."""
        place = self._view.viewport.m(at_px.x(), at_px.y())
        found = [(layer, one) for layer, one in self._view.at(at_px.x(), at_px.y()) if layer.pace == "live"]
        thing = MenuThing(found[0][0].key, found[0][1]) if found else None
        self._view.tip.hide()
        self._open(thing, place, self._view.mapToGlobal(at_px.toPoint()))

    def _open_on_twin(self, twin: TwinWidget, at_px: QPointF) -> None:
        """Of the thing that moves or stands there, and of the place, which the sky has not."""
        found = [(layer, one) for layer, one in twin.things_at(at_px) if layer.pace == "live"]
        thing = MenuThing(found[0][0].key, found[0][1]) if found else None
        place = None if thing is None else self._place_of(thing)
        place = place or twin.place_at(at_px)
        if thing is not None or place is not None:
            self._open(thing, place, twin.mapToGlobal(at_px.toPoint()))

    def _open(self, thing: MenuThing | None, place: MapPoint | None, at: QPoint, *, several: bool = False) -> None:
        """``several``: the thing is one of several events that are selected in their list."""
        self.menu.clear()
        if several or self._is_of_several(thing, place):
            self._add_several(thing)
        elif thing is not None:
            self._add_thing(thing)
        if place is not None:
            self._add_place(place, named=thing is not None)
        self.menu.popup(at)

    def _is_of_several(self, thing: MenuThing | None, place: MapPoint | None) -> bool:
        """Whether the thing, or the place where there is none, lies among several selected events."""
        chosen = self._session.focus.selection
        if chosen is None or chosen.layer != EventsLayer.key or len(chosen.ids) < 2:
            return False
        if thing is not None:
            return thing.layer == chosen.layer and thing.id in chosen.ids
        layer = self._session.layers[chosen.layer]
        boxes = [box for box in map(layer.bounds_m, chosen.ids) if box is not None]
        if place is None or not boxes:
            return False
        west, south, east, north = zip(*boxes, strict=True)
        return bool(min(west) <= place[0] <= max(east) and min(south) <= place[1] <= max(north))

    def _add_several(self, thing: MenuThing | None) -> None:
        """The steps for all selected events, and the card of the one under the pointer; the selection stays."""
        bulk = self._events.bulk
        listed = len(self._events.selected_ids()) > 1
        head = bulk.heading.text() if listed else self.tr("The filter of the list hides these events")
        self.menu.addAction(head).setEnabled(False)
        if listed:
            for button in bulk.buttons.values():
                self._add_button(button, of_card=False)
                self.menu.actions()[-1].triggered.connect(self.list_wanted)
        self.menu.addSeparator()
        if thing is not None:
            title = pick(self._session.layers[thing.layer].title(thing.id)) or thing.id
            card = self.menu.addAction(self.tr("Open {event}").format(event=without_mnemonics(title)))
            card.triggered.connect(lambda: self._session.focus.select(thing.layer, thing.id))
            copy = self.menu.addAction(self.tr("Copy {place}").format(place=without_mnemonics(thing.id)))
            copy.triggered.connect(lambda: QApplication.clipboard().setText(thing.id))

    def _add_thing(self, thing: MenuThing) -> None:
        buttons: Iterable[QAbstractButton] = thing.buttons
        if thing.layer == EventsLayer.key:
            self._session.focus.select(thing.layer, thing.id)
            on_desk = thing.id in self._session.layers.states("event")
            buttons = tuple(self._card.event_card.steps.buttons.values()) if on_desk else ()
        for button in buttons:
            self._add_button(button, of_card=thing.layer == EventsLayer.key)
        if not self.menu.isEmpty():
            self.menu.addSeparator()
        place = self._place_of(thing)
        name = pick(self._session.layers[thing.layer].title(thing.id)) or thing.id
        if place is not None:
            near = self.menu.addAction(self.tr("What is near"))
            near.setShortcut(KEYS["card.nearby"].sequences[0])
            near.setShortcutVisibleInContextMenu(True)
            near.triggered.connect(lambda: self.nearby_wanted.emit(*place, name))
            self.menu.addAction(self.tr("Show on the map")).triggered.connect(lambda: self._locate(thing, place))
        if thing.layer == EventsLayer.key:
            page = self.menu.addAction(pick(KEYS["print"].text))
            page.setShortcut(KEYS["print"].sequences[0])
            page.setShortcutVisibleInContextMenu(True)
            page.triggered.connect(self.print_wanted)
        copy = self.menu.addAction(self.tr("Copy {place}").format(place=without_mnemonics(thing.id)))
        copy.triggered.connect(lambda: QApplication.clipboard().setText(thing.id))

    def _add_button(self, button: QAbstractButton, *, of_card: bool) -> None:
        """What a button does; the menu shows why one that is disabled cannot be pressed."""
        why = button.toolTip()
        text = button.text() if button.isEnabled() or not why else f"{button.text()}（{why}）"
        action = self.menu.addAction(without_mnemonics(text))
        if isinstance(button, KeyedButton):
            action.setShortcut(QKeySequence(button.key.rpartition(" / ")[2]))
            action.setShortcutVisibleInContextMenu(True)
        action.setEnabled(button.isEnabled())
        if of_card:
            action.triggered.connect(self.card_wanted)
        action.triggered.connect(button.click)

    def _add_place(self, place: MapPoint, *, named: bool) -> None:
        """``named``: the place of a thing, whose part of the menu lists what is near."""
        x_m, y_m = place
        inside = self._session.package.division_at(x_m, y_m) is not None
        denied = why_not(self._session, ReportEvent) or ("" if inside else self.tr("Outside the county"))
        lon, lat = self._session.package.lonlat(x_m, y_m)
        written = f"{float(lon):.6f}, {float(lat):.6f}"
        if named:
            self.menu.addSeparator()
        report = self.menu.addAction(self.tr("Report an event here …"))
        report.triggered.connect(lambda: self.report_wanted.emit(x_m, y_m))
        report.setEnabled(not denied)
        if denied:
            report.setText(f"{report.text()}（{denied}）")
        if not named:
            near = self.menu.addAction(self.tr("What is near"))
            near.triggered.connect(lambda: self.nearby_wanted.emit(x_m, y_m, ""))
        if self._view.isVisible():
            measure = self.menu.addAction(self.tr("Measure from here"))
            measure.triggered.connect(lambda: self._view.measure_from(place))
        copy = self.menu.addAction(self.tr("Copy {place}").format(place=written))
        copy.triggered.connect(lambda: QApplication.clipboard().setText(written))

    def _place_of(self, thing: MenuThing) -> MapPoint | None:
        """Where a thing is; a unit where it was last seen."""
        if thing.layer == ResourcesLayer.key:
            return self._session.layers.of(UnitStatusLayer).place_of(thing.id)
        box = self._session.layers[thing.layer].bounds_m(thing.id)
        return thing.place if box is None else ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)

    def _locate(self, thing: MenuThing, place: MapPoint) -> None:
        self._session.focus.select(thing.layer, thing.id)
        self._session.focus.fly_to.emit(*place, 600.0)
