"""Who gets an event: kind before business before distance, the department last, each with a reason to read."""

from __future__ import annotations

from county import catalog, dispatch
from county.dispatch import REASONS, by_hand, explain, rank
from county.resource import Resource
from tests.unit.a_desk import report

EVENT = report(subclass="exposed_garbage")  # collection_truck, then sanitation_team; at 1000, 1000


def unit(key: str, kind: str, x_m: float) -> Resource:
    return Resource(key, kind, key, x_m, 1_000.0, "v", 1)


UNITS = (
    unit("team", "sanitation_team", 1_000.0),
    unit("far", "collection_truck", 8_000.0),
    unit("near", "collection_truck", 3_000.0),
    unit("clinic", "hospital", 1_000.0),
)


def order(tasks: dict[str, int]) -> list[str]:
    return [candidate.unit for candidate in rank(EVENT, UNITS, catalog.load(), tasks)]


def test_the_best_kind_comes_first_then_the_nearest_and_the_department_last() -> None:
    assert order({}) == ["near", "far", "team", "city_management"]


def test_a_busy_unit_stands_behind_a_free_one_of_its_kind() -> None:
    assert order({"near": 1}) == ["far", "near", "team", "city_management"]


def test_without_units_the_department_answers() -> None:
    [only] = rank(EVENT, (), catalog.load(), {})
    assert (only.unit, only.distance_m) == ("city_management", None)


def test_the_reason_can_be_read_and_says_that_the_way_is_a_straight_line() -> None:
    for tasks, code in (({}, "nearest_free"), ({"near": 2, "far": 3}, "nearest_busy")):
        best = rank(EVENT, UNITS, catalog.load(), tasks)[0]
        said = explain(best.reason)
        assert said is not None
        assert said[0] == code
        text = REASONS[said[0]].format_map(said[1])
        assert "2.0 km in a straight line" in text
    assert "2 tasks" in text


def codes(tasks: dict[str, int]) -> list[str]:
    return [candidate.reason.partition("?")[0] for candidate in rank(EVENT, UNITS, catalog.load(), tasks)]


def test_only_the_nearest_free_unit_of_a_kind_is_called_the_nearest() -> None:
    assert codes({}) == ["nearest_free", "further_free", "nearest_free", "own_desk"]
    assert explain(rank(EVENT, UNITS, catalog.load(), {})[1].reason) == ("further_free", {"place": "2", "km": "7.0"})


def test_a_busy_unit_is_not_said_to_be_without_a_free_one_of_its_kind_while_there_is_one() -> None:
    assert codes({"near": 1}) == ["nearest_free", "busy", "nearest_free", "own_desk"]
    assert codes({"near": 1, "far": 1})[:2] == ["nearest_busy", "nearest_busy"]


def test_that_a_person_passed_over_the_first_suggestion_is_part_of_the_reason() -> None:
    assert by_hand("nearest_free?km=2.0", 1) == "nearest_free?km=2.0"
    why = "further_free?place=2&km=7.0"
    assert explain(by_hand(why, 2)) == ("by_hand", {"place": "2", "why": why})


def test_what_a_person_wrote_is_no_code() -> None:
    assert explain("离得最近") is None


def test_only_units_of_a_kind_that_moves_can_be_sent() -> None:
    assert [u.id for u in (*UNITS, unit("?", "unheard_of", 0)) if dispatch.can_be_sent(u, catalog.load())] == [
        "team", "far", "near",
    ]  # fmt: skip
