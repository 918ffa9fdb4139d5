"""What other parts of the window ask of the briefings, without knowing their panel."""

from __future__ import annotations

from psygnal import Signal

from county.briefing.briefing import ChosenFigure


class BriefingRequests:
    """One of a window; the panel of briefings does what is asked."""

    figure_wanted = Signal(object)
    """ChosenFigure: 写入专报."""
    report_wanted = Signal(str)
    """Event: its next report (首报, 续报 or 终报)."""

    def add_figure(self, figure: ChosenFigure) -> None:
        """Put a figure into the draft of a 专报; the user says which one where there are several, or begins one."""
        self.figure_wanted.emit(figure)

    def report(self, event_id: str) -> None:
        """Draft the next report about an event."""
        self.report_wanted.emit(event_id)
