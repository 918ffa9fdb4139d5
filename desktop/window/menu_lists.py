"""Which lists of the window have a menu on their rows, and what their rows are about."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex

from desktop.alarms.strip import AlarmStrip
from desktop.archive.archive import Archive
from desktop.cards.card import Card
from desktop.cards.chosen_list import ChosenList
from desktop.cards.nearby_list import NearbyList
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.item_models.event_rows import ID_ROLE
from desktop.panels.record_panel import ID_ROLE as RECORD_ID_ROLE
from desktop.units.units import Units
from desktop.window.context_menus import ContextMenus, MenuThing
from desktop.window.window_panels import WindowPanels
from layers.events import EventsLayer
from layers.resources import ResourcesLayer
from layers.sensors import SensorsLayer


def watch_lists(menus: ContextMenus, panels: WindowPanels) -> None:
    """Open the menu on the rows of every list of events, alarms, units and near things among ``panels``."""
    panels.when_made(EventList, lambda listed: menus.watch(listed.view, _event))
    panels.when_made(Boards, partial(_watch_boards, menus))
    panels.when_made(Kanban, partial(_watch_kanban, menus))
    panels.when_made(AlarmStrip, lambda strip: menus.watch(strip.view, partial(_alarm, strip)))
    panels.when_made(Units, lambda units: menus.watch(units.table, _unit))
    panels.when_made(Card, partial(_watch_card, menus))
    panels.when_made(Archive, lambda archive: menus.watch(archive.table, partial(_archived, archive)))


def _watch_boards(menus: ContextMenus, boards: Boards) -> None:
    for board in boards.boards:
        menus.watch(board.view, _event)


def _watch_kanban(menus: ContextMenus, kanban: Kanban) -> None:
    for column in kanban.columns:
        menus.watch(column.view, _event)


def _watch_card(menus: ContextMenus, card: Card) -> None:
    menus.watch(card.nearby_list.list, partial(_near, card.nearby_list))
    menus.watch(card.chosen_list.list, partial(_chosen, card.chosen_list))


def _event(index: QModelIndex) -> MenuThing:
    return MenuThing(EventsLayer.key, index.data(ID_ROLE))


def _unit(index: QModelIndex) -> MenuThing:
    return MenuThing(ResourcesLayer.key, str(index.data(RECORD_ID_ROLE)))


def _alarm(strip: AlarmStrip, index: QModelIndex) -> MenuThing | None:
    """The sensor of an alarm, with the steps of the strip."""
    alarm = index.data(ALARM_ROLE)
    if alarm is None:
        return None
    buttons = (*strip.steps.values(), strip.event_button)
    return MenuThing(SensorsLayer.key, alarm.sensor_id, tuple(button for button in buttons if not button.isHidden()))


def _chosen(chosen_list: ChosenList, index: QModelIndex) -> MenuThing | None:
    """A row of a box selection; None once the selection has gone."""
    chosen = chosen_list.rows.chosen
    return None if chosen is None else MenuThing(chosen.layer, chosen.ids[index.row()])


def _archived(archive: Archive, index: QModelIndex) -> MenuThing | None:
    """None for a row that has not arrived yet."""
    row = archive.rows.row_at(index.row())
    return None if row is None else MenuThing(EventsLayer.key, row.id, place=(row.x_m, row.y_m))


def _near(near: NearbyList, index: QModelIndex) -> MenuThing:
    thing = near.thing_at(index.row())
    return MenuThing(thing.layer, thing.id)
