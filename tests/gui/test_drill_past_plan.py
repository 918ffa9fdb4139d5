"""The director is told when a drill runs longer than its scenario plans, and is told nothing of it before."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from county.drill.run import EndDrill
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from desktop.drill.console import DrillConsole
from tests.drill_scenario import TEXT
from tests.gui.drill_desks import shown_drill_desks
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import DRILL, MINUTE
from tests.unit.played_drill import give

SHORT = TEXT.replace('duration = "PT3H"', 'duration = "PT40M"')


def test_a_drill_that_runs_longer_than_planned_says_by_how_much(
    county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    with shown_drill_desks(county, tmp_path, qtbot, SHORT) as drill:
        drill.day.start()
        with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:
            line = console.life.state_line
            drill.until("zhou", lambda: console.table.rowCount() == 3, "the injects")
            give(drill.day, "zhou", SetClockRate(rate=60))
            drill.day.pass_to(38 * MINUTE)
            give(drill.day, "zhou", SetClockRate(rate=0))
            drill.until("zhou", lambda: "T+0:38:" in line.text(), line.text())
            assert "已超计划" not in line.text()
            give(drill.day, "zhou", SetClockRate(rate=60))
            drill.day.pass_to(42 * MINUTE)
            give(drill.day, "zhou", SetClockRate(rate=0))
            drill.until("zhou", lambda: "已超计划 0:02:" in line.text(), line.text())
            give(drill.day, "zhou", EndDrill(drill=DRILL.id))
            drill.until("zhou", lambda: "已超计划" not in line.text(), line.text())
