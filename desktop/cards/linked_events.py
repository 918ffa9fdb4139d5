"""The events of a merge, both ways, as links, with what their reporters answered."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt

from county.events.event import Event
from desktop import theme
from desktop.session import Session
from desktop.widgets.markup_label import MarkupLabel


class LinkedEvents(MarkupLabel):
    """Hidden for an event without merges."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.linkActivated.connect(lambda event_id: session.focus.pick("events", event_id))

    def show_event(self, event: Event) -> None:
        """Show what ``event`` was merged into, and what was merged into it."""
        lines = []
        if event.merged_into:
            lines.append(self.tr("Merged into {event}").format(event=_link(event.merged_into)))
        for report in event.joined:
            asked = self.tr("reporter not asked yet") if report.reporter else self.tr("no reporter")
            said = asked if report.satisfied is None else answers(report.satisfied, report.solved)
            link = _link(report.event_id)
            lines.append(self.tr("Merged report {event}: {said}").format(event=link, said=escape(said)))
        self.setText("<br>".join(lines))
        self.setVisible(bool(lines))


def answers(satisfied: bool, solved: bool | None) -> str:
    """What a reporter answered, one line."""
    translate = QCoreApplication.translate
    is_solved = translate("LinkedEvents", "Solved") if solved else translate("LinkedEvents", "Not solved")
    is_satisfied = translate("LinkedEvents", "Satisfied") if satisfied else translate("LinkedEvents", "Not satisfied")
    return is_satisfied if solved is None else f"{is_solved} · {is_satisfied}"


def _link(event_id: str) -> str:
    return f"<a href='{escape(event_id)}' style='color:{theme.ACCENT}'>{escape(event_id)}</a>"
