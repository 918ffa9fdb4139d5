"""桌面推演: director and players see how long a question is discussed still, in the time of the drill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.drill.inject_run import AcknowledgeInject, ReleaseInject
from county.package.open import CountyPackage
from county.realm_clock import JumpClockAhead, SetClockRate
from desktop.drill.console import DrillConsole
from desktop.drill.improvise_dialog import ImproviseDialog
from desktop.drill.inbox import DrillInbox
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.replay.source import ReplaySource
from tests.drill_scenario import TEXT
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE
from tests.unit.played_drill import give, stored

QUESTION = """
[[injects]]
id = "I04"
no = 4
at = "PT1M"
kind = "question"
to = ["duty"]
approval = "approved"
question = { text = "是否提前转移？", minutes = 10 }
"""
LEFT, STATE = 3, 3
"""The columns that tell the time, of inbox and console."""


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    """Four minutes after STARTEX it is paused: the question was asked three minutes ago."""
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + QUESTION) as drill:
        drill.day.start()
        give(drill.day, "zhou", SetClockRate(rate=60))
        drill.day.pass_to(4 * MINUTE)
        give(drill.day, "zhou", SetClockRate(rate=0))
        yield drill


def seconds_left(text: str) -> int:
    """Of ``讨论剩余 0:06:58 …``."""
    assert text.startswith("讨论剩余 "), text
    hours, minutes, seconds = text.removeprefix("讨论剩余 ").split(" ")[0].split(":")
    return int(hours) * 3_600 + int(minutes) * 60 + int(seconds)


def test_both_see_the_time_left_which_a_pause_holds_and_the_speed_of_the_drill_moves(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    with (
        shown_panel(DrillInbox(drill.desk("wang").session), qtbot, (900, 500)) as inbox,
        shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (1_000, 800)) as console,
    ):

        def left() -> str:
            inbox.fill()
            return inbox.rows()[0].cells[LEFT] if inbox.rows() else ""

        def state() -> str:
            return next((row.cells[STATE] for row in console.rows() if row.id == "I04"), "")

        drill.until("wang", lambda: left().startswith("讨论剩余 0:0"), "the question")
        drill.until("zhou", lambda: "讨论剩余 0:0" in state(), "that of the director")
        before = left()
        assert 6 * 60 <= seconds_left(before) <= 7 * 60
        drill.day.wait(10_000)
        drill.until("wang", lambda: True, "")
        assert left() == before, "it is paused"
        assert state() == f"已送达 · {before} · 已答 0/1"
        assert inbox.times.lines[0].text() == f"{before} · 是否提前转移？"
        give(drill.day, "zhou", JumpClockAhead(to_ms=BEGINS_MS + 10 * MINUTE), SetClockRate(rate=60))
        drill.day.pass_to(12 * MINUTE)
        give(drill.day, "zhou", SetClockRate(rate=0))
        drill.until("wang", lambda: left().startswith("讨论时间到，已超 0:0"), left())
        drill.until("zhou", lambda: "讨论时间到" in state(), state())
        console.fill()
        assert console.times.lines[0].text().startswith("I04 · 讨论时间到，已超 0:0")
        inbox.choose("I04")
        inbox.answer.setText("同意")
        assert drill.click("wang", inbox.step_buttons[AcknowledgeInject]) is None
        drill.until("wang", lambda: not inbox.times.isVisible(), "it is answered")
        drill.until("zhou", lambda: state() == "已确认 · 已答 1/1", state())
        console.choose("I04")
        drill.until("zhou", lambda: "wang：同意" in console.whole.text(), console.whole.text())
        assert not console.times.isVisible()


def test_the_director_asks_a_question_with_a_time_for_its_discussion(drill: DrillDesks, qtbot: QtBot) -> None:
    give(drill.day, "zhou", SetClockRate(rate=1))
    with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (1_000, 800)) as console:
        drill.until("zhou", lambda: console.table.rowCount() == 4, "the injects")
        qtbot.mouseClick(console.improvise, Qt.MouseButton.LeftButton)
        dialog = console.window().findChild(ImproviseDialog)
        assert dialog is not None
        assert not dialog.minutes.isVisible()
        dialog.kind.setCurrentIndex(dialog.kind.findData("question"))
        assert dialog.minutes.isVisible()
        qtbot.keyClicks(dialog.text, "13912345678?")
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
        assert "13912345678" in dialog.problem.text()
        dialog.text.setPlainText("谁来指挥？")
        dialog.minutes.selectAll()
        qtbot.keyClicks(dialog.minutes, "5")
        assert drill.click("zhou", dialog.button) is None
        lines = console.times.lines
        drill.until("zhou", lambda: "谁来指挥" in lines[0].text(), lines[0].text())
        assert 4 * 60 < seconds_left(lines[0].text().removeprefix("J01 · ")) <= 5 * 60
        assert console.chosen == "J01"


@contextmanager
def replayed_inbox(window: MainWindow, county: CountyPackage, folder: Path, qtbot: QtBot) -> Iterator[DrillInbox]:
    """In front, in a replay beside ``window``."""
    with replays_of(window, county, folder):
        window.menu.replay.trigger()
        past = past_beside(window, qtbot)
        past.workspace.raise_dock("inbox")
        inbox = past.panels["inbox"]
        assert isinstance(inbox, DrillInbox)
        qtbot.waitUntil(lambda: inbox.is_seen, timeout=PATIENCE_MS)
        yield inbox


def at(inbox: DrillInbox, after_ms: int, qtbot: QtBot) -> list[tuple[str, str]]:
    """What a replayed inbox says so long after STARTEX of the time left and of answers."""
    source = inbox.session.source
    assert isinstance(source, ReplaySource)
    source.seek(source.replay.moment_at(BEGINS_MS + after_ms))
    qtbot.waitUntil(lambda: not source.is_seeking, timeout=PATIENCE_MS)
    inbox.session.feed.tick()
    columns = inbox.table.columnCount()
    rows = range(inbox.table.rowCount())
    cells = [[inbox.table.item(n, column) for column in (columns - 2, columns - 1)] for n in rows]
    return [(left.text(), answer.text()) for left, answer in cells if left is not None and answer is not None]


@pytest.mark.parametrize(("person", "seen"), [("wang", "同意"), ("zhou", "wang：同意")])
def test_a_replay_tells_the_time_left_at_the_shown_moment(
    drill: DrillDesks, person: str, seen: str, county: CountyPackage, tmp_path: Path,
    open_window: Callable[[Session], MainWindow], qtbot: QtBot,
) -> None:  # fmt: skip
    give(drill.day, "zhou", SetClockRate(rate=60))
    drill.day.pass_to(8 * MINUTE)
    give(drill.day, "wang", AcknowledgeInject(drill=DRILL.id, inject_id="I04", note="同意"))
    drill.day.pass_to(9 * MINUTE)
    stored(drill.day, tmp_path / "data", county)
    session = drill.desk(person).session
    drill.until(person, lambda: session.drill.answers, "the answer")
    with replayed_inbox(open_window(session), county, tmp_path, qtbot) as inbox:
        assert at(inbox, 30_000, qtbot) == []
        [(left, answer)] = at(inbox, 5 * MINUTE, qtbot)
        assert 5 * 60 <= seconds_left(left) <= 6 * 60 + 1, "it was asked after a minute"
        assert answer == ""
        assert inbox.times.isVisible()
        assert at(inbox, 9 * MINUTE - 10_000, qtbot) == [("", seen)]
        assert not inbox.times.isVisible()
        assert not inbox.step_buttons[AcknowledgeInject].isEnabled()
        assert at(inbox, 30_000, qtbot) == [], "before it was asked there is no question"


def test_a_question_that_needs_a_release_begins_to_be_discussed_then(
    county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    """It waits for the director, who starts the time so."""
    held = QUESTION.replace('at = "PT1M"\n', 'release = "manual"\n')
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + held) as drill:
        drill.day.start()
        with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (1_000, 800)) as console:
            drill.until("zhou", lambda: console.table.rowCount() == 4, "the injects")
            assert not console.times.isVisible()
            console.choose("I04")
            assert drill.click("zhou", console.step_buttons[ReleaseInject]) is None
            drill.until("zhou", console.times.isVisible, "it is discussed")
            assert 590 <= seconds_left(console.times.lines[0].text().removeprefix("I04 · ")) <= 600
