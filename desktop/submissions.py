"""Commands on their way: the one place where a panel's wish becomes a command, and where its answer comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from psygnal import Signal

from county.aggregates import of_command
from county.clock import Clock
from county.commands import Command, CommandBody
from services.protocol.messages import Accepted, Rejected


@dataclass(frozen=True)
class Answer:
    """What became of one command; ``refusal`` is None when it was accepted."""

    command: Command
    at_ms: int
    refusal: Rejected | None


def subject(body: CommandBody) -> str:
    """Id of the thing that a command is about."""
    return of_command(body).subject_of(body)


class Submissions:
    """Sends commands with a fresh id each and remembers which wait for their answer."""

    sent = Signal(object)
    """Command"""
    answered = Signal(object)
    """Answer"""

    def __init__(
        self, submit: Callable[[Command], None], acting: Callable[[], str], clock: Clock, *, realm: str
    ) -> None:
        """``acting``: for which person commands are given now; "" for none in particular."""
        self._submit = submit
        self._acting = acting
        self._clock = clock
        self._realm = realm
        self._pending: dict[str, Command] = {}

    @property
    def acting(self) -> str:
        """The person that commands are given for now; "" for none in particular."""
        return self._acting()

    def send(self, body: CommandBody) -> Command:
        """Ask the desk for ``body``, as the person at the desk, now."""
        command = Command(
            id=str(uuid4()),
            realm=self._realm,
            for_=self.acting,
            happened_ms=self._clock.now_ms(),
            body=body,
        )
        self._pending[command.id] = command
        self._submit(command)
        self.sent.emit(command)
        return command

    def pending(self, about: str) -> Command | None:
        """The command about this thing that waits for its answer."""
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
