"""From a score of a drill a click leads to the moment in the replay at which it was decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.commands import FileEvent
from county.drill.run import EndDrill
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import EventFiled
from desktop.drill.scores import DrillScores
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from layers.focus import Selection
from tests.gui.drill_desks import DrillDesks
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of, source_of
from tests.unit.drill_day import DRILL, MINUTE
from tests.unit.played_drill import give, stored


def test_a_score_leads_to_the_record_that_decided_it_and_to_its_event_in_the_replay(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: Callable[[Session], MainWindow],
    qtbot: QtBot,
) -> None:  # fmt: skip
    day = drill.day
    give(day, "zhou", SetClockRate(rate=60))
    day.pass_to(18 * MINUTE)
    [event] = [event for event in day.realm.desk.events.values() if event.title == "溪水漫桥"]
    give(day, "wang", FileEvent(event_id=event.id))
    day.pass_to(25 * MINUTE)
    give(day, "zhou", EndDrill(drill=DRILL.id))
    records = [record for record in day.realm.records() if isinstance(record.body, EventFiled)]
    [filed] = [record for record in records if record.body.event_id == event.id]
    stored(day, tmp_path / "data", county)
    window = open_window(drill.desk("li").session)
    window.workspace.raise_dock("scores")
    scores = window.panels.of(DrillScores)
    drill.until("li", lambda: any(row.id == "E03" and row.cells[7] for row in scores.rows()), "the score")
    assert not scores.proof.isEnabled(), "no expectation is chosen"
    scores.choose("E03")
    drill.until("li", scores.proof.isEnabled, "the button")
    with replays_of(window, county, tmp_path):
        qtbot.mouseClick(scores.proof, Qt.MouseButton.LeftButton)
        past = past_beside(window, qtbot)
        source = source_of(past)
        qtbot.waitUntil(lambda: not source.is_seeking, timeout=PATIENCE_MS)
        assert source.moment == (filed.seq, filed.recorded_ms, None)
        assert past.session is not None
        focus = past.session.focus
        assert focus.selection == Selection(EventsLayer.key, (event.id,))
        focus.clear()
        source.seek(source.replay.extent.first)
        qtbot.waitUntil(lambda: not source.is_seeking, timeout=PATIENCE_MS)
        qtbot.mouseClick(scores.proof, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not source.is_seeking and source.moment.seq == filed.seq, timeout=PATIENCE_MS)
        assert focus.selection == Selection(EventsLayer.key, (event.id,))
