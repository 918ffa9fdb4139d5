"""The bar of a replay beside a running drill marks injects and notes, each viewer those that it was told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county.drill.evaluation import SetBookmark, WriteEvaluatorNote
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.response.levels import SetResponseLevel
from desktop.replay.bar import ReplayBar
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.drill_scenario import HAZARD, TEXT
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of, source_of
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE
from tests.unit.played_drill import give, stored

OF_OTHERS = HAZARD.replace('"I04"', '"I05"').replace("no = 4", "no = 5").replace("PT1M", "PT2M").replace("duty", "eval")
OpenWindow = Callable[[Session], MainWindow]
LEVEL = ("response", "R1")
ALL = [LEVEL, ("inject", "I04"), ("inject", "I05"), ("note", "复诵清楚"), ("note", "从此处点评"), ("inject", "I01")]


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    """It runs, six minutes after STARTEX: a hazard was told to the player, one to the evaluator, and readings began."""
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + HAZARD + OF_OTHERS) as drill:
        drill.day.start()
        begun = SetResponseLevel(
            response_id="R1", emergency="natural", level="IV", area=county.manifest.code, note="暴雨"
        )
        give(drill.day, "wang", begun)
        give(drill.day, "zhou", SetClockRate(rate=60))
        drill.day.pass_to(3 * MINUTE)
        give(drill.day, "li", WriteEvaluatorNote(note_id="n1", drill=DRILL.id, note="复诵清楚"))
        give(drill.day, "li", SetBookmark(note_id="n2", drill=DRILL.id, note="从此处点评", at_ms=BEGINS_MS + MINUTE))
        drill.day.pass_to(6 * MINUTE)
        yield drill


def marked(window: MainWindow, qtbot: QtBot) -> list[tuple[str, str]]:
    """Kinds of the marks with what they are about, in the order of their times."""
    source, session = source_of(window), window.session
    qtbot.waitUntil(lambda: source.replay.read_share == 1, timeout=PATIENCE_MS)
    assert session is not None
    assert session.replayed_drill is not None
    found = [(mark.moment.known_ms, mark.kind, mark.subject.partition("/")[2]) for mark in source.replay.marks()]
    for mark in session.replayed_drill.play.marks:
        about = mark.item.about
        found.append((mark.moment.known_ms, mark.item.kind, getattr(about, "text", "") or about.body.inject_id))  # type: ignore[union-attr]
    return [(kind, about) for _, kind, about in sorted(found, key=lambda mark: mark[0])]


@pytest.mark.parametrize(("person", "expected"), [("wang", [LEVEL, ("inject", "I04")]), ("li", ALL), ("zhou", ALL)])
def test_beside_a_running_drill_each_viewer_has_the_marks_of_what_it_was_told(
    drill: DrillDesks, person: str, expected: list[tuple[str, str]], county: CountyPackage, tmp_path: Path,
    open_window: OpenWindow, qtbot: QtBot,
) -> None:  # fmt: skip
    """The journal on this machine has all of it."""
    stored(drill.day, tmp_path / "data", county)
    session = drill.desk(person).session
    injects = sum(kind == "inject" for kind, _ in expected)
    drill.until(person, lambda: len(session.drill.told) == injects, "what it is told")
    notes = sum(kind == "note" for kind, _ in expected)
    drill.until(person, lambda: len(session.drill.notes) == notes, "the notes")
    window = open_window(session)
    with replays_of(window, county, tmp_path):
        window.menu.replay.trigger()
        past = past_beside(window, qtbot)
        assert marked(past, qtbot) == expected
        click_goes_to_the_first_inject(past, qtbot)


def move_over(widget: QWidget, place: QPoint) -> None:
    """The pointer moves over a part of a window, whatever other window lies over that."""
    at, none = QPointF(place), Qt.MouseButton.NoButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove, at, widget.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    QApplication.sendEvent(widget, moved)


def click_goes_to_the_first_inject(past: MainWindow, qtbot: QtBot) -> None:
    """A click on its mark; the pointer on it says what it was."""
    bar, source = past.replay_bar, source_of(past)
    assert isinstance(bar, ReplayBar)
    assert past.session is not None
    assert past.session.replayed_drill is not None
    first = past.session.replayed_drill.play.marks[0]
    place = QPoint(round(bar.slider.x_of(first.moment.known_ms)), 5)
    move_over(bar.slider, place)
    assert "情景注入已送达" in bar.pointed.text()
    assert "I04 险情 · 下风向一公里内警戒" in bar.pointed.text()
    qtbot.mouseClick(bar.slider, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not source.is_seeking and source.moment.seq == first.moment.seq, timeout=PATIENCE_MS)


def test_whoever_has_the_recording_itself_has_all_marks(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    stored(drill.day, tmp_path / "data", county)
    settings = QSettings(str(tmp_path / "replay.ini"), QSettings.Format.IniFormat)
    opener = ReplayOpener(None, tmp_path / "data", DRILL)
    replay = ReplayWindow(county.folder, opener, settings, "operator", later=())
    qtbot.waitUntil(lambda: replay.window.session is not None, timeout=PATIENCE_MS)
    assert marked(replay.window, qtbot) == ALL
    with qtbot.waitSignal(replay.closed, timeout=PATIENCE_MS):
        replay.close()
    replay.deleteLater()
    QApplication.processEvents()
