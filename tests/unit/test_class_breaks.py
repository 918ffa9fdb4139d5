"""Classes of values for maps."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from county.figures.class_breaks import BREAKS, Classing, class_breaks, class_of

JENKS_EXAMPLE = [4.0, 5, 9, 10]
"""The best two classes have a sum of squared deviations of 1, every other division at least 14."""


def deviations(values: np.ndarray, breaks: tuple[float, ...]) -> float:
    """Sum of squared deviations from the means of the classes."""
    places = class_of(values, breaks)
    parts = [values[places == place] for place in range(len(breaks))]
    return float(sum(((part - part.mean()) ** 2).sum() for part in parts if len(part)))


def best_by_trying_all(values: np.ndarray, classes: int) -> float:
    different = np.unique(values)
    return min(
        deviations(values, (*sorted(bounds), different[-1])) for bounds in combinations(different[:-1], classes - 1)
    )


def test_natural_breaks_of_the_known_example() -> None:
    assert class_breaks(np.array(JENKS_EXAMPLE), "natural", 2) == (5.0, 10.0)


@pytest.mark.parametrize("seed", range(12))
def test_no_division_into_classes_deviates_less_than_natural_breaks(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.round(random.lognormal(3, 1, random.integers(7, 15)), 1)
    for classes in (2, 3, 4, 5):
        breaks = class_breaks(values, "natural", classes)
        assert deviations(values, breaks) == pytest.approx(best_by_trying_all(values, classes), abs=1e-6)


def test_values_far_from_zero_are_divided_as_those_near_it() -> None:
    values = np.array([1.0, 2, 3, 11, 12, 13, 31, 32, 33])
    breaks = class_breaks(values + 1e9, "natural", 3)
    assert tuple(bound - 1e9 for bound in breaks) == (3, 13, 33)


def test_quantiles_hold_as_many_values_each() -> None:
    breaks = class_breaks(np.arange(1.0, 101.0), "quantiles", 4)
    assert breaks == (25, 50, 75, 100)


def test_equal_values_are_never_divided_by_quantiles() -> None:
    values = np.array([0.0] * 80 + [1, 2, 3, 4, 5, 6])
    breaks = class_breaks(values, "quantiles")
    assert breaks[0] == 0
    assert np.bincount(class_of(values, breaks)).min() > 0


def test_equal_intervals_have_the_same_width_also_where_no_value_lies() -> None:
    assert class_breaks(np.array([0.0, 1, 2, 3, 4, 100]), "equal", 4) == (25, 50, 75, 100)


@pytest.mark.parametrize("classing", BREAKS)
def test_every_value_lies_in_a_class_and_the_maximum_in_the_last(classing: Classing) -> None:
    values = np.random.default_rng(3).gamma(2.0, 0.1, 500)
    breaks = class_breaks(values, classing)
    places = class_of(values, breaks)
    assert places.min() == 0
    assert places.max() == len(breaks) - 1
    assert places[values.argmax()] == len(breaks) - 1


@pytest.mark.parametrize("classing", BREAKS)
def test_few_different_values_are_a_class_each(classing: Classing) -> None:
    assert class_breaks(np.array([3.0, 1, 3]), classing) == (1, 3)
    assert class_breaks(np.array([]), classing) == ()
