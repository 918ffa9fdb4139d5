"""Possible duplicates as a list: title, state, reasons; a click opens the event."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from county.events.duplicates import Proposal
from county.events.event import Event, State
from county.names import BETWEEN
from desktop import theme
from desktop.i18n import pick
from desktop.panels.panel import Panel
from desktop.reporting.duplicate_search import reasons
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, without_mnemonics
from desktop.wording import state

SHOWN_AT_MOST = 3
REFRESH_MS = 2_000
READ_AT_ONCE = 4
"""Texts of other reports in one turn of the loop."""


class DuplicateList(Panel):
    """Hidden while there are none."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._proposals: tuple[Proposal, ...] = ()
        self.heading = PlainLabel()
        self.heading.setProperty("role", "hint")
        self.links: list[QPushButton] = []
        self.reasons: list[PlainLabel] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(3))
        box.addWidget(self.heading)
        for row in range(SHOWN_AT_MOST):
            link, why = QPushButton(), PlainLabel()
            link.setFlat(True)
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.setStyleSheet("text-align: left;")
            link.clicked.connect(lambda _=False, row=row: self._open(row))
            why.setWordWrap(True)
            why.setProperty("role", "muted")
            box.addWidget(link)
            box.addWidget(why)
            self.links.append(link)
            self.reasons.append(why)
        self.retranslate()

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show the first of ``proposals``."""
        proposals = tuple(proposals[:SHOWN_AT_MOST])
        if proposals != self._proposals:
            self._proposals = proposals
            self.retranslate()

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Possible duplicates"))
        states = self._session.layers.states("event")
        for row, (link, why) in enumerate(zip(self.links, self.reasons, strict=True)):
            proposal = self._proposals[row] if row < len(self._proposals) else None
            event = None if proposal is None else states.get(proposal.id)
            link.setVisible(event is not None)
            why.setVisible(event is not None)
            if proposal is not None and event is not None:
                title = pick(self._session.event_texts.title(event))
                link.setText(without_mnemonics(f"{state(event.state)}  {title}"))
                why.setText(BETWEEN.join(reasons(proposal, event.place_level)))
        self.setVisible(bool(self._proposals))

    def _open(self, row: int) -> None:
        self._session.focus.select("events", self._proposals[row].id)


class EventDuplicates(DuplicateList):
    """Those of one event, until it is dispatched; searched again every two seconds, as others arrive."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._event: Event | None = None
        self._shown_for = ""
        """Event whose duplicates are shown."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._search)
        self.every(REFRESH_MS, self._search)

    def show_event(self, event: Event) -> None:
        """Show the possible duplicates of ``event``."""
        self._event = event
        self._search()

    def release(self) -> None:
        self._soon.stop()
        super().release()

    def _search(self) -> None:
        """Where many texts are to be read first, in several turns of the loop."""
        event = self._event
        if event is None or event.state not in (State.REPORTED, State.FILED):
            self.show_proposals(())
        elif self._session.duplicates.read_for(event, READ_AT_ONCE):
            self._shown_for = event.id
            self.show_proposals(self._session.duplicates.of_event(event))
        else:
            self._soon.start()
            if event.id != self._shown_for:
                self.show_proposals(())
