"""Base of the parts of a plan that list something in a tree."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget

from county.response.plans import PlanRun
from desktop.input.held_rows import HeldRows
from desktop.response.plan_part import PlanPart
from desktop.session import Session
from desktop.widgets.empty_hint import EmptyHint

ID_ROLE = int(Qt.ItemDataRole.UserRole)
"""Of the first column: what a line is about; nothing for a heading."""


class PlanTreePart(PlanPart):
    """No line moves below the pointer because of what happens to the run; another run is shown at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tree = QTreeWidget()
        self.tree.setWordWrap(True)
        self.hint = EmptyHint(self.tree)
        self.hold = HeldRows(self.tree, lambda index: index.siblingAtColumn(0).data(ID_ROLE))

    @property
    def keeps_lines(self) -> bool:
        """Whether a hand is about to choose one of the lines."""
        return self.hold.holding and self.tree.topLevelItemCount() > 0

    def show_run(self, run: PlanRun | None) -> None:
        if run is None or self.run is None or run.id != self.run.id:
            self.hold.end()
        super().show_run(run)
