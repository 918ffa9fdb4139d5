"""Sites for further facilities: the p-median and the MCLP, against every possible choice."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from county.coverage.site_solver import proposed
from county.coverage.siting import SiteAim, SiteProblem, exchanged, least_median, problem_of, value_of

NONE = np.inf


def problem(
    minutes: np.ndarray, people: np.ndarray, aim: SiteAim = "median", count: int = 1, limit_min: float = 20.0,
    existing: np.ndarray | None = None, search_s: float = 20.0,
) -> SiteProblem:  # fmt: skip
    before = np.full(len(people), NONE) if existing is None else existing
    return problem_of(
        aim=aim, count=count, limit_min=limit_min, search_s=search_s, people=people, minutes=minutes, existing=before
    )


def best(some: SiteProblem) -> float:
    """The value of the best of all choices."""
    values = [value_of(some, sites) for sites in combinations(range(some.candidates), some.count)]
    return min(values) if some.aim == "median" else max(values)


@st.composite
def roads(draw: st.DrawFn) -> np.ndarray:
    """Travel times (n, n) over a random graph, which need not be connected."""
    n = draw(st.integers(3, 7))
    lengths = draw(st.lists(st.integers(0, 30), min_size=n * n, max_size=n * n))
    graph = np.array(lengths, dtype=float).reshape(n, n)
    graph[graph > 20] = 0  # no edge
    return np.asarray(shortest_path(graph, directed=False))


@settings(max_examples=40, deadline=None)
@given(roads(), st.integers(1, 3), st.sampled_from(["median", "cover"]), st.data())
def test_the_proposal_is_as_good_as_the_best_of_all_choices(
    minutes: np.ndarray, count: int, aim: SiteAim, data: st.DataObject
) -> None:
    n = len(minutes)
    people = np.array(data.draw(st.lists(st.integers(0, 50), min_size=n, max_size=n)), dtype=float)
    near = data.draw(st.lists(st.sampled_from([5.0, 12.0, 40.0, NONE]), min_size=n, max_size=n))
    some = problem(minutes, people, aim, min(count, n), existing=np.array(near))
    found = proposed(some)
    assert found.value == pytest.approx(best(some))
    assert found.value == pytest.approx(value_of(some, found.sites))
    assert found.optimal
    assert found.gap == 0
    assert len(set(found.sites)) == some.count


def pmed1() -> np.ndarray:
    """Distances of the first p-median problem of the OR-Library (Beasley 1985): 100 vertices, 200 edges, of which a
    later one between the same vertices replaces an earlier one.  Optimum with five medians 5819."""
    lengths = np.zeros((100, 100))
    for edge in (Path(__file__).parent / "pmed1.txt").read_text("utf-8").replace("\n", " ").split(","):
        one, other, length = map(int, edge.split())
        lengths[one - 1, other - 1] = lengths[other - 1, one - 1] = length
    return np.asarray(shortest_path(lengths, directed=False))


def test_the_first_problem_of_the_or_library_has_its_published_optimum() -> None:
    found = proposed(problem(pmed1(), np.ones(100), count=5, search_s=100.0))
    assert (found.value, found.optimal) == (5819, True)


def grid(n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Times between, and people of, places at random."""
    picked = np.random.default_rng(7)
    xy = picked.random((n, 2)) * 40
    return np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)), picked.integers(100, 3000, n).astype(float)


def test_further_sites_cover_no_fewer_people() -> None:
    minutes, people = grid()
    covered = [proposed(problem(minutes, people, "cover", count, limit_min=8)).value for count in range(1, 7)]
    assert covered == sorted(covered)
    assert covered[0] < covered[-1]


def test_further_sites_make_no_way_longer() -> None:
    minutes, people = grid()
    totals = [proposed(problem(minutes, people, "median", count)).value for count in range(1, 5)]
    assert totals == sorted(totals, reverse=True)


def test_a_site_beside_an_existing_facility_is_not_proposed() -> None:
    minutes = np.array([[0.0, 30.0], [30.0, 0.0]])
    found = proposed(problem(minutes, np.array([1000.0, 10.0]), existing=np.array([0.0, 30.0])))
    assert found.sites == (1,)


def test_reaching_a_cut_off_village_is_worth_more_than_a_shorter_way_for_as_many() -> None:
    minutes = np.array([[0.0, NONE], [NONE, 0.0]])
    found = proposed(problem(minutes, np.array([100.0, 100.0]), existing=np.array([60.0, NONE])))
    assert found.sites == (1,)


@pytest.mark.parametrize("aim", ["median", "cover"])
def test_without_time_the_exchanged_sites_are_proposed_with_an_honest_bound(aim: SiteAim) -> None:
    minutes, people = grid(60)
    some = problem(minutes, people, aim, 6, limit_min=8, search_s=1e-3)
    found = proposed(some)
    proof = proposed(problem(minutes, people, aim, 6, limit_min=8))
    assert found.value == value_of(some, exchanged(some)) or found.optimal
    if aim == "median":
        assert found.bound <= proof.value <= found.value
    else:
        assert found.value <= proof.value <= found.bound
    assert found.gap >= 0


def test_the_bound_of_a_relaxation_is_no_better_than_the_best_sites() -> None:
    minutes, people = grid(60)
    some = problem(minutes, people, "median", 5)
    optimum = proposed(some).value
    assert 0.97 * optimum <= least_median(some, value_of(some, exchanged(some))) <= optimum * (1 + 1e-9)


def test_more_sites_than_candidates_are_all_of_them() -> None:
    minutes, people = grid(4)
    assert proposed(problem(minutes, people, count=4)).sites == (0, 1, 2, 3)
