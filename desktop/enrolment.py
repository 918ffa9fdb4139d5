"""The person at the desk, made known to the backend: commands are given for a person only once it is enrolled for the
key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from county.authority import Principal, Role
from desktop.operator import Operator
from desktop.wording import explained, refusal
from services.protocol.messages import Trouble
from services.protocol.source import Commander, Source

LOOK_MS = 250
AGAIN_LOOKS = 20
"""Looks after which an enrolment without an effect is asked for again."""
FOR_PERSONS = frozenset(Role) - {Role.WALL, Role.GATEWAY, Role.AUDITOR}
"""Roles whose commands a person gives."""


class Enrolment(QObject):
    """Enrols whoever takes the desk where this client may, and says for whom commands are given now."""

    name_wanted = Signal()
    """Nobody has said a name on this machine yet, and it is known now whom this key may act for; once."""

    def __init__(self, operator: Operator, source: Source, commander: Commander) -> None:
        super().__init__()
        self._operator = operator
        self._source = source
        self._commander = commander
        self._wanted = False
        self._asked = ""
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        operator.renamed.connect(self._renamed)

    @property
    def acting(self) -> str:
        """The person at the desk if it has said its name and is enrolled for this client's key, else ""."""
        operator, principal = self._operator, self._principal
        known = principal is not None and operator.name in principal.people and not operator.is_new
        return operator.name if known else ""

    @property
    def for_persons(self) -> bool:
        """Whether somebody is on duty with this key, as far as is known."""
        principal = self._principal
        return principal is None or bool(principal.roles & FOR_PERSONS)

    @property
    def has_people(self) -> bool:
        """Whether a person can be on duty with this key: some are enrolled for it, or it may enrol them itself."""
        principal = self._principal
        return principal is not None and self.for_persons and bool(principal.people or Role.ADMIN in principal.roles)

    @property
    def refusal(self) -> str:
        """Why the backend refused to enrol the person at the desk, in words; "" when it did not."""
        refused = self._source.health().not_enrolled
        if refused is None or refused[0] != self._operator.name:
            return ""
        why = refused[1]
        return explained(why.line) if isinstance(why, Trouble) else refusal(why.code, why.params)

    @property
    def people(self) -> Sequence[str] | None:
        """Whom to choose among, where only an administrator may enrol people; None where any name may be given."""
        principal = self._principal
        return None if principal is None or Role.ADMIN in principal.roles else principal.people

    def start(self) -> None:
        self._timer.start(LOOK_MS)

    def stop(self) -> None:
        self._timer.stop()
        self._operator.renamed.disconnect(self._renamed)

    def look(self) -> None:
        """Enrol the person at the desk, if it is not and this client may; asked for again when it shows no
        effect, but not once it was refused."""
        name, principal = self._operator.name, self._principal
        if principal is None:
            return
        if self._operator.is_new:
            self._want_name(principal)
            return
        if Role.ADMIN not in principal.roles or name in principal.people:
            return
        self._looks += 1
        if name != self._asked or (self._looks >= AGAIN_LOOKS and not self.refusal):
            self._asked, self._looks = name, 0
            self._commander.enrol(name)

    def _want_name(self, principal: Principal) -> None:
        if not self._wanted and principal.roles & FOR_PERSONS:
            self._wanted = True
            self.name_wanted.emit()

    def _renamed(self, _: str) -> None:
        self.look()

    @property
    def _principal(self) -> Principal | None:
        return self._source.health().principal
