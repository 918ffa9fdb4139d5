"""Interface of the sources of commands and readings inside the backend's own process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from county.authority import Principal
from county.commands import Command
from county.streams import Columns


@dataclass(frozen=True)
class IntakeBatch:
    """Input since the last call: commands to be run in this order, then rows of streams."""

    commands: tuple[Command[Any], ...] = ()
    columns: tuple[Columns, ...] = ()


class Intake(Protocol):
    """A source that the backend's loop polls."""

    @property
    def principal(self) -> Principal:
        """The author of its commands."""
        ...

    def due(self, now_ms: int) -> IntakeBatch:
        """Everything that is due by ``now_ms``; never blocks.  Called once a step of realm time."""
        ...

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """Real data arrives for these sensors: stop simulating them, so that gaps in the data stay gaps."""
        ...
