"""Plans of coverage that a person keeps: what they hold, what is refused, and that they can be withdrawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from county.coverage.kept_courses import kept_courses
from county.coverage.kept_plans import COURSES_MAX, CoveragePlan, WithdrawCoveragePlan
from county.coverage.tours import DayTour, TourVisit
from county.durations import DAY_MS
from county.refusals import Refused
from tests.coverage_answers import SITES_ASKED, keep, sites, tours
from tests.unit.running_desk import NOON_MS, RunningDesk, report

LONG = DayTour(
    day=0, vehicle="1", out_s=0, back_s=1,
    visits=(TourVisit(village="v", arrive_s=0, begin_s=0, end_s=0),) * 1_001,
)  # fmt: skip


def started() -> RunningDesk:
    """A desk with one record, as of which something can be computed."""
    running = RunningDesk()
    running.give(report("E1"))
    return running


def plan(running: RunningDesk, plan_id: str = "P1") -> CoveragePlan:
    found: CoveragePlan = running.desk.find("coverage_plan", plan_id)
    return found


def test_kept_tours_and_sites_hold_what_they_depend_on() -> None:
    running = started()
    running.give(keep())
    running.give(keep("P2", question=SITES_ASKED, tours=None, sites=sites(minutes=())))
    assert plan(running).tours == tours(courses=())
    assert plan(running).question.from_day == "2026-12-01"
    assert (plan(running).as_of_seq, plan(running).limit_min, plan(running).state) == (1, 5.0, "kept")
    assert plan(running, "P2").sites == sites(minutes=())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "plan_title_missing"), ({"title": "长" * 101}, "plan_title_missing"),
        ({"title": "联系 13912345678"}, "text_has_number"), ({"tours": None}, "plan_empty"),
        ({"sites": sites()}, "plan_empty"),
        ({"as_of_seq": 0}, "as_of_unknown"), ({"as_of_seq": 2}, "as_of_unknown"),
        ({"as_of_ms": NOON_MS + DAY_MS}, "as_of_ahead"),
        ({"tours": tours(courses=(bytes(24_001),))}, "plan_too_large"),
        ({"tours": replace(tours(), plan=replace(tours().plan, tours=(LONG,)))}, "plan_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(change: dict[str, Any], code: str) -> None:
    running = started()
    with pytest.raises(Refused) as refused:
        running.give(keep(**change))
    assert refused.value.code == code


def test_kept_courses_are_small_and_begin_and_end_where_they_did() -> None:
    winding = np.column_stack((np.arange(5_000) * 10.0, 500 * np.sin(np.arange(5_000) / 7))).astype("<f4")
    kept = kept_courses((winding.tobytes(),) * 10)
    assert sum(map(len, kept)) <= COURSES_MAX
    first = np.frombuffer(kept[0], dtype="<f4").reshape(-1, 2)
    assert (first[0].tolist(), first[-1].tolist()) == (winding[0].tolist(), winding[-1].tolist())
    assert kept_courses(()) == ()
    assert kept_courses((winding.tobytes(),) * 2_000) == ()


def test_a_plan_is_withdrawn_with_a_reason_and_once() -> None:
    running = started()
    running.give(keep())
    with pytest.raises(Refused, match="case_note_missing"):
        running.give(WithdrawCoveragePlan(plan_id="P1"))
    running.give(WithdrawCoveragePlan(plan_id="P1", note="改用新方案"))
    assert plan(running).state == "withdrawn"
    assert plan(running).tours is not None, "what was planned can be read still"
    with pytest.raises(Refused, match="case_transition_forbidden"):
        running.give(WithdrawCoveragePlan(plan_id="P1", note="再撤"))
