"""The benchmark of drills notes what a window has painted, not what it has received."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bench.painted_drill import PaintedDrill
from county.drill.run import AbortDrill
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.drill_scenario import TEXT
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.test_drill_inbox import MEDIA, red_photo
from tests.unit.drill_day import DRILL, MINUTE


@pytest.fixture
def noticed(county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot) -> Iterator[DrillDesks]:
    """A drill with a notice for its player."""
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + MEDIA, {"现场.png": red_photo()}) as desks:
        desks.day.start()
        yield desks


def test_injects_a_pause_and_an_abort_are_noted_once_they_were_painted(
    noticed: DrillDesks, open_window: Callable[[Session], MainWindow]
) -> None:
    drill = noticed
    desk = drill.desk("wang")
    window = open_window(replace(desk.session))
    assert window.session is not None
    window.workspace.raise_dock("inbox")
    painted = PaintedDrill(window, window.session)

    def until(condition: Callable[[], object], what: str) -> None:
        drill.until("wang", lambda: (painted.look(), condition())[-1], what)

    until(lambda: painted.inbox.is_seen, "the inbox")
    assert drill.day.give("zhou", SetClockRate(rate=60)) == ""
    drill.day.pass_to(3 * MINUTE)
    until(lambda: painted.delivered_ms, "an inject")
    window.hide()
    assert (painted.paused_ms, painted.aborted_ms) == (None, None)
    assert drill.day.give("zhou", SetClockRate(rate=0.0)) == ""
    until(lambda: desk.session.source.health().rate == 0, "the pause")
    assert painted.paused_ms is None, "nothing is painted in a hidden window"
    window.show()
    until(lambda: painted.paused_ms, "the pause to be painted")
    assert drill.day.give("zhou", AbortDrill(drill=DRILL.id, note="bench")) == ""
    until(lambda: painted.aborted_ms, "the notice of the abort")
    assert painted.paused_ms is not None
    assert painted.aborted_ms is not None
    assert max(painted.delivered_ms.values()) < painted.paused_ms < painted.aborted_ms
