"""Facts of one item of a layer: villages, towns, grids, roads, resources and others."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from county.catalog import Name
from desktop import theme
from desktop.i18n import pick
from desktop.panels.panel import Panel
from desktop.permission import PERMISSIONS_MS
from desktop.session import Session
from desktop.units.phones import UnitPhones
from desktop.widgets.fact_table import FactTable
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from layers.base import Fact, Layer
from layers.resources import ResourcesLayer

WITH_TASKS = ("resources", "tracks")
"""Layers whose items are resources."""

PHONE = Name("电话", "Phone")
ROADS = ("roads", "closures")
"""Layers whose items are roads."""


class FactCard(Panel):
    """Title, the layer's name, its facts; for a dispatched resource a link to its event, for a road to its closure."""

    panel_wanted = Signal(str)
    """Key of the panel that continues with the item."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._layer: Layer | None = None
        self._item_id = ""
        self.name = PlainLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setWordWrap(True)
        self.name.setProperty("role", "title")
        self.kind = PlainLabel()
        self.kind.setProperty("role", "muted")
        self.facts = FactTable()
        self.locate = QPushButton()
        self.locate.clicked.connect(self._locate)
        self.task = QPushButton()
        self.task.clicked.connect(self._open_task)
        self.close_road = QPushButton()
        self.close_road.clicked.connect(lambda: self.panel_wanted.emit("closures"))
        self._phones = UnitPhones(session, self)
        session.feed.arrived.connect(self._arrived)
        jumps = line_of(self.locate, self.task, self.close_road)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(8))
        for part in (self.name, self.kind, self.facts):
            box.addWidget(part)
        box.addLayout(jumps)
        box.addStretch(1)
        for layer in session.layers:
            self.listen(layer.changed, partial(self._follow, layer))
        self.every(PERMISSIONS_MS, self._request_phone)  # the principal may have been unknown before
        self.retranslate()

    def retranslate(self) -> None:
        self.locate.setText(self.tr("Show on the map"))
        self.task.setText(self.tr("Show its event"))
        self.close_road.setText(self.tr("Close or open the road …"))
        self._show()

    def show_item(self, layer: str, item_id: str) -> None:
        """Show the item ``item_id`` of the layer with this key."""
        self._layer, self._item_id = self._session.layers[layer], item_id
        self._phones.forget()
        self._request_phone()
        self._show()

    def _request_phone(self) -> None:
        if self._layer is not None and self._layer.key in WITH_TASKS:
            self._phones.request((self._item_id,))

    def release(self) -> None:
        self._session.feed.arrived.disconnect(self._arrived)
        super().release()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _follow(self, layer: Layer) -> None:
        if self.isVisible() and layer in (self._layer, self._session.layers.of(ResourcesLayer)):
            self._show()

    def _show(self) -> None:
        layer = self._layer
        if layer is None or not layer.title(self._item_id):
            return
        self.name.setText(pick(layer.title(self._item_id)))
        self.kind.setText(pick(layer.name))
        phone = self._phones.of(self._item_id)
        self.facts.show_facts([*layer.facts(self._item_id), *([Fact(PHONE, phone)] if phone else [])])
        self.task.setVisible(bool(self._task()))
        self.close_road.setVisible(layer.key in ROADS)

    def _arrived(self, answer: object) -> None:
        if self._phones.take(answer):
            self._show()

    def _task(self) -> str:
        resources = self._session.layers.of(ResourcesLayer)
        known = self._layer is not None and self._layer.key in WITH_TASKS
        task = resources.tasks.get(self._item_id) if known else None
        return "" if task is None else task.event_id

    def _open_task(self) -> None:
        if self._task():
            self._session.focus.select("events", self._task())

    def _locate(self) -> None:
        bounds = self._layer.bounds_m(self._item_id) if self._layer is not None else None
        if bounds is not None:
            west, south, east, north = bounds
            radius = max(600.0, (east - west + north - south) / 2)
            self._session.focus.fly_to.emit((west + east) / 2, (south + north) / 2, radius)
