"""The program of a wall, which prints what it shows whenever that changes: one line of JSON.

Arguments: package, wall file, address of the backend, folder of keys.
"""

from __future__ import annotations

import desktop.wall.program as program  # before Qt

# isort: split
import json
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer

from county.realm import LIVE
from desktop.wall.picture import picture_of

EVERY_MS = 100
STATES = ("good", "late", "alarm")


class WatchedProgram(program.WallProgram):
    """Looks at its own show; the show does not know it."""

    def __init__(self, *arguments: object, **more: object) -> None:
        super().__init__(*arguments, **more)  # type: ignore[arg-type]
        self.on_ready = self._watch
        self._said = ""

    def _watch(self) -> None:
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(self._say)
        timer.start()

    def _say(self) -> None:
        assert self.show is not None
        assert self.session is not None
        seen = {
            "scene": self.show.scene,
            "read_only": self.session.commander is None,
            "fresh": {shown.tile.id: shown.freshness.state for shown in self.show.tiles},
            "colored": [shown.tile.id for shown in self.show.tiles if self._is_colored(shown.tile.rect_px)],
            "marked": list(self.session.focus.selection.ids) if self.session.focus.selection else [],
            "notices": [
                shown.content.notices for shown in self.show.tiles if shown.tile.kind == "header" and shown.content
            ],
        }
        said = json.dumps(seen)
        if said != self._said:
            self._said = said
            print(said, flush=True)

    def _is_colored(self, rect: tuple[int, int, int, int]) -> bool:
        """Whether a colour of a state is painted there."""
        assert self.show is not None
        image = picture_of(self.show, rect)
        values = np.frombuffer(image.constBits(), np.uint32)
        return bool(np.isin(values, [self.show.look[name].rgb() for name in STATES]).any())


if __name__ == "__main__":
    program.WallProgram = WatchedProgram  # type: ignore[misc]
    package, wall, address, keys = sys.argv[1:]
    sys.exit(program.run_wall(
        Path(package), wall, connect=address, keys=Path(keys), realm=LIVE, output=None, seconds=None
    ))  # fmt: skip
