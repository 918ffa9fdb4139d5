"""Which half-written texts of a window are kept, by the panels in which they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop.alarms.strip import AlarmStrip
from desktop.cards.card import Card
from desktop.drafts.source import DraftSource, Line, LineDrafts
from desktop.duty.duty_log import DutyLog
from desktop.duty.shifts import ShiftsPanel
from desktop.panels.panel import Panel
from desktop.policies.policy_questions import PolicyQuestions
from desktop.reporting.report_form import ReportForm
from desktop.response.notices import Notices
from desktop.response.responses import Responses
from desktop.response.situation import Situation
from desktop.units.closures import Closures
from desktop.window.window_panels import WindowPanels

P = TypeVar("P", bound=Panel)


def draft_sources(panels: WindowPanels) -> dict[str, DraftSource]:
    """By the names of their panels."""

    def line(kind: type[P], title: Callable[[], str], line_of: Callable[[P], Line]) -> LineDrafts:
        drafts = LineDrafts(title)
        panels.when_made(kind, lambda panel: drafts.watch(line_of(panel)))
        return drafts

    return {
        "report": panels.of(ReportForm),
        "card": panels.of(Card).event_card.steps,
        "alarms": panels.of(AlarmStrip),
        "duty": line(DutyLog, DutyLog.title, lambda panel: panel.text),
        "shifts": line(ShiftsPanel, ShiftsPanel.title, lambda panel: panel.text),
        "situation": line(Situation, Situation.title, lambda panel: panel.text),
        "notices": line(Notices, Notices.title, lambda panel: panel.text),
        "policies": line(PolicyQuestions, PolicyQuestions.title, lambda panel: panel.question),
        "closures": line(Closures, Closures.title, lambda panel: panel.reason),
        "responses": line(Responses, Responses.title, lambda panel: panel.reason),
    }
