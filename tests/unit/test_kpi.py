"""The assessment's tree: points between floor and target, what is missing, the year's end, and the ranking of towns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.stats import theilslopes

from county.catalog import load
from county.figures.kpi import TOTAL, leaf_share, scores
from county.figures.kpi_outlook import projected, ranked_towns
from county.figures.kpi_table import KpiNode, kpi_faults, leaves_of
from county.figures.leaf_bounds import bounds_of
from county.figures.metric import Interval, wilson
from county.figures.periods import before, following, kind_of, number_of, span_ms
from county.figures.robust_slope import theil_sen
from county.names import Name

CATALOG = load()
NODES = CATALOG.kpi
VALUES: dict[str, float | None] = {
    "grid_events": 0.95, "service_satisfaction": 0.90, "disputes": 0.85, "service_coverage": 0.80,
    "income_growth": 0.06, "environment": None, "social_organisations": 0.05, "participation": 0.30,
    "innovation_projects": 3, "promoted_experience": 1,
}  # fmt: skip


def node(**fields: object) -> KpiNode:
    whole = {"name": Name("x", "x"), "weight": 10.0, "manual": "x", "floor": 0.0, "target": 1.0, **fields}
    return KpiNode(**whole)  # type: ignore[arg-type]


def test_the_tree_is_that_of_the_article() -> None:
    weights = {key: row.weight for key, row in NODES.items()}
    assert [weights[key] for key, row in NODES.items() if not row.parent] == [40, 35, 15, 10]
    assert [weights[key] for key in leaves_of(NODES)] == [15, 15, 10, 15, 10, 10, 8, 7, 5, 5]


def test_a_missing_leaf_leaves_points_of_possible_a_coverage_and_a_range() -> None:
    found = scores(NODES, VALUES)
    total = found[TOTAL]
    assert total.points == pytest.approx(58.6667, abs=5e-5)
    assert (total.possible, total.weight, total.coverage) == (90, 100, 0.9)
    assert (total.low, total.high) == pytest.approx((58.6667, 68.6667), abs=5e-5)
    assert total.missing == ("environment",)
    assert (found["livelihood"].points, found["livelihood"].possible) == (pytest.approx(15), 25)
    assert (found["environment"].points, found["environment"].possible, found["environment"].share) == (0, 0, None)
    assert found["governance"].missing == ()


def test_without_any_value_nothing_is_scored_and_everything_is_possible() -> None:
    total = scores(NODES, {})[TOTAL]
    assert (total.points, total.possible, total.low, total.high, total.share) == (0, 0, 0, 100, None)


@given(st.dictionaries(st.sampled_from(sorted(leaves_of(NODES))), st.floats(-2, 9) | st.none()))
def test_every_node_is_the_sum_of_those_below_it_and_lies_in_its_range(values: dict[str, float | None]) -> None:
    found = scores(NODES, values)
    for key, score in found.items():
        below = [found[child] for child, row in NODES.items() if row.parent == key]
        assert 0 <= score.low <= score.points <= score.high <= score.weight + 1e-9
        if below:
            assert score.points == pytest.approx(sum(one.points for one in below))
            assert score.possible == pytest.approx(sum(one.possible for one in below))


def test_points_go_from_none_at_the_floor_to_all_at_the_target_in_either_direction() -> None:
    up, down = node(floor=0.8, target=0.9), node(floor=72.0, target=4.0, direction="down")
    assert [leaf_share(up, value) for value in (0.7, 0.8, 0.85, 0.9, 1.0)] == pytest.approx([0, 0, 0.5, 1, 1])
    assert [leaf_share(down, value) for value in (90, 72, 38, 4, 1)] == pytest.approx([0, 0, 0.5, 1, 1])
    assert leaf_share(node(cap=1.2), 3.0) == 1.2


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"weight": 14.0}, "not the sum"), ({"floor": 0.99}, "does not go up"), ({"metric": "none"}, "no metric"),
        ({"manual": "x", "metric": "closed_rate"}, "leave one"), ({"source": ""}, "source"),
        ({"parent": "nobody"}, "no node"), ({"owner": "nobody"}, "no department"),
        ({"floor": None}, "floor and target"), ({"parent": "disputes"}, "no branch"),
        ({"values": "counts"}, "belong to a manual value"),
    ],
)  # fmt: skip
def test_a_tree_that_cannot_be_scored_is_refused_with_the_reason(changed: dict[str, object], why: str) -> None:
    nodes = {**NODES, "grid_events": replace(NODES["grid_events"], **changed)}
    found = [text for _, text in kpi_faults(nodes, CATALOG.metrics, CATALOG.departments)]
    assert any(why in text for text in found), found
    assert not list(kpi_faults(NODES, CATALOG.metrics, CATALOG.departments))


@given(st.lists(st.floats(-50, 50), min_size=3, max_size=14))
def test_the_slope_and_its_interval_are_those_of_scipy(y: list[float]) -> None:
    found, expected = theil_sen(range(len(y)), y), theilslopes(y, range(len(y)), method="separate")
    assert (found.median, found.low, found.high) == pytest.approx(
        (expected.slope, expected.low_slope, expected.high_slope)
    )


def test_the_year_s_end_is_projected_from_the_quarters_with_an_interval() -> None:
    rises = projected(node(floor=0.5, target=0.9), [0.6, 0.65, 0.7, 0.75], 2)
    assert rises.value == pytest.approx(0.85)
    assert rises.low is not None
    assert rises.high is not None
    assert rises.low <= 0.85 <= rises.high
    assert (rises.outlook, rises.quarters) == ("below_target", 4)
    assert projected(node(floor=0.5, target=0.85), [0.6, 0.65, 0.7, 0.75], 2).outlook == "on_course"


@given(st.lists(st.floats(0, 1) | st.none(), min_size=3, max_size=8), st.integers(0, 3))
def test_the_year_s_end_of_a_share_and_its_interval_lie_between_none_and_all(
    shares: list[float | None], left: int
) -> None:
    bounds = bounds_of(NODES["grid_events"], CATALOG.metrics["grid_closed_rate"])
    found = projected(NODES["grid_events"], shares, left, bounds=bounds)
    assert all(0 <= one <= 1 for one in (found.value, found.low, found.high) if one is not None)


def test_a_projection_that_leaves_what_can_be_is_cut_there() -> None:
    rises = projected(node(floor=0.5, target=0.9), [0.7, 0.8, 0.9, 1.0], 2, bounds=Interval(0.0, 1.0))
    assert (rises.value, rises.low, rises.high, rises.outlook) == (1.0, 1.0, 1.0, "on_course")
    falls = projected(node(floor=3.0, target=9.0), [9.0, 6.0, 3.0], 3, bounds=bounds_of(node(), None))
    assert (falls.value, falls.low, falls.outlook) == (0.0, 0.0, "below_floor"), "of projects there are none or some"


def test_a_year_s_end_below_the_floor_is_red_whichever_way_is_better() -> None:
    assert projected(node(floor=0.5, target=0.9), [0.7, 0.6, 0.5, 0.4], 0).outlook == "below_floor"
    slow = node(floor=72.0, target=4.0, direction="down")
    assert projected(slow, [60, 66, 72, 78], 0).outlook == "below_floor"
    assert projected(slow, [9, 7, 5, 3], 0).outlook == "on_course"


def test_a_single_peak_does_not_change_the_outlook() -> None:
    assert projected(node(floor=0.5, target=0.9), [0.92, 0.92, 0.1, 0.92, 0.92], 1).outlook == "on_course"


def test_what_counts_from_the_start_of_the_year_is_projected_from_this_year_alone() -> None:
    year = node(floor=0, target=5, cumulative=True)
    before = [2.0, 4.0, 6.0, 8.0]
    found = projected(year, [*before, 1.0, 2.0, 3.0], 1)
    assert (found.value, found.outlook, found.quarters) == (pytest.approx(4.0), "below_target", 3)
    assert projected(year, [*before, 2.0, 3.0, 4.0], 1).outlook == "on_course", "the year before is over"
    assert projected(year, [*before, 5.0], 3).outlook == "on_course", "it is reached and does not fall"
    assert projected(year, [*before, 1.0], 3).outlook == "unknown"
    assert projected(year, [*before, None, None], 2).quarters == 0


def test_a_total_never_falls_and_at_the_end_of_the_year_it_is_what_it_is() -> None:
    year = node(floor=0, target=5, cumulative=True)
    runs, over = (projected(year, [1.0, 3.0, 4.0, 4.0], 0, is_over=is_over) for is_over in (False, True))
    assert runs.value is not None
    assert runs.low is not None
    assert runs.low >= 4.0
    assert (over.value, over.outlook) == (4.0, "below_target")
    assert projected(year, [1.0, 2.0, 4.0, 5.0], 0, is_over=True).outlook == "on_course"


def test_two_quarters_say_nothing_about_the_year() -> None:
    found = projected(node(), [None, 0.4, None, 0.5], 1)
    assert (found.value, found.outlook, found.quarters) == (None, "unknown", 2)


def test_a_town_that_is_best_in_everything_is_first_with_every_weight() -> None:
    towns = {
        "best": dict.fromkeys(leaves_of(NODES), 10.0), "middle": VALUES | {"environment": 0.02},
        "last": dict.fromkeys(leaves_of(NODES), 0.0),
    }  # fmt: skip
    found = ranked_towns(NODES, towns)
    assert [(one.division, one.rank, one.low, one.high, one.same) for one in found.ranks] == [
        ("best", 1, 1, 1, 1.0), ("middle", 2, 2, 2, 1.0), ("last", 3, 3, 3, 1.0),
    ]  # fmt: skip
    assert len(found.leaves) == 10


def test_towns_that_are_strong_in_different_leaves_change_places_with_the_weights() -> None:
    towns: dict[str, dict[str, float | None]] = {
        "a": {"grid_events": 0.95, "service_satisfaction": 0.80},
        "b": {"grid_events": 0.80, "service_satisfaction": 0.95},
    }  # fmt: skip
    found = ranked_towns(NODES, towns)
    assert [(one.rank, one.low, one.high) for one in found.ranks] == [(1, 1, 2), (1, 1, 2)]
    assert all(0.3 < one.same < 0.7 for one in found.ranks)
    assert ranked_towns(NODES, towns) == found, "the draws are seeded"


def test_a_leaf_that_one_town_lacks_is_compared_for_none() -> None:
    towns: dict[str, dict[str, float | None]] = {
        "a": {"grid_events": 0.95, "disputes": None}, "b": {"grid_events": 0.90, "disputes": 0.9},
    }  # fmt: skip
    found = ranked_towns(NODES, towns)
    assert found.leaves == ("grid_events",)
    assert [one.division for one in found.ranks] == ["a", "b"]
    assert ranked_towns(NODES, {"a": VALUES}).ranks == []


def test_too_small_a_sample_gives_a_range_instead_of_points() -> None:
    few = wilson(7, 7)
    found = scores(NODES, {**VALUES, "disputes": 1.0}, {"disputes": few})
    leaf, total = found["disputes"], found[TOTAL]
    assert (leaf.points, leaf.possible, leaf.small, leaf.missing) == (0, 0, ("disputes",), ())
    assert (leaf.low, leaf.high) == (0, 10), "from 64.6 % (below the floor) to 100 %"
    assert (total.possible, total.small, total.missing) == (80, ("disputes",), ("environment",))
    assert total.points == pytest.approx(58.6667 - 7.5, abs=5e-5)
    assert (total.low, total.high) == pytest.approx((58.6667 - 7.5, 58.6667 + 2.5 + 10), abs=5e-5)
    half = scores(NODES, {}, {"disputes": Interval(0.75, 0.85)})["disputes"]
    assert (half.low, half.high) == pytest.approx((2.5, 7.5))
    slow = {"x": node(floor=72.0, target=4.0, direction="down")}
    assert scores(slow, {"x": 1.0}, {"x": Interval(4.0, 38.0)})["x"].low == pytest.approx(5), "either way is better"
    assert scores(NODES, {}, {"disputes": None})["disputes"].high == 10, "of few durations nothing is known"


def test_a_town_with_too_small_a_sample_has_no_rank_and_the_others_keep_theirs() -> None:
    towns: dict[str, dict[str, float | None]] = {
        "a": {"grid_events": 0.90}, "tiny": {"grid_events": 1.0}, "b": {"grid_events": 0.95},
    }  # fmt: skip
    found = ranked_towns(NODES, towns, {"tiny": {"grid_events"}})
    assert [(one.division, one.rank) for one in found.ranks] == [("b", 1), ("a", 2)]
    assert (found.leaves, found.unranked) == (("grid_events",), ("tiny",))


def test_a_leaf_of_too_small_a_sample_in_most_towns_ranks_nobody() -> None:
    towns: dict[str, dict[str, float | None]] = {
        town: {"grid_events": 0.9, "disputes": 1.0} for town in ("a", "b", "c")
    }  # fmt: skip
    found = ranked_towns(NODES, towns, {"a": {"disputes"}, "b": {"disputes"}})
    assert (found.leaves, found.unranked, len(found.ranks)) == (("grid_events",), (), 3)
    everywhere = ranked_towns(NODES, towns, {town: {"disputes", "grid_events"} for town in towns})
    assert (everywhere.ranks, everywhere.leaves) == ([], ())
    alone = ranked_towns(NODES, {"a": towns["a"], "b": towns["b"]}, {"a": {"grid_events"}})
    assert (alone.ranks, alone.unranked) == ([], ("a",)), "a town by itself has no rank"


def test_half_years_and_the_numbers_of_periods_follow_each_other() -> None:
    assert [before("2026-H1"), before("2026-H2"), following("2026-H2")] == ["2025-H2", "2026-H1", "2027-H1"]
    first, second, year = (span_ms(period) for period in ("2026-H1", "2026-H2", "2026"))
    assert first is not None
    assert second is not None
    assert year is not None
    assert (first.start, first.stop, second.stop) == (year.start, second.start, year.stop)
    assert (kind_of("2026-H2"), span_ms("2026-H3")) == ("half", None)
    for period in ("2026-12-31", "2026-12", "2026-Q4", "2026-H2", "2026"):
        number = number_of(period)
        assert number is not None
        assert number_of(following(period)) == number + 1, period
