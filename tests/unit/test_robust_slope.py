"""The slope of the soak: the median of all pairs, and Sen's interval, against cases computed by hand."""

from __future__ import annotations

import pytest

from county.figures.robust_slope import theil_sen


def test_the_slope_is_the_median_of_the_slopes_of_all_pairs() -> None:
    # Pairs of (0, 0), (1, 2), (2, 3), (3, 9): 2, 3/2, 3, 1, 7/2, 6; in order 1, 3/2, 2, 3, 7/2, 6.
    assert theil_sen([0, 1, 2, 3], [0, 2, 3, 9]).median == pytest.approx(2.5)


def test_the_interval_is_that_of_the_worked_example() -> None:
    # Sen 1968: n = 10 points have N = 45 slopes, and var(K) = n (n - 1) (2n + 5) / 18 = 125, so that
    # C = 1.96 * sqrt(125) = 21.91; the bounds have the ranks 12 and 34: (45 -+ 21.91) / 2, outwards.
    # y = x ** 2 has the slopes a + b of the pairs a < b of 0 … 9.
    slopes = sorted(a + b for b in range(10) for a in range(b))
    found = theil_sen(range(10), [x * x for x in range(10)])
    assert found.median == slopes[22]
    assert found.low == slopes[11]
    assert found.high == slopes[33]


def test_a_third_of_wild_points_does_not_change_the_slope() -> None:
    y = [5 + 2 * x for x in range(12)]
    y[2], y[6], y[9] = 900, -700, 4_000
    assert theil_sen(range(12), y).median == pytest.approx(2.0, abs=0.5)


def test_two_points_have_no_interval() -> None:
    with pytest.raises(ValueError, match="three"):
        theil_sen([0, 1], [0, 1])
