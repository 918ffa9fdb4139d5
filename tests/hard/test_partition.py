"""A desktop cut off for ten minutes loses nothing and catches up within ten seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import partition
from tests.hard.repetitions import on_stderr, reached, repetitions
from tests.integration.backend_fixture import county_in


@pytest.mark.timeout(3_600)
def test_a_desktop_cut_off_for_ten_minutes_loses_nothing_and_catches_up_in_ten_seconds(tmp_path: Path) -> None:
    seconds = repetitions("CUT_S", partition.SECONDS)
    reached("partition", partition.figures(seconds, county_in(tmp_path), on_stderr))
