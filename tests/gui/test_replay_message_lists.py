"""After any seek the lists of messages are those of the shown moment: nothing of another one remains in them, also
below the pointer (Cockatrice/Cockatrice PR#3570: a message log that doubled after seeking back)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.commands import DispatchEvent, FileEvent
from county.drill.inject_run import AcknowledgeInject
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.response.notices import AcknowledgeNotice, FailNotice, SendNotice
from county.response.situation_reports import SendSituationReport
from desktop.panels.record_panel import RecordPanel
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from desktop.window.main_window import MainWindow
from services.protocol.replay import ReplayMoment
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.drill_replays import PATIENCE_MS, source_of
from tests.gui.test_discussion_times import QUESTION
from tests.gui.test_drill_outbox import PLAYED
from tests.gui.test_drill_play_marks import move_over
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE
from tests.unit.played_drill import give, stored

LISTS = ("inbox", "outbox", "notices")
"""What was received, and what was said to bodies outside: by telephone, and to those who were called."""
SEEKS = 24


@pytest.fixture
def recorded(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    """Twenty minutes: a question and its answer, calls that are answered or not, a task and a report upwards."""
    with shown_drill_desks(county, tmp_path, qtbot, PLAYED + QUESTION) as drill:
        day, town = drill.day, "990199100201"
        day.start()
        give(day, "zhou", SetClockRate(rate=60))
        for minute in range(2, 20, 2):
            day.pass_to(minute * MINUTE)
            call = SendNotice(notice_id=f"n{minute}", kind="division", to=town, means="phone", note=f"第{minute}分钟")
            give(day, "wang", call)
            if minute % 4 == 0:
                give(day, "sun", AcknowledgeNotice(notice_id=f"n{minute - 2}", note="收到"))
            if minute == 6:
                give(day, "wang", AcknowledgeInject(drill=DRILL.id, inject_id="I04", note="同意"))
                give(day, "sun", FailNotice(notice_id="n6", note="无人接听"))
            if minute == 18:
                [event] = [one for one in day.realm.desk.events.values() if one.title == "溪水漫桥"]
                give(day, "wang", FileEvent(event_id=event.id), DispatchEvent(event_id=event.id, unit="truck-1"))
                give(day, "wang", SendSituationReport(event_id=event.id, kind="first", note="已出动"))
        day.pass_to(20 * MINUTE)
        stored(day, tmp_path / "data", county)
        yield drill


OpenReplay = Callable[[int | None], MainWindow]


@pytest.fixture
def opened(recorded: DrillDesks, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[OpenReplay]:
    """Opens windows of replays, each as of a time; they are closed at the end."""
    replays: list[ReplayWindow] = []

    def make(at_ms: int | None) -> MainWindow:
        settings = QSettings(str(tmp_path / f"{len(replays)}.ini"), QSettings.Format.IniFormat)
        opener = ReplayOpener(None, tmp_path / "data", DRILL, at_ms)
        replay = ReplayWindow(county.folder, opener, settings, "operator", later=())
        replays.append(replay)
        qtbot.waitUntil(lambda: replay.window.session is not None, timeout=PATIENCE_MS)
        source = source_of(replay.window)
        qtbot.waitUntil(lambda: not source.is_seeking and source.replay.read_share == 1, timeout=PATIENCE_MS)
        return replay.window

    yield make
    for replay in replays:
        with qtbot.waitSignal(replay.closed, timeout=PATIENCE_MS):
            replay.close()
        replay.deleteLater()
        QApplication.processEvents()


def panel(window: MainWindow, name: str, qtbot: QtBot) -> RecordPanel:
    """A list, in front of the others."""
    window.workspace.raise_dock(name)
    found = window.panels[name]
    assert isinstance(found, RecordPanel)
    qtbot.waitUntil(lambda: found.is_seen, timeout=PATIENCE_MS)
    return found


def cells(shown: RecordPanel) -> list[list[str]]:
    """What stands in its table."""
    table = shown.table
    items = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() for item in row if item is not None] for row in items]


def rest(window: MainWindow, moment: ReplayMoment | None, qtbot: QtBot) -> ReplayMoment:
    """The shown moment, once nothing is sought; ``moment``: once it is this one."""
    source, bar = source_of(window), window.replay_bar
    assert bar is not None
    bar.refresh()
    qtbot.waitUntil(lambda: not source.is_seeking and moment in (None, source.moment), timeout=PATIENCE_MS)
    assert window.session is not None
    window.session.feed.tick()
    return source.moment


@pytest.mark.parametrize("name", LISTS)
def test_a_list_after_seeks_back_and_forth_equals_one_that_went_forwards_only(
    opened: OpenReplay, name: str, qtbot: QtBot
) -> None:
    """Each seek is a click on the bar, while the pointer goes on over the rows of the list."""
    random, window = Random(name), opened(None)
    bar, shown = window.replay_bar, panel(window, name, qtbot)
    assert bar is not None
    found: dict[ReplayMoment, list[list[str]]] = {}
    for _ in range(SEEKS):
        at_ms = BEGINS_MS + random.randrange(20 * MINUTE)
        move_over(shown.table.viewport(), QPoint(random.randrange(20, 200), random.randrange(5, 60)))
        assert shown.hold.holding
        place = QPoint(round(bar.slider.x_of(at_ms)), bar.slider.height() // 2)
        qtbot.mouseClick(bar.slider, Qt.MouseButton.LeftButton, pos=place)
        moment = rest(window, None, qtbot)
        found[moment] = cells(shown)
    assert len({str(rows) for rows in found.values()}) > 2, "they differ"
    fresh = opened(BEGINS_MS)
    other = panel(fresh, name, qtbot)
    for moment, rows in sorted(found.items()):  # only forwards
        source_of(fresh).seek(moment)
        rest(fresh, moment, qtbot)
        assert rows == cells(other), moment
