"""Clicks of a robot on the lists that move by themselves: event list, alarms, boards and Kanban.

The pixel is chosen, and the pointer is there, 300 to 800 ms before the click.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from bench.robot import Robot
from bench.rounds import Progress
from desktop.events.boards import Boards
from desktop.events.kanban import Kanban
from desktop.item_models.alarm_rows import AlarmRows
from desktop.item_models.event_rows import EventRows
from desktop.window.main_window import MainWindow

AT_ONE_LIST = 20
"""Clicks before the robot goes to the next list."""
SEED = 7
ARRIVAL_S = (0.3, 0.8)
Rows = EventRows | AlarmRows


@dataclass(frozen=True)
class MovingList:
    """One view of rows, in the dock ``dock``."""

    dock: str
    view: QTableView
    chosen: Callable[[], tuple[str, ...]]
    """What is selected by a click on it."""

    @property
    def rows(self) -> Rows:
        model = self.view.model()
        assert isinstance(model, EventRows | AlarmRows)
        return model


@dataclass
class RobotClicks:
    """What came of the clicks so far."""

    clicks: int = 0
    wrong: int = 0
    """On another row than the one at the pixel when it was chosen."""
    while_waiting: int = 0
    """While rows were held that would otherwise have moved."""
    row_s: list[float] = field(default_factory=list)
    """Seconds until the list was painted with the choice."""
    card_s: list[float] = field(default_factory=list)
    """Seconds until the card of what was chosen was painted."""


def moving_lists(window: MainWindow) -> list[MovingList]:
    """Every list whose rows move by themselves."""
    session = window.session
    assert session is not None

    def event() -> tuple[str, ...]:
        selection = session.focus.selection
        return selection.ids if selection is not None and selection.layer == "events" else ()

    def alarms() -> tuple[str, ...]:
        chosen = window.alarms.view.selectionModel().selectedRows()
        return tuple(window.alarms.rows.id_at(index.row()) for index in chosen)

    return [
        MovingList("events", window.events.view, event),
        MovingList("alarms", window.alarms.view, alarms),
        *(MovingList("tasks", board.view, event) for board in window.panels.of(Boards).boards),
        *(MovingList("kanban", column.view, event) for column in window.panels.of(Kanban).columns),
    ]


def click_lists(robot: Robot, clicks: int, progress: Progress) -> RobotClicks:
    window, lists = robot.window, moving_lists(robot.window)
    chance, found = random.Random(SEED), RobotClicks()
    for number in range(clicks):
        progress(number / clicks, f"{number} of {clicks} clicks")
        if number % AT_ONE_LIST == 0:
            target = _next_list(robot, lists)
        view = target.view
        if number % 3 == 0:  # nothing is selected, and the pointer comes from elsewhere: what waited moves now
            _leave(robot, window, view)
            robot.rest(chance.uniform(0.0, 0.3))
        if not target.rows.rowCount():
            continue
        at = _pixel(view, chance)
        robot.move(view.viewport(), at + QPoint(1, 0))
        robot.move(view.viewport(), at)
        index = view.indexAt(at)
        aimed = target.rows.id_at(index.row()) if index.isValid() else None
        due = robot.rest(chance.uniform(*ARRIVAL_S))
        if aimed is None:
            continue
        found.clicks += 1
        found.while_waiting += target.rows.holds_back
        found.row_s.append(robot.reaction_s(due, partial(_click, robot, view, at)))
        found.wrong += target.chosen() != (aimed,)
        found.card_s.append(robot.card_s(due))
    return found


def _next_list(robot: Robot, lists: list[MovingList]) -> MovingList:
    """The next one that has rows on the screen."""
    for _ in range(len(lists)):
        lists.append(lists.pop(0))
        with robot.turns.turn(f"dock {lists[-1].dock}"):
            robot.window.workspace.raise_dock(lists[-1].dock)
        robot.rest(0.3)
        robot.watch(lists[-1].view.viewport())
        if lists[-1].rows.rowCount() and not lists[-1].view.visibleRegion().isEmpty():
            return lists[-1]
    raise RuntimeError("no list has rows on the screen")


def _click(robot: Robot, view: QTableView, at: QPoint) -> QWidget:
    robot.click(view.viewport(), at)
    return view.viewport()


def _leave(robot: Robot, window: MainWindow, view: QTableView) -> None:
    assert window.session is not None
    with robot.turns.turn("selection cleared"):
        window.session.focus.clear()
    with robot.turns.turn("pointer leaves"):
        QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))


def _pixel(view: QTableView, chance: random.Random) -> QPoint:
    """On a row, left of the buttons at the right ends of rows."""
    room = view.viewport().rect()
    rows = view.model().rowCount() * view.verticalHeader().defaultSectionSize()
    return QPoint(room.width() // 3, chance.randrange(5, max(6, min(room.height(), rows) - 5)))
