"""A line in the middle of a list that has no rows: what will appear in it, or that nothing has arrived yet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView

from desktop.figures.as_of import data_arrived
from desktop.session import Session
from desktop.widgets.literal import PlainLabel


class EmptyHint(PlainLabel):
    """Over ``view`` while its model has no rows; transparent for mouse events."""

    def __init__(self, view: QAbstractItemView, session: Session | None = None) -> None:
        """``session``: whose data the rows are; None where they do not come from the backend."""
        super().__init__("", view.viewport())
        self._view = view
        self._session = session
        self._when_empty = ""
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "muted")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        model = view.model()
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self.follow)
        view.viewport().installEventFilter(self)
        self.follow()

    def say(self, when_empty: str) -> None:
        """What to read where there are no rows although all data arrived."""
        self._when_empty = when_empty
        self.follow()

    def follow(self) -> None:
        """Show or hide it."""
        known = self._session is None or data_arrived(self._session)
        self.setText(self._when_empty if known else self.tr("Receiving data …"))
        self.setVisible(self._view.model().rowCount() == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        return False
