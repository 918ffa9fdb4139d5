"""Registry of all dockable panels.  A panel costs one file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.panels.alarm_strip import AlarmStrip
from desktop.panels.archive import Archive
from desktop.panels.audit import AuditPanel
from desktop.panels.automations import AutomationPanel
from desktop.panels.boards import Boards
from desktop.panels.card import Card
from desktop.panels.closures import Closures
from desktop.panels.data_quality import DataQuality
from desktop.panels.duty_log import DutyLog
from desktop.panels.evaluation import Evaluation
from desktop.panels.event_list import EventList
from desktop.panels.figure_inputs import FigureInputs
from desktop.panels.kanban import Kanban
from desktop.panels.messages import Messages
from desktop.panels.notices import Notices
from desktop.panels.panel import Panel
from desktop.panels.plans import Plans
from desktop.panels.report_form import ReportForm
from desktop.panels.responses import Responses
from desktop.panels.rounds import Rounds
from desktop.panels.shelters import Shelters
from desktop.panels.situation import Situation
from desktop.panels.units import Units
from desktop.session import Session


@dataclass(frozen=True)
class PanelEntry:
    """Factory of a panel, and its place in scenes that do not name it."""

    make: Callable[[Session], Panel]
    tab_of: str = ""
    """The panel whose tab group it joins; "": hidden, at the left, until the user shows it."""
    shown: bool = True
    """False: hidden in its tab group until the user shows it."""


PANELS: dict[str, PanelEntry] = {
    "events": PanelEntry(EventList),
    "card": PanelEntry(Card),
    "report": PanelEntry(ReportForm),
    "alarms": PanelEntry(AlarmStrip),
    "messages": PanelEntry(Messages),
    "tasks": PanelEntry(Boards, tab_of="alarms"),
    "kanban": PanelEntry(Kanban, tab_of="alarms"),
    "duty": PanelEntry(DutyLog, tab_of="messages"),
    "closures": PanelEntry(Closures, tab_of="messages", shown=False),
    "units": PanelEntry(Units, tab_of="messages", shown=False),
    "notices": PanelEntry(Notices, tab_of="messages", shown=False),
    "responses": PanelEntry(Responses, tab_of="messages", shown=False),
    "plans": PanelEntry(Plans, tab_of="card", shown=False),
    "shelters": PanelEntry(Shelters, tab_of="messages", shown=False),
    "rounds": PanelEntry(Rounds, tab_of="messages", shown=False),
    "situation": PanelEntry(Situation, tab_of="messages", shown=False),
    "figures": PanelEntry(FigureInputs, tab_of="messages", shown=False),
    "quality": PanelEntry(DataQuality, tab_of="alarms", shown=False),
    "automation": PanelEntry(AutomationPanel, tab_of="card", shown=False),
    "evaluation": PanelEntry(Evaluation, tab_of="alarms", shown=False),
    "archive": PanelEntry(Archive, tab_of="alarms", shown=False),
    "audit": PanelEntry(AuditPanel, tab_of="alarms", shown=False),
}
