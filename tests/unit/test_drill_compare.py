"""Two runs are compared by the expectations that are the same in both versions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county.drill.compare import NotComparable, RoleShares, by_role, compare
from county.drill.scenario import Scenario
from county.drill.score import Score
from tests.drill_scenario import TEXT, scenario


def run(of: Scenario, elapsed_ms: int) -> tuple[Scenario, list[Score]]:
    return of, [Score(id=e.id, status="met", points=1, weight=1, elapsed_ms=elapsed_ms) for e in of.expectations]


def test_only_unchanged_expectations_are_compared_and_the_others_listed() -> None:
    newer = TEXT.replace("version = 1", "version = 2").replace('target = "PT2M"', 'target = "PT1M"')
    newer = newer.replace('id = "E06"', 'id = "E07"')
    newer = newer.replace('expects = ["E06"]', 'expects = ["E07"]')
    found = compare(run(scenario(), 9_000), run(scenario(newer), 7_000))
    assert [pair.earlier.id for pair in found.pairs] == ["E01", "E02", "E04", "E05"]
    assert {pair.change_ms for pair in found.pairs} == {-2_000}
    assert (found.changed, found.only_earlier, found.only_later) == (("E03",), ("E06",), ("E07",))


def test_the_change_is_the_difference_of_the_times_as_they_are_shown() -> None:
    found = compare(run(scenario(), 1_963_200), run(scenario(), 39_900))
    assert {pair.shown_change_ms for pair in found.pairs} == {-1_924_000}, "0:32:43 and 0:00:39"
    assert {pair.change_ms for pair in found.pairs} == {-1_923_300}, "in the values of a report, which are exact"


def test_an_expectation_of_a_changed_inject_is_changed() -> None:
    newer = scenario(TEXT.replace("溪水漫桥", "桥面塌陷"))
    assert compare(run(scenario(), 1), run(newer, 1)).changed == ("E03", "E04", "E05")


def test_runs_of_different_scenarios_are_not_compared() -> None:
    with pytest.raises(NotComparable):
        compare(run(scenario(), 1), run(scenario(TEXT.replace("sc-night", "sc-other")), 1))


def test_each_players_role_is_compared_by_what_it_was_to_do() -> None:
    one, other = run(scenario(), 1), run(scenario(), 2)
    half = [Score(id=score.id, status="late", points=0.5, weight=1) for score in other[1]]
    found = compare(one, (other[0], half))
    assert by_role(found, scenario()) == [RoleShares(role="县防指值班室", earlier=100.0, later=50.0)]


def test_what_did_not_count_in_one_of_the_runs_makes_no_role_better_or_worse() -> None:
    one, other = run(scenario(), 1), run(scenario(), 2)
    one = one[0], [one[1][0], *(replace(score, points=0) for score in one[1][1:])]
    fewer = [replace(other[1][0], points=0.5), *(replace(score, status="not_applicable") for score in other[1][1:])]
    found = compare(one, (other[0], fewer))
    assert by_role(found, scenario()) == [RoleShares(role="县防指值班室", earlier=100.0, later=50.0)]
    none = [replace(score, status="not_applicable") for score in other[1]]
    assert by_role(compare(one, (other[0], none)), scenario()) == []
