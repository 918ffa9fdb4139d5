"""The watch's commands for readings that are stored, while they wait to be decided."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from county.commands import Command
from services.loop.portion import AdaptivePortion

DECIDE_MS = 30
"""Time to decide alarms for stored readings in one iteration."""
ALARMS_LEAST, ALARMS_MOST = 10, 500
ALARMS_DUE_MAX = 4_000
"""Commands that wait, above which no further rows are taken."""


class AlarmsDue:
    """Commands in the order of their readings, each with the realm time to decide it at."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Command[Any]]] = deque()
        self._portion = AdaptivePortion(DECIDE_MS, least=ALARMS_LEAST, most=ALARMS_MOST)

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def room(self) -> int:
        """How many commands may be decided together with their readings: none before those that wait."""
        return 0 if self._waiting else self._portion.size

    def put(self, at_ms: int, commands: Iterable[Command[Any]]) -> None:
        self._waiting.extend((at_ms, command) for command in commands)

    def take(self) -> tuple[int, list[Command[Any]]]:
        """Remove a portion with one time, and return that time.  Raises IndexError when nothing waits."""
        at_ms = self._waiting[0][0]
        commands: list[Command[Any]] = []
        while len(commands) < self._portion.size and self._waiting and self._waiting[0][0] == at_ms:
            commands.append(self._waiting.popleft()[1])
        return at_ms, commands

    def put_back(self, at_ms: int, commands: list[Command[Any]]) -> None:
        """Commands that :meth:`take` removed and that could not be stored, before all others."""
        self._waiting.extendleft((at_ms, command) for command in reversed(commands))

    def took(self, commands: int, ms: int) -> None:
        """Deciding so many took ``ms``; only a whole portion says how large one may be."""
        if commands == self._portion.size:
            self._portion.took(ms)
