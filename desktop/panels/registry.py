"""Registry of all dockable panels.  A panel costs one file and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from county.realm import Kind
from desktop.alarms.strip import AlarmStrip
from desktop.archive.archive import Archive
from desktop.assessment.assessment import AssessmentPanel
from desktop.briefings.briefings import Briefings
from desktop.cards.card import Card
from desktop.coverage.coverage import CoveragePanel
from desktop.decisions.decisions import Decisions
from desktop.drill.console import DrillConsole
from desktop.drill.improvements import Improvements
from desktop.drill.inbox import DrillInbox
from desktop.drill.outbox import DrillOutbox
from desktop.drill.roster import DrillRoster
from desktop.drill.scores import DrillScores
from desktop.drill.self_assessments import SelfAssessments
from desktop.duty.duty_log import DutyLog
from desktop.duty.shifts import ShiftsPanel
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.figures.data_quality import DataQuality
from desktop.figures.evaluation import Evaluation
from desktop.figures.inputs import FigureInputs
from desktop.leader.page import LeaderPage
from desktop.need.need_forecast import NeedForecastPanel
from desktop.panels.audit import AuditPanel
from desktop.panels.groups import PanelGroup
from desktop.panels.messages import Messages
from desktop.panels.panel import Panel
from desktop.plan_tracker.plan_tracker import PlanTracker
from desktop.policies.policy_questions import PolicyQuestions
from desktop.replay.changes import ReplayChanges
from desktop.reporting.report_form import ReportForm
from desktop.response.automations import AutomationPanel
from desktop.response.notices import Notices
from desktop.response.plans import Plans
from desktop.response.responses import Responses
from desktop.response.shelters import Shelters
from desktop.response.situation import Situation
from desktop.risks.risk_warnings import RiskWarnings
from desktop.session import Session
from desktop.staffing.staffing import StaffingPanel
from desktop.tracing.tracing import TracingPanel
from desktop.training.training_hours import TrainingHours
from desktop.units.closures import Closures
from desktop.units.rounds import Rounds
from desktop.units.units import Units
from desktop.wall.walls import Walls


class PanelClass(Protocol):
    """The class of a panel that has a dock."""

    def __call__(self, session: Session) -> Panel: ...

    def title(self) -> str:
        """A static method of the class: the dock has its title before there is a panel."""
        ...


@dataclass(frozen=True)
class PanelEntry:
    """Class of a panel, its group in the menu, and its place in scenes that do not name it."""

    make: PanelClass
    group: PanelGroup
    tab_of: str = ""
    """The panel whose tab group it joins; "": hidden, at the left, until the user shows it."""
    shown: bool = True
    """False: hidden in its tab group until the user shows it."""
    kinds: tuple[Kind, ...] = ("live", "drill", "replay")
    """Of realms whose windows have it."""
    of_drill: bool = False
    """Whether a replay has it only where it is one of a drill."""


PANELS: dict[str, PanelEntry] = {
    "events": PanelEntry(EventList, "events"),
    "card": PanelEntry(Card, "events"),
    "report": PanelEntry(ReportForm, "events"),
    "alarms": PanelEntry(AlarmStrip, "duty"),
    "messages": PanelEntry(Messages, "duty"),
    "tasks": PanelEntry(Boards, "events", tab_of="alarms"),
    "kanban": PanelEntry(Kanban, "events", tab_of="alarms"),
    "duty": PanelEntry(DutyLog, "duty", tab_of="messages"),
    "shifts": PanelEntry(ShiftsPanel, "duty", tab_of="messages", shown=False),
    "closures": PanelEntry(Closures, "response", tab_of="messages", shown=False),
    "units": PanelEntry(Units, "response", tab_of="messages", shown=False),
    "notices": PanelEntry(Notices, "duty", tab_of="messages", shown=False),
    "responses": PanelEntry(Responses, "response", tab_of="messages", shown=False),
    "plans": PanelEntry(Plans, "response", tab_of="card", shown=False),
    "shelters": PanelEntry(Shelters, "response", tab_of="messages", shown=False),
    "rounds": PanelEntry(Rounds, "response", tab_of="messages", shown=False),
    "situation": PanelEntry(Situation, "duty", tab_of="messages", shown=False),
    "figures": PanelEntry(FigureInputs, "evaluation", tab_of="messages", shown=False),
    "quality": PanelEntry(DataQuality, "system", tab_of="alarms", shown=False),
    "automation": PanelEntry(AutomationPanel, "system", tab_of="card", shown=False),
    "evaluation": PanelEntry(Evaluation, "evaluation", tab_of="alarms", shown=False),
    "assessment": PanelEntry(AssessmentPanel, "evaluation", tab_of="alarms", shown=False),
    "leader": PanelEntry(LeaderPage, "evaluation", tab_of="alarms", shown=False),
    "briefings": PanelEntry(Briefings, "evaluation", tab_of="card", shown=False),
    "decisions": PanelEntry(Decisions, "decisions", tab_of="alarms", shown=False),
    "policies": PanelEntry(PolicyQuestions, "decisions", tab_of="card", shown=False, kinds=("live", "drill")),
    "coverage": PanelEntry(CoveragePanel, "decisions", tab_of="card", shown=False, kinds=("live", "drill")),
    "staffing": PanelEntry(StaffingPanel, "decisions", tab_of="card", shown=False, kinds=("live", "drill")),
    "tracing": PanelEntry(TracingPanel, "decisions", tab_of="alarms", shown=False, kinds=("live", "drill")),
    "needs": PanelEntry(NeedForecastPanel, "decisions", tab_of="card", shown=False, kinds=("live",)),
    "risks": PanelEntry(RiskWarnings, "decisions", tab_of="alarms", shown=False, kinds=("live", "replay")),
    "plan_tracker": PanelEntry(PlanTracker, "decisions", tab_of="alarms", shown=False, kinds=("live", "replay")),
    "training": PanelEntry(TrainingHours, "decisions", tab_of="alarms", shown=False, kinds=("live", "replay")),
    "archive": PanelEntry(Archive, "events", tab_of="alarms", shown=False),
    "drill": PanelEntry(DrillConsole, "duty", tab_of="card", kinds=("drill",)),
    "roster": PanelEntry(DrillRoster, "duty", tab_of="card", kinds=("drill",)),
    "inbox": PanelEntry(DrillInbox, "duty", tab_of="messages", kinds=("drill", "replay"), of_drill=True),
    "outbox": PanelEntry(DrillOutbox, "duty", tab_of="messages", kinds=("drill", "replay"), of_drill=True),
    "scores": PanelEntry(DrillScores, "evaluation", tab_of="messages", kinds=("drill",)),
    "self_assessments": PanelEntry(SelfAssessments, "evaluation", tab_of="messages", kinds=("drill",)),
    "improvements": PanelEntry(Improvements, "evaluation", tab_of="messages", kinds=("drill",)),
    "changes": PanelEntry(ReplayChanges, "events", tab_of="alarms", shown=False, kinds=("replay",)),
    "walls": PanelEntry(Walls, "system", tab_of="messages", shown=False, kinds=("live", "drill")),
    "audit": PanelEntry(AuditPanel, "system", tab_of="alarms", shown=False),
}
