"""Which outputs of a wall are dark: who stands before the others does not see what those would show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from county.wall.status import DARK, OutputStatus, outputs_of
from desktop.session import Session


class DarkOutputs:
    """By the windows of this process, and by what the other processes of the same wall tell over the desk."""

    def __init__(self, session: Session, key: str) -> None:
        """``key``: the name of the wall on the desk."""
        self._attendance, self._key = session.attendance, key
        self.own: Callable[[], Sequence[OutputStatus]] = tuple
        """States of all outputs, as this process knows them."""

    def names(self) -> tuple[str, ...]:
        """In the order of the file."""
        told = outputs_of(self._attendance.walls).get(self._key, {})
        states = (
            (own.name, told.get(own.name, own.state) if own.state == "elsewhere" else own.state) for own in self.own()
        )
        return tuple(name for name, state in states if state in DARK)
