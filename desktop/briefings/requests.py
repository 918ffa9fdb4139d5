"""What other parts of the window ask of the briefings, without knowing their panel."""

from __future__ import annotations

from psygnal import Signal

from county.briefing.briefing import chosen
from county.figures.metric import Figure
from desktop.briefings.place_shots import PictureOf


class BriefingRequests:
    """One of a window; the panel of briefings does what is asked."""

    def __init__(self) -> None:
        self.picture_of: PictureOf | None = None
        """Paints the surroundings of a place (working CRS, metres); None where there is no map."""

    begun = Signal()
    """Something is about to be asked: the panel has to be there, and shown."""
    figure_wanted = Signal(object)
    """ChosenFigure: 写入专报."""
    report_wanted = Signal(str)
    """Event: its next report (首报, 续报 or 终报)."""

    bulletin_wanted = Signal(str)
    """Month: its bulletin."""

    shown_wanted = Signal(str)
    """Briefing: chosen in the list, its page shown."""

    def add_figure(self, figure: Figure, caption: str = "") -> None:
        """Put a figure into the chosen or newest draft of a 专报, or begin one; ``caption``: in what words it was shown
        where it was chosen."""
        self.begun.emit()
        self.figure_wanted.emit(chosen(figure, caption))

    def report(self, event_id: str) -> None:
        """Draft the next report about an event."""
        self.begun.emit()
        self.report_wanted.emit(event_id)

    def bulletin(self, month: str) -> None:
        """Show the bulletin of a month; draft it where there is none."""
        self.begun.emit()
        self.bulletin_wanted.emit(month)

    def show(self, briefing_id: str) -> None:
        """Show a briefing."""
        self.begun.emit()
        self.shown_wanted.emit(briefing_id)
