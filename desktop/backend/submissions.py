"""Commands in transit: sends the panels' commands and delivers their replies."""

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
    """The outcome of one command; ``refusal`` is None when it was accepted."""

    command: Command
    at_ms: int
    refusal: Rejected | None


def subject(body: CommandBody) -> str:
    """Id of the item that a command refers to."""
    return of_command(body).subject_of(body)


class Submissions:
    """Sends commands with unique ids and tracks those without a reply."""

    sent = Signal(object)
    """Command"""
    acted = Signal(object)
    """Command that a hand gave for one thing alone."""
    answered = Signal(object)
    """Answer"""

    def __init__(
        self, submit: Callable[[Command], None], acting: Callable[[], str], clock: Clock, *, realm: str
    ) -> None:
        """``acting``: the person that commands are issued for; "" for none."""
        self._submit = submit
        self._acting = acting
        self._clock = clock
        self._realm = realm
        self._pending: dict[str, Command] = {}
        self._deferred: set[str] = set()

    @property
    def acting(self) -> str:
        """The person that commands are issued for; "" for none."""
        return self._acting()

    def send(self, body: CommandBody, *, alone: bool = True, happened_ms: int | None = None) -> Command:
        """Send ``body`` to the desk, for the operator, now.  One that cannot be encoded raises, and does not wait.

        ``alone``: it is not one of several that were given together; ``happened_ms``: when what it states was so, in
        the realm's time, by default now.
        """
        command = Command(
            id=str(uuid4()),
            realm=self._realm,
            for_=self.acting,
            happened_ms=self._clock.now_ms() if happened_ms is None else happened_ms,
            body=body,
        )
        self._pending[command.id] = command
        try:
            self._submit(command)
        except BaseException:
            del self._pending[command.id]  # it was not sent: no reply comes
            raise
        self.sent.emit(command)
        if alone:
            self.acted.emit(command)
        return command

    def defer(self, about: str) -> None:
        """Count the command on this item as waiting: it is sent later, with the files that it names."""
        self._deferred.add(about)

    def undefer(self, about: str) -> None:
        """The command is sent now, or not at all."""
        self._deferred.discard(about)

    def pending(self, about: str) -> Command | None:
        """The command on this item that awaits its reply."""
        return next((c for c in self._pending.values() if subject(c.body) == about), None)

    @property
    def waiting(self) -> int:
        """Number of commands without a reply, deferred ones included."""
        return len(self._pending) + len(self._deferred)

    def answer(self, reply: Accepted | Rejected) -> None:
        """Process a reply of the desk; one to a command of another window is ignored."""
        command = self._pending.pop(reply.command_id, None)
        if command is not None:
            refusal = reply if isinstance(reply, Rejected) else None
            self.answered.emit(Answer(command, self._clock.now_ms(), refusal))
