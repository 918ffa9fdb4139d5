"""Phones of units, requested from the backend and held only while they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from county.authority import CONTACT_ROLES, UNIT_TOKEN
from desktop.session import Session
from services.protocol.messages import ContactReply, Trouble


class UnitPhones(QObject):
    """Nothing is said about a unit whose phone is unknown, or that this key may not see."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._phones: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        """Unit by request."""

    def forget(self) -> None:
        """None is shown any more."""
        self._phones.clear()
        self._asked.clear()

    def request(self, units: Iterable[str]) -> None:
        """Request those that are not known yet, as soon as this client's principal is known; departments have none."""
        principal = self._session.source.health().principal
        if principal is None or not principal.roles & CONTACT_ROLES:
            return
        for unit in units:
            known = unit in self._phones or unit in self._asked.values()
            if unit and not known and unit not in self._session.catalog.departments:
                self._asked[self._session.source.contact(f"{UNIT_TOKEN}{unit}")] = unit

    def take(self, answer: object) -> bool:
        """Whether ``answer`` is one to a request."""
        if not isinstance(answer, ContactReply | Trouble) or answer.request not in self._asked:
            return False
        unit = self._asked.pop(answer.request)
        self._phones[unit] = answer.text if isinstance(answer, ContactReply) and not answer.refused else ""
        return True

    def of(self, unit: str) -> str:
        """The phone of a unit; "" while it is not known, and for none."""
        return self._phones.get(unit, "")
