"""Commands on their way: the one place where a panel's wish becomes a command, and where its answer comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from psygnal import Signal

from county.clock import Clock
from county.commands import AlarmCommand, Body, Command
from desktop.operator import Operator
from services.protocol.messages import Accepted, Rejected


@dataclass(frozen=True)
class Answer:
    """What became of one command; ``refusal`` is None when it was accepted."""

    command: Command
    at_ms: int
    refusal: Rejected | None


def subject(body: Body) -> str:
    """Id of the event or alarm that a command is about."""
    return body.alarm_id if isinstance(body, AlarmCommand) else body.event_id


class Submissions:
    """Sends commands with a fresh id each and remembers which wait for their answer."""

    sent = Signal(object)
    """Command"""
    answered = Signal(object)
    """Answer"""

    def __init__(self, submit: Callable[[Command], None], operator: Operator, clock: Clock, *, realm: str) -> None:
        self._submit = submit
        self._operator = operator
        self._clock = clock
        self._realm = realm
        self._pending: dict[str, Command] = {}

    def send(self, body: Body) -> Command:
        """Ask the desk for ``body``, as the person at the desk, now."""
        command = Command(
            id=str(uuid4()),
            realm=self._realm,
            actor=self._operator.name,
            happened_ms=self._clock.now_ms(),
            body=body,
        )
        self._pending[command.id] = command
        self._submit(command)
        self.sent.emit(command)
        return command

    def pending(self, about: str) -> Command | None:
        """The command about this event or alarm that waits for its answer."""
        return next((c for c in self._pending.values() if subject(c.body) == about), None)

    @property
    def waiting(self) -> int:
        """How many commands have no answer yet."""
        return len(self._pending)

    def answer(self, reply: Accepted | Rejected) -> None:
        """Take in an answer of the desk; one for a command of an earlier window is no news here."""
        command = self._pending.pop(reply.command_id, None)
        if command is not None:
            refusal = reply if isinstance(reply, Rejected) else None
            self.answered.emit(Answer(command, self._clock.now_ms(), refusal))
