"""The next event of a list that needs a step of this key: named on a button, selected by one key, never by itself."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy

from desktop.events.whose_turn import turn_of
from desktop.i18n import pick
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import KEYS, label_of
from desktop.item_models.event_rows import EventRows
from desktop.panels.panel import Panel
from desktop.session import Session
from layers.events import EventsLayer

LOOKED_AT = 5_000
"""Rows among which it is searched, from the top."""


class NextEvent(Panel):
    """The rule: while the selected event still needs a step of this key, the next such one below it, and after the last
    one the first; otherwise the first one of the list.  Events that wait for their place in a held list count.  What
    another person has claimed waits for that person; the own claims count like what nobody has claimed."""

    wanted = Signal(str)
    """Number of the event that is to be selected."""
    none_left = Signal(str)
    """Nothing waits that the key could select; what its button says."""

    def __init__(self, session: Session, rows: EventRows) -> None:
        super().__init__()
        self._session = session
        self._rows = rows
        self._columns = session.layers.of(EventsLayer).columns
        self.event_id = ""
        """The offered event; "" for none."""
        self._claimed = 0
        """Events passed over because others have claimed them."""
        self.button = KeyedButton(label_of("list.next"))
        self.button.clicked.connect(self.go)
        for key in KEYS["list.next"].sequences:
            QShortcut(key, self, self.go).setAutoRepeat(False)
        self.button.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.listen(session.focus.selected, lambda _: self.refresh())
        self.retranslate()

    def retranslate(self) -> None:
        self.button.setToolTip(
            self.tr("The next event of the list that waits for you, below the selected one while that still does")
        )
        self.refresh()

    def sizeHint(self) -> QSize:
        """Whatever is offered: a layout would pass on every other title, for which Qt lays out the whole window."""
        if self.button.isHidden():
            return QSize(0, 0)
        return QSize(self.button.minimumSizeHint().width(), self.button.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.button.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def refresh(self) -> None:
        """Search again, as of now."""
        self.event_id = self._next()
        event = self._session.layers.states("event").peek(self.event_id) if self.event_id else None
        has_tasks = turn_of(self._session.source.health().principal).has_tasks
        if has_tasks == self.button.isHidden():
            self.button.setVisible(has_tasks)
            self.updateGeometry()
        self.button.setEnabled(event is not None)
        if event is None:
            self.button.setText(self._nothing_left())
        else:
            title = pick(self._session.event_texts.title(event))
            self.button.setText(self.tr("Next: {title}").format(title=title))

    def go(self) -> None:
        """Select the offered event."""
        self.refresh()
        if self.event_id:
            self.wanted.emit(self.event_id)
        else:
            self.none_left.emit(self._nothing_left())

    def _nothing_left(self) -> str:
        if self._claimed:
            text = self.tr("Nothing else here waits for you ({n} claimed by others)")
            return text.format(n=f"{self._claimed:,}")
        return self.tr("Nothing else here waits for you")

    def _next(self) -> str:
        self._claimed = 0
        turn = turn_of(self._session.source.health().principal)
        if not turn.has_tasks:
            return ""
        needs = turn.mask(self._columns, self._session.clock.now_ms())
        selection = self._session.focus.selection
        chosen = selection.ids[0] if selection is not None and selection.layer == EventsLayer.key else ""
        claimants, own = self._columns["claimant"], self._session.author
        first, passed = "", False
        for event_id in islice(self._rows.coming_ids(), LOOKED_AT):
            row = self._columns.row(event_id)
            if row is None or not needs[row]:
                continue
            if claimants[row] not in ("", own):
                self._claimed += 1
            elif event_id == chosen:
                passed = True
            elif passed:
                return event_id
            else:
                first = first or event_id
        return first
