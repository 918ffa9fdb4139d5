"""Windows of a live realm, a replay and a drill, 50 times one after the other: the leak gate finds what stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.realm_rounds import go_round
from tests.hard.repetitions import repetitions
from tests.tiny_county import write_tiny_county

ROUNDS = int(repetitions("ROUNDS", 50))


@pytest.mark.timeout(3_600)
def test_live_replay_drill_and_live_again_leave_no_mode_behind(tmp_path: Path, qtbot: QtBot) -> None:
    go_round(write_tiny_county(tmp_path / "county"), tmp_path, qtbot, rounds=ROUNDS)
    print(f"\nRESULT {ROUNDS} rounds through live, replay and drill: nothing left behind", flush=True)
