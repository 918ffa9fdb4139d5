"""The clock of a drill under many more sequences of orders, slow disks, crashes and stops than in tests/unit."""

from __future__ import annotations

from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from county.package.open import CountyPackage
from tests.square_county import write_square_county
from tests.unit.test_pace import ClockOfDrill

EXAMPLES = 200


def test_the_time_that_clients_see_never_goes_back_in_two_hundred_sequences(tmp_path: Path) -> None:
    class ManyOrders(ClockOfDrill):
        county = CountyPackage(write_square_county(tmp_path / "county", sensors=2))

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        ManyOrders, settings=settings(max_examples=EXAMPLES, stateful_step_count=50, deadline=None)
    )
