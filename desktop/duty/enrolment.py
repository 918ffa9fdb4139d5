"""Enrolment of the operator with the backend: commands carry a person's name only once it is enrolled for the key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from county.authority import Principal, Role
from desktop.duty.operator import Operator
from desktop.wording import explained, refusal
from services.protocol.messages import Trouble
from services.protocol.source import Commander, Source

REFRESH_MS = 250
RETRY_CHECKS = 20
"""Checks after which an enrolment without effect is requested again."""
FOR_PERSONS = frozenset(Role) - {Role.WALL, Role.GATEWAY, Role.AUDITOR}
"""Roles whose commands carry a person."""


class Enrolment(QObject):
    """Determines the person that commands are issued for: one of those enrolled for this client's key.

    The only one is taken, several are asked for.  A key that may enrol persons enrols a name that was entered.
    """

    name_wanted = Signal()
    """It is not known who is on duty, and the persons of this key are known now; emitted once."""

    def __init__(self, operator: Operator, source: Source, commander: Commander) -> None:
        super().__init__()
        self._operator = operator
        self._source = source
        self._commander = commander
        self._wanted = False
        self._entered = ""
        """The name that was entered in this window."""
        self._served = False
        """Whether somebody was on duty in this window: no other person is put on duty without being asked for."""
        self._requested = ""
        self._checks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        operator.renamed.connect(self._renamed)

    @property
    def acting(self) -> str:
        """The operator, if enrolled for this client's key, else ""."""
        name = self._operator.name
        return name if name in self.people else ""

    @property
    def for_persons(self) -> bool:
        """Whether a person uses this key, as far as known."""
        principal = self._principal
        return principal is None or bool(principal.roles & FOR_PERSONS)

    @property
    def has_people(self) -> bool:
        """Whether a person can use this key: some are enrolled for it, or it may enrol them itself."""
        return self.for_persons and (bool(self.people) or (self._principal is not None and self.may_enrol))

    @property
    def refusal(self) -> str:
        """Why the backend refused to enrol the operator, in words; "" when it did not."""
        refused = self._source.health().not_enrolled
        if refused is None or refused[0] != self._operator.name:
            return ""
        why = refused[1]
        return explained(why.line) if isinstance(why, Trouble) else refusal(why.code, why.params)

    @property
    def people(self) -> Sequence[str]:
        """The persons of this key, as far as known."""
        principal = self._principal
        return () if principal is None else principal.people

    @property
    def may_enrol(self) -> bool:
        """Whether this key may enrol other persons, as far as known."""
        principal = self._principal
        return principal is None or Role.ADMIN in principal.roles

    @property
    def enrolling(self) -> str:
        """The name that is being enrolled, or was refused; "" for none."""
        name = self._operator.name
        return name if self.may_enrol and name not in self.people and (name == self._entered or not self.people) else ""

    def start(self) -> None:
        self._timer.start(REFRESH_MS)

    def stop(self) -> None:
        self._timer.stop()
        self._operator.renamed.disconnect(self._renamed)

    def refresh(self) -> None:
        """Determine who is on duty, and enrol that person if necessary and permitted."""
        if self._principal is None or not self.for_persons:
            return
        if self.acting:
            self._served, self._wanted, self._entered = True, False, ""
        elif self.enrolling:
            self._enrol(self.enrolling)
        elif len(self.people) == 1 and not self._served:
            self._operator.take(self.people[0])
        elif self.people or not self._operator.name:
            self._request_name()

    def _enrol(self, name: str) -> None:
        """Repeated when it has no effect, but not after a refusal."""
        self._checks += 1
        if name != self._requested or (self._checks >= RETRY_CHECKS and not self.refusal):
            self._requested, self._checks = name, 0
            self._commander.enrol(name)

    def _request_name(self) -> None:
        if not self._wanted:
            self._wanted = True
            self.name_wanted.emit()

    def _renamed(self, name: str) -> None:
        self._entered = name
        self.refresh()

    @property
    def _principal(self) -> Principal | None:
        return self._source.health().principal
