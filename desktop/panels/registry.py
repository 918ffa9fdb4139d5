"""Every dockable panel there is.  A panel costs one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from desktop.panels.alarm_strip import AlarmStrip
from desktop.panels.card import Card
from desktop.panels.event_list import EventList
from desktop.panels.messages import Messages
from desktop.panels.panel import Panel
from desktop.panels.report_form import ReportForm
from desktop.session import Session

PANELS: dict[str, Callable[[Session], Panel]] = {
    "events": EventList,
    "card": Card,
    "report": ReportForm,
    "alarms": AlarmStrip,
    "messages": Messages,
}
