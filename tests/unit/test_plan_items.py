"""Items of plans on the desk: who plans, who shows what was done, who accepts it, and what is refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county import commands as c
from county.attachments import Attachment
from county.authority import WATCH, Principal, Role
from county.briefing.briefing import ChosenFigure
from county.figures.metric import Period
from county.plan_tracker.aggregate import ITEMS_MAX, PLAN_ITEMS, RETENTION_DAYS
from county.plan_tracker.commands import (
    AcceptEvidence,
    ArchivePlan,
    BeginPlan,
    DecidePilot,
    PlanItemCommand,
    RejectEvidence,
    RemindOfPlanItem,
    RevisePlanItem,
    RevokeEvidence,
    SpendOnPlanItem,
    SubmitEvidence,
    UrgePlanItem,
    WithdrawPlanItem,
)
from county.plan_tracker.days import county_day
from county.plan_tracker.item import STEPS_KEPT, PlanItem
from county.plan_tracker.standing import standings
from county.plan_tracker.stated import NOTE_MAX, Milestone, PlanIndicator
from county.refusals import Refused
from services.protocol.codec import payload
from tests.unit.planned import LEADER, OTHER_LEADER, add
from tests.unit.running_desk import NOON_MS, OPERATOR, RunningDesk, report

DAY_MS = 86_400_000
VILLAGE = "990123100201"
MARKET = Principal(id="market-1", roles=frozenset({Role.UNIT}), unit="market")
FILE = Attachment(sha256="0" * 64, name="方案.pdf", size=4, media_type="application/pdf")
SUBMIT = SubmitEvidence(item_id="a", milestone="m1", events=("E1",))
ACCEPT = AcceptEvidence(item_id="a", milestone="m1")
REVISE = RevisePlanItem(
    item_id="a", title="a", lead="market", starts="2026-11-01", due="2026-12-31", note="县长办公会",
    milestones=add("a").milestones,
)  # fmt: skip
PILOT = BeginPlan(item_id="T", template="pilot_short", title="试点", starts="2026-12-01", divisions=(VILLAGE,))


@pytest.fixture
def running() -> RunningDesk:
    """A desk with an event and a plan P of two tasks, b after a."""
    running = RunningDesk(stored_start=lambda file: b"%PDF")
    running.give(report("E1"))
    give(running, add("P", milestones=()))
    give(running, add("a", parent="P"))
    give(running, add("b", parent="P", depends_on=("a",)))
    return running


def give(running: RunningDesk, body: c.CommandBody, by: Principal = LEADER, for_: str = "", day: int = 0) -> None:
    submits = isinstance(body, SubmitEvidence)
    running.give(
        body, by=OPERATOR if submits and by is LEADER else by, for_=for_ or "person", at_ms=NOON_MS + day * DAY_MS
    )


def refused(running: RunningDesk, body: c.CommandBody, by: Principal = LEADER) -> Refused:
    with pytest.raises(Refused) as caught:
        running.give(body, by=by)
    return caught.value


def of(running: RunningDesk, item_id: str = "a") -> PlanItem:
    found = running.desk.fold.states["plan_item"][item_id]
    assert isinstance(found, PlanItem)
    return found


def percent(running: RunningDesk, item_id: str) -> int | None:
    items = dict(running.desk.fold.states["plan_item"])
    return standings(items, county_day(NOON_MS))[item_id].percent


def test_a_milestone_counts_only_after_its_evidence_was_accepted(running: RunningDesk) -> None:
    give(running, SUBMIT)
    assert (percent(running, "a"), percent(running, "P")) == (0, 0)
    give(running, ACCEPT)
    assert (percent(running, "a"), percent(running, "P")) == (100, 50)


def test_whoever_submits_evidence_does_not_accept_it(running: RunningDesk) -> None:
    running.give(SUBMIT, by=LEADER)
    assert refused(running, ACCEPT).code == "evidence_accepted_by_other"
    running.give(ACCEPT, by=OTHER_LEADER)


def test_a_key_that_acts_for_nobody_does_not_accept_what_it_submitted_for_a_person() -> None:
    both = Principal(id="one", roles=frozenset({Role.DIRECTOR}), people=("person", "other"))
    running = RunningDesk()
    running.give(report("E1"))
    give(running, add("a"))
    running.take(c.Command(id="s", realm="live", happened_ms=NOON_MS, body=SUBMIT, for_="person"), NOON_MS, by=both)
    assert refused(running, ACCEPT, both).code == "evidence_accepted_by_other"
    running.take(c.Command(id="a", realm="live", happened_ms=NOON_MS, body=ACCEPT, for_="other"), NOON_MS, by=both)
    assert of(running).is_done("m1")


def test_a_unit_submits_evidence_for_its_own_items_alone(running: RunningDesk) -> None:
    give(running, add("c", parent="P", lead="health"))
    running.give(SUBMIT, by=MARKET)
    assert refused(running, replace(SUBMIT, item_id="c"), MARKET).code == "other_unit"
    assert refused(running, ACCEPT, MARKET).code == "not_authorised"


def test_operators_do_not_plan_and_do_not_accept(running: RunningDesk) -> None:
    for body in (add("c"), REVISE, ACCEPT, WithdrawPlanItem(item_id="a", note="x")):
        assert refused(running, body, OPERATOR).code == "not_authorised"


def test_files_events_drills_and_figures_are_evidence(running: RunningDesk) -> None:
    figure = ChosenFigure(metric="closed_on_time", period=Period(0, 1), as_of_seq=1)
    give(running, replace(SUBMIT, attachments=(FILE,), figures=(figure,)))
    found = of(running).evidence_for("m1")
    assert found is not None
    assert (found.state, found.attachments, found.events, found.figures) == ("waiting", (FILE,), ("E1",), (figure,))


def test_evidence_that_was_rejected_or_revoked_makes_room_for_other_evidence(running: RunningDesk) -> None:
    give(running, SUBMIT)
    give(running, RejectEvidence(item_id="a", milestone="m1", note="缺签字"))
    assert percent(running, "a") == 0
    give(running, SUBMIT)
    give(running, ACCEPT)
    give(running, RevokeEvidence(item_id="a", milestone="m1", note="系统退回"))
    assert percent(running, "a") == 0
    found = of(running).evidence_for("m1")
    assert found is not None
    assert (found.state, found.reason, found.decided_by) == ("revoked", "系统退回", "leader-1")


@pytest.mark.parametrize(
    ("before", "body", "code"),
    [
        ((), add("c", title=" "), "item_title_missing"), ((), add("c", lead="nobody"), "item_lead_unknown"),
        ((), add("c", starts="2026-13-01"), "item_day_invalid"), ((), add("c", due="2026-10-31"), "item_ends_before"),
        ((), add("c", starts="20261101"), "item_day_invalid"),
        ((), add("c", due="2026-12-30"), "item_milestone_outside"),
        ((), add("c", budget_yuan=-1), "item_amount_invalid"),
        ((), add("c", indicator=PlanIndicator(metric="none", target=1)), "item_metric_unknown"),
        ((), add("c", indicator=PlanIndicator(metric="closed_on_time", target=float("nan"))), "item_target_invalid"),
        ((), add("c", milestones=add("c").milestones * 2), "item_named_twice"),
        ((), add("c", milestones=(Milestone(key="m", title="m", due="2026-12-31", weight=0),)), "item_weight_invalid"),
        ((), add("c", parent="gone"), "item_parent_closed"),
        ((), add("c", depends_on=("gone",)), "item_depends_unknown"),
        ((), add("c", parent="P", depends_on=("P",)), "item_depends_unknown"),
        ((), add("c", parent="P", divisions=(VILLAGE,)), "item_pilot_below"),
        ((), add("c", divisions=("99",)), "division_unknown"), ((), add("a"), "case_exists"),
        ((), add("c", goal="联系 13812345678"), "text_has_number"),
        ((), replace(REVISE, depends_on=("b",)), "item_cycle"),
        ((), replace(REVISE, note=""), "case_note_missing"), ((), replace(REVISE, note="字" * 201), "text_too_long"),
        ((SUBMIT,), replace(REVISE, milestones=()), "item_milestone_settled"),
        ((SUBMIT, ACCEPT), replace(REVISE, milestones=(replace(REVISE.milestones[0], weight=9),)),
         "item_milestone_settled"),
        ((SUBMIT,), SUBMIT, "evidence_there_already"), ((SUBMIT, ACCEPT), SUBMIT, "evidence_there_already"),
        ((), replace(SUBMIT, events=()), "evidence_missing"), ((), replace(SUBMIT, events=("E9",)), "event_unknown"),
        ((), replace(SUBMIT, drills=("drill:1",)), "item_drill_unknown"),
        ((), replace(SUBMIT, milestone="m9"), "item_milestone_unknown"), ((), ACCEPT, "evidence_not_waiting"),
        ((SUBMIT,), RevokeEvidence(item_id="a", milestone="m1", note="x"), "evidence_not_accepted"),
        ((), SpendOnPlanItem(item_id="a", yuan=0, note="x"), "item_amount_invalid"),
        ((), SpendOnPlanItem(item_id="a", yuan=-1, note="x"), "item_amount_invalid"),
        ((), UrgePlanItem(item_id="a", event="E9"), "event_unknown"),
        ((), DecidePilot(item_id="P", decision="stop", note="x"), "item_no_pilot"),
        ((), ArchivePlan(item_id="a"), "item_not_whole"), ((), ArchivePlan(item_id="P"), "item_unfinished"),
        ((), replace(PILOT, divisions=()), "item_pilot_places"),
        ((), replace(PILOT, template="x"), "item_template_unknown"),
        ((), replace(PILOT, template="modernisation"), "item_pilot_below"),
        ((), RemindOfPlanItem(item_id="a", late=("m1",)), "watch_only"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    running: RunningDesk, before: tuple[PlanItemCommand, ...], body: PlanItemCommand, code: str
) -> None:
    for one in before:
        give(running, one)
    with pytest.raises(Refused) as caught:
        give(running, body)
    assert caught.value.code == code


def test_a_refused_cycle_names_its_items(running: RunningDesk) -> None:
    with pytest.raises(Refused, match=r"a → b → a|b → a → b"):
        give(running, replace(REVISE, depends_on=("b",)))
    assert of(running).depends_on == ()


def test_an_item_depends_on_none_of_another_plan(running: RunningDesk) -> None:
    give(running, add("Q"))
    with pytest.raises(Refused, match="item_depends_unknown"):
        give(running, add("c", parent="P", depends_on=("Q",)))


def test_an_item_remembers_when_it_was_to_end_first(running: RunningDesk) -> None:
    give(running, replace(REVISE, due="2027-03-31"))
    assert (of(running).first_due, of(running).due) == ("2026-12-31", "2027-03-31")


def test_money_adds_up_and_can_be_taken_back(running: RunningDesk) -> None:
    for yuan in (500, 300, -200):
        give(running, SpendOnPlanItem(item_id="a", yuan=yuan, note="服务器"))
    assert of(running).spent_yuan == 600


def test_a_plan_of_a_template_has_its_phases_on_the_calendar(running: RunningDesk) -> None:
    give(running, BeginPlan(item_id="M", template="modernisation", title="规划", starts="2026-01-31"))
    spans = {
        key: (of(running, f"M-{key}").starts, of(running, f"M-{key}").due) for key in ("phase1", "phase2", "phase4")
    }
    assert spans == {
        "phase1": ("2026-01-31", "2026-04-29"), "phase2": ("2026-04-30", "2026-09-29"),
        "phase4": ("2027-01-31", "2027-07-30"),
    }  # fmt: skip
    assert of(running, "M-phase2").depends_on == ("M-phase1",)
    assert (of(running, "M").budget_yuan, of(running, "M-platform").budget_yuan) == (50_000_000, 15_000_000)
    assert {one.root for one in running.desk.states_of("plan_item") if one.id.startswith("M")} == {"M"}
    with pytest.raises(Refused, match="case_exists"):
        give(running, BeginPlan(item_id="M", template="modernisation", title="规划", starts="2026-01-31"))


def finish(running: RunningDesk, root: str) -> None:
    for one in list(running.desk.states_of("plan_item")):
        for milestone in one.milestones if one.root == root and one.state == "open" else ():
            give(running, SubmitEvidence(item_id=one.id, milestone=milestone.key, events=("E1",)))
            give(running, AcceptEvidence(item_id=one.id, milestone=milestone.key))


def test_a_pilot_is_extended_only_when_nothing_of_it_is_open(running: RunningDesk) -> None:
    give(running, PILOT)
    with pytest.raises(Refused, match="item_pilot_unfinished"):
        give(running, DecidePilot(item_id="T", decision="extend", note="效果好"))
    give(running, DecidePilot(item_id="T", decision="change", note="先增加人手"))
    finish(running, "T")
    with pytest.raises(Refused, match="case_note_missing"):
        give(running, DecidePilot(item_id="T", decision="extend"))
    give(running, DecidePilot(item_id="T", decision="extend", note="按期结案率上升"))
    assert (of(running, "T").decision, of(running, "T").decided_why) == ("extend", "按期结案率上升")


def test_a_finished_plan_is_archived_with_all_its_items(running: RunningDesk) -> None:
    give(running, WithdrawPlanItem(item_id="b", note="并入 a"))
    finish(running, "P")
    give(running, ArchivePlan(item_id="P"))
    assert [of(running, one).state for one in ("P", "a", "b")] == ["archived", "archived", "withdrawn"]
    assert PLAN_ITEMS.expires_ms(of(running)) == NOON_MS + RETENTION_DAYS * DAY_MS


def test_a_finished_pilot_is_archived_after_a_decision(running: RunningDesk) -> None:
    give(running, PILOT)
    finish(running, "T")
    with pytest.raises(Refused, match="item_pilot_undecided"):
        give(running, ArchivePlan(item_id="T"))


def test_withdrawing_an_item_withdraws_what_is_below_it(running: RunningDesk) -> None:
    give(running, add("c", parent="a"))
    give(running, WithdrawPlanItem(item_id="a", note="不再需要"))
    assert [of(running, one).state for one in ("P", "a", "b", "c")] == ["open", "withdrawn", "open", "withdrawn"]


def test_the_backend_reminds_of_what_is_late_and_of_nothing_else(running: RunningDesk) -> None:
    remind = RemindOfPlanItem(item_id="a", late=("m1",))
    give(running, remind, WATCH)
    assert of(running).reminded == (), "it is not late yet"
    give(running, remind, WATCH, day=40)
    assert of(running).reminded == ("m1 2026-12-31",)
    assert of(running).milestones == add("a").milestones


def test_an_event_presses_an_item_once(running: RunningDesk) -> None:
    give(running, UrgePlanItem(item_id="a", event="E1"))
    assert refused(running, UrgePlanItem(item_id="a", event="E1")).code == "item_urged_already"
    assert of(running).urged == ("E1",)


def test_a_plan_has_no_more_items_than_can_be_computed_at_once(running: RunningDesk) -> None:
    for n in range(ITEMS_MAX - 3):
        give(running, add(f"x{n}", parent="P"))
    with pytest.raises(Refused, match="item_too_large"):
        give(running, add("one more", parent="P"))


def test_a_state_holds_its_last_steps_and_can_be_sent(running: RunningDesk) -> None:
    long = "字" * NOTE_MAX
    for _ in range(STEPS_KEPT + 5):
        give(running, SpendOnPlanItem(item_id="a", yuan=1, note=long))
    assert (len(of(running).steps), of(running).spent_yuan) == (STEPS_KEPT, STEPS_KEPT + 5)
    assert len(payload(of(running))) < 64 << 10
