"""Looks for an event by its number in the journal, for the search box of the map.

A number that came with a file of another program is found as it was written there, or in capitals.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.map.search_box import SearchBox
from desktop.session import Session
from desktop.wording import explained
from services.protocol.messages import SubjectReply, Trouble


class JournalSearch(QObject):
    """Selects the event where there is one, and else has the box say so."""

    def __init__(self, box: SearchBox, session: Session) -> None:
        super().__init__(box)
        self._box = box
        self._session = session
        self._text = ""
        """What was typed."""
        self._left: list[str] = []
        """Numbers that it may stand for and that were not asked for yet."""
        self._asked = self._request = ""
        box.journal_wanted.connect(self._begin)
        session.feed.arrived.connect(self._arrived)

    def release(self) -> None:
        """Listen no more."""
        self._session.feed.arrived.disconnect(self._arrived)

    def _begin(self, text: str) -> None:
        self._text, self._left = text, list(dict.fromkeys((text, text.upper())))
        self._ask()

    def _ask(self) -> None:
        self._asked = self._left.pop(0)
        self._request = self._session.source.subject(f"event/{self._asked}")

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, SubjectReply | Trouble) or not self._request or answer.request != self._request:
            return
        self._request = ""
        if isinstance(answer, Trouble):
            self._box.tell(self._text, explained(answer.line))
        elif not answer.records:
            if self._left:
                self._ask()
            else:
                nowhere = self.tr("Neither on the desk nor in the journal: {text}")
                self._box.tell(self._text, nowhere.format(text=self._text))
        elif self._box.text().strip() == self._text:
            self._box.tell(self._text, "")
            self._session.focus.select("events", self._asked)  # its card asks for the records itself
