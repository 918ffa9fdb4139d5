"""Name and phone of a reporter, requested from the backend and held only while they are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject

from county.authority import CONTACT_ROLES
from desktop.session import Session
from desktop.wording import explained
from services.protocol.messages import ContactReply, Trouble


class ReporterContact(QObject):
    """The contact of one reporter at a time."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._token = ""
        self._asked = ""
        self._found: ContactReply | Trouble | None = None

    def forget(self) -> None:
        """Another reporter, or the same one again, is requested next."""
        self._token, self._asked, self._found = "", "", None

    def request(self, token: str) -> None:
        """Request the contact of ``token`` ("" for none) once, as soon as this client's principal is known."""
        if token != self._token:
            self.forget()
            self._token = token
        if not token or self._found is not None or self._asked:
            return
        principal = self._session.source.health().principal
        if principal is not None and not principal.roles & CONTACT_ROLES:
            self._found = ContactReply(request="", text="", refused="not_authorised")
        elif principal is not None or self._session.commander is None:  # a replay has neither, and answers why not
            self._asked = self._session.source.contact(token)

    def take(self, answer: object) -> bool:
        """Whether ``answer`` is the one to the request."""
        if not isinstance(answer, ContactReply | Trouble) or answer.request != self._asked:
            return False
        self._asked, self._found = "", answer
        return True

    def text(self) -> str:
        """Name and phone, or why they are not shown."""
        found = self._found
        if found is None:
            return self.tr("loading …")
        if isinstance(found, Trouble):
            return explained(found.line)
        if found.refused == "not_authorised":
            return self.tr("on file; this role may not view it")
        if found.refused:
            return self.tr("cannot be read; see the backend's log")
        return found.text or self.tr("erased or not stored")
