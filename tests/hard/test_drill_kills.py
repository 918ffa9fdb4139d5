"""50 kills of a drill's backend while its injects are delivered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hard.repetitions import repetitions
from tests.integration.killed_drill import kill_while_it_runs

KILLS = int(repetitions("DRILL_KILLS", 50))
LONGEST_S = 2.5
"""Between two kills: the last ones still come while injects are due."""


@pytest.mark.timeout(3_000)
def test_a_drill_killed_50_times_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    kill_while_it_runs(tmp_path, KILLS, LONGEST_S)
