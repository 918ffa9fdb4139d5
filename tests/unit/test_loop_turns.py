"""The long turns of a window's loop are told by their causes, in processor time."""

from __future__ import annotations

import pytest

from bench.loop_turns import LongTurn, LoopTurns, TurnCause
from bench.robot_hands import turn_figures


@pytest.fixture
def turns() -> LoopTurns:
    found = LoopTurns()
    found.long = [
        LongTurn("painting", "map", 90.0, 10.0),
        LongTurn("painting", "map", 30.0, 20.0),
        LongTurn("painting", "list", 40.0, 36.0),
        LongTurn("click", "", 50.0, 45.0),
    ]
    return found


def test_a_cause_has_the_number_median_and_longest_of_its_turns_and_how_many_only_waited(turns: LoopTurns) -> None:
    assert turns.causes() == [
        TurnCause("click", turns=1, longest_busy_ms=45.0, median_busy_ms=45.0, waited=0),
        TurnCause("painting → map", turns=3, longest_busy_ms=36.0, median_busy_ms=20.0, waited=1),
    ]


def test_each_cause_is_a_figure_of_its_longest_turn_that_tells_the_median(turns: LoopTurns) -> None:
    figure = turn_figures(turns, minutes=5.0)[-1]
    assert figure.name == "3 × painting → map (waited: 1); processor time: median 20.0 ms, longest"
    assert (figure.value, figure.unit) == (36.0, "ms")
