"""Registry of the decision parts, in the order of the page.  A part costs a teller and a line here."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from county.names import Name
from desktop.coverage.coverage import CoveragePanel
from desktop.coverage.told_coverage import TellCoverage
from desktop.decisions.told import MakeTeller, ShowsResults
from desktop.need.need_forecast import NeedForecastPanel
from desktop.need.told_need import TellNeed
from desktop.plan_tracker.plan_tracker import PlanTracker
from desktop.plan_tracker.told_plans import TellPlans
from desktop.policies.policy_questions import PolicyQuestions
from desktop.policies.told_policies import TellPolicies
from desktop.risks.risk_warnings import RiskWarnings
from desktop.risks.told_risks import TellRisks
from desktop.staffing.staffing import StaffingPanel
from desktop.staffing.told_staffing import TellStaffing
from desktop.tracing.told_tracing import TellTracing
from desktop.tracing.tracing import TracingPanel
from desktop.training.told_training import TellTraining
from desktop.training.training_hours import TrainingHours


class PartPanel(ShowsResults, Protocol):
    """The panel of a part."""

    @staticmethod
    def title() -> str: ...


class DecisionPart(NamedTuple):
    """A part by the name of its panel: what it answers, and what tells its results."""

    panel: type[PartPanel]
    answers: Name
    tell: MakeTeller


PARTS: dict[str, DecisionPart] = {
    "risks": DecisionPart(
        RiskWarnings, Name("哪里不寻常，是不是真的，谁来办？", "What is unusual, is it real, and who deals with it?"),
        TellRisks,
    ),
    "coverage": DecisionPart(
        CoveragePanel,
        Name("谁到不了公共服务，在哪里增设，车怎么跑？", "Who does not reach a service, and what would help most?"),
        TellCoverage,
    ),
    "needs": DecisionPart(
        NeedForecastPanel,
        Name("本周哪里、哪类诉求会最多？", "Where will most be asked for this week, and what?"),
        TellNeed,
    ),
    "staffing": DecisionPart(
        StaffingPanel,
        Name("热线现有班次接得过来吗，要多少人？", "Do the agents of the hotline suffice, and how many would?"),
        TellStaffing,
    ),
    "policies": DecisionPart(
        PolicyQuestions,
        Name("群众问政策，答上来了没有，按时没有？", "Are questions about policies answered, and in time?"),
        TellPolicies,
    ),
    "plan_tracker": DecisionPart(
        PlanTracker,
        Name("计划做到哪一步，什么逾期、拖累谁，超支没有？", "How far are plans, what is late, and does it cost more?"),
        TellPlans,
    ),
    "training": DecisionPart(
        TrainingHours,
        Name("今年哪些人的培训学时不够，还差多少？", "Who will miss the training hours of the year, by how much?"),
        TellTraining,
    ),
    "tracing": DecisionPart(
        TracingPanel,
        Name("问题食品到了谁手里，通知到了没有？", "Who has the unsafe goods, and were they told?"),
        TellTracing,
    ),
}  # fmt: skip
"""In the order of the page."""
