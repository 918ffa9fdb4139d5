"""Standings of plans: progress by accepted evidence alone, late chains, forecasts that can say no, money."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.plan_tracker.item import PlanItem
from county.plan_tracker.standing import ItemStanding, standings
from county.plan_tracker.tree import PlanTree
from tests.unit.planned import item

TODAY = date(2026, 7, 1)
END = "2026-12-31"


def of(*items: PlanItem, today: date = TODAY) -> dict[str, ItemStanding]:
    return standings({one.id: one for one in items}, today)


def test_a_parent_with_nine_finished_tasks_and_one_open_milestone_is_not_at_100_percent() -> None:
    tasks = [item(f"t{n}", parent="P", milestones=[(END, 100)], accepted=[0]) for n in range(9)]
    found = of(item("P"), *tasks, item("last", parent="P", milestones=[(END, 1)]))["P"]
    assert (found.percent, found.is_done, found.open_milestones) == (99, False, 1)
    assert found.progress == Fraction(900, 901)


def test_progress_is_the_weight_of_accepted_milestones_of_the_whole_subtree() -> None:
    found = of(
        item("P", milestones=[(END, 2)], accepted=[0]), item("a", parent="P", milestones=[(END, 3), (END, 5)],
                                                            accepted=[1]), item("b", parent="a"),
    )  # fmt: skip
    assert (found["P"].progress, found["a"].progress, found["b"].progress) == (Fraction(7, 10), Fraction(5, 8), None)
    assert [found[one].depth for one in ("P", "a", "b")] == [0, 1, 2]


def test_an_item_without_milestones_has_no_progress_and_is_never_done() -> None:
    found = of(item("P"))["P"]
    assert (found.progress, found.percent, found.is_done, found.outlook) == (None, None, False, "no_milestones")


def test_withdrawn_items_do_not_count() -> None:
    done = item("a", parent="P", milestones=[(END, 1)], accepted=[0])
    gone = item("b", parent="P", milestones=[(END, 1)], state="withdrawn", spent_yuan=5)
    found = of(item("P"), done, gone)
    assert (found["P"].is_done, found["P"].spent_yuan, "b" in found) == (True, 0, False)


def test_evidence_that_waits_is_no_progress() -> None:
    task = item("a", parent="P", milestones=[(END, 1)], accepted=[0])
    waiting = replace(task, evidence=(replace(task.evidence[0], state="waiting"),))
    assert of(item("P"), waiting)["P"].percent == 0


def test_a_late_predecessor_marks_its_successors_up_to_the_last_one() -> None:
    found = of(
        item("P"),
        item("a", parent="P", starts="2026-04-01", due="2026-06-01", milestones=[("2026-06-01", 1)]),
        item("b", parent="P", starts="2026-06-02", due="2026-07-31", milestones=[("2026-07-31", 1)], depends_on=["a"]),
        item("c", parent="P", starts="2026-12-01", due=END, milestones=[(END, 1)], depends_on=["b"]),
        item("free", parent="P", milestones=[(END, 1)]),
    )
    assert (found["a"].late_days, found["a"].chain) == (30, ("a", "b", "c"))
    assert [found[one].waits_for for one in ("a", "b", "c", "free")] == [(), ("a",), ("a",), ()]
    assert found["b"].expected == date(2026, 7, 2) + timedelta(days=59), "b lasts 59 days and begins after today"
    assert (found["b"].delay_days, found["c"].delay_days) == (30, 0), "c has a margin of months"
    assert found["b"].late_days == 0, "b is not late itself: the dependency points one way"


def test_a_late_task_of_a_phase_delays_the_next_phases_with_everything_in_them() -> None:
    found = of(
        item("P"), item("one", parent="P", due="2026-06-30"), item("two", parent="P", depends_on=["one"],
                                                                  starts="2026-07-01"),
        item("a", parent="one", due="2026-06-15", milestones=[("2026-06-15", 1)]),
        item("b", parent="two", starts="2026-07-01", due="2026-07-20", milestones=[("2026-07-20", 1)]),
        item("c", parent="P", starts="2026-07-21", due=END, milestones=[(END, 1)], depends_on=["b"]),
    )  # fmt: skip
    assert found["a"].chain == ("a", "two", "c")
    assert found["b"].waits_for == ("a",)
    assert found["c"].waits_for == ("a",)
    assert found["one"].late_days == 16, "what is late below is late above"


def test_a_finished_predecessor_delays_nothing_however_late_it_was() -> None:
    found = of(
        item("P"), item("a", parent="P", due="2026-02-01", milestones=[("2026-02-01", 1)], accepted=[0],
                        accepted_on="2026-06-01"),
        item("b", parent="P", due=END, milestones=[(END, 1)], depends_on=["a"]),
    )  # fmt: skip
    assert (found["b"].waits_for, found["b"].delay_days, found["a"].late_days, found["a"].chain) == ((), 0, 0, ())
    assert found["a"].forecast == date(2026, 6, 1), "its end is when the last evidence was submitted"


@pytest.mark.parametrize(
    ("starts", "accepted", "outlook", "forecast"),
    [
        ("2026-01-01", [0, 1], "paced", "2026-12-29"), ("2026-01-01", [0], "too_little", None),
        ("2026-06-20", [0, 1], "too_little", None), ("2026-08-01", [], "not_begun", None),
        ("2026-01-01", [0, 1, 2, 3], "done", "2026-01-01"),
    ],
)  # fmt: skip
def test_an_end_is_told_from_the_pace_only_where_there_is_one(
    starts: str, accepted: list[int], outlook: str, forecast: str | None
) -> None:
    found = of(item("P", starts=starts, milestones=[(END, 1)] * 4, accepted=accepted))["P"]
    assert (found.outlook, found.forecast and found.forecast.isoformat()) == (outlook, forecast)


def test_two_of_many_milestones_are_too_little_progress_to_tell() -> None:
    found = of(item("P", milestones=[(END, 1)] * 12, accepted=[0, 1]))["P"]
    assert (found.outlook, found.forecast) == ("too_little", None)


def test_a_pace_of_almost_nothing_leads_to_no_year_that_calendars_lack() -> None:
    old = item("P", starts="0001-01-01", milestones=[(END, 1), (END, 1), (END, 8)], accepted=[0, 1])
    assert of(old)["P"].forecast == date(1, 1, 1) + timedelta(days=36_500)


def test_money_is_summed_and_overruns_are_told() -> None:
    found = of(
        item("P", budget_yuan=100, spent_yuan=10), item("a", parent="P", budget_yuan=60, spent_yuan=75),
        item("b", parent="P"), item("c", parent="b", budget_yuan=50, spent_yuan=20),
    )  # fmt: skip
    plan, a, b = found["P"], found["a"], found["b"]
    assert (plan.spent_yuan, plan.overrun_yuan, plan.overplanned_yuan) == (105, 5, 10)
    assert (a.overrun_yuan, b.budget_yuan, b.spent_yuan, b.overrun_yuan) == (15, 50, 20, 0)


def test_an_item_without_any_budget_has_no_overrun() -> None:
    found = of(item("P", spent_yuan=9))["P"]
    assert (found.budget_yuan, found.spent_yuan, found.overrun_yuan) == (None, 9, 0)


@pytest.mark.parametrize(
    ("items", "cycle"),
    [
        ([item("a", depends_on=["a"])], {"a"}),
        ([item("a", depends_on=["b"]), item("b", depends_on=["c"]), item("c", depends_on=["a"])], {"a", "b", "c"}),
        ([item("a"), item("b", parent="a", depends_on=["a"])], {"a", "b"}),
        ([item("a", depends_on=["b"]), item("b", parent="a")], {"a", "b"}),
        ([item("x", depends_on=["c"]), item("a", parent="x"), item("c", depends_on=["a"])], {"x", "a", "c"}),
        ([item("a", depends_on=["b"]), item("b")], set()),
        ([item("x"), item("a", parent="x", depends_on=["b"]), item("b", parent="x")], set()),
    ],
)
def test_items_that_would_wait_for_each_other_are_found(items: list[PlanItem], cycle: set[str]) -> None:
    assert {*PlanTree(items).cycle()} == cycle


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@st.composite
def plans(draw: st.DrawFn) -> list[PlanItem]:
    """Trees of up to nine items, each depending on some that were made before it and are no ancestors of it."""
    made = [item("P")]
    for n in range(draw(st.integers(1, 8))):
        above = draw(st.sampled_from(made))
        ancestors = {above.id, *PlanTree(made).ancestors(above.id)}
        starts, due = sorted((draw(DAYS), draw(DAYS)))
        weights = draw(st.lists(st.integers(1, 9), max_size=3))
        others = [one.id for one in made if one.id not in ancestors]
        made.append(item(
            f"i{n}", parent=above.id, starts=starts, due=due, milestones=[(due, weight) for weight in weights],
            accepted=draw(st.sets(st.integers(0, len(weights) - 1))) if weights else (),
            depends_on=draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else (),
        ))  # fmt: skip
    return [] if PlanTree(made).cycle() else made


@given(plans(), DAYS)
def test_whatever_a_plan_is_100_percent_means_that_nothing_is_open(made: list[PlanItem], day: str) -> None:
    for standing in of(*made, today=date.fromisoformat(day)).values():
        whole = list(PlanTree(made).subtree(standing.item.id))
        has_open = any(True for one in whole for _ in one.open_milestones())
        assert (standing.percent == 100) == (standing.weight > 0 and not has_open)
        assert standing.is_done == (standing.percent == 100)


@given(plans(), DAYS, st.randoms())
def test_the_order_of_items_changes_nothing(made: list[PlanItem], day: str, order: random.Random) -> None:
    shuffled = list(made)
    order.shuffle(shuffled)
    assert of(*shuffled, today=date.fromisoformat(day)) == of(*made, today=date.fromisoformat(day))


@given(plans(), DAYS)
def test_an_end_at_the_earliest_is_never_before_what_it_waits_for(made: list[PlanItem], day: str) -> None:
    found = of(*made, today=date.fromisoformat(day))
    for standing in found.values():
        assert standing.expected >= date.fromisoformat(standing.item.due) or standing.is_done
        for child in PlanTree(made).children(standing.item.id):
            assert standing.expected >= found[child].expected
        if standing.waits_for:
            assert all(found[one].late_days > 0 for one in standing.waits_for)
        assert len({*standing.chain}) == len(standing.chain), "no item delays itself"
