"""An hour at ten times the speed, on a desk that holds its 14 days: neither backend nor desktop grows.

COUNTY_HARD_SOAK_S sets the seconds, COUNTY_HARD_SOAK_CSV a file for the samples (default out/soak.csv).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench import soak
from tests.hard.repetitions import on_stderr, reached, repetitions

SECONDS = repetitions("SOAK_S", soak.SECONDS)
CSV = Path(os.environ.get("COUNTY_HARD_SOAK_CSV", "out/soak.csv")).resolve()


@pytest.mark.timeout(SECONDS + 1_800)
def test_an_hour_at_ten_times_the_speed_grows_by_a_megabyte_an_hour_at_most(user_data: Path) -> None:
    reached("soak", soak.figures(SECONDS, on_stderr, log=CSV))
