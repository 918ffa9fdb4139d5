"""The headline of a wall: as bad as the worst of what is known, and never green while something is unknown."""

from __future__ import annotations

from itertools import product

import pytest

from county.figures.vital_sign_table import Band
from county.figures.vital_signs import PlateState, plate_state
from county.wall.headline import RULES, Cause, CountyState, Grade, headline


def signs(*bands: Band) -> PlateState:
    return plate_state(bands)


CALM = signs("green", "green")
TABLE: list[tuple[CountyState, Grade, Cause]] = [
    (CountyState(signs=CALM), "good", "nothing"),
    (CountyState(signs=signs()), "good", "nothing"),
    (CountyState(), "unknown", "unknown_signs"),
    (CountyState(signs=signs("green", "unknown")), "unknown", "unknown_signs"),
    (CountyState(signs=signs("unknown", "unknown")), "unknown", "unknown_signs"),
    (CountyState(signs=signs("yellow", "unknown")), "late", "yellow_signs"),
    (CountyState(signs=signs("yellow"), overdue=3), "late", "overdue"),
    (CountyState(signs=signs("orange", "yellow"), overdue=3), "late", "orange_signs"),
    (CountyState(signs=CALM, past_calls=1, overdue=3), "late", "past_calls"),
    (CountyState(signs=signs("orange"), past_calls=1, emergencies=1), "late", "emergencies"),
    (CountyState(signs=CALM, response="IV", emergencies=2), "late", "response"),
    (CountyState(signs=CALM, response="III"), "late", "response"),
    (CountyState(signs=signs("red", *["unknown"] * 7)), "alarm", "red_signs"),
    (CountyState(signs=signs("red"), response="III", emergencies=2, overdue=9), "alarm", "red_signs"),
    (CountyState(signs=signs("red"), response="II"), "alarm", "grave_response"),
    (CountyState(signs=CALM, response="I"), "alarm", "grave_response"),
    (CountyState(signs=signs("red"), response="I", calls=1), "alarm", "calls"),
    (CountyState(calls=1), "alarm", "calls"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "grade", "cause"), TABLE)
def test_the_worst_of_what_is_known_is_the_headline(now: CountyState, grade: Grade, cause: Cause) -> None:
    assert headline(now) == (grade, cause)


def test_every_row_of_the_table_is_reached() -> None:
    assert {cause for _, _, cause in TABLE} == {rule.cause for rule in RULES}


def test_grades_get_better_from_row_to_row() -> None:
    order: list[Grade] = ["alarm", "late", "unknown", "good"]
    places = [order.index(rule.grade) for rule in RULES]
    assert places == sorted(places)


def test_nothing_that_gets_worse_makes_the_headline_better() -> None:
    order: list[Grade] = ["good", "unknown", "late", "alarm"]
    levels: list[tuple[PlateState | None, int]] = [
        (signs("green"), 0), (signs("yellow"), 2), (signs("orange"), 2), (signs("red"), 3),
    ]  # fmt: skip
    for calls, overdue, (state, least) in product((0, 2), (0, 5), levels):
        found = order.index(headline(CountyState(calls=calls, overdue=overdue, signs=state)).grade)
        assert found >= max(least, 3 if calls else 0, 2 if overdue else 0)
