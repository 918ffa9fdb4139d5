"""Commands and rows of clients that wait for their turn to be decided."""

from __future__ import annotations

from typing import Any

from county.commands import Command
from services.protocol import messages as m
from services.protocol.limits import ROWS_MAX
from services.protocol.outbox import WINDOW
from services.protocol.server import Request
from services.requests.turns import TurnQueue

GROUP_ROWS = 2_000
"""Client rows processed in one iteration at most."""


class WaitingRequests:
    """A queue of commands and one of rows; commands go first."""

    def __init__(self) -> None:
        self._commands = TurnQueue(WINDOW)
        self._rows = TurnQueue(WINDOW * ROWS_MAX)

    def __len__(self) -> int:
        return len(self._commands) + len(self._rows)

    def put(self, request: Request) -> bool:
        """Queue a command or rows; False when the client exceeds its limit of waiting messages."""
        match request.message:
            case m.SubmitRows(id=key) as rows:
                return self._rows.put(request, key, max(_length(rows), ROWS_MAX))
            case m.Submit(command=command):
                return self._commands.put(request, command.id)
            case other:
                raise TypeError(f"{type(other).__name__} is neither a command nor rows")

    def portion(self, commands: int, *, rows_max: int) -> list[Request]:
        """The requests of one iteration: up to so many ``commands`` first, then up to ``rows_max`` rows; a
        longer message alone.  0: no rows."""
        requests = [self._commands.pop() for _ in range(min(commands, len(self._commands)))]
        if not rows_max:
            return requests
        rows = 0
        while (waits := self._rows.peek()) is not None:
            assert isinstance(waits.message, m.SubmitRows)
            n = _length(waits.message)
            rows += n
            if rows > rows_max and rows > n:
                break
            requests.append(self._rows.pop())
        return requests


def body_of(request: Request) -> Command[Any] | m.SubmitRows:
    """The command or the rows in a request.  Raises TypeError for another one."""
    match request.message:
        case m.Submit(command=command):
            return command
        case m.SubmitRows() as rows:
            return rows
        case other:
            raise TypeError(f"{type(other).__name__} is neither a command nor rows")


def _length(rows: m.SubmitRows) -> int:
    """The number of rows that a message claims."""
    return max(map(len, rows.keys), default=0)
