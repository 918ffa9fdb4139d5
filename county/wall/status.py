"""What a wall tells about itself: what it shows, and the state of every output.  No record: gone when it is silent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.names import Name

OutputState = Literal["shown", "scaled", "missing", "stopped", "elsewhere"]
"""scaled: the screen has another size than the file says, so that there are black edges.

missing: there is no such screen.  stopped: its window does not paint.  elsewhere: another process serves it."""
DARK: frozenset[OutputState] = frozenset({"missing", "stopped", "elsewhere"})
"""Of an output that shows nothing; ``elsewhere``: where no other process shows it either."""
OUTPUTS_MAX = 64
SCENES_MAX = 64
TILES_MAX = 64
"""Of one scene."""
TOLD_MS = 500
"""How often a wall tells its status."""
SILENT_MS = 1_500
"""A wall that tells nothing for this long does not run."""
Text = Annotated[str, Meta(max_length=64)]


class OutputStatus(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One output."""

    name: Text
    state: OutputState


class SceneTitle(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A scene that can be pushed, with the tiles that can stand on its stage."""

    id: Text
    name: Name
    tiles: Annotated[tuple[Text, ...], Meta(max_length=TILES_MAX)] = ()


class WallStatus(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One process of a wall."""

    wall: Text
    name: Name
    scenes: Annotated[tuple[SceneTitle, ...], Meta(max_length=SCENES_MAX)]
    scene: Text
    tile: Text = ""
    """On the stage, "" for the scene as it is."""
    is_pushed: bool = False
    """By a desk; otherwise the rotation decides."""
    holds: bool = False
    """Something red waits to be acknowledged: the rotation stands."""
    outputs: Annotated[tuple[OutputStatus, ...], Meta(max_length=OUTPUTS_MAX)]


def outputs_of(told: Iterable[WallStatus]) -> dict[str, dict[str, OutputState]]:
    """State of every output by wall.  Processes that serve single outputs of one wall tell of the others that they are
    elsewhere: they are so only where no process tells more."""
    found: dict[str, dict[str, OutputState]] = {}
    for process in told:
        outputs = found.setdefault(process.wall, {})
        for output in process.outputs:
            if output.state != "elsewhere" or output.name not in outputs:
                outputs[output.name] = output.state
    return found
