"""A note of an evaluator has the time of the key press: on the dialog, in the record and in the report alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.drill.evaluation import EvaluatorNoteWritten, WriteEvaluatorNote
from county.drill.run import EndDrill
from county.package.open import CountyPackage
from desktop.drill.scores import DrillScores
from services.drill.package_county import PackageForDrills
from services.drill_report.course import DrillCourse
from tests.drill_scenario import scenario
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import DRILL, MINUTE
from tests.unit.played_drill import give

SLACK_MS = 1_000
"""The desktop estimates the realm's time from heartbeats."""
KEY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        yield desks


def course(drill: DrillDesks, county: CountyPackage) -> DrillCourse:
    found = DrillCourse(
        scenario(), PackageForDrills(county), reading_title=lambda reading: reading.channel,
        name_of=lambda kind, id: id, title_of=lambda written, rule, sensor: written,
    )  # fmt: skip
    for record in drill.day.realm.records():
        found.take(record)
    return found


def test_a_note_that_takes_a_minute_to_write_is_saved_with_the_time_that_its_dialog_shows(
    drill: DrillDesks, county: CountyPackage, qtbot: QtBot
) -> None:
    drill.day.start()
    with shown_panel(DrillScores(drill.desk("li").session), qtbot, (900, 700)) as panel:
        drill.until("li", panel.write.isEnabled, "notes may be written")
        panel.window().activateWindow()
        qtbot.waitUntil(panel.window().isActiveWindow)
        QTest.keyClick(panel, Qt.Key.Key_N, KEY)
        dialog = panel.dialog
        assert dialog is not None
        shown = dialog.stamp.text()
        qtbot.keyClicks(dialog.text, "slow")
        drill.day.wait(MINUTE)
        drill.click("li", dialog.save)
        [note] = [record for record in drill.day.realm.records() if isinstance(record.body, EvaluatorNoteWritten)]
        assert note.recorded_ms - note.happened_ms > MINUTE - SLACK_MS
        [entry] = course(drill, county).notes
        assert shown.startswith(f"T+{entry.drill_ms // 3_600_000}:{entry.drill_ms // 60_000 % 60:02}:"
                                f"{entry.drill_ms // 1_000 % 60:02} · ")  # fmt: skip


def test_notes_are_reported_in_the_order_of_what_was_noted(drill: DrillDesks, county: CountyPackage) -> None:
    drill.day.start()
    submissions = drill.desk("li").session.submissions
    begun_ms = drill.day.now_ms
    drill.day.wait(MINUTE)
    for text, happened_ms in (("second", None), ("first", begun_ms)):
        answers = len(drill.desk("li").answers)
        submissions.send(WriteEvaluatorNote(note_id=text, drill=DRILL.id, note=text), happened_ms=happened_ms)
        drill.until("li", lambda known=answers: len(drill.desk("li").answers) > known, "the note is stored")
    give(drill.day, "zhou", EndDrill(drill=DRILL.id))
    assert [note.text for note in course(drill, county).notes] == ["first", "second"]
