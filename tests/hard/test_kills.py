"""500 kills of the backend under load and 100 of the desktop, with 500,000 records in the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import desktop_kills, kills
from tests.hard.repetitions import on_stderr, reached, repetitions

RECORDS = int(repetitions("RECORDS", kills.RECORDS))


@pytest.mark.timeout(5_400)
def test_a_backend_killed_500_times_loses_nothing_repeats_nothing_and_is_back_within_a_second(user_data: Path) -> None:
    number = int(repetitions("KILLS", kills.KILLS))
    reached("kills of the backend", kills.figures(number, on_stderr, records=RECORDS))


@pytest.mark.timeout(1_800)
def test_a_desktop_killed_100_times_shows_the_full_state_within_two_seconds(user_data: Path) -> None:
    number = int(repetitions("DESKTOP_KILLS", desktop_kills.KILLS))
    reached("kills of the desktop", desktop_kills.figures(number, on_stderr, records=RECORDS))
