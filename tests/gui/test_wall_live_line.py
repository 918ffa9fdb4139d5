"""A wall that shows a drill tells on every output what waits in the live realm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from county.clock import ManualClock
from county.records import EventReported
from desktop import theme
from desktop.drill.live_watch import LiveWatch
from desktop.wall.live_line import CALL_MS
from desktop.wall.look import NIGHT_LOOK
from desktop.wall.picture import picture_of
from desktop.wall.show import WallShow
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.recorded_source import RecordedSource
from tests.gui.shown_walls import a_wall, scene, shown_wall, tile
from tests.gui.test_wall_painting import pixels

WIDTH, HEIGHT = 960, 540
HEADED = scene("day", tile("header", (0, 0, 900, 160)), tile("decisions", (WIDTH, 0, WIDTH, HEIGHT)))
"""Two outputs, of which the second one has no header."""
BARE = (WIDTH, 0, WIDTH, HEIGHT)


class DrillWall:
    """Beside a live realm that the test controls."""

    def __init__(self, scripted: ScriptedDesktop, show: WallShow, real: RecordedSource, watch: LiveWatch) -> None:
        self.show, self.real, self.watch = show, real, watch
        self.dirty: list[QRect] = []
        show.dirty.connect(self.dirty.append)
        self.clock = real.clock

    def tick(self) -> None:
        self.watch.tick()
        self.show.tick()

    def happen(self, title: str, event_id: str = "20261123-JSZ7NC3") -> None:
        self.real.record(EventReported(
            event_id=event_id, subclass="hazmat_leak", title=title, source="hotline", x_m=0.0, y_m=0.0, division="",
            level="major",
        ))  # fmt: skip
        self.tick()

    def red_columns(self) -> list[int]:
        """How many columns of each output have the ground of an event that interrupts."""
        picture_of(self.show, (0, 0, *self.show.wall.canvas_px))  # the first painting of a letter differs
        image: QImage = picture_of(self.show, (0, 0, *self.show.wall.canvas_px))
        red = pixels(image) == QColor(theme.EMERGENCY).rgb()
        return [int(part.any(axis=0).sum()) for part in np.split(red, 2, axis=1)]


@contextmanager
def drill_wall(scripted: ScriptedDesktop, realm: str = "drill:7") -> Iterator[DrillWall]:
    real = RecordedSource(ManualClock(MONDAY_MORNING_MS), [])
    watch = LiveWatch(lambda: real)
    scripted.source.condition = replace(scripted.source.condition, realm=realm)
    with shown_wall(replace(scripted.session, live=watch), a_wall(HEADED, outputs=2)) as show:
        real.begin({})
        wall = DrillWall(scripted, show, real, watch)
        show.show_scene("day")
        wall.tick()
        yield wall


@pytest.fixture
def wall(scripted: ScriptedDesktop) -> Iterator[DrillWall]:
    with drill_wall(scripted) as wall:
        yield wall


def test_every_output_tells_the_live_time_and_how_much_waits(wall: DrillWall) -> None:
    assert list(wall.show.live_line.forms) == ["实战 10:00 · 重大事件 0 起 · 紧急告警 0 条"]
    image = picture_of(wall.show, (0, 0, 2 * WIDTH, HEIGHT))
    for rect in wall.show.live_line.places(bare=(BARE,)):
        part = pixels(image)[rect.top() : rect.bottom() + 1, rect.left() : rect.left() + 300]
        assert (part == NIGHT_LOOK["text"].rgb()).any()


def test_a_new_real_event_has_the_whole_width_of_every_output_for_five_minutes(wall: DrillWall) -> None:
    assert wall.red_columns() == [0, 0]
    wall.dirty.clear()
    wall.happen("化工车侧翻")
    assert "真实事件 · 化工车侧翻" in wall.show.live_line.forms[0]
    inside = [rect.width() for rect in wall.show.live_line.places(bare=())]
    assert wall.red_columns() == inside
    for rect in wall.show.live_line.places(bare=()):
        assert any(part.contains(rect) for part in wall.dirty), "it is painted at once"
    wall.clock.advance(CALL_MS - 1)
    wall.tick()
    assert wall.red_columns() == inside
    wall.clock.advance(1)
    wall.tick()
    assert wall.red_columns() == [0, 0]
    assert "重大事件 1 起" in wall.show.live_line.forms[0]
    wall.happen("河堤管涌", "20261123-JSZ7NC4")
    assert "河堤管涌" in wall.show.live_line.forms[0]


def test_the_line_leaves_the_words_of_the_drill_to_be_read(wall: DrillWall) -> None:
    """Where an output has no header they stand in its lowest line."""
    headed, above = wall.show.live_line.places(bare=(BARE,))
    assert above.bottom() + 1 == headed.top()
    before = picture_of(wall.show, BARE)
    wall.happen("化工车侧翻")
    after = picture_of(wall.show, BARE)
    lowest = slice(headed.top(), headed.bottom() + 1)
    assert (pixels(before)[lowest] == pixels(after)[lowest]).all()


def test_only_what_is_said_anew_is_painted_anew(wall: DrillWall) -> None:
    wall.dirty.clear()
    wall.clock.advance(1_000)
    wall.tick()
    lines = wall.show.live_line.places(bare=())
    assert not [part for part in wall.dirty if any(part.top() == line.top() - line.height() for line in lines)]


def test_a_wall_that_cannot_reach_the_live_realm_says_so(scripted: ScriptedDesktop) -> None:
    scripted.source.condition = replace(scripted.source.condition, realm="drill:7")
    with shown_wall(scripted.session, a_wall(HEADED, outputs=2)) as show:
        show.show_scene("day")
        assert list(show.live_line.forms) == ["实战：本窗口无法连接"]


def test_a_wall_of_the_live_realm_has_no_such_line(scripted: ScriptedDesktop) -> None:
    with drill_wall(scripted, realm="live") as wall:
        wall.happen("化工车侧翻")
        assert list(wall.show.live_line.forms) == []
        assert wall.red_columns() == [0, 0]


def test_a_real_event_stays_when_the_link_is_lost_with_the_time_since_when_nothing_is_heard(wall: DrillWall) -> None:
    wall.happen("化工车侧翻")
    whole = wall.show.live_line.forms[0]
    inside = wall.red_columns()
    wall.clock.advance(65_000)
    wall.real.condition = replace(wall.real.condition, state="stale", heartbeat_age_ms=60_000.0)
    wall.tick()
    assert wall.show.live_line.forms[0] == f"{whole} · 10:00:05 起无数据"
    assert all(form.endswith("10:00:05 起无数据") for form in wall.show.live_line.forms)
    assert wall.red_columns() == inside
    wall.real.condition = replace(wall.real.condition, state="live", heartbeat_age_ms=0.0)
    wall.tick()
    assert wall.show.live_line.forms[0] == whole
    wall.clock.advance(CALL_MS)
    wall.real.condition = replace(wall.real.condition, state="stale", heartbeat_age_ms=60_000.0)
    wall.tick()
    assert list(wall.show.live_line.forms) == ["实战：情况不明"]
