"""What the backend's services find for a searched text among the events on the desk: pinyin, initials and notes by the
analysis, phone numbers by the contacts of the backend.  The list has its own texts and never waits for either."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from county.authority import CONTACT_ROLES
from desktop.events.query import NOTHING_ELSE, FoundElsewhere
from desktop.session import Session
from services.protocol.analysis_messages import PAGE_MAX, ArchiveQuery, EventsPage
from services.protocol.limits import PHONE_DIGITS, PHONE_DIGITS_MAX
from services.protocol.messages import ReportersReply, Trouble

IDS_MAX = 1_000
"""Events that are taken over at most, the newest ones: a longer list helps nobody."""


def phone_digits(text: str) -> str:
    """The digits of what may be a phone number; "" for another text."""
    digits = text.translate(str.maketrans("", "", " -－+()（）"))
    is_phone = digits.isascii() and digits.isdigit() and PHONE_DIGITS <= len(digits) <= PHONE_DIGITS_MAX
    return digits if is_phone else ""


class SearchElsewhere(QObject):
    """One text at a time; an empty text finds nothing."""

    changed = Signal()
    """:attr:`found` or :attr:`note` is another one."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._text = ""
        self._page = self._reporters = ""
        """Requests that wait for their answers."""
        self._ids: set[str] = set()
        self.found: FoundElsewhere = NOTHING_ELSE
        self.note = ""
        """Why a phone number finds nobody; "" otherwise."""
        session.feed.arrived.connect(self._take)

    def search(self, text: str) -> None:
        """Search for ``text``; what was found for another one is forgotten."""
        if text != self._text:
            self._text, self.found, self.note = text, NOTHING_ELSE, ""
        if self._page:
            self._session.source.cancel_page(self._page)
        self._page = self._reporters = ""
        self._ids = set()
        if not text:
            return
        self._request_page(0, 0)
        digits = phone_digits(text)
        principal = self._session.source.health().principal
        if digits and principal is not None and not self.found.reporters:
            if principal.roles & CONTACT_ROLES:
                self._reporters = self._session.source.reporters(digits)
            else:
                self.note = self.tr("This role may not search by phone number")

    def release(self) -> None:
        """Disconnect from all signals."""
        self._session.feed.arrived.disconnect(self._take)

    def _request_page(self, first: int, as_of_seq: int) -> None:
        query = ArchiveQuery(text=self._text, on_desk=True)
        self._page = self._session.source.events_page(query, first, PAGE_MAX, as_of_seq)

    def _take(self, answer: object) -> None:
        request = getattr(answer, "request", "")
        if not request or request not in (self._page, self._reporters):
            return
        if isinstance(answer, EventsPage):
            self._page = ""
            self._ids.update(row.id for row in answer.rows)
            last = answer.first + len(answer.rows)
            if answer.rows and last < min(answer.total, IDS_MAX):
                self._request_page(last, answer.as_of_seq)
            else:
                self._set(FoundElsewhere(frozenset(self._ids), self.found.reporters))
        elif isinstance(answer, ReportersReply):
            self._reporters = ""
            if answer.refused == "not_authorised":
                self.note = self.tr("This role may not search by phone number")
            elif answer.too_many:
                self.note = self.tr("Many reporters have this number: enter more digits")
            self._set(FoundElsewhere(self.found.ids, frozenset(answer.tokens)), also=bool(self.note))
        elif isinstance(answer, Trouble):
            self._page = "" if request == self._page else self._page
            self._reporters = "" if request == self._reporters else self._reporters

    def _set(self, found: FoundElsewhere, *, also: bool = False) -> None:
        if found != self.found or also:
            self.found = found
            self.changed.emit()
