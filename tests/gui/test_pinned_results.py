"""Results that are pinned, on a wall and on the leader's page: value, range, as of when; what is old looks old."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.decisions.pins import FigurePinned, FigureUnpinned, PinPlace
from county.durations import DAY_MS
from county.figures.metric import FigureValue
from county.wall.kinds import PINS_SHOWN
from desktop.leader.page import LeaderPage
from desktop.wall.contents.figure_link import FigureLink
from desktop.wall.contents.pins import PinsContents
from desktop.wall.contents.provider import WallSources
from desktop.wall.tiles.numbers import BigNumber
from services.results.registry import NOTHING_ASKED
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.shown_walls import a_wall, scene, tile
from tests.pinned_results import result

LEFT = Qt.MouseButton.LeftButton
RANGED = FigureValue(3, None, 3, 2, 6, quality="ok")


def pinned(scripted: ScriptedDesktop, pin_id: str = "N1", *on: PinPlace, asked: str = NOTHING_ASKED) -> None:
    scripted.happen(FigurePinned(
        pin_id=pin_id, figure=result("risk_open_cards", asked, value=RANGED), as_of_ms=scripted.clock.now_ms(),
        on=on or ("wall", "page"),
    ))  # fmt: skip


class PinsTile:
    """What a tile of a wall says."""

    def __init__(self, scripted: ScriptedDesktop) -> None:
        self.scripted = scripted
        self.figures = FigureLink(scripted.session)
        wall = a_wall(scene("day", tile("pins", (0, 0, 900, 200))))
        sources = WallSources(scripted.session, self.figures)
        self.contents = PinsContents(sources, wall, wall.scenes[0].tiles[0])

    @property
    def numbers(self) -> tuple[BigNumber, ...]:
        content = self.contents.content(self.scripted.clock.now_ms())
        assert content is not None
        return content.numbers


@pytest.fixture
def wall(scripted: ScriptedDesktop) -> Iterator[PinsTile]:
    scripted.report("路边垃圾")
    made = PinsTile(scripted)
    yield made
    made.contents.close()
    made.figures.close()


@pytest.fixture
def page(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[LeaderPage]:
    scripted.report("路边垃圾")
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as made:
        yield made


def test_a_wall_shows_value_unit_range_and_as_of_when(wall: PinsTile) -> None:
    assert [number.name for number in wall.numbers] == ["没有钉住的结论"]
    pinned(wall.scripted)
    [number] = wall.numbers
    assert (number.value, number.unit, number.color) == ("3", "张", "text")
    assert number.name.startswith("待处置预警卡")
    assert "[2–6]" in number.note
    assert number.note.startswith("截至")


def test_what_nobody_renews_is_amber_and_then_grey_on_a_wall(wall: PinsTile) -> None:
    pinned(wall.scripted)
    for said, color in (("已旧", "late"), ("过期", "muted")):
        wall.scripted.clock.advance(2 * DAY_MS)
        [number] = wall.numbers
        assert number.note.startswith(said)
        assert number.color == color


def test_only_what_is_pinned_to_walls_is_there_and_what_has_no_room_is_counted(wall: PinsTile) -> None:
    pinned(wall.scripted, "page alone", "page")
    assert [number.value for number in wall.numbers] == ["–"]
    for number in range(PINS_SHOWN + 2):
        pinned(wall.scripted, f"N{number}", "wall", asked=str(number))
    assert [number.value for number in wall.numbers] == ["3"] * (PINS_SHOWN - 1) + ["+3"]
    wall.scripted.happen(FigureUnpinned(pin_id="N0", note="已经解决"))
    assert wall.numbers[-1].value == "+2"


def test_the_leaders_page_has_a_chip_of_each_that_leads_to_the_decisions(
    page: LeaderPage, scripted: ScriptedDesktop
) -> None:
    page.show_now()
    assert page.first.pins.isHidden()
    pinned(scripted)
    pinned(scripted, "wall alone", "wall", asked="1")
    page.show_now()
    [chip] = [chip for chip in page.first.pins.chips if not chip.isHidden()]
    assert chip.words[1] == "3 张"
    assert "[2–6]" in chip.words[2]
    wanted: list[str] = []
    page.panel_wanted.connect(wanted.append)
    QTest.mouseClick(chip, LEFT)
    QTest.mouseClick(page.decisions_button, LEFT)
    assert wanted == ["decisions", "decisions"]


def test_a_chip_says_that_its_value_is_partial(page: LeaderPage, scripted: ScriptedDesktop) -> None:
    scripted.happen(FigurePinned(
        pin_id="N1", figure=result(value=replace(RANGED, quality="partial")), as_of_ms=scripted.clock.now_ms(),
        on=("page",),
    ))  # fmt: skip
    page.show_now()
    assert "不完整" in page.first.pins.chips[0].words[2]


def test_a_chip_that_nobody_renews_becomes_amber_and_then_grey(page: LeaderPage, scripted: ScriptedDesktop) -> None:
    pinned(scripted)
    for color in ("warning", "muted"):
        scripted.clock.advance(2 * DAY_MS)
        page.show_now()
        assert page.first.pins.chips[0].color == color
