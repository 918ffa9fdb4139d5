"""The rate of a drill's clock changes some 1,000 times at random: every inject comes once, at its time, and what is due
or silent follows drill time alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from tests.hard.repetitions import repetitions
from tests.unit.drill_day import tiny_package
from tests.unit.drill_due_times import check_due_times
from tests.unit.drill_rates import decided_under

CHANGES = int(repetitions("RATE_CHANGES", 1_000))


@pytest.mark.timeout(3_000)
def test_1000_random_rates_move_no_inject_and_no_alarm(tmp_path: Path) -> None:
    package, random, changes = tiny_package(tmp_path), Random(5), 0

    def rates() -> Iterator[float]:
        nonlocal changes
        while True:
            changes += 1
            yield random.choice((1, 60, 0, 5))

    steady = decided_under(package, cycle((60,)), 2_900)
    while changes < CHANGES:
        found = decided_under(package, rates(), 300)
        assert found == steady
    print(f"\nRESULT {changes:,} changes of the rate: nothing moved", flush=True)


@pytest.mark.timeout(3_000)
def test_1000_random_rates_leave_due_times_and_silences_to_drill_time(tmp_path: Path) -> None:
    package, random, changes = tiny_package(tmp_path), Random(6), 0

    def rates() -> Iterator[float]:
        while True:
            yield random.choice((1, 60, 0, 5))

    while changes < CHANGES:
        changes += check_due_times(package, rates(), 300)
    print(f"\nRESULT {changes:,} changes of the rate: every due time and silence is that of drill time", flush=True)
