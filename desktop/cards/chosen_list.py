"""The items of a box selection, one per line; a click opens the item's card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QListView, QVBoxLayout

from county.events.event import ENDED
from county.events.event_columns import ColumnsOfRows, in_states
from county.events.state_names import STATE_NAMES
from desktop import theme
from desktop.i18n import pick
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from layers.events import EventsLayer
from layers.focus import Selection


class ChosenRows(QAbstractListModel):
    """One row per item, named when it is drawn: a box may contain thousands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.chosen: Selection | None = None

    def show(self, chosen: Selection) -> None:
        """Show these items; of events what is closed comes last, and keeps its row when it is closed meanwhile: the
        items that are shown already, or a part of them, stay in their order."""
        self.beginResetModel()
        self.chosen = replace(chosen, ids=self._ordered(chosen))
        self.endResetModel()

    def _ordered(self, chosen: Selection) -> tuple[str, ...]:
        before, ids = self.chosen, frozenset(chosen.ids)
        if before is not None and before.layer == chosen.layer and ids.issubset(before.ids):
            return tuple(item_id for item_id in before.ids if item_id in ids)
        return self._open_first(chosen.ids) if chosen.layer == EventsLayer.key else chosen.ids

    def _open_first(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        columns = self._session.layers.of(EventsLayer).columns
        rows = columns.rows(ids)
        ended = columns.ids[rows[in_states(ColumnsOfRows(columns, rows), ENDED)]]
        return tuple(sorted(ids, key=frozenset(ended.tolist()).__contains__))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.chosen is None or parent.isValid() else len(self.chosen.ids)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.chosen is None or not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        item_id = self.chosen.ids[index.row()]
        title = pick(self._session.layers[self.chosen.layer].title(item_id)) or item_id
        event = self._session.layers.states("event").get(item_id) if self.chosen.layer == EventsLayer.key else None
        return title if event is None else f"{pick(STATE_NAMES[event.state])}  {title}"


class ChosenList(Panel):
    """The number of items, and their list."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.count = PlainLabel()
        self.count.setProperty("role", "title")
        self.rows = ChosenRows(session)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(theme.px(2))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(8))
        box.addWidget(self.count)
        box.addWidget(self.list)
        self.listen(session.layers.of(EventsLayer).changed, self._draw)

    def retranslate(self) -> None:
        if self.rows.chosen is not None:
            self.show_things(self.rows.chosen)

    def show_things(self, chosen: Selection) -> None:
        """Show all items of a selection."""
        layer = self._session.layers[chosen.layer]
        self.rows.show(chosen)
        self.count.setText(self.tr("{n} selected: {layer}").format(n=f"{len(chosen.ids):,}", layer=pick(layer.name)))
        self.list.setAccessibleName(self.count.text())

    def _draw(self) -> None:
        self.list.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        chosen = self.rows.chosen
        if chosen is not None and index.isValid():
            self._session.focus.pick(chosen.layer, chosen.ids[index.row()])
