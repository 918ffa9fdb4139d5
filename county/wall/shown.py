"""推屏: what a desk has pushed onto a wall.  The wall follows the record; it can give no command itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.records import Record, RecordBody
from county.refusals import Refused

LONGEST_KEY = 64
MOST_WALLS = 200
"""That something was ever pushed onto: what is shown on a wall stays on the desk, so that their number has an end."""


class WallCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one wall."""

    wall: str
    note: str = ""


class ShowWallScene(WallCommand, frozen=True, kw_only=True):
    """Show a scene until another one is pushed; "" gives the wall back to its rotation."""

    scene: str
    tile: str = ""
    """Puts this tile on the stage; "" leaves the scene as it is."""
    record_id: str = ""
    """Number of an event to be marked on map and twin; "" for none."""


class WallRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one wall."""

    wall: str
    note: str = ""


class WallSceneShown(WallRecord, frozen=True, kw_only=True):
    scene: str
    tile: str = ""
    record_id: str = ""


class PushedScene(Struct, frozen=True, kw_only=True, gc=False):
    """What was pushed last; the history is in the journal."""

    id: str
    scene: str
    tile: str
    record_id: str
    since_ms: int
    by: str


def decide(known: PushedScene | None, command: ShowWallScene, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none when the wall shows it already.  Raises Refused."""
    if not command.wall or any(len(key) > LONGEST_KEY for key in (command.wall, command.scene, command.tile)):
        raise Refused("wall_scene_invalid", limit=str(LONGEST_KEY))
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if not command.scene and (command.tile or command.record_id):
        raise Refused("wall_scene_invalid", limit=str(LONGEST_KEY))
    if known is None and command.scene and sum(1 for _ in decision.desk.states_of("wall")) >= MOST_WALLS:
        raise Refused("too_many_walls", limit=str(MOST_WALLS))
    if command.record_id and decision.desk.find("event", command.record_id) is None:
        raise Refused("event_unknown", event=command.record_id)
    shown = command.scene, command.tile, command.record_id
    if shown == (("", "", "") if known is None else (known.scene, known.tile, known.record_id)):
        return []
    return [
        WallSceneShown(
            wall=command.wall, scene=command.scene, tile=command.tile, record_id=command.record_id, note=command.note
        )
    ]


def apply(known: PushedScene | None, record: Record[Any]) -> PushedScene:
    """What is shown after ``record``.  Pure."""
    body = record.body
    return PushedScene(
        id=body.wall, scene=body.scene, tile=body.tile, record_id=body.record_id, since_ms=record.happened_ms,
        by=record.who,
    )  # fmt: skip


WALLS = Aggregate(
    key="wall",
    state=PushedScene,
    command=WallCommand,
    record=WallRecord,
    subject="wall",
    decide=decide,
    apply=apply,
    expires_ms=lambda known: None,
    outline=PushedScene,
    may={ShowWallScene: PERSONS | {Role.LEADER}},
    columns=(StateColumn("scene", "O"), StateColumn("since_ms", "<i8"), StateColumn("expires_ms", "<i8")),
    project=lambda known: (known.scene, known.since_ms, NEVER_MS),
    names={ShowWallScene: Name("推送大屏", "Show on a wall")},
)
