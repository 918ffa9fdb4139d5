"""Windows of players in a drill, each a process with a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from bench.children import Child, python
from bench.connected import FixedAddress
from county.authority import Role
from county.realm import Realm
from services.disk.data_folder import keys_folder
from services.keys.register import add
from services.keys.registration import Registration

WINDOWS = 2
END_S = 180.0


class PaintedTimes(msgspec.Struct):
    """What a window had painted when, in milliseconds on the monotonic clock."""

    delivered: dict[str, float]
    """By inject."""
    paused: float
    aborted: float


class DrillWindows:
    """Two windows, each with a player; their keys are made at once."""

    def __init__(self, folder: Path, at: FixedAddress, realm: Realm, data: Path, scratch: Path) -> None:
        """``folder``: of the package; ``data``: of the backend; ``scratch``: for keys and settings."""
        self._folder, self._at, self._realm, self._scratch = folder, at, realm, scratch
        self.people = [f"w{n}" for n in range(WINDOWS)]
        for person in self.people:
            add(keys_folder(data), person, Registration(roles=(Role.OPERATOR,), people=(person,)), scratch / person)
        self._children: list[Child] = []

    @contextmanager
    def shown(self) -> Iterator[None]:
        """They show the inbox; they are ended after the block.  Raises RuntimeError when one does not start."""
        with ExitStack() as opened:
            self._children = [opened.enter_context(python(*self._command(person))) for person in self.people]
            for child in self._children:
                if child.first_line()[0] != "ready":
                    raise RuntimeError(f"a window did not start: {child.ended(END_S)[-2000:]}")
                child.read_errors()
            yield

    def painted(self) -> list[PaintedTimes]:
        """What each of them noted, once the drill was aborted.  Raises RuntimeError when one saw no pause, or ended
        early."""
        lines = [child.first_line()[0] for child in self._children]
        try:
            return [msgspec.json.decode(line, type=PaintedTimes) for line in lines]
        except msgspec.DecodeError as error:
            raise RuntimeError(f"a window ended without its times: {lines}") from error

    def _command(self, person: str) -> tuple[str | Path, ...]:
        keys, settings = self._scratch / person, self._scratch / f"{person}.ini"
        return "-m", "bench.drill_window_times", self._folder, self._at.address, keys, settings, self._realm.id
