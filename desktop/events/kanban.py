"""The Kanban: open and ended events by stage; dragging a card to another column is the command, or its refusal."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from county.events.event import Event
from county.events.event_columns import at_stage, in_states
from county.events.stage_clock import AMBER, RED
from desktop import theme
from desktop.events.given_steps import GivenSteps
from desktop.events.stage_column import StageColumn
from desktop.events.stages import STAGE_STATES, move_to, stage_of
from desktop.events.whose_turn import turn_of
from desktop.figures.as_of import data_arrived
from desktop.i18n import pick
from desktop.item_models.card_delegate import CardDelegate
from desktop.item_models.event_rows import ID_ROLE
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.steps.next_step import main_step, next_step
from desktop.widgets.literal import PlainLabel
from desktop.wording import STAGES, VERBS, state, word
from layers.events import EventsLayer

REFRESH_MS = 5_000
"""Times left change, and events become overdue, without a record."""
EDGE_PX, SCROLL_PX = 40, 24
"""A drag this near to an edge scrolls by that much for each movement."""
HINTED_PX = 300
"""A lower panel leaves its height to the cards: F1 lists the keys, too."""


class Kanban(Panel):
    """Seven columns next to each other; they scroll sideways where there is no room."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._events = session.layers.of(EventsLayer)
        self._delegate = CardDelegate(
            session.catalog, session.styles, session.clock, session.divisions.path,
            lambda event_id: session.submissions.pending(event_id) is not None,
        )  # fmt: skip
        self._delegate.attendance = session.attendance
        self.columns = [StageColumn(session, number, self._delegate) for number in range(len(STAGES))]
        self.given = GivenSteps(session)
        self.given.moved.connect(self._redraw)
        self.hint = PlainLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self._ghost = PlainLabel("", self)
        """The dragged card."""
        self._arrange()
        self.listen(self._events.changed, self._follow)
        self.listen(session.focus.selected, lambda _: self._show_selection())
        self.listen(session.attendance.changed, self._redraw)
        self.every(REFRESH_MS, self._age)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Kanban", "Kanban")

    def retranslate(self) -> None:
        self.hint.setText(
            self.tr("Drag a card to the next column, or press Ctrl+→; Enter: next step; arrows: choose a card.")
        )
        self.hint.setToolTip(self.hint.text())
        for column in self.columns:
            column.view.setAccessibleName(word(STAGES[column.number]))
        self._show_counts()

    def refresh(self) -> None:
        """Query again, as of now."""
        for column in self.columns:
            column.refresh()
        self._show_counts()

    def uncover(self) -> None:
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hint.setVisible(self.height() >= theme.px(HINTED_PX))

    def release(self) -> None:
        self.given.release()
        super().release()

    def _arrange(self) -> None:
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.setStyleSheet(
            f"background: {theme.LINE}; color: {theme.TEXT}; border: {theme.px(2)}px solid {theme.ACCENT};"
            f" border-radius: {theme.px(4)}px; padding: {theme.px(8)}px;"
        )
        self._ghost.hide()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(4))
        box.setSpacing(theme.px(4))
        box.addWidget(self._area, 1)
        box.addWidget(self.given)  # below the cards, which stay where they are
        box.addWidget(self.hint)
        inside = QWidget()
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        self._area.setWidget(inside)  # before it has columns: Qt styles all widgets again inside one that is moved
        for column in self.columns:
            line.addWidget(column, 1)
            view = column.view
            view.dragged.connect(self._drag)
            view.dropped.connect(self._drop)
            view.cancelled.connect(self._end_drag)
            view.left.connect(lambda by, column=column: self._go(column, by))
            view.pushed.connect(self._push)
            view.entered.connect(self._enter)
            view.held.connect(self.given.hold)
            view.chosen.connect(
                lambda index, view=view: (
                    self._chosen(index.data(ID_ROLE)) if view.hasFocus() and not view.taking_focus else None
                )
            )
            view.picked.connect(partial(self._session.focus.pick, "events"))

    def _event(self, event_id: str) -> Event | None:
        event: Event | None = self._session.layers.states("event").get(event_id)
        return event

    def _age(self) -> None:
        if self.is_seen:
            self.refresh()

    def _follow(self) -> None:
        """Nothing while it is unseen."""
        if not self.is_seen:
            return
        for column in self.columns:
            column.follow()
        self._show_selection()
        self._show_counts()

    def _redraw(self) -> None:
        for column in self.columns:
            column.view.viewport().update()

    def _show_selection(self) -> None:
        selection = self._session.focus.selection
        chosen = selection.ids[0] if selection and selection.layer == "events" else ""
        for column in self.columns:
            column.view.make_current(chosen, scroll=False)

    def _chosen(self, event_id: str | None) -> None:
        if event_id:
            self._session.focus.select("events", event_id)

    def _show_counts(self) -> None:
        columns, now_ms = self._events.columns, self._session.clock.now_ms()
        late, soon = at_stage(columns, RED, now_ms), at_stage(columns, AMBER, now_ms)
        for column in self.columns:
            here = in_states(columns, STAGE_STATES[column.number])
            number = f"{np.count_nonzero(here):,}" if data_arrived(self._session) else "–"
            column.heading.setText(f"{word(STAGES[column.number])}  {number}")
            if self._ghost.isVisible():
                continue
            n_late, n_soon = np.count_nonzero(here & late), np.count_nonzero(here & soon)
            parts = [self.tr("{n} overdue").format(n=f"{n_late:,}")] if n_late else []
            parts += [self.tr("{n} due soon").format(n=f"{n_soon:,}")] if n_soon else []
            self._note(column, " · ".join(parts), theme.DANGER if n_late else theme.WARNING)

    def _note(self, column: StageColumn, text: str, color: str) -> None:
        column.note.setText(text or " ")  # the cards of all columns begin in one line, and stay there
        theme.restyle(column.note, f"color: {color};")

    # ---- moving cards

    def _drag(self, event_id: str, at: QPoint) -> None:
        event = self._event(event_id)
        if event is None:
            self._end_drag()
            return
        if not self._ghost.isVisible():
            self._begin_drag(event)
        self._ghost.move(self.mapFromGlobal(at) + QPoint(theme.px(12), theme.px(8)))
        bar, x = self._area.horizontalScrollBar(), self._area.mapFromGlobal(at).x()
        if x < theme.px(EDGE_PX):
            bar.setValue(bar.value() - theme.px(SCROLL_PX))
        elif x > self._area.width() - theme.px(EDGE_PX):
            bar.setValue(bar.value() + theme.px(SCROLL_PX))

    def _begin_drag(self, event: Event) -> None:
        """Show in every column what a drop does there."""
        metrics = self._ghost.fontMetrics()
        title = pick(self._session.event_texts.title(event))
        self._ghost.setText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, theme.px(260)))
        self._ghost.adjustSize()
        self._ghost.show()
        self._ghost.raise_()
        for column in self.columns:
            step = move_to(event, column.number)
            if event.state in STAGE_STATES[column.number]:
                continue
            if step is None:
                self._note(column, self.tr("not from here"), theme.MUTED)
                continue
            denied = self.given.why_not(event, step)
            self._note(column, denied or "→ " + word(VERBS[step.__name__]), theme.DANGER if denied else theme.ACCENT)
            column.mark(theme.DANGER if denied else theme.ACCENT)

    def _end_drag(self) -> None:
        self._ghost.hide()
        for column in self.columns:
            column.mark("")
        self._show_counts()

    def _drop(self, event_id: str, at: QPoint) -> None:
        self._end_drag()
        event = self._event(event_id)
        column = next((c for c in self.columns if c.rect().contains(c.mapFromGlobal(at))), None)
        if event is not None and column is not None:
            self._move(event, column.number)

    def _push(self, event_id: str, by: int) -> None:
        event = self._event(event_id)
        stage = None if event is None else stage_of(event.state)
        if event is not None and stage is not None and 0 <= stage + by < len(self.columns):
            self._move(event, stage + by)

    def _move(self, event: Event, stage: int) -> None:
        """Give the command that moves the event to ``stage``; where none does, say why."""
        if event.state in STAGE_STATES[stage]:
            return
        step, usual = move_to(event, stage), next_step(event)
        if step is not None:
            self.given.give(event, step)
            return
        text = self.tr("from {state} no step leads to {stage}").format(
            state=state(event.state), stage=word(STAGES[stage])
        )
        if usual is not None:
            text += self.tr("; its next step is {verb}").format(verb=word(VERBS[usual.__name__]))
        self.given.refuse(event, text)

    def _enter(self, event_id: str) -> None:
        event = self._event(event_id)
        own_unit = turn_of(self._session.source.health().principal).unit
        step = None if event is None else main_step(event, own_unit)
        if event is not None and step is not None:
            self.given.give_by_enter(event, step)

    def _go(self, column: StageColumn, by: int) -> None:
        """Move the keyboard focus to the next column that has cards, to the card at the same height."""
        number = column.number + by
        while 0 <= number < len(self.columns) and not self.columns[number].rows.rowCount():
            number += by
        if not 0 <= number < len(self.columns):
            return
        there, row = self.columns[number], max(column.view.currentIndex().row(), 0)
        there.view.setFocus(Qt.FocusReason.OtherFocusReason)
        card = there.rows.index(min(row, there.rows.rowCount() - 1), 0)
        there.view.setCurrentIndex(card)
        self._chosen(card.data(ID_ROLE))
        self._area.ensureWidgetVisible(there)
