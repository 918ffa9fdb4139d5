"""Weekly counts as they were known at an origin: nothing that came later can be read."""

from __future__ import annotations

import numpy as np
import pytest

from county.need.features import features
from county.need.known_counts import KnownCounts, NotKnownYet, entries_of
from tests.need_problems import at_once, places


def column(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_the_count_of_the_next_week_is_refused() -> None:
    known = KnownCounts(at_once(np.arange(12).reshape(6, 2)), 2).at(4)
    assert known.week(3).tolist() == [6, 7]
    with pytest.raises(NotKnownYet, match="week 4 is not over at origin 4"):
        known.week(4)
    with pytest.raises(NotKnownYet):
        known.span(0, 5)


def test_a_feature_that_is_the_count_of_the_next_week_is_refused() -> None:
    def canary(origin: int) -> np.ndarray:
        known = KnownCounts(at_once(np.ones((60, 3), int)), 3).at(origin)
        rows = features(known, 1, places(3), 0)
        return np.column_stack((rows, known.week(origin)))

    with pytest.raises(NotKnownYet):
        canary(58)


def test_features_do_not_change_with_what_comes_after_their_origin() -> None:
    counts = np.random.default_rng(1).poisson(2.0, (80, 6))
    other = counts.copy()
    other[60:] += 50
    rows = [features(KnownCounts(at_once(table), 6).at(60), 2, places(6), 0) for table in (counts, other)]
    np.testing.assert_array_equal(*rows)


def test_a_report_that_came_late_counts_from_when_it_was_known() -> None:
    known = KnownCounts(entries_of(5, column(0), column(1), column(4), column(6)), 1)
    assert [known.at(origin).span(0, origin).sum() for origin in range(6)] == [0, 0, 0, 0, 1, 1]


def test_an_event_counted_where_it_was_said_to_be_until_that_was_corrected() -> None:
    known = KnownCounts(entries_of(5, column(0, 1), column(1, 1), column(2, 4), column(4, 6)), 2)
    assert [known.at(origin).week(1).tolist() for origin in (2, 3, 4, 5)] == [[1, 0], [1, 0], [0, 1], [0, 1]]


def test_no_origin_is_after_the_past() -> None:
    known = KnownCounts(at_once(np.ones((3, 1), int)), 1)
    with pytest.raises(NotKnownYet):
        known.at(4)
