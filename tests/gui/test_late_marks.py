"""点评: what was late or missed in a drill is marked on the bar of its replay; keys go from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.drill.late_items import late_items
from county.drill.run import EndDrill
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from desktop.replay import opening
from desktop.replay.bar import ReplayBar
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.drill_archive.archive_file import read_archive
from services.drill_report.gathering import Progress
from services.replay.fitting import fitted
from services.replay.given_up import OpeningGivenUp
from services.replay.local import LocalReplay
from tests.gui.drill_desks import DrillDesks
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of, source_of
from tests.gui.replay_desk import shown_replay_bar, shown_replay_desk
from tests.unit.drill_day import DRILL, MINUTE
from tests.unit.played_drill import give, stored

ARCHIVED = Path(__file__).parents[1] / "golden" / "drill-1" / "night.drill"
KEY = Qt.Key
SIZE = (1_800, 130)
"""Wide enough, so that nothing in the bar that says more makes it wider."""
OpenWindow = Callable[[Session], MainWindow]


def bar_of(window: MainWindow) -> ReplayBar:
    assert window.replay_bar is not None
    return window.replay_bar


def marked(window: MainWindow) -> list[tuple[str, str]]:
    """Id and kind of what is marked, in its order."""
    assert window.session is not None
    assert window.session.replayed_drill is not None
    return [(mark.item.expectation.id, mark.item.kind) for mark in window.session.replayed_drill.late.marks]


def goes(window: MainWindow, key: Qt.Key, qtbot: QtBot) -> int:
    """The time that is shown after a key on the slider."""
    source, bar = source_of(window), bar_of(window)
    qtbot.keyClick(bar.slider, key)
    bar.refresh()
    qtbot.waitUntil(lambda: not source.is_seeking, timeout=PATIENCE_MS)
    return source.moment.known_ms


@pytest.fixture
def played(drill: DrillDesks) -> DrillDesks:
    """Nobody did anything: the alarm was not acknowledged and the event not filed when it ended after an hour."""
    give(drill.day, "zhou", SetClockRate(rate=60))
    drill.day.pass_to(60 * MINUTE)
    give(drill.day, "zhou", EndDrill(drill=DRILL.id))
    return drill


def test_on_hover_the_bar_says_what_was_late_and_a_click_goes_there(
    county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    archive = read_archive(ARCHIVED)
    replay = LocalReplay(fitted(archive.recording, county))
    with shown_replay_desk(replay, county, tmp_path / "replay.ini") as desk, shown_replay_bar(desk, qtbot, SIZE) as bar:
        assert desk.session.replayed_drill is not None
        late = desk.session.replayed_drill.late
        late.show(late_items(archive.scenario.expectations, archive.scores, None))
        assert "PgUp、PgDn" in bar.slider.toolTip(), "also before a pointer is there"
        [dispatched] = [mark for mark in late.marks if mark.item.expectation.id == "E04"]
        x = round(bar.slider.x_of(dispatched.moment.known_ms))
        for place in (x + 90, x):
            qtbot.mouseMove(bar.slider, QPoint(place, bar.slider.height() // 2))
        desk.until(lambda: "E04" in bar.pointed.text(), "the words of the mark")
        words = "逾期达成 · E04 派遣 · 用时 0:06:00 · 目标／最迟 自接报起 0:05:00 / 0:15:00"
        assert words in bar.pointed.text()
        assert words in bar.slider.toolTip().splitlines(), "all that are there are listed"
        qtbot.mouseMove(bar.slider, QPoint(x + 60, bar.slider.height() // 2))
        desk.until(lambda: "E04" not in bar.pointed.text(), "the words of another place")
        assert "PgUp、PgDn" in bar.slider.toolTip()
        there = {mark.moment.known_ms for mark in bar.slider.late_at(x)}
        qtbot.mouseClick(bar.slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 5))
        assert desk.at_rest(bar).known_ms in there


def test_from_the_evaluators_window_keys_go_from_one_late_or_missed_item_to_the_next(
    played: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    stored(played.day, tmp_path / "data", county)
    window = open_window(played.desk("li").session)
    room = played.desk("li").session.drill
    played.until("li", lambda: room.scores.get("E03") is not None and room.run and room.run.over_ms, "the scores")
    with replays_of(window, county, tmp_path):
        window.moment_wanted.emit(0)
        past = past_beside(window, qtbot)
        source = source_of(past)
        qtbot.waitUntil(lambda: not source.is_seeking and source.replay.read_share == 1, timeout=PATIENCE_MS)
        assert ("E03", "missed") in marked(past)
        assert past.session is not None
        assert past.session.replayed_drill is not None
        times = sorted({mark.moment.known_ms for mark in past.session.replayed_drill.late.marks})
        assert len(times) > 1
        source.seek(source.replay.extent.first)
        qtbot.waitUntil(lambda: not source.is_seeking, timeout=PATIENCE_MS)
        assert [goes(past, KEY.Key_PageDown, qtbot) for _ in times] == times
        assert goes(past, KEY.Key_PageDown, qtbot) == times[-1], "there is none after the last"
        assert goes(past, KEY.Key_PageUp, qtbot) == times[-2]


def test_a_players_replay_has_no_marks_before_the_hot_wash(
    played: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """Scores are told to nobody who may not see them yet."""
    stored(played.day, tmp_path / "data", county)
    window = open_window(played.desk("wang").session)
    with replays_of(window, county, tmp_path):
        window.moment_wanted.emit(0)
        past = past_beside(window, qtbot)
        assert marked(past) == []
        assert "PgUp" not in bar_of(past).slider.toolTip()


def test_an_archived_drill_has_the_marks_of_its_report_and_a_journal_those_of_its_scores(
    played: DrillDesks, county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    stored(played.day, tmp_path / "data", county)
    archived = [("E02", "late"), ("E04", "late"), ("E01", "missed"), ("E05", "missed")]
    recorded = ReplayOpener(None, tmp_path / "data", DRILL)
    for opener, expected in ((ReplayOpener(ARCHIVED), archived), (recorded, None)):
        settings = QSettings(str(tmp_path / "replay.ini"), QSettings.Format.IniFormat)
        replay = ReplayWindow(county.folder, opener, settings, "operator", later=())
        qtbot.waitUntil(lambda replay=replay: replay.window.session is not None, timeout=PATIENCE_MS)
        source = source_of(replay.window)
        qtbot.waitUntil(lambda source=source: source.replay.read_share == 1, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda replay=replay: marked(replay.window) != [], timeout=PATIENCE_MS)
        found = marked(replay.window)
        assert sorted(found) == sorted(expected) if expected is not None else ("E03", "missed") in found
        with qtbot.waitSignal(replay.closed, timeout=PATIENCE_MS):
            replay.close()
        replay.deleteLater()
        QApplication.processEvents()


def test_a_replay_is_shown_before_its_drill_is_scored_and_closing_it_gives_that_up(
    played: DrillDesks, county: CountyPackage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(played.day, tmp_path / "data", county)
    begun, given_up, ended = Event(), Event(), Event()

    def never_read(folder: Path, package: CountyPackage, progress: Progress, *, earlier: object) -> None:
        begun.set()
        try:
            while not ended.wait(0.001):
                progress(0.5, "reading the journal")
        except OpeningGivenUp:
            given_up.set()
            raise

    monkeypatch.setattr(opening, "gathered", never_read)
    settings = QSettings(str(tmp_path / "replay.ini"), QSettings.Format.IniFormat)
    opener = ReplayOpener(None, tmp_path / "data", DRILL)
    replay = ReplayWindow(county.folder, opener, settings, "operator", later=())
    try:
        qtbot.waitUntil(lambda: replay.window.session is not None and begun.is_set(), timeout=PATIENCE_MS)
        with qtbot.waitSignal(replay.closed, timeout=PATIENCE_MS):
            replay.close()
        qtbot.waitUntil(given_up.is_set, timeout=PATIENCE_MS)
    finally:
        ended.set()
    replay.deleteLater()
    QApplication.processEvents()
