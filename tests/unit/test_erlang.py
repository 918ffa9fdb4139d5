"""Queues by formula: equal to exact fractions, to published values, and to each other where they meet."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from county.staffing.erlang import erlang_b, erlang_c, queue_figures, servers_needed


def exact_b(servers: int, load: Fraction) -> Fraction:
    """Erlang B in exact fractions."""
    blocked = Fraction(1)
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def exact_a(servers: int, load: Fraction, impatience: Fraction, states: int) -> tuple[Fraction, Fraction]:
    """Shares who wait and who hang up, from the balance of the states in exact fractions."""
    weights = [Fraction(1)]
    for state in range(1, states + 1):
        weights.append(weights[-1] * load / (min(state, servers) + max(state - servers, 0) * impatience))
    whole = sum(weights)
    leaving = sum(max(state - servers, 0) * impatience * weight for state, weight in enumerate(weights))
    return sum(weights[servers:]) / whole, leaving / (load * whole)


@pytest.mark.parametrize(("servers", "load"), [(1, "1/2"), (11, "10"), (50, "47/3"), (120, "119"), (300, "250")])
def test_b_and_c_are_equal_to_exact_fractions(servers: int, load: str) -> None:
    a = Fraction(load)
    blocked = exact_b(servers, a)
    assert erlang_b(servers, float(a)) == pytest.approx(float(blocked), rel=1e-9)
    waits = servers * blocked / (servers - a * (1 - blocked))
    assert erlang_c(servers, float(a)) == pytest.approx(float(waits), rel=1e-9)


def test_eleven_servers_with_ten_erlang_are_as_published() -> None:
    found = queue_figures(11, rate=200, handle_s=180, target_s=20)
    assert found.waits == pytest.approx(0.682118, abs=5e-7)
    assert found.mean_wait_s == pytest.approx(122.781, abs=5e-4)
    assert found.in_time == pytest.approx(0.389614, abs=5e-7)
    assert found.busy == pytest.approx(10 / 11)


@pytest.mark.parametrize(
    ("servers", "load", "impatience"), [(3, "2", "1/2"), (11, "10", "3/5"), (4, "9", "1"), (8, "20", "1/4")]
)
def test_a_is_equal_to_exact_fractions_also_where_more_work_comes_than_can_be_done(
    servers: int, load: str, impatience: str
) -> None:
    waits, abandoned = exact_a(servers, Fraction(load), Fraction(impatience), 400)
    found = queue_figures(servers, 20 * float(Fraction(load)), 180, 20, 180 / float(Fraction(impatience)))
    assert found.waits == pytest.approx(float(waits), abs=1e-9)
    assert found.abandoned == pytest.approx(float(abandoned), abs=1e-9)
    assert found.busy == pytest.approx(float(Fraction(load)) * (1 - float(abandoned)) / servers, abs=1e-9)


def test_a_without_impatience_is_c() -> None:
    patient, c = queue_figures(11, 200, 180, 20, 1e7), queue_figures(11, 200, 180, 20)
    assert patient.waits == pytest.approx(c.waits, abs=1e-3)
    assert patient.in_time == pytest.approx(c.in_time, abs=1e-3)
    assert patient.mean_wait_s == pytest.approx(c.mean_wait_s, rel=5e-3)


def test_who_is_answered_in_time_grows_with_the_target_to_all_who_do_not_hang_up() -> None:
    shares = [queue_figures(9, 200, 180, target, 120).in_time for target in (0, 15, 60, 600, 36_000)]
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert shares[0] == pytest.approx(1 - queue_figures(9, 200, 180, 0, 120).waits)  # type: ignore[operator]
    assert shares[-1] == pytest.approx(1 - queue_figures(9, 200, 180, 0, 120).abandoned)


@pytest.mark.parametrize("servers", [0, 9, 10])
def test_a_load_that_is_not_below_the_servers_has_no_waiting_time(servers: int) -> None:
    found = queue_figures(servers, 200, 180, 20)
    assert found.grows
    assert (found.waits, found.mean_wait_s, found.in_time, found.busy) == (None, None, None, 1.0)


def test_without_calls_nobody_waits_and_no_server_is_needed() -> None:
    assert queue_figures(0, 0, 180, 15).in_time == 1.0
    assert servers_needed(0, 180, 15, 0.95) == 0


def test_the_servers_needed_are_the_fewest_with_whom_the_target_is_met() -> None:
    for rate in (1, 20, 200, 3_000):
        n = servers_needed(rate, 240, 15, 0.95)
        assert queue_figures(n, rate, 240, 15).in_time >= 0.95  # type: ignore[operator]
        fewer = queue_figures(n - 1, rate, 240, 15).in_time
        assert fewer is None or fewer < 0.95


def test_very_large_and_very_small_loads_stay_numbers() -> None:
    for servers, rate in ((9_000, 175_000), (2_000, 1e-6), (1, 1e-9)):
        for patience_s in (None, 60.0):
            found = queue_figures(servers, rate, 180, 15, patience_s)
            assert found.in_time is not None
            assert math.isfinite(found.in_time)
            assert 0 <= found.in_time <= 1
