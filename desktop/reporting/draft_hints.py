"""Hints while a report is typed: which subclass its words point to, and which events may be about the same matter."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from county.events.class_proposal import PROPOSED_AT_MOST, ClassProposal, ClassProposer
from desktop import theme
from desktop.i18n import pick
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import KEYS
from desktop.panels.panel import Panel
from desktop.reporting.duplicate_list import DuplicateList
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from layers.focus import MapPoint

AFTER_MS = 300
"""After the last change of the draft."""


class DraftHints(Panel):
    """Proposes, and changes nothing by itself."""

    taken = Signal(str)
    """The subclass that the user took."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._proposer = ClassProposer(session.catalog)
        self._classes: list[ClassProposal] = []
        self._draft: tuple[str, str, str, MapPoint | None, str] = ("", "", "", None, "")
        self._later = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._later.timeout.connect(self.refresh)
        self.proposed = PlainLabel()
        self.proposed.setProperty("role", "hint")
        self.buttons = [KeyedButton(key) for key in KEYS["form.class"].keys[:PROPOSED_AT_MOST]]
        self.duplicates = DuplicateList(session)
        line = QHBoxLayout()
        line.addWidget(self.proposed)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self._take(place))
            QShortcut(QKeySequence(button.key), self, partial(self._take, place)).setAutoRepeat(False)
            line.addWidget(button)
        line.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(5))
        box.addLayout(line)
        box.addWidget(self.duplicates)
        self.retranslate()

    def follow(self, title: str, note: str, subclass: str, place: MapPoint | None, address: str = "") -> None:
        """The draft is now this; ``subclass``: the chosen one, "" for none."""
        draft = (title, note, subclass, place, address)
        if draft != self._draft:
            self._draft = draft
            self._later.start()

    def refresh(self) -> None:
        """Search for the draft as it is now."""
        self._later.stop()
        title, note, subclass, place, address = self._draft
        self._classes = self._proposer.proposals(title, note)
        searched = subclass or (self._classes[0].subclass if self._classes else "")
        found = []
        if title.strip() and searched and place is not None:
            now_ms = self._session.clock.now_ms()
            found = self._session.duplicates.of_draft(searched, place, now_ms, title, note, address)
        self.duplicates.show_proposals(found)
        self.retranslate()

    def _take(self, place: int) -> None:
        if self.buttons[place].isVisible() and self.buttons[place].isEnabled():
            self.taken.emit(self._classes[place].subclass)

    def retranslate(self) -> None:
        self.proposed.setText(self.tr("Proposed:"))
        chosen = self._draft[2]
        agreed = bool(self._classes) and self._classes[0].subclass == chosen
        for place, button in enumerate(self.buttons):
            is_shown = place < len(self._classes) and not agreed
            button.setVisible(is_shown)
            if is_shown:
                proposal = self._classes[place]
                button.setText(pick(self._session.catalog.subclasses[proposal.subclass].name))
                words = self.tr(", ").join(proposal.words)
                button.setToolTip(literal(self.tr("Because of: {words}").format(words=words)))
                button.setEnabled(proposal.subclass != chosen)
        self.proposed.setVisible(bool(self._classes) and not agreed)

    def release(self) -> None:
        self._later.stop()
        self.duplicates.release()
        super().release()
