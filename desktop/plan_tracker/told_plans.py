"""What plans tell a leader: what is late and whom that delays last, what costs more than planned, and how far each plan
is by accepted evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QCoreApplication

from county.names import BETWEEN
from county.plan_tracker.item import MilestoneEvidence
from county.plan_tracker.standing import ItemStanding
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.plan_tracker.shown_standings import ShownStandings
from desktop.plan_tracker.texts import end_text, lead_text, money_text
from desktop.session import Session
from services.results.plans import PlanQuestion
from services.results.registry import question_text

FIGURES = tuple(ResultQuestion(metric, question_text(PlanQuestion())) for metric in ("plan_late", "plan_over"))
LATE_MAX, OVER_MAX, PLANS_MAX = 3, 2, 3
translate = QCoreApplication.translate


class TellPlans:
    """Of open plans: late items by the end of the last item that they delay, the most over their budget, and the
    plans."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._standings = ShownStandings(session)

    def release(self) -> None:
        """It asks nothing."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        found = self._standings.follow()
        open_ones = [one for one in found.values() if one.item.state == "open"]
        late = sorted(
            (one for one in open_ones if one.late),
            key=lambda one: (found[one.chain[-1]].delay_days, one.late_days), reverse=True,
        )  # fmt: skip
        over = sorted((one for one in open_ones if one.overrun_yuan), key=lambda one: -one.overrun_yuan)
        plans = [one for one in open_ones if not one.item.parent]
        told = (
            *(self._late(one) for one in late[:LATE_MAX]), *(self._over(one) for one in over[:OVER_MAX]),
            *(self._plan(one, open_ones) for one in plans[:PLANS_MAX]),
        )  # fmt: skip
        nothing = translate("TellPlans", "No plan is open: open the panel and begin one from a template")
        return ToldPart(FIGURES, told, nothing)

    def _late(self, one: ItemStanding) -> ToldResult:
        """The milestone that is late longest, and the last item that it delays."""
        item = one.item
        milestone = min(one.late, key=lambda late: late.due)
        days = (self._standings.today - date.fromisoformat(milestone.due)).days
        said = translate("TellPlans", "{item}: milestone {milestone} is {n} days late; {delays}").format(
            item=item.title, milestone=milestone.title, n=days, delays=self._delays(one)
        )  # fmt: skip
        waiting = item.evidence_for(milestone.key)
        if waiting is not None and waiting.state != "waiting":
            waiting = None
        return ToldResult(
            said, self._next_of_late(one, waiting), self._question("plan_late", one),
            event_id=item.urged[-1] if item.urged else "", divisions=self._divisions(one), target=item.id, grave=True,
        )  # fmt: skip

    def _delays(self, one: ItemStanding) -> str:
        last = self._standings.by_id[one.chain[-1]]
        if last is one:
            return translate("TellPlans", "no other item waits for it")
        if not last.delay_days:
            return translate("TellPlans", "the last that waits for it is {last}, which has a margin").format(
                last=last.item.title
            )
        return translate("TellPlans", "the last that it delays is {last}, by {n} days at least").format(
            last=last.item.title, n=last.delay_days
        )

    def _next_of_late(self, one: ItemStanding, waiting: MilestoneEvidence | None) -> str:
        if waiting is not None:
            text = translate("TellPlans", "next: evidence by {person} waits; another person accepts or rejects it")
            return text.format(person=waiting.person)
        text = translate("TellPlans", "next: {lead} submits evidence") if one.item.urged else translate(
            "TellPlans", "next: {lead} submits evidence, or an event presses it"
        )  # fmt: skip
        return text.format(lead=self._lead(one))

    def _over(self, one: ItemStanding) -> ToldResult:
        said = translate("TellPlans", "{item}: spent / planned {money} (10,000 yuan)")
        text = translate("TellPlans", "next: {lead} says why; the plan is revised, or spending stops")
        return ToldResult(
            said.format(item=one.item.title, money=money_text(one)), text.format(lead=self._lead(one)),
            self._question("plan_over", one), divisions=self._divisions(one), target=one.item.id, grave=True,
        )  # fmt: skip

    def _plan(self, one: ItemStanding, open_ones: Iterable[ItemStanding]) -> ToldResult:
        item = one.item
        own = [each.item for each in open_ones if each.item.root == item.id]
        waiting = sum(found.state == "waiting" for each in own for found in each.evidence)
        said = translate("TellPlans", "{plan}: weight {done} of {all} by accepted evidence; last day {day}; {end}")
        next_step = translate("TellPlans", "led by {lead}").format(lead=self._lead(one))
        if waiting:
            text = translate("TellPlans", "next: evidence for {n} milestones is to be accepted or rejected")
            next_step = BETWEEN.join((next_step, text.format(n=waiting)))
        return ToldResult(
            said.format(plan=item.title, done=one.accepted, all=one.weight, day=item.due, end=end_text(one)), next_step,
            self._question("plan_progress", one), divisions=item.divisions, target=item.id,
        )  # fmt: skip

    def _question(self, metric: str, one: ItemStanding) -> ResultQuestion:
        return ResultQuestion(metric, question_text(PlanQuestion(one.item.id, one.item.title)))

    def _lead(self, one: ItemStanding) -> str:
        return lead_text(one.item.lead, self._session.catalog, self._session.divisions)

    def _divisions(self, one: ItemStanding) -> tuple[str, ...]:
        """Of a pilot: where it takes place."""
        root = self._standings.by_id.get(one.item.root)
        return () if root is None else root.item.divisions
