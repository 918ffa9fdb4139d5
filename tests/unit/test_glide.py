"""What reports its place now and then is shown on its way to the newest one, and never beyond it."""

from __future__ import annotations

import numpy as np
import pytest

from drawing.glide import FARTHEST_M, GLIDE_MS, Glide

IDS = np.array(["A", "B"], dtype=object)
START_M = np.array([[0.0, 0.0], [500.0, 0.0]])
BOTH = np.arange(2)


class SteppedClock:
    ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def glide(clock: SteppedClock) -> Glide:
    glide = Glide(clock)
    glide.follow(IDS, START_M)
    return glide


def a_is_at(x_m: float) -> np.ndarray:
    return np.array([[x_m, 0.0], START_M[1]])


def test_a_first_report_is_shown_where_it_is(glide: Glide) -> None:
    assert glide.xy_m(BOTH) == pytest.approx(START_M)
    assert not glide.under_way(BOTH, 0.1).any()


def test_it_goes_from_the_last_place_to_the_newest_and_waits_there(glide: Glide, clock: SteppedClock) -> None:
    glide.follow(IDS, a_is_at(60.0))
    begun_ms, way_m = clock.ms, []
    for clock.ms in range(begun_ms, begun_ms + 3 * GLIDE_MS, 100):
        way_m.append(glide.xy_m(BOTH)[0, 0])
    assert way_m[0] == 0.0
    assert (np.diff(way_m) >= 0).all()
    assert max(way_m) == 60.0
    assert way_m[GLIDE_MS // 100] == 60.0
    assert glide.xy_m(BOTH)[1] == pytest.approx(START_M[1]), "the other one reported nothing new"
    assert not glide.under_way(BOTH, 0.1).any()


def test_a_report_on_the_way_goes_on_from_where_it_is_shown(glide: Glide, clock: SteppedClock) -> None:
    glide.follow(IDS, a_is_at(60.0))
    clock.ms += GLIDE_MS // 2
    shown_m = glide.xy_m(BOTH)[0, 0]
    assert 0.0 < shown_m < 60.0
    glide.follow(IDS[::-1], a_is_at(90.0)[::-1])
    assert glide.xy_m(BOTH)[1, 0] == pytest.approx(shown_m)
    clock.ms += GLIDE_MS
    assert glide.xy_m(BOTH)[1, 0] == 90.0


def test_what_changes_nothing_does_not_delay_it(glide: Glide, clock: SteppedClock) -> None:
    glide.follow(IDS, a_is_at(60.0))
    clock.ms += GLIDE_MS // 2
    glide.follow(IDS, a_is_at(60.0))
    clock.ms += GLIDE_MS // 2
    assert glide.xy_m(BOTH)[0, 0] == 60.0


def test_what_is_reported_far_away_is_shown_there_at_once(glide: Glide) -> None:
    glide.follow(IDS, a_is_at(FARTHEST_M + 1.0))
    assert glide.xy_m(BOTH)[0, 0] == FARTHEST_M + 1.0


def test_a_way_of_less_than_a_pixel_is_none(glide: Glide) -> None:
    glide.follow(IDS, a_is_at(5.0))
    assert glide.under_way(BOTH, 4.0).tolist() == [True, False]
    assert glide.under_way(BOTH, 6.0).tolist() == [False, False]


def test_only_of_what_is_asked_for_it_is_told_where_it_is(glide: Glide, clock: SteppedClock) -> None:
    glide.follow(IDS, a_is_at(60.0))
    clock.ms += GLIDE_MS // 2
    both_m = glide.xy_m(BOTH)
    for row in BOTH.tolist():
        assert glide.xy_m(np.array([row])) == pytest.approx(both_m[row : row + 1])
    assert glide.under_way(np.array([1, 0]), 4.0).tolist() == [False, True]


class ListedIds(np.ndarray):
    """Ids that count how often they are made a list."""

    lists = 0

    def tolist(self) -> list[str]:
        type(self).lists += 1
        return super().tolist()


def test_reports_of_the_same_things_are_told_apart_without_a_look_at_each_id(clock: SteppedClock) -> None:
    glide = Glide(clock)
    glide.follow(IDS.copy().view(ListedIds), START_M)
    first = ListedIds.lists
    glide.follow(IDS.copy().view(ListedIds), a_is_at(60.0))
    assert ListedIds.lists == first
    assert glide.under_way(BOTH, 4.0).tolist() == [True, False]
    glide.follow(IDS[::-1].copy().view(ListedIds), a_is_at(60.0)[::-1])
    assert ListedIds.lists > first
