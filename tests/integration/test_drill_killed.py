"""A drill whose backend is killed again and again loses no inject and repeats none, and always comes back paused; it
talks to nothing but its own clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.killed_drill import kill_while_it_runs


@pytest.mark.timeout(240)
def test_kills_at_any_moment_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    kill_while_it_runs(tmp_path, kills=3)
