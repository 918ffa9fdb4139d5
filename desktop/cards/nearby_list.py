"""The list of what is near a place, with distances; one kind of things or all of them.  What is listed is marked on map
and twin while the list is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout

from desktop import theme
from desktop.cards.nearby import RADIUS_M, NearThing, things_near
from desktop.input.form_keys import leave_keys
from desktop.input.former_focus import FormerFocus
from desktop.input.held_rows import HeldRows
from desktop.panels.panel import Panel
from desktop.places.distances import away_text
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from layers.nearby import NearbyLayer, NearbyMark

REFRESH_MS = 5_000
"""Units move."""
SHOWN = 200
"""Lines, at most: those of one kind are listed when it is chosen."""
_THING = int(Qt.ItemDataRole.UserRole)


class NearbyList(Panel):
    """A click or Enter on a line selects the thing, on the map, too.  Escape leaves the list to where the hand was."""

    left = Signal()
    """The card from which it was opened is wanted again."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._around = (0.0, 0.0)
        self._name = ""
        self._things: list[NearThing] = []
        self._marks = session.layers.of(NearbyLayer)
        self.heading = PlainLabel()
        self.heading.setProperty("role", "title")
        self.heading.setWordWrap(True)
        self.kind = QComboBox()
        self.kind.activated.connect(self._fill)
        self.rest = PlainLabel()
        """That farther ones are not listed."""
        self.rest.setProperty("role", "muted")
        self.rest.setWordWrap(True)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hold = HeldRows(self.list, lambda index: index.data(_THING)[1:3])
        self.hold.ended.connect(self._follow)
        self.list.itemClicked.connect(self._select)
        self.list.itemActivated.connect(self._select)
        self._former_focus = FormerFocus(self)
        leave_keys(self, self._leave)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(8))
        for part in (self.heading, self.kind, self.rest):
            box.addWidget(part)
        box.addWidget(self.list, 1)
        self.every(REFRESH_MS, self._follow)

    def retranslate(self) -> None:
        if self._name:
            self._follow()

    def show_around(self, x_m: float, y_m: float, name: str) -> None:
        """Show what is near a place (working CRS, metres) that is called ``name``."""
        self._around, self._name = (x_m, y_m), name
        self.kind.setCurrentIndex(0)
        self._search()
        self.list.setCurrentRow(0)
        self._former_focus.remember()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._name:
            self._search()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._marks.show(())

    def release(self) -> None:
        self._marks.show(())
        super().release()

    def _leave(self) -> None:
        self._former_focus.give_back()
        self.left.emit()

    def _follow(self) -> None:
        if self.is_seen and not self.hold.holding:
            self._search()

    def _search(self) -> None:
        things = things_near(self._session, *self._around)
        heading = self.tr("{n} within {km} km of {name}")
        self.heading.setText(heading.format(n=len(things), km=f"{RADIUS_M / 1000:g}", name=self._name))
        self.list.setAccessibleName(self.heading.text())
        self._things = things
        chosen = self.kind.currentData()
        kinds = dict.fromkeys(thing.kind for thing in things)
        self.kind.clear()
        self.kind.addItem(self.tr("All kinds"), "")
        for kind in kinds:
            self.kind.addItem(kind, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._fill()

    def _fill(self) -> None:
        current = self.list.currentItem()
        before = None if current is None else current.data(_THING)[1:3]
        kind = self.kind.currentData()
        things = [thing for thing in self._things if not kind or thing.kind == kind]
        self.rest.setVisible(len(things) > SHOWN)
        self.rest.setText(
            self.tr("The nearest {n} of {all} are listed: choose a kind").format(n=SHOWN, all=f"{len(things):,}")
        )
        if self.isVisible():
            self._marks.show([NearbyMark(thing.icon, thing.x_m, thing.y_m) for thing in things[:SHOWN]])
        self.list.clear()
        for thing in things[:SHOWN]:
            text = f"{away_text(thing.away_m)} · {thing.kind} · {thing.title}"
            item = QListWidgetItem(text)
            item.setToolTip(literal(text))
            item.setData(_THING, tuple(thing))
            self.list.addItem(item)
            if before == (thing.layer, thing.id):
                self.list.setCurrentItem(item)

    def thing_at(self, row: int) -> NearThing:
        """The thing of a row."""
        return NearThing(*self.list.item(row).data(_THING))

    def _select(self, item: QListWidgetItem) -> None:
        _, layer, item_id, *_ = item.data(_THING)
        self._session.focus.pick(layer, item_id)
