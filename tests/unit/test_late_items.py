"""What of a drill was late or missed, and the moment at which that was so."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from county.drill.late_items import late_items
from county.drill.scenario import Expectation
from county.drill.score import Overruling, Score
from tests.drill_scenario import scenario

MINUTE = 60_000
OVER_MS = 90 * MINUTE
DISPATCHED: Expectation = next(one for one in scenario().expectations if one.what == "dispatched")
assert DISPATCHED.limit is not None


def moment_of(score: Score, expectation: Expectation = DISPATCHED, over_ms: int | None = OVER_MS) -> object:
    """The record and the time after it; None where the score is no late item."""
    found = late_items([expectation], [score], over_ms)
    return next(((item.kind, item.seq, item.after_ms) for item in found), None)


def a_score(status: Any, **more: Any) -> Score:
    return Score(id=DISPATCHED.id, status=status, points=0, weight=20, **more)


def test_what_was_met_in_time_is_none_nor_what_was_not_judged() -> None:
    for status in ("met", "pending", "not_applicable", "not_due"):
        assert moment_of(a_score(status, proof=(3, 7))) is None


def test_what_was_met_late_stands_where_it_was_met() -> None:
    assert moment_of(a_score("late", proof=(3, 7), elapsed_ms=6 * MINUTE)) == ("late", 7, 0)


def test_what_was_missed_stands_where_its_time_ran_out_also_if_somebody_did_it_later() -> None:
    assert moment_of(a_score("missed", proof=(3,))) == ("missed", 3, DISPATCHED.limit)
    assert moment_of(a_score("missed", proof=(3, 7), elapsed_ms=50 * MINUTE)) == ("missed", 3, DISPATCHED.limit)


def test_what_never_began_or_was_cut_short_stands_where_the_drill_ended() -> None:
    assert moment_of(a_score("missed")) == ("missed", None, OVER_MS)
    assert moment_of(a_score("missed", proof=(3,), cut_short=True)) == ("missed", None, OVER_MS)
    assert moment_of(a_score("missed"), over_ms=None) is None


def test_a_forbidden_step_stands_where_it_was_done_and_an_observation_where_it_was_rated() -> None:
    forbidden = replace(DISPATCHED, what="not_done")
    observed = replace(DISPATCHED, what="observed", target=None, limit=None)
    for expectation in (forbidden, observed):
        assert moment_of(a_score("missed", proof=(3, 7)), expectation) == ("missed", 7, 0)


def test_an_overruled_score_stands_where_it_was_decided_before() -> None:
    overruled = Overruling(by="u:li", reason="到场的不是本队", seq=9, old_status="met", old_points=20)
    assert moment_of(a_score("missed", proof=(3, 7, 9), overruled=overruled)) == ("missed", 7, 0)
    assert moment_of(a_score("missed", proof=(9,), overruled=overruled)) == ("missed", 9, 0)
    assert moment_of(a_score("met", proof=(3, 9), overruled=overruled)) is None
