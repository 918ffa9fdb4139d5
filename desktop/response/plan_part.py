"""Base of the parts of the panel of response plans: they show one run and send commands about it."""

from __future__ import annotations

from county.response.plans import PlanRun
from desktop.panels.sending_panel import SendingPanel
from desktop.session import Session


class PlanPart(SendingPanel):
    """Shows ``run``."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.run: PlanRun | None = None

    def show_run(self, run: PlanRun | None) -> None:
        """Show this run, or none."""
        self.run = run
        self.refresh()
