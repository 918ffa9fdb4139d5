"""Whatever is asked of the desk in whatever order: no cycle comes into being, nothing open is 100 per cent, and nobody
accepts what they submitted."""

from __future__ import annotations

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from county.authority import Principal
from county.plan_tracker.commands import (
    AcceptEvidence,
    AddPlanItem,
    PlanItemCommand,
    RejectEvidence,
    RevisePlanItem,
    RevokeEvidence,
    SubmitEvidence,
    WithdrawPlanItem,
)
from county.plan_tracker.item import PlanItem
from county.plan_tracker.standing import standings
from county.plan_tracker.stated import Milestone
from county.plan_tracker.tree import PlanTree
from county.refusals import Refused
from tests.unit.planned import LEADER, OTHER_LEADER, add
from tests.unit.running_desk import RunningDesk, report

IDS = st.sampled_from(["P", *"abcde"])
PLANNERS = st.sampled_from([LEADER, OTHER_LEADER])
KEYS = st.sampled_from(["m0", "m1"])
MILESTONES = st.lists(st.integers(1, 9), max_size=2).map(
    lambda weights: tuple(
        Milestone(key=f"m{place}", title="m", due="2026-12-31", weight=weight) for place, weight in enumerate(weights)
    )
)
OTHERS = st.lists(IDS, unique=True, max_size=3).map(tuple)


class PlanMachine(RuleBasedStateMachine):
    """One plan, changed by two leaders."""

    @initialize()
    def begin(self) -> None:
        self.running = RunningDesk()
        self.running.give(report("E1"))
        self.submitted: dict[tuple[str, str], str] = {}
        self.take(add("P", milestones=()), LEADER)

    def take(self, body: PlanItemCommand, by: Principal) -> bool:
        try:
            self.running.give(body, by=by)
        except Refused:
            return False
        return True

    @property
    def items(self) -> dict[str, PlanItem]:
        return dict(self.running.desk.fold.states["plan_item"])

    @rule(item_id=IDS, parent=IDS, others=OTHERS, milestones=MILESTONES, by=PLANNERS)
    def add(
        self, item_id: str, parent: str, others: tuple[str, ...], milestones: tuple[Milestone, ...], by: Principal
    ) -> None:
        self.take(add(item_id, parent=parent, depends_on=others, milestones=milestones), by)

    @rule(item_id=IDS, others=OTHERS, milestones=MILESTONES, by=PLANNERS)
    def revise(self, item_id: str, others: tuple[str, ...], milestones: tuple[Milestone, ...], by: Principal) -> None:
        stated = add(item_id, depends_on=others, milestones=milestones, note="x")
        names = set(AddPlanItem.__struct_fields__) & set(RevisePlanItem.__struct_fields__)
        self.take(RevisePlanItem(**{name: getattr(stated, name) for name in names}), by)

    @rule(item_id=IDS, key=KEYS, by=PLANNERS)
    def submit(self, item_id: str, key: str, by: Principal) -> None:
        if self.take(SubmitEvidence(item_id=item_id, milestone=key, events=("E1",)), by):
            self.submitted[item_id, key] = by.id

    @rule(item_id=IDS, key=KEYS, by=PLANNERS)
    def accept(self, item_id: str, key: str, by: Principal) -> None:
        if self.take(AcceptEvidence(item_id=item_id, milestone=key), by):
            assert self.submitted[item_id, key] != by.id

    @rule(item_id=IDS, key=KEYS, by=PLANNERS, kind=st.sampled_from([RejectEvidence, RevokeEvidence]))
    def take_back(self, item_id: str, key: str, by: Principal, kind: type[RejectEvidence | RevokeEvidence]) -> None:
        self.take(kind(item_id=item_id, milestone=key, note="x"), by)

    @rule(item_id=st.sampled_from("abcde"), by=PLANNERS)
    def withdraw(self, item_id: str, by: Principal) -> None:
        self.take(WithdrawPlanItem(item_id=item_id, note="x"), by)

    @invariant()
    def nothing_waits_for_itself(self) -> None:
        if hasattr(self, "running"):
            assert PlanTree(self.items.values()).cycle() == []

    @invariant()
    def what_is_open_is_not_done(self) -> None:
        if not hasattr(self, "running"):
            return
        items = self.items
        found = standings(items, date(2027, 1, 15))
        assert found == standings(dict(reversed(items.items())), date(2027, 1, 15))
        for standing in found.values():
            below = [one for one in PlanTree(items.values()).subtree(standing.item.id) if one.state != "withdrawn"]
            if any(True for one in below for _ in one.open_milestones()):
                assert standing.percent is not None
                assert standing.percent < 100
                assert not standing.is_done


TestPlanMachine = PlanMachine.TestCase
TestPlanMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
