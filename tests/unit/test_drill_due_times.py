"""Due times, escalation and silences follow the time of the drill, whatever the rate of its clock was in between."""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county.package.open import CountyPackage
from tests.unit.drill_day import tiny_package
from tests.unit.drill_due_times import check_due_times


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.mark.parametrize("rates", [(60,), (60, 0, 5, 60, 1, 60, 0, 60, 5, 60)])
def test_what_is_due_and_what_is_silent_are_those_of_a_reference_in_drill_time(
    package: CountyPackage, rates: tuple[int, ...]
) -> None:
    assert check_due_times(package, cycle(rates), 2_900) > 50


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(rates=st.lists(st.sampled_from([0, 1, 5, 60]), min_size=1, max_size=9), each_ms=st.integers(500, 3_000))
def test_no_order_of_rates_makes_a_difference(package: CountyPackage, rates: list[float], each_ms: int) -> None:
    check_due_times(package, cycle([*rates, 60, 60]), each_ms)
