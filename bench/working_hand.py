"""What a mouse alone and a keyboard alone have in common when they work a window.

Events of input go to the windows, as a mouse and a keyboard give them; the program's models and widgets are only read,
to know where things are.  Texts come as from an input method and are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QTableWidget

from bench.loop_turns import LoopTurns
from bench.robot import Robot
from bench.window_gap import ShownWindow
from county.commands import EventCommand
from county.events.event import Event
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.panels.record_panel import ID_ROLE as RECORD_ROLE
from desktop.session import Session
from desktop.steps.event_actions import EventActions

FURTHEST = 60
"""Keys or notches of the wheel after which a thing counts as out of reach."""


class OutOfReach(RuntimeError):
    """A thing that this hand cannot get at; what and why."""


class WorkingHand(Robot):
    """What both have in common: counting, waiting, and what a person reads off the screen."""

    name = ""

    def __init__(self, shown: ShownWindow) -> None:
        super().__init__(shown, LoopTurns())
        session = self.window.session
        assert session is not None
        self.session: Session = session
        self.counts: Counter[str] = Counter()
        """Clicks, notches of the wheel or keys by kind of work."""
        self.times: Counter[str] = Counter()
        self._kind = ""

    @contextmanager
    def doing(self, kind: str) -> Iterator[None]:
        """Count what follows as one piece of work of this kind."""
        self.times[kind] += 1
        self._kind = kind
        yield

    def count(self) -> None:
        self.keys += 1
        self.counts[self._kind] += 1

    def sit(self) -> None:
        """Turn to this seat's window: another person's hands, not counted."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, "an active window")

    def write(self, text: str) -> None:
        """Into what has the focus; raises OutOfReach where that takes no text."""
        if QApplication.activeWindow() is None:  # off-screen, none is when a list, a tool tip or a dialog was closed
            self.sit()
        focused = QApplication.focusWidget()
        if focused is None or not focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            raise OutOfReach(f"no field has the focus for “{text}”, but {focused}")
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focused, event)
        self.rest(0.02)

    def event(self, event_id: str) -> Event:
        found = self.session.layers.states("event")[event_id]
        assert isinstance(found, Event)
        return found

    def row_of_event(self, event_id: str) -> int:
        """Its row in the list; -1 for none."""
        row = self.window.events.view.rows.row_of(event_id)
        return -1 if row is None else row

    def row_of_alarm(self, alarm_id: str) -> int:
        """Its row in the strip; -1 for none."""
        rows = self.window.alarms.rows
        alarms = (rows.index(row, 0).data(ALARM_ROLE) for row in range(rows.rowCount()))
        return next((row for row, alarm in enumerate(alarms) if alarm is not None and alarm.id == alarm_id), -1)

    def selected(self, event_id: str) -> None:
        """Wait until the event is selected."""

        def is_selected() -> bool:
            chosen = self.session.focus.selection
            return chosen is not None and chosen.ids[0] == event_id

        try:
            self.until(is_selected, f"the selection of {event_id}")
        except RuntimeError as error:
            chosen = self.session.focus.selection
            raise RuntimeError(f"{error}; selected is {chosen}, its row is {self.row_of_event(event_id)}") from error

    def settled(self, step: type[EventCommand]) -> None:
        """Wait until the card offers ``step``, and nothing is asked or sent of which an answer would make its buttons
        anew.  Raises RuntimeError."""
        steps = self.steps

        def is_settled() -> bool:
            shown = self.session.focus.selection
            waits = shown is not None and self.session.submissions.pending(shown.ids[0]) is not None
            button = steps.buttons.get(step)
            return button is not None and button.isEnabled() and not waits and not steps.proposal.is_asking

        for _ in range(2):
            self.until(is_settled, f"the button {step.__name__}: {steps.problem.text()} {list(steps.buttons)}")
            self.rest(0.05)

    def neighbours(self, event_ids: Sequence[str], number: int) -> list[str]:
        """The first events of these that stand below each other in the list; raises OutOfReach."""
        rows = self.window.events.rows
        for row in range(rows.rowCount() - number + 1):
            found = list(rows.ids(row, row + number - 1))
            if set(found) <= set(event_ids):
                return found
        raise OutOfReach(f"no {number} events below each other")

    @property
    def steps(self) -> EventActions:
        return self.window.card.event_card.steps


def row_of(table: QTableWidget, item_id: str) -> int:
    """The row of a record; -1 for none."""
    cells = (table.item(row, 0) for row in range(table.rowCount()))
    return next((row for row, cell in enumerate(cells) if cell is not None and cell.data(RECORD_ROLE) == item_id), -1)
