"""What plans and training tell in the place 决策, and how their panels are opened at it."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from county.durations import DAY_MS
from county.plan_tracker.commands import EvidenceSubmitted, PlanItemAdded, PlanItemSpentOn, PlanItemUrged
from county.plan_tracker.days import county_day
from county.plan_tracker.stated import Milestone
from county.training.people import TraineeEnrolled
from county.training.sessions import Participant, TrainingHeld
from desktop.decisions.asked_results import AskedResults
from desktop.decisions.told import PartTeller, ToldPart
from desktop.plan_tracker.plan_tracker import PlanTracker
from desktop.plan_tracker.told_plans import TellPlans
from desktop.training.told_training import TellTraining
from desktop.training.training_hours import TrainingHours
from services.results.plans import PlanQuestion
from services.results.registry import question_text
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel


def told(scripted: ScriptedDesktop, teller: PartTeller) -> ToldPart:
    return teller.told(AskedResults(scripted.session), scripted.clock.now_ms())


def plan(scripted: ScriptedDesktop) -> None:
    """A task that is ten days late, another one after it, and the plan of both."""
    today = county_day(scripted.clock.now_ms())

    def day(after: int) -> str:
        return (today + timedelta(days=after)).isoformat()

    def added(item_id: str, title: str, parent: str, due: int, **changes: object) -> PlanItemAdded:
        fields: dict[str, object] = {
            "root": "P", "place": 1, "goal": "", "lead": "market", "supports": (), "starts": day(-30),
            "due": day(due), "budget_yuan": None, "indicator": None, "depends_on": (), "divisions": (),
            "milestones": (Milestone(key="m1", title="招标完成", due=day(due)),),
        }  # fmt: skip
        return PlanItemAdded(item_id=item_id, title=title, parent=parent, **(fields | changes))  # type: ignore[arg-type]

    scripted.happen(
        added("P", "县级规划", "", 90, milestones=(), budget_yuan=100_000), added("a", "招标", "P", -10),
        added("b", "建设", "P", 60, depends_on=("a",)),
    )  # fmt: skip


def test_what_is_late_is_told_with_the_last_that_it_delays_and_who_acts(scripted: ScriptedDesktop) -> None:
    plan(scripted)
    late, whole = told(scripted, TellPlans(scripted.session)).results
    assert late.sentence == "招标：节点“招标完成”逾期 10 天；最后拖累到“建设”，至少推迟 31 天"
    assert late.next == "下一步：市场监督管理局提交佐证，或以事件督办"
    assert (late.target, late.grave) == ("a", True)
    assert late.figure == ("plan_late", question_text(PlanQuestion("a", "招标")), 0)
    assert "佐证已验收的权重 0 / 2" in whole.sentence
    assert whole.figure == ("plan_progress", question_text(PlanQuestion("P", "县级规划")), 0)


def test_evidence_that_waits_asks_another_person_and_the_event_that_presses_is_the_task(
    scripted: ScriptedDesktop,
) -> None:
    plan(scripted)
    event = scripted.report("督办招标")
    scripted.happen(
        PlanItemUrged(item_id="a", event=event), EvidenceSubmitted(item_id="a", milestone="m1", events=(event,))
    )
    late, whole = told(scripted, TellPlans(scripted.session)).results
    assert "佐证待验收，须由他人验收" in late.next
    assert late.event_id == event
    assert "1 个节点的佐证待验收" in whole.next


def test_money_over_the_budget_is_told_with_both_amounts(scripted: ScriptedDesktop) -> None:
    plan(scripted)
    scripted.happen(PlanItemSpentOn(item_id="a", yuan=125_000, note="服务器"))
    _, over, _ = told(scripted, TellPlans(scripted.session)).results
    assert over.sentence == "县级规划：支出 / 预算 12.5 / 10，超支 2.5（万元）"
    assert over.figure == ("plan_over", question_text(PlanQuestion("P", "县级规划")), 0)


def test_without_a_plan_or_anybody_to_be_trained_it_is_said_what_to_do(scripted: ScriptedDesktop) -> None:
    plans, training = (told(scripted, make(scripted.session)) for make in (TellPlans, TellTraining))
    assert (plans.results, training.results) == ((), ())
    assert "按模板建立" in plans.nothing
    assert "登记" in training.nothing


def test_groups_are_told_by_how_many_will_miss_their_hours_and_nobody_is_named(scripted: ScriptedDesktop) -> None:
    posts = [f"{number}号岗" for number in range(3)]
    scripted.happen(*(TraineeEnrolled(trainee=post, group="grassroots") for post in posts[:2]))
    teller = TellTraining(scripted.session)
    [early] = told(scripted, teller).results
    assert "为时过早" in early.sentence
    assert not early.grave
    scripted.clock.advance(400 * DAY_MS)
    now_ms = scripted.clock.now_ms()
    scripted.happen(TraineeEnrolled(trainee=posts[2], group="grassroots"), TrainingHeld(
        session_id="S1", title="系统操作", mode="practice", from_ms=now_ms - 4 * HOUR_MS, to_ms=now_ms - HOUR_MS,
        hours=80.0, participants=(Participant(trainee=posts[0], group="grassroots"),),
    ))  # fmt: skip
    [group] = told(scripted, teller).results
    year = county_day(now_ms).year
    assert group.sentence == f"基层人员：按目前进度，3 人中 1 人达不到 {year} 年的 80 学时；另有 1 人为时过早"
    assert "还差 80 人学时" in group.next
    assert not any(post in group.sentence + group.next for post in posts)


def test_panels_are_opened_at_a_result(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    plan(scripted)
    for post, group in (("1号岗", "leaders"), ("2号岗", "grassroots")):
        scripted.happen(TraineeEnrolled(trainee=post, group=group))
    with shown_panel(PlanTracker(scripted.session), qtbot, (1600, 800)) as plans:
        plans.plan.setCurrentIndex(plans.plan.count() - 1)
        plans.show_result("b")
        assert plans.chosen == "b", "also from the list of archived plans"
    with shown_panel(TrainingHours(scripted.session), qtbot, (1400, 500)) as training:
        training.show_result("grassroots")
        assert training.chosen == "2号岗"
        training.show_result("nobody is in it")
        assert training.chosen == "2号岗"
