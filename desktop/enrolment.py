"""Enrolment of the operator with the backend: commands carry a person's name only once it is enrolled for the key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from county.authority import Principal, Role
from desktop.operator import Operator
from desktop.wording import explained, refusal
from services.protocol.messages import Trouble
from services.protocol.source import Commander, Source

REFRESH_MS = 250
RETRY_CHECKS = 20
"""Checks after which an enrolment without effect is requested again."""
FOR_PERSONS = frozenset(Role) - {Role.WALL, Role.GATEWAY, Role.AUDITOR}
"""Roles whose commands carry a person."""


class Enrolment(QObject):
    """Enrols the operator where this client may, and gives the person that commands are issued for."""

    name_wanted = Signal()
    """No name was entered on this machine yet, and the persons of this key are known now; emitted once."""

    def __init__(self, operator: Operator, source: Source, commander: Commander) -> None:
        super().__init__()
        self._operator = operator
        self._source = source
        self._commander = commander
        self._wanted = False
        self._requested = ""
        self._checks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        operator.renamed.connect(self._renamed)

    @property
    def acting(self) -> str:
        """The operator, if named and enrolled for this client's key, else ""."""
        operator, principal = self._operator, self._principal
        known = principal is not None and operator.name in principal.people and not operator.is_new
        return operator.name if known else ""

    @property
    def for_persons(self) -> bool:
        """Whether a person uses this key, as far as known."""
        principal = self._principal
        return principal is None or bool(principal.roles & FOR_PERSONS)

    @property
    def has_people(self) -> bool:
        """Whether a person can use this key: some are enrolled for it, or it may enrol them itself."""
        principal = self._principal
        return principal is not None and self.for_persons and bool(principal.people or Role.ADMIN in principal.roles)

    @property
    def refusal(self) -> str:
        """Why the backend refused to enrol the operator, in words; "" when it did not."""
        refused = self._source.health().not_enrolled
        if refused is None or refused[0] != self._operator.name:
            return ""
        why = refused[1]
        return explained(why.line) if isinstance(why, Trouble) else refusal(why.code, why.params)

    @property
    def people(self) -> Sequence[str] | None:
        """The persons to choose from, where only an administrator may enrol; None where any name is allowed."""
        principal = self._principal
        return None if principal is None or Role.ADMIN in principal.roles else principal.people

    def start(self) -> None:
        self._timer.start(REFRESH_MS)

    def stop(self) -> None:
        self._timer.stop()
        self._operator.renamed.disconnect(self._renamed)

    def refresh(self) -> None:
        """Enrol the operator, if necessary and permitted; repeated when it has no effect, but not after a
        refusal."""
        name, principal = self._operator.name, self._principal
        if principal is None:
            return
        if self._operator.is_new:
            self._request_name(principal)
            return
        if Role.ADMIN not in principal.roles or name in principal.people:
            return
        self._checks += 1
        if name != self._requested or (self._checks >= RETRY_CHECKS and not self.refusal):
            self._requested, self._checks = name, 0
            self._commander.enrol(name)

    def _request_name(self, principal: Principal) -> None:
        if not self._wanted and principal.roles & FOR_PERSONS:
            self._wanted = True
            self.name_wanted.emit()

    def _renamed(self, _: str) -> None:
        self.refresh()

    @property
    def _principal(self) -> Principal | None:
        return self._source.health().principal
