"""A shift under the hands of a monkey: no exception, no stuck form, no more memory than a desk may have.

COUNTY_HARD_SHIFT_H sets the hours (three minutes each), COUNTY_HARD_SHIFT_SEED what the monkey does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import shift
from tests.hard.repetitions import on_stderr, reached, repetitions

HOURS = round(repetitions("SHIFT_H", shift.HOURS))
SEED = round(repetitions("SHIFT_SEED", shift.SEED))


@pytest.mark.timeout(HOURS * shift.HOUR_S + 1_200)
def test_a_shift_leaves_no_fault_and_no_stuck_form_and_little_memory(user_data: Path) -> None:
    reached("shift", shift.figures(HOURS, SEED, on_stderr))
