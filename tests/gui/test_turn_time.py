"""Work that can wait is done in a turn of the loop that has time for it, and not later than some turns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from drawing import turn_time
from drawing.turn_time import ENOUGH_MS, PUT_OFF_MOST, DeferredCall, TurnTime


class Used(TurnTime):
    """Its turns are begun by hand."""

    def __init__(self, parent: QObject) -> None:
        self.ms = 0.0
        super().__init__(parent, lambda: self.ms)
        self.begun = 0

    def begin(self) -> None:
        super().begin()
        self.begun = getattr(self, "begun", 0) + 1


@pytest.fixture
def used(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Used]:
    one = Used(qapp)
    monkeypatch.setattr(turn_time, "turn_time", lambda: one)
    yield one
    one.setParent(None)
    one.deleteLater()


def test_a_turn_with_time_left_does_the_work_at_once(used: Used, qtbot: QtBot) -> None:
    done: list[str] = []
    used.ms += ENOUGH_MS
    DeferredCall(used, lambda: done.append("a")).run()
    assert done == ["a"]


def test_a_turn_that_is_used_leaves_it_to_the_next_one_and_two_wishes_are_one(used: Used, qtbot: QtBot) -> None:
    done: list[str] = []
    call = DeferredCall(used, lambda: done.append("a"))
    used.ms += ENOUGH_MS + 1
    call.run()
    call.run()
    assert done == []
    qtbot.waitUntil(lambda: done == ["a"])
    qtbot.wait(5)
    assert done == ["a"]


def test_work_is_put_off_for_some_turns_only(used: Used, qtbot: QtBot) -> None:
    done: list[str] = []
    call = DeferredCall(used, lambda: done.append("a"))
    spin = QTimer(used, interval=0)
    spin.timeout.connect(lambda: setattr(used, "_begun_ms", -1e9))  # every turn is a long one
    spin.start()
    used._begun_ms = -1e9
    for _ in range(PUT_OFF_MOST + 1):
        call.run()
    assert done == ["a"]
    spin.stop()


def test_of_work_that_has_waited_long_a_used_turn_does_one_piece_in_the_order_of_waiting(
    used: Used, qtbot: QtBot
) -> None:
    done: list[str] = []
    calls = [DeferredCall(used, partial(done.append, name)) for name in ("a", "b")]
    used.ms += ENOUGH_MS + 1
    for _ in range(PUT_OFF_MOST + 1):
        for call in calls:
            call.run()
    assert done == ["a"]
    assert calls[1].waits
    used.begin()
    used.ms += ENOUGH_MS + 1
    calls[1].run()
    assert done == ["a", "b"]


def test_what_was_stopped_is_not_called(used: Used, qtbot: QtBot) -> None:
    done: list[str] = []
    call = DeferredCall(used, lambda: done.append("a"))
    used.ms += ENOUGH_MS + 1
    call.run()
    call.stop()
    qtbot.wait(5)
    assert done == []


def test_every_turn_of_the_loop_begins_anew(used: Used, qtbot: QtBot) -> None:
    before = used.begun
    qtbot.wait(5)
    assert used.begun > before
