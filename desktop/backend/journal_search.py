"""Searches the journal for an event by its number, for the map's search box.

A number from another program's file is searched as typed and in capitals.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.map.search_box import SearchBox
from desktop.session import Session
from desktop.wording import explained
from services.protocol.messages import SubjectReply, Trouble


class JournalSearch(QObject):
    """Selects the event when found, else shows a message in the box."""

    def __init__(self, box: SearchBox, session: Session) -> None:
        super().__init__(box)
        self._box = box
        self._session = session
        self._text = ""
        """The typed text."""
        self._left: list[str] = []
        """Candidate numbers not requested yet."""
        self._number = self._request = ""
        box.journal_wanted.connect(self._begin)
        session.feed.arrived.connect(self._arrived)

    def release(self) -> None:
        """Disconnect from all signals."""
        self._session.feed.arrived.disconnect(self._arrived)

    def _begin(self, text: str) -> None:
        self._text, self._left = text, list(dict.fromkeys((text, text.upper())))
        self._request_next()

    def _request_next(self) -> None:
        self._number = self._left.pop(0)
        self._request = self._session.source.subject(f"event/{self._number}")

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, SubjectReply | Trouble) or not self._request or answer.request != self._request:
            return
        self._request = ""
        if isinstance(answer, Trouble):
            self._box.show_result(self._text, explained(answer.line))
        elif not answer.records:
            if self._left:
                self._request_next()
            else:
                not_found = self.tr("Neither on the desk nor in the journal: {text}")
                self._box.show_result(self._text, not_found.format(text=self._text))
        elif self._box.text().strip() == self._text:
            self._box.show_result(self._text, "")
            self._session.focus.select("events", self._number)  # its card requests the records
