"""Where commands and readings come from: everything that feeds a backend from inside its own process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from county.authority import Principal
from county.commands import Command
from county.streams import Columns


@dataclass(frozen=True)
class IntakeBatch:
    """What has come in since the last time: commands to be given in this order, then rows of streams."""

    commands: tuple[Command[Any], ...] = ()
    columns: tuple[Columns, ...] = ()


class Intake(Protocol):
    """A source that is asked, in the desk's own loop, what is due."""

    @property
    def principal(self) -> Principal:
        """Who its commands are by."""
        ...

    def due(self, now_ms: int) -> IntakeBatch:
        """Everything that is due by ``now_ms``; never blocks.  Called once a step of realm time."""
        ...

    def give_way(self, sensor_ids: Iterable[str]) -> None:
        """Someone outside speaks for these sensors: what is made up here must not fill the gaps of real data."""
        ...
