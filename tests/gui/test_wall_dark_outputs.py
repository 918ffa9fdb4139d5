"""What who stands before a wall is told of outputs that show nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from county.seats import Seat
from county.wall.status import OutputState, OutputStatus, WallStatus
from desktop.wall.contents.figure_link import FigureLink
from desktop.wall.contents.provider import WallSources
from desktop.wall.dark_outputs import DarkOutputs
from desktop.wall.freshness import Freshness
from desktop.wall.look import NIGHT_LOOK
from desktop.wall.show import WallShow
from desktop.wall.tiles.header import HeaderContent, HeaderTile
from desktop.wall.tiles.tile import TileFrame
from desktop.wall.type_scale import TypeScale
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_walls import a_wall, scene, tile
from tests.gui.test_panels_walls import status

SYNTHETIC = "合成数据"
"""What the county of the tests is."""


@dataclass
class WatchedWall:
    """A wall whose header is shown, with the outputs that a test lights and darkens."""

    scripted: ScriptedDesktop
    dark: DarkOutputs
    show: WallShow

    def said(self, *own: tuple[str, OutputState]) -> str:
        """What the header says of outputs in these states."""
        self.dark.own = lambda: tuple(OutputStatus(name, state) for name, state in own)
        self.show.tick()
        content = self.show.tiles[0].content
        assert isinstance(content, HeaderContent)
        assert content.provenance == SYNTHETIC, "it is told whatever the outputs show"
        return content.notices

    def others_tell(self, *walls: WallStatus) -> None:
        self.scripted.source.be_seated(*(Seat(id=str(n), principal="wall-x", wall=w) for n, w in enumerate(walls)))
        self.scripted.tick()


@pytest.fixture
def watched(scripted: ScriptedDesktop) -> Iterator[WatchedWall]:
    figures = FigureLink(scripted.session)
    dark = DarkOutputs(scripted.session, "hall")
    wall = a_wall(scene("day", tile("header", (0, 0, 960, 200))))
    show = WallShow(wall, WallSources(scripted.session, figures, dark.names))
    show.show_scene("day")
    yield WatchedWall(scripted, dark, show)
    show.close()
    figures.close()


def test_an_output_that_is_gone_is_named_on_those_that_are_left(watched: WatchedWall) -> None:
    assert watched.said(("#1", "shown"), ("#2", "scaled")) == ""
    assert watched.said(("#1", "shown"), ("#2", "missing")) == "输出 #2 黑屏"
    assert watched.said(("#1", "shown"), ("#2", "stopped"), ("#3", "missing")) == "输出 #2、#3 黑屏"
    gone: list[tuple[str, OutputState]] = [(f"#{n}", "missing") for n in (2, 3, 4)]
    assert watched.said(("#1", "shown"), *gone) == "3 路输出黑屏"
    assert watched.said(("#1", "shown"), ("#2", "shown")) == ""


def test_an_output_of_another_process_is_dark_unless_that_one_shows_it(watched: WatchedWall) -> None:
    own: list[tuple[str, OutputState]] = [("#1", "shown"), ("#2", "elsewhere")]
    assert watched.said(*own) == "输出 #2 黑屏"
    watched.others_tell(status(("#1", "elsewhere"), ("#2", "shown"), wall="foyer"))
    assert watched.said(*own) == "输出 #2 黑屏", "that is another wall"
    watched.others_tell(status(*own), status(("#1", "elsewhere"), ("#2", "shown")))
    assert watched.said(*own) == ""
    watched.others_tell(status(*own), status(("#1", "elsewhere"), ("#2", "missing")))
    assert watched.said(*own) == "输出 #2 黑屏"
    watched.others_tell(status(*own))
    assert watched.said(*own) == "输出 #2 黑屏"


@pytest.mark.parametrize("size", [(13, 3.2), (13, 8), (40, 4)])
@pytest.mark.parametrize("dark", ["输出 #2 黑屏", "输出 #2、#3 黑屏"])
def test_it_is_painted_in_the_smallest_header_beside_who_is_on_duty(
    qapp: object, size: tuple[float, float], dark: str
) -> None:
    px = 40
    width, height = round(size[0] * px), round(size[1] * px)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, width, height), TypeScale(px, 32), NIGHT_LOOK, "")
    content = HeaderContent("清源县", "平时", "text", "", "10:00", "11-23 星期一", "值班：王芳", dark)
    with QPainter(image) as painter:
        HeaderTile().paint(painter, frame, content, Freshness("fresh", ""))
    amber = np.frombuffer(image.constBits(), np.uint32).reshape(height, width) == NIGHT_LOOK["late"].rgb()
    columns = np.flatnonzero(amber.any(axis=0))
    room = columns[-1] - columns[0]
    assert room > 0.8 * min(px * (len(dark) - 3), width), "all of it, or as much as the whole line has room for"
