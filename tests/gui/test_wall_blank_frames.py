"""No frame of a wall is blank for longer than 100 ms, however often its scenes and screens change (A4, B3).

The clock is simulated: between two steps of 100 ms the windows paint what they were told to paint, and nothing else.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.events.emergency import emergency_subclasses
from county.wall.status import WallStatus
from county.wall.wall import Rotation
from desktop.wall.contents.events import FunnelContents
from desktop.wall.direction import Direction
from desktop.wall.outputs import Outputs
from desktop.wall.picture import picture_of
from desktop.wall.show import WallShow
from desktop.wall.tiles.funnel import FunnelContent, FunnelTile
from desktop.wall.tiles.registry import TILES, KindEntry
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_walls import a_wall, scene, shown_wall, tile

STEP_MS = 100
EVERY_S = 5.0
SWITCHES = 50
BODY = QRect(0, 44, 600, 200)
"""Where every scene has the content of a tile, below its title."""


class SlowContents(FunnelContents):
    """Like a map: it has a hole until its picture is made, some looks later."""

    looks = 3

    @property
    def is_ready(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def content(self, now_ms: int) -> FunnelContent | None:
        return super().content(now_ms) if self.looks < 0 else None


@dataclass
class TimedWall:
    """A wall with a window, step by step."""

    qapp: QApplication
    show: WallShow
    direction: Direction
    outputs: Outputs
    now: list[int]
    there: list[QScreen]
    told: list[WallStatus]
    """What the desk hears."""
    blank_ms: int = 0
    """For how long the window has been blank."""
    longest_ms: int = 0
    scenes: list[str] = field(default_factory=list)
    """In the order in which they were seen."""

    def step(self, seconds: float = STEP_MS / 1000) -> None:
        """The time passes, the wall looks at what is due, and its window paints what it was told to."""
        self.now[0] += round(1000 * seconds)
        self.direction.tick()
        self.qapp.processEvents()
        self.blank_ms = self.blank_ms + STEP_MS if self._is_blank() else 0
        self.longest_ms = max(self.longest_ms, self.blank_ms)
        if self.scenes[-1:] != [self.show.scene]:
            self.scenes.append(self.show.scene)

    def _is_blank(self) -> bool:
        [window] = self.outputs.windows
        if window.isHidden():
            return False  # there is no screen
        painted, owed_ms = window.paintings, window.owed_ms
        image = window.grab(BODY).toImage()
        window.paintings, window.owed_ms = painted, owed_ms
        ground = self.show.look["ground"].rgb()
        places = ((x, y) for x in range(0, BODY.width(), 3) for y in range(0, BODY.height(), 3))
        return not painted or owed_ms > 0 or all(image.pixel(x, y) == ground for x, y in places)


@pytest.fixture
def timed(scripted: ScriptedDesktop, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[TimedWall]:
    monkeypatch.setitem(TILES, "funnel", KindEntry(FunnelTile, SlowContents))
    screen = QGuiApplication.primaryScreen()
    size = screen.geometry().width(), screen.geometry().height()
    wall = a_wall(
        scene("day", tile("overdue", (0, 0, 600, 400))), scene("night", tile("funnel", (0, 0, 600, 400))),
        size=size, rotate=Rotation(on=True, every_s=EVERY_S),
    )  # fmt: skip
    now, there, told = [1_000], [screen], list[WallStatus]()
    with shown_wall(scripted.session, wall) as show:
        outputs = Outputs(show, None, screens=lambda: list(there), monotonic=lambda: now[0])
        direction = Direction(show, scripted.session, "hall", told.append, lambda: now[0])
        direction.states = outputs.states
        direction.begin()
        yield TimedWall(qapp, show, direction, outputs, now, there, told)
        outputs.close()


def test_five_hundred_switches_are_never_blank_and_leave_nothing_behind(timed: TimedWall) -> None:
    [window] = timed.outputs.windows
    flags, geometry = window.windowFlags(), window.geometry()
    timed.step()
    while len(timed.scenes) < 500:
        timed.step(EVERY_S)
        timed.step()
        assert timed.longest_ms <= STEP_MS
    assert timed.scenes == ["day", "night"] * 250
    assert len(timed.show._prepared) == 2
    assert (window.windowFlags(), window.geometry(), window.isFullScreen()) == (flags, geometry, True)


def test_fifty_switches_between_map_and_twin_leave_no_object_and_no_thread_behind(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    numbers = tile("numbers", (0, 400, 960, 140), sources=("desk",), params={"show": ("reported", "closed")})
    wall = a_wall(
        scene("day", tile("map", (0, 0, 960, 380)), numbers), scene("sense", tile("twin", (0, 0, 960, 380)), numbers)
    )
    with shown_wall(scripted.session, wall) as show:
        qtbot.waitUntil(lambda: show.ready("day") and show.ready("sense"), timeout=60_000)

        def switch(times: int) -> tuple[int, int]:
            """Python objects and threads afterwards."""
            for _ in range(times):
                scripted.clock.advance(30_000)
                for scene_id in ("day", "sense"):
                    show.show_scene(scene_id)
                    show.tick()
                    picture_of(show, (0, 0, *wall.canvas_px))
                    QApplication.processEvents()
            gc.collect()
            return len(gc.get_objects()), threading.active_count()

        scripted.dispatch(scripted.report("垃圾堆积"))
        switch(SWITCHES)  # what is kept is made
        objects, threads = switch(1)
        more, as_many = switch(SWITCHES)
        assert as_many == threads
        assert more - objects < SWITCHES, "not even one a switch"


def test_a_screen_that_was_unplugged_fifty_times_is_never_blank_when_it_is_there(timed: TimedWall) -> None:
    [window] = timed.outputs.windows
    timed.step()
    for _ in range(50):
        timed.there.clear()
        timed.outputs.arrange()
        timed.step()
        assert [state.state for state in timed.outputs.states()] == ["missing"]
        timed.there.append(QGuiApplication.primaryScreen())
        timed.outputs.arrange()
        timed.step()
        assert [state.state for state in timed.outputs.states()] == ["shown"]
        assert timed.longest_ms <= STEP_MS
    assert window is timed.outputs.windows[0]
    assert window.isFullScreen()


def test_what_is_red_holds_the_scene_through_unplugging_and_lets_it_go_when_it_is_taken_up(
    timed: TimedWall, scripted: ScriptedDesktop
) -> None:
    timed.step()
    event_id = scripted.report("房屋起火", subclass=min(emergency_subclasses(scripted.session.catalog)))
    for _ in range(3):
        timed.there.clear()
        timed.outputs.arrange()
        timed.step(10 * EVERY_S)
        timed.there.append(QGuiApplication.primaryScreen())
        timed.outputs.arrange()
        timed.step(10 * EVERY_S)
    assert timed.scenes == ["day"]
    scripted.dispatch(event_id)
    for _ in range(5):
        timed.step(EVERY_S / 4)
    assert timed.scenes == ["day", "night"]


def test_a_window_that_is_killed_or_paints_no_more_is_told_to_the_desk(timed: TimedWall) -> None:
    def state() -> str:
        [output] = timed.told[-1].outputs
        return output.state

    [window] = timed.outputs.windows
    timed.step()
    timed.step()
    assert state() == "shown"
    window.setUpdatesEnabled(False)
    timed.show.dirty.emit(window.canvas)
    timed.step(0.5)
    assert state() == "shown", "a moment is no failure"
    timed.step(0.6)
    assert state() == "stopped"
    window.setUpdatesEnabled(True)
    timed.step()
    timed.step()
    assert state() == "shown"
    window.close()
    timed.step()
    assert state() == "stopped"
