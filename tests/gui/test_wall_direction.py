"""What a wall shows when: rotation, pushes from desks, what is red and holds, and what the wall tells about itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect

from county.events.emergency import emergency_subclasses
from county.wall.shown import WallSceneShown
from county.wall.status import OutputStatus, WallStatus
from county.wall.wall import Rotation
from desktop.wall.direction import Direction
from desktop.wall.show import WallShow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_walls import a_wall, scene, shown_wall, tile

RECT = (0, 0, 900, 500)


@dataclass
class Directed:
    show: WallShow
    direction: Direction
    told: list[WallStatus]
    now: list[int]

    def later(self, seconds: float) -> str:
        """The scene that is shown after so many seconds."""
        self.now[0] += round(1000 * seconds)
        self.direction.tick()
        return self.show.scene


@pytest.fixture
def directed(scripted: ScriptedDesktop) -> Iterator[Directed]:
    """A wall with two scenes that follow each other every ten seconds."""
    wall = a_wall(
        scene("day", tile("funnel", RECT)),
        scene("night", tile("overdue", (0, 0, 600, 500)), tile("alarms", (610, 0, 340, 500))),
    )
    told: list[WallStatus] = []
    now = [1_000]
    with shown_wall(scripted.session, wall) as show:
        direction = Direction(show, scripted.session, "hall", told.append, lambda: now[0])
        direction.begin()
        yield Directed(show, direction, told, now)


def test_scenes_follow_each_other(directed: Directed) -> None:
    assert directed.later(9.9) == "day"
    assert directed.later(0.2) == "night"
    assert directed.later(9.0) == "night"
    assert directed.later(1.1) == "day"


def test_nothing_rotates_where_the_file_says_so(scripted: ScriptedDesktop) -> None:
    wall = a_wall(scene("day", tile("funnel", RECT)), scene("night", tile("alarms", RECT)), rotate=Rotation(on=False))
    now = [0]
    with shown_wall(scripted.session, wall) as show:
        direction = Direction(show, scripted.session, "hall", lambda _: None, lambda: now[0])
        direction.begin()
        now[0] += 10_000_000
        direction.tick()
        assert show.scene == "day"


def test_the_next_scene_waits_until_it_has_no_hole(directed: Directed) -> None:
    night = directed.show.prepare("night")
    assert night is not None
    provider = night.tiles[0].provider
    type(provider).is_ready = property(lambda self: self is not provider)  # type: ignore[method-assign, assignment]
    try:
        assert directed.later(20) == "day"
    finally:
        del type(provider).is_ready  # type: ignore[attr-defined]
    assert directed.later(0.3) == "night"


def test_an_emergency_that_nobody_has_taken_up_holds_the_scene(directed: Directed, scripted: ScriptedDesktop) -> None:
    scripted.report("房屋起火", subclass=min(emergency_subclasses(scripted.session.catalog)))
    assert directed.later(100) == "day"
    assert directed.told[-1].holds


def test_a_pushed_scene_stays_until_it_is_given_back(directed: Directed, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("垃圾堆积")
    scripted.happen(WallSceneShown(wall="hall", scene="night", record_id=event_id))
    assert directed.later(0.3) == "night"
    assert directed.told[-1].is_pushed
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (event_id,)
    assert directed.later(1_000) == "night"
    scripted.happen(WallSceneShown(wall="hall", scene=""))
    assert directed.later(0.3) == "day"
    assert scripted.session.focus.selection is None
    assert not directed.told[-1].is_pushed


def test_pushes_onto_other_walls_and_of_unknown_scenes_change_nothing(
    directed: Directed, scripted: ScriptedDesktop
) -> None:
    scripted.happen(WallSceneShown(wall="other", scene="night"))
    assert directed.later(0.3) == "day"
    scripted.happen(WallSceneShown(wall="hall", scene="morning"))
    assert directed.later(0.3) == "day"


def test_a_tile_can_be_pushed_onto_the_stage(directed: Directed, scripted: ScriptedDesktop) -> None:
    scripted.happen(WallSceneShown(wall="hall", scene="night", tile="alarms"))
    assert directed.later(0.3) == "night"
    places = {shown.tile.id: shown.tile.rect_px for shown in directed.show.tiles}
    assert places == {"alarms": (0, 0, 600, 500), "overdue": (610, 0, 340, 500)}
    assert (directed.told[-1].scene, directed.told[-1].tile) == ("night", "alarms")


def test_a_wall_tells_its_scenes_and_outputs(directed: Directed) -> None:
    directed.direction.states = lambda: (OutputStatus("#1", "missing"),)
    directed.later(0.3)
    status = directed.told[-1]
    assert (status.wall, status.scene, [s.id for s in status.scenes]) == ("hall", "day", ["day", "night"])
    assert status.outputs == (OutputStatus("#1", "missing"),)


def test_every_switch_paints_the_whole_canvas_and_a_still_scene_nothing(directed: Directed) -> None:
    marked: list[QRect] = []
    directed.show.dirty.connect(marked.append)
    directed.later(0.3)
    directed.later(0.3)
    assert marked == []
