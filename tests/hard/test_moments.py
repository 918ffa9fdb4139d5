"""200 random moments of a journal of 1,000,000 records: every field is that of the fold from the first record on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.three_years import RECORDS, SPAN_MS
from services.analysis.timeline.keyframes import KEYFRAME_RECORDS
from tests.hard.repetitions import on_stderr, repetitions
from tests.tiny_county import write_tiny_county
from tests.unit.asked_moments import MOMENTS, check_random_moments

COUNT = int(repetitions("MOMENT_RECORDS", RECORDS))


@pytest.mark.timeout(3_600)
def test_random_moments_of_a_million_records_are_the_fold_of_all_records_known_by_then(tmp_path: Path) -> None:
    package = write_tiny_county(tmp_path / "county")
    compared = check_random_moments(
        package, tmp_path, COUNT, span_ms=SPAN_MS, keyframe_records=KEYFRAME_RECORDS, tell=on_stderr
    )
    print(f"\nRESULT {MOMENTS} moments of {COUNT:,} records, {compared:,} states: no field differs", flush=True)
