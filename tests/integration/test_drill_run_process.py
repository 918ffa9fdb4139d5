"""A drill is started as a process of its own, and what it says is read while it runs."""

from __future__ import annotations

import time
from pathlib import Path

from services.drill.run_process import DrillProcess
from tests.drill_scenario import TEXT
from tests.unit.drill_day import tiny_package

PATIENCE_S = 60.0


def test_a_scenario_with_errors_ends_with_a_line_that_says_why(tmp_path: Path) -> None:
    package = tiny_package(tmp_path)
    scenario = tmp_path / "night.toml"
    scenario.write_text(TEXT.replace("road_flooding", "no_such_class"), encoding="utf-8")
    process = DrillProcess(package.folder, scenario)
    until = time.monotonic() + PATIENCE_S
    while process.ended() is None and time.monotonic() < until:
        process.said()
        time.sleep(0.05)
    assert process.ended() == 1
    first, *_, last = process.said()
    assert "no_such_class" in first
    assert "has errors; correct them" in last
