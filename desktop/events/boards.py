"""The boards: my tasks, unassigned and overdue; next to each other where there is room, else one at a time."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from county import commands as c
from county.events.event import Event
from desktop import theme
from desktop.events.board import EventBoard
from desktop.events.given_steps import GivenSteps
from desktop.events.query import ALL, IN_HAND, WAITING, EventQuery, name_of
from desktop.events.whose_turn import Turn, turn_of
from desktop.figures.as_of import data_arrived
from desktop.i18n import pick
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.steps.next_step import next_step
from desktop.widgets.elided import ElidedButton
from desktop.wording import role_names
from layers.events import EventsLayer

REFRESH_MS = 5_000
"""Events become overdue without a record."""
BOARD_PX = 330
"""Width from which a board has room for its rows."""


class Boards(Panel):
    """Every row has its next step as a button; what a board shows is listed by a click on its heading."""

    list_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._events = session.layers.of(EventsLayer)
        self._turn = Turn()
        self.given = GivenSteps(session)
        self.given.moved.connect(self._redraw)
        self.mine = EventBoard(session, self.given, theme.ACCENT, "turn", self._own_step)
        self.waiting = EventBoard(session, self.given, theme.NOTICE, "turn", lambda event, _: next_step(event))
        self.late = EventBoard(session, self.given, theme.DANGER, "due", self._late_step)
        self.boards = (self.mine, self.waiting, self.late)
        self.tabs = [ElidedButton() for _ in self.boards]
        self._arrange()
        self.listen(self._events.changed, self._follow)
        self.listen(session.focus.selected, self._show_selection)
        self.listen(session.attendance.changed, self._redraw)
        self.every(REFRESH_MS, self._age)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Boards", "Tasks")

    def retranslate(self) -> None:
        self._show_counts()

    def refresh(self) -> None:
        """Query again, as of now and for the roles of this key."""
        self._turn = turn_of(self._session.source.health().principal, self._session.author)
        self.mine.show_query(EventQuery(states=ALL, turn=self._turn))
        self.waiting.show_query(EventQuery(states=WAITING))
        self.late.show_query(EventQuery(states=IN_HAND, pressing=True))
        self._show_counts()

    def uncover(self) -> None:
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _arrange(self) -> None:
        self._group = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.px(4))
        for number, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            self._group.addButton(tab, number)
            tabs.addWidget(tab, 1)
        self._group.idClicked.connect(lambda _: self._fit())
        self._tab_row = QWidget()
        tabs.setContentsMargins(0, 0, 0, 0)
        self._tab_row.setLayout(tabs)
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        for board in self.boards:
            line.addWidget(board, 1)
            board.opened.connect(lambda board=board: self._open(board))
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), 0)
        box.setSpacing(theme.px(4))
        box.addWidget(self._tab_row)
        box.addLayout(line, 1)
        box.addWidget(self.given)  # below the rows, which stay where they are
        self._fit()

    def _fit(self) -> None:
        """One board at a time where there is no room for all."""
        wide = self.width() >= len(self.boards) * theme.px(BOARD_PX)
        self._tab_row.setVisible(not wide)
        for number, board in enumerate(self.boards):
            board.setVisible(wide or number == self._group.checkedId())
            board.heading.setVisible(wide)

    def release(self) -> None:
        self.given.release()
        super().release()

    def _redraw(self) -> None:
        for board in self.boards:
            board.view.viewport().update()

    def _open(self, board: EventBoard) -> None:
        self._session.active_query.set(board.query)
        self.list_wanted.emit()

    def _age(self) -> None:
        if self.is_seen:
            self.refresh()

    def _follow(self) -> None:
        """Nothing while they are unseen."""
        if not self.is_seen:
            return
        for board in self.boards:
            board.follow()
        self._show_counts()

    def _show_selection(self, selection: object) -> None:
        for board in self.boards:
            board.show_selection(self._session.focus.selection)

    def _show_counts(self) -> None:
        names = (self.tr("My tasks"), pick(name_of(WAITING)), self.tr("Overdue and due soon"))
        arrived = data_arrived(self._session)
        for name, board, tab in zip(names, self.boards, self.tabs, strict=True):
            text = f"{name}  {board.rows.rowCount():,}" if arrived else f"{name}  –"
            board.heading.setText(f"{text}  ›")
            tab.setText(text)
        empty = (
            self._no_tasks(), self.tr("Every reported event is assigned to a unit."),
            self.tr("No event is overdue or due soon."),
        )  # fmt: skip
        for board, text in zip(self.boards, empty, strict=True):
            board.empty.setText(text if arrived else self.tr("Receiving data …"))

    def _no_tasks(self) -> str:
        principal = self._session.source.health().principal
        if principal is not None and not self._turn.has_tasks:
            return self.tr("The role {role} has no tasks: it watches.").format(role=role_names(principal.roles))
        return self.tr("Nothing waits for you. New tasks appear here, the most urgent first.")

    def _own_step(self, event: Event, now_ms: int) -> type[c.EventCommand] | None:
        return self._turn.step(event, now_ms)

    def _late_step(self, event: Event, now_ms: int) -> type[c.EventCommand] | None:
        """The own step, else 督办."""
        own = self._turn.step(event, now_ms)
        return own or (c.SuperviseEvent if event.overdue(now_ms) and not event.supervised else None)
