"""How tiles of walls are painted: what is beside what, and what lies over nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import hypot
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath
from pytestqt.qtbot import QtBot

from county import records as r
from county.events.emergency import emergency_subclasses
from desktop.moments import day_of
from desktop.wall.brush import TileBrush
from desktop.wall.contents.twin_picture import TwinContents
from desktop.wall.freshness import Freshness
from desktop.wall.look import NIGHT_LOOK, wall_metrics
from desktop.wall.tiles.bars import BarRow, BarsContent, BarsTile
from desktop.wall.tiles.funnel import FunnelContent, FunnelStage, FunnelTile
from desktop.wall.tiles.header import HeaderContent, HeaderTile
from desktop.wall.tiles.headline import HeadlineContent, HeadlineFact, HeadlineTile
from desktop.wall.tiles.numbers import BigNumber, NumbersContent, NumbersTile
from desktop.wall.tiles.picture import PictureContent, PictureMark, PictureName, PictureTile
from desktop.wall.tiles.plates import PlatesContent, PlatesTile, WallPlate, WallSign
from desktop.wall.tiles.rows import ListContent, ListRow, ListTile
from desktop.wall.tiles.tile import TileFrame, TilePainter
from desktop.wall.tiles.trend import TrendContent, TrendTile
from desktop.wall.tiles.villages import VillagesContent, VillagesTile
from desktop.wall.type_scale import TypeScale
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_walls import a_wall, scene, shown_wall, tile
from twin.view.scene import Frame

WIDTH, HEIGHT = 960, 240
NOW = Freshness("fresh", "")
JUST_NOW = Freshness("fresh", "刚刚")


def pixels(image: QImage) -> NDArray[np.uint32]:
    """Blue, green, red and unused of every pixel as one number, (h, w)."""
    values = np.frombuffer(image.constBits(), np.uint32)
    return values.reshape(image.height(), image.width()).copy()


def painted(painter: TilePainter, content: object, color: str) -> NDArray[np.bool_]:
    """Which pixels of the tile have exactly a colour of the night, (h, w)."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, WIDTH, HEIGHT), TypeScale(30, 24), NIGHT_LOOK, "")
    with QPainter(image) as at:
        painter.paint(at, frame, content, NOW)
    return pixels(image) == NIGHT_LOOK[color].rgb()


def test_a_number_with_a_note_stands_on_one_line_with_those_without(scripted: ScriptedDesktop) -> None:
    row = NumbersContent((BigNumber("8", "a"), BigNumber("8", "b", note="of 9")))
    white = painted(NumbersTile(), row, "text")
    first, second = white[:, : WIDTH // 3].any(axis=1), white[:, WIDTH // 3 :].any(axis=1)
    assert first.any()
    assert (first == second).all()


def test_a_number_of_too_small_a_sample_is_as_large_as_those_beside_it(scripted: ScriptedDesktop) -> None:
    row = NumbersContent((BigNumber("8", "a"), BigNumber("8", "b"), BigNumber("8", "c", "样本不足")))
    white = painted(NumbersTile(), row, "text")
    first, last = white[:, : WIDTH // 4].any(axis=1), white[:, WIDTH // 2 :].any(axis=1)
    assert first.any()
    assert (first == last).all()


@pytest.mark.parametrize("width", range(560, 1_800, 124))
def test_numbers_beside_each_other_are_of_one_size_and_touch_no_unit(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    values = ("33", "58", "108", "42")
    numbers = tuple(BigNumber(value, f"名{value}", "µg/m³", "未超限") for value in values)
    boxes: list[tuple[float, float, float]] = []
    sizes: set[int | None] = set()
    text = TileBrush.text

    def noted(brush: TileBrush, at: QPointF, said: str, px: int | None = None, *rest: Any, **more: Any) -> float:
        room = text(brush, at, said, px, *rest, **more)
        if said in (*values, "µg/m³"):
            boxes.append((at.y(), at.x(), at.x() + room))
        if said in values:
            sizes.add(px)
        return room

    monkeypatch.setattr(TileBrush, "text", noted)
    image = QImage(width, 243, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, width, 243), TypeScale(37, 29), NIGHT_LOOK, "空气质量")
    with QPainter(image) as at:
        NumbersTile().paint(at, frame, NumbersContent(numbers), NOW)
    assert len(sizes) == 1
    beside = [(one, other) for one, other in pairwise(sorted(boxes)) if one[0] == other[0]]
    assert all(before[2] < after[1] for before, after in beside)


def test_where_there_is_room_for_one_name_that_of_a_red_mark_is_written(scripted: ScriptedDesktop) -> None:
    late = PictureMark(500, 60, "late", 1.6, True, "金垅村屋后边坡出现裂缝需要转移群众")
    red = PictureMark(460, 60, "alarm", 1.6, True, "长园村文化广场电动车与汽车发生刮擦")

    def reds(*marks: PictureMark) -> int:
        return int(painted(PictureTile(), PictureContent(1, marks, ()), "alarm").sum())

    named, plain = reds(red), reds(replace(red, text=""))
    assert named > 2 * plain
    assert reds(late, red) == named


def test_a_stage_without_its_picture_says_that_this_is_being_drawn(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    said = "正在绘制画面…"
    assert said in texts_of(PictureTile(), PictureContent(0, (), ()), (800, 600), monkeypatch)
    assert said not in texts_of(PictureTile(), PictureContent(1, (), (), picture=picture), (800, 600), monkeypatch)
    failed = texts_of(PictureTile(), PictureContent(0, (), (), "无三维视图"), (800, 600), monkeypatch)
    assert "无三维视图" in failed
    assert said not in failed


@pytest.mark.parametrize("height", [200, 700])
def test_the_count_of_a_stage_is_as_large_as_its_circle(scripted: ScriptedDesktop, height: int) -> None:
    image = QImage(6 * height, height, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, 6 * height, height), TypeScale(20, 16), NIGHT_LOOK, "")
    with QPainter(image) as at:
        FunnelTile().paint(at, frame, FunnelContent((FunnelStage("待立案", 8, 0), FunnelStage("待派遣", 8, 0))), NOW)
    digits = np.flatnonzero((pixels(image) == NIGHT_LOOK["text"].rgb()).any(axis=1))
    assert digits[-1] - digits[0] > 0.2 * (height - 3 * 20)


def test_the_age_of_the_headline_follows_its_facts_and_stands_nowhere_alone(scripted: ScriptedDesktop) -> None:
    facts = HeadlineFact("3", "超期", "late"), HeadlineFact("1", "体征异常", "late")
    known = HeadlineContent("alarm", "1 起紧急事件", "烟感火警", facts)
    for content, last in ((known, "体征异常"), (None, "尚无数据")):
        image = QImage(4 * WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        frame = TileFrame(QRectF(0, 0, 4 * WIDTH, HEIGHT), TypeScale(30, 24), NIGHT_LOOK, "")
        ends = []
        for freshness in (NOW, Freshness("fresh", "刚刚")):
            with QPainter(image) as at:
                HeadlineTile().paint(at, frame, content, freshness)
            muted = np.flatnonzero((pixels(image) == NIGHT_LOOK["muted"].rgb()).any(axis=0))
            ends.append(int(muted[-1]))
        assert 0 < ends[1] - ends[0] < 30 * 1.1 + 3 * 24, f"right behind {last}"


def test_the_age_of_the_headline_cuts_nothing_of_what_decides_the_state(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "禾坡社区小学门口电动车与汽车刮擦"
    content = HeadlineContent("late", "7 起紧急事件办理中", why, (HeadlineFact("4", "超期", "late"),))
    for freshness in (JUST_NOW, Freshness("late", "12 秒前")):
        size = (760, 140)
        found = texts_of(HeadlineTile(), content, size, monkeypatch, freshness=freshness)
        assert {why, freshness.text} <= {*found}
        assert texts_of(HeadlineTile(), content, size, monkeypatch, cut=True, freshness=freshness) == []


@pytest.mark.parametrize("place", ["廖峪社区消防烟感十七号点位", "义潭社区"])
def test_a_list_of_two_lines_keeps_places_whole_where_the_first_line_has_room_for_the_time(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    rows = (ListRow("烟感火警", place, "持续 23 秒", "alarm"), ListRow("垃圾桶满溢", "义潭社区", "持续 2 分钟"))
    assert texts_of(ListTile(), ListContent(rows, 2, ""), (560, 300), monkeypatch, cut=True) == []


def test_a_place_is_written_in_full_beside_a_short_text(scripted: ScriptedDesktop) -> None:
    place = "义潭社区智能垃圾桶一号点位旁边"
    muted = painted(ListTile(), ListContent((ListRow("满溢", place, "5"),), 1, ""), "muted")[60:]
    columns = np.flatnonzero(muted.any(axis=0))
    assert columns[-1] - columns[columns > 100][0] > 29 * len(place) - 20


def test_where_names_leave_no_room_for_bars_these_are_below_them(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tuple(BarRow(f"马洼社区水质水位站0{n}", "4.10 m", ((0.5, "accent"),), limit=0.8) for n in range(4))
    size = (626, 299)
    assert texts_of(BarsTile(), BarsContent(rows, "雨量最大 0.1 毫米/时，新铺村"), size, monkeypatch, cut=True) == []
    image = QImage(*size, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, *size), TypeScale(39, 29), NIGHT_LOOK, "水情雨情")
    with QPainter(image) as at:
        BarsTile().paint(at, frame, BarsContent(rows), NOW)
    accent = np.flatnonzero((pixels(image) == NIGHT_LOOK["accent"].rgb()).any(axis=0))
    assert accent[0] < 4
    assert accent[-1] > 0.45 * size[0], "half of the whole width"


def test_a_row_leaves_out_the_larger_divisions_before_it_cuts_what_happened(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ListRow("白江社区智能井盖08井盖移位", "处理中 · 金铺街道 · 白江社区", "12:01")
    for width in (1_080, 560):
        content = ListContent((row,), 1, "")
        assert texts_of(ListTile(), content, (width, 300), monkeypatch, cut=True) == []
        assert "处理中 · 白江社区" in texts_of(ListTile(), content, (width, 300), monkeypatch)
    assert row.detail in texts_of(ListTile(), ListContent((row,), 1, ""), (1_400, 300), monkeypatch)


def test_a_long_name_beside_a_bar_is_whole_while_there_is_room_for_the_bar(scripted: ScriptedDesktop) -> None:
    name = "长铺村水质水位站01"
    image = QImage(500, 160, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, 500, 160), TypeScale(30, 24), NIGHT_LOOK, "")
    rows = BarsContent((BarRow(name, "4.10 m", ((0.5, "accent"),)),))
    with QPainter(image) as at:
        BarsTile().paint(at, frame, rows, NOW)
    white = np.flatnonzero((pixels(image) == NIGHT_LOOK["text"].rgb())[:, :330].any(axis=0))
    assert white[-1] > wall_metrics(30).horizontalAdvance(name) - 8, "0.45 of the width would cut it"
    assert (pixels(image) == NIGHT_LOOK["accent"].rgb()).any(), "and there is a bar"


@pytest.mark.parametrize("x", [100.0, 900.0])
def test_an_urgent_mark_is_named_at_the_side_that_has_room(scripted: ScriptedDesktop, x: float) -> None:
    mark = PictureMark(x, 120, "alarm", 1.9, ringed=True, text="下垭村屋后边坡出现裂缝")
    red = painted(PictureTile(), PictureContent(1, (mark,), ()), "alarm")
    columns = np.flatnonzero(red.any(axis=0))
    assert columns[-1] - columns[0] > 300


@pytest.mark.parametrize("x", [120.0, 480.0, 900.0])
def test_the_text_of_an_urgent_mark_keeps_clear_of_its_own_ring(scripted: ScriptedDesktop, x: float) -> None:
    plain = PictureMark(x, 120, "alarm", 1.9, ringed=True)
    bare = painted(PictureTile(), PictureContent(1, (plain,), ()), "alarm")
    named = PictureMark(x, 120, "alarm", 1.9, ringed=True, text="屋后边坡开裂")
    whole = painted(PictureTile(), PictureContent(1, (named,), ()), "alarm")
    ring, text = np.flatnonzero(bare.any(axis=0)), np.flatnonzero((whole & ~bare).any(axis=0))
    assert len(text)
    assert text.min() > ring.max() + 2 or text.max() < ring.min() - 2


def test_title_and_age_of_a_picture_lie_over_no_other_text(scripted: ScriptedDesktop) -> None:
    mark = PictureMark(600, 205, "alarm", 1.9, ringed=True, text="禾坡社区小学门口电动车刮擦")

    def reds(title: str) -> NDArray[np.bool_]:
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        frame = TileFrame(QRectF(0, 0, WIDTH, HEIGHT), TypeScale(30, 24), NIGHT_LOOK, title)
        with QPainter(image) as at:
            PictureTile().paint(at, frame, PictureContent(1, (mark,), ()), Freshness("fresh", "刚刚"))
        return pixels(image) == NIGHT_LOOK["alarm"].rgb()

    beside, moved = reds(""), reds("数字孪生")
    assert beside[190:, :500].any(), "left of the mark, whose right has no room"
    assert moved.sum() > 0.9 * beside.sum(), "it is written"
    assert not moved[190:, :500].any(), "above the title"


def test_a_thin_line_below_its_title_sets_a_tile_off(scripted: ScriptedDesktop) -> None:
    empty = ListContent((), 0, "")
    image = QImage(960, 240, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, 960, 240), TypeScale(40, 32), NIGHT_LOOK, "待决事项")
    with QPainter(image) as painter:
        ListTile().paint(painter, frame, empty, Freshness("fresh", ""))
    row = pixels(image)[round(frame.head.bottom())]
    assert (row != pixels(image)[230, 500]).all(), "from its left edge to its right one"


def test_the_name_of_a_town_never_covers_an_urgent_mark(scripted: ScriptedDesktop) -> None:
    mark = PictureMark(480, 120, "alarm", 1.9, ringed=True)
    alone = painted(PictureTile(), PictureContent(1, (mark,), ()), "alarm")
    name = PictureName(480, 120, "金铺街道")
    with_name = PictureContent(1, (mark,), (name,))
    assert (painted(PictureTile(), with_name, "alarm") == alone).all()
    assert painted(PictureTile(), with_name, "text").any()


def test_the_twin_of_a_wall_by_day_has_no_dark_sky(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    wall = a_wall(scene("day", tile("twin", (0, 0, 480, 270))), size=(480, 270), theme="day")
    with shown_wall(scripted.session, wall) as show:
        prepared = show.prepare("day")
        assert prepared is not None
        qtbot.waitUntil(lambda: prepared.is_ready, timeout=30_000)
        show.show_scene("day")
        [shown] = show.tiles
        assert isinstance(shown.content, PictureContent)
        assert shown.content.picture is not None, shown.content.failure
        beside_the_county = pixels(shown.content.picture)[40:60, 50:90] & 0xFF
    assert beside_the_county.min() > 200


def twin_at(scripted: ScriptedDesktop, qtbot: QtBot, hour: int) -> NDArray[np.uint8]:
    """The picture of the twin at this hour of the county's day, blue, green and red, (h, w, 4)."""
    wall = a_wall(scene("day", tile("twin", (0, 0, 480, 270))), size=(480, 270))
    scripted.session.layers.now_ms = day_of(scripted.clock.now_ms()).start + hour * HOUR_MS
    with shown_wall(scripted.session, wall) as show:
        prepared = show.prepare("day")
        assert prepared is not None
        qtbot.waitUntil(lambda: prepared.is_ready, timeout=30_000)
        show.show_scene("day")
        [shown] = show.tiles
        assert isinstance(shown.content, PictureContent)
        assert shown.content.picture is not None, shown.content.failure
        return pixels(shown.content.picture).view(np.uint8).reshape(270, 480, 4)


def test_the_twin_of_a_wall_has_the_light_of_the_hour_and_ends_in_the_ground_of_the_wall(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    noon, midnight = twin_at(scripted, qtbot, 12), twin_at(scripted, qtbot, 0)
    inside = np.s_[100:170, 180:300]
    assert noon[inside].mean() > 1.15 * midnight[inside].mean()
    for picture in (noon, midnight):
        assert (picture[2:8, 2:8, :3] == [NIGHT_LOOK["ground"].blue(), NIGHT_LOOK["ground"].green(),
                                          NIGHT_LOOK["ground"].red()]).all()  # fmt: skip


@pytest.mark.parametrize("beside_map", [True, False])
def test_the_twin_beside_a_map_shows_the_surroundings_of_an_emergency_and_alone_the_county(
    scripted: ScriptedDesktop, qtbot: QtBot, beside_map: bool
) -> None:
    tiles = [tile("twin", (0, 0, 480, 270)), *([tile("map", (480, 0, 480, 270))] if beside_map else [])]

    def first_mark_px() -> float:
        """From the middle of the twin to the mark of the first event."""
        show.tick()
        content = show.tiles[0].content
        assert isinstance(content, PictureContent)
        assert not content.failure
        return hypot(content.marks[0].x - 240, content.marks[0].y - 135) if content.marks else 1_000.0

    for number in range(20):
        scripted.report("垃圾堆积", dx_m=4_000 - 400 * number)
    with shown_wall(scripted.session, a_wall(scene("day", *tiles), size=(960, 270))) as show:
        prepared = show.prepare("day")
        assert prepared is not None
        qtbot.waitUntil(lambda: prepared.is_ready, timeout=30_000)
        show.show_scene("day")
        away_px = first_mark_px()
        assert away_px > 30
        twin = show.tiles[0].provider
        assert isinstance(twin, TwinContents)
        qtbot.waitUntil(lambda: not twin._again.isActive())
        fire = scripted.report("房屋起火", subclass=min(emergency_subclasses(scripted.session.catalog)), dx_m=4_000)
        if not beside_map:
            assert first_mark_px() == away_px
            assert not twin._again.isActive(), "it asks for no other picture"
            return
        qtbot.waitUntil(lambda: first_mark_px() < 10, timeout=30_000)
        near = show.tiles[0].content
        assert isinstance(near, PictureContent)
        assert 1 < len(near.marks) < 20, "those in its soft edge are left out"
        assert all(20 < mark.x < 460 and 20 < mark.y < 250 for mark in near.marks)
        scripted.happen(r.EventRejected(event_id=fire))
        qtbot.waitUntil(lambda: abs(first_mark_px() - away_px) < 1, timeout=30_000)


def test_a_picture_of_the_twin_is_finished_before_another_place_is_shown(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    def report_fire(dx_m: float) -> str:
        return scripted.report("房屋起火", subclass=min(emergency_subclasses(scripted.session.catalog)), dx_m=dx_m)

    tiles = tile("twin", (0, 0, 480, 270)), tile("map", (480, 0, 480, 270))
    first = report_fire(-4_000)
    with shown_wall(scripted.session, a_wall(scene("day", *tiles), size=(960, 270))) as show:
        prepared = show.prepare("day")
        assert prepared is not None
        qtbot.waitUntil(lambda: prepared.is_ready, timeout=30_000)
        show.show_scene("day")
        twin = show.tiles[0].provider
        assert isinstance(twin, TwinContents)
        qtbot.waitUntil(lambda: not twin._again.isActive() and not twin._worker.busy)
        frames: list[Frame] = []
        twin._worker.drawn.connect(frames.append)
        place = twin._place
        twin._request()
        qtbot.waitUntil(lambda: bool(frames), timeout=30_000)
        twin._take(replace(frames[-1], complete=False))
        scripted.happen(r.EventRejected(event_id=first))
        report_fire(4_000)
        assert twin._place_now(scripted.clock.now_ms()) != place
        twin._request()
        assert twin._place == place
        qtbot.waitUntil(
            lambda: len(frames) > 1 and not (twin._is_unfinished or twin._worker.busy or twin._again.isActive()),
            timeout=30_000,
        )  # fmt: skip
        twin._request()
        assert twin._place == twin._place_now(scripted.clock.now_ms()) != place


# ---- rows that have no room


def texts_of(
    painter: TilePainter, content: object, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, *, cut: bool = False,
    freshness: Freshness = JUST_NOW,
) -> list[str]:  # fmt: skip
    """Every text that a tile of this size writes, as far as it is written at all; ``cut``: those that end with "…"."""
    found: list[str] = []
    text = TileBrush.text

    def noted(brush: TileBrush, at: QPointF, said: str, *rest: Any, **more: Any) -> float:
        width = more.get("width", 1e9)
        is_cut = brush.width(said, bold=more.get("bold", False)) > width
        if 0 <= at.y() <= size[1] and width > 0 and (is_cut or not cut):
            found.append(said)
        return text(brush, at, said, *rest, **more)

    image = QImage(*size, QImage.Format.Format_RGB32)
    frame = TileFrame(QRectF(0, 0, *size), TypeScale(39, 29), NIGHT_LOOK, "待决事项")
    with monkeypatch.context() as patched, QPainter(image) as at:
        patched.setattr(TileBrush, "text", noted)
        painter.paint(at, frame, content, freshness)
    return found


@pytest.mark.parametrize("height", [60, 140, 320])
def test_a_mode_that_is_no_state_gives_way_to_the_rest_of_a_narrow_header(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    def said(width: int, color: str, *, cut: bool = False) -> list[str]:
        content = HeaderContent("清源示范县", "未启动响应", color, "", "10:00", "", "", provenance="合成数据")
        return texts_of(HeaderTile(), content, (width, height), monkeypatch, cut=cut)

    assert "未启动响应" in said(1_000, "text")
    assert "未启动响应" not in said(400, "text")
    assert said(400, "text", cut=True) == []
    assert "未启动响应" in said(400, "late"), "a drill is told however little room there is"


@pytest.mark.parametrize("height", [221, 254, 299, 381, 560])
@pytest.mark.parametrize("width", [626, 1_170])
@pytest.mark.parametrize("total", [1, 2, 9, 57])
def test_a_list_says_how_many_rows_it_leaves_out(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch, width: int, height: int, total: int
) -> None:
    rows = tuple(ListRow(f"事件{n}", "义潭社区", "5") for n in range(min(total, 40)))
    found = texts_of(ListTile(), ListContent(rows, total, ""), (width, height), monkeypatch)
    hidden = total - sum(row.text in found for row in rows)
    assert [said for said in found if said.startswith("另有")] == ([f"另有 {hidden} 项"] if hidden else [])


def test_an_empty_list_shows_what_came_last_in_the_room_it_has(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = tuple(ListRow(f"办结{n}", "义潭社区", "09:30") for n in range(12))
    content = ListContent((), 0, "无告警", last_title="最近办结", last=last)
    for height, least, most in ((220, 0, 0), (400, 1, 3), (900, 6, 12)):
        found = texts_of(ListTile(), content, (1_170, height), monkeypatch)
        shown = [said for said in found if said.startswith("办结")]
        assert least <= len(shown) <= most, height
        assert shown == [row.text for row in last[: len(shown)]], "the newest first"
        assert ("最近办结" in found) == bool(shown)
        assert "无告警" in found


def test_what_came_last_never_takes_the_room_of_a_row(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, last = (tuple(ListRow(f"{what}{n}", "", "5") for n in range(12)) for what in ("事件", "办结"))
    for height in range(240, 900, 60):
        alone = texts_of(ListTile(), ListContent(rows, 12, ""), (1_170, height), monkeypatch)
        found = texts_of(ListTile(), ListContent(rows, 12, "", "text", "最近办结", last), (1_170, height), monkeypatch)
        events, alone_events = ([said for said in texts if said.startswith("事件")] for texts in (found, alone))
        assert events == alone_events


def test_a_large_tile_shows_every_vital_sign_with_its_value_and_a_small_one_the_worst(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = tuple(WallSign(f"体征{n}", f"{n} 件", "alarm" if n == 2 else "text") for n in range(6))
    red = (("红 1", "alarm"),)
    plates = tuple(WallPlate(f"板块{n}", "red", red, "体征2 2 件", "", "alarm", signs) for n in range(8))
    large, small = (
        texts_of(PlatesTile(), PlatesContent(plates), size, monkeypatch) for size in ((3_712, 1_600), (1_200, 800))
    )
    assert sum(said.startswith("体征") for said in large) == 48
    assert large.count("2 件") == 8
    assert [said for said in small if said.startswith("体征")] == ["体征2 2 件"] * 8
    assert sum(said.startswith("板块") for said in large) == sum(said.startswith("板块") for said in small) == 8


def test_the_name_of_a_plate_is_whole_whatever_is_said_of_its_signs(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = tuple(WallSign(f"体征{n}", "1 件", "text") for n in range(6))
    counts = (("红 1", "alarm"), ("橙 1", "late"), ("黄 1", "late"), ("5 无数据", "muted"))
    plates = tuple(WallPlate("生产生活服务", "red", counts, signs=signs) for _ in range(8))
    size = (2_380, 1_000)
    found = texts_of(PlatesTile(), PlatesContent(plates), size, monkeypatch)
    assert texts_of(PlatesTile(), PlatesContent(plates), size, monkeypatch, cut=True) == []
    assert (found.count("生产生活服务"), found.count("5 无数据")) == (8, 8), "what is not known is always said"


@pytest.mark.parametrize("height", [160, 221, 299, 632])
@pytest.mark.parametrize("note", ["", "近一小时无雨"])
@pytest.mark.parametrize(("count", "total"), [(1, 0), (3, 0), (12, 0), (20, 137)])
def test_bars_say_how_many_rows_they_leave_out_and_keep_their_sentence(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch, height: int, note: str, count: int, total: int
) -> None:
    rows = tuple(BarRow(f"站{n}号", "4.10 m", ((0.5, "accent"),)) for n in range(count))
    found = texts_of(BarsTile(), BarsContent(rows, note, total=total), (626, height), monkeypatch)
    hidden = max(total, count) - sum(row.name in found for row in rows)
    assert [said for said in found if said.startswith("另有")] == ([f"另有 {hidden} 项"] if hidden else [])
    assert (note in found) == bool(note)


def test_the_map_of_the_villages_says_what_shades_and_frames_mean(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    outline = QPainterPath()
    outline.addRect(QRectF(0, 0, 100, 80))
    rows = (BarRow("义潭社区", "3", ((1.0, "accent"),)),)
    content = VillagesContent((3,), (0,), rows, (outline,), QRectF(0, 0, 100, 80))
    for size in ((1_600, 900), (900, 1_400), (1_170, 632)):
        found = texts_of(VillagesTile(), content, size, monkeypatch)
        assert {"未结事件：少—多", "超期"} <= set(found)
    narrow = texts_of(VillagesTile(), content, (420, 900), monkeypatch)
    assert "超期" not in narrow, "no part of it over the edge"


def test_a_trend_without_a_history_says_so_in_place_of_its_columns(
    scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, said = ("周五", "周六"), ("2 日中 1 日有数", "尚无可比")
    alone = TrendContent((None, 1.0), days, "今日", "100.0", "上周同期 无数据", "%", lacking=said)
    found = texts_of(TrendTile(), alone, (1_170, 300), monkeypatch)
    assert " · ".join(said) in found
    assert {*said} <= {*texts_of(TrendTile(), alone, (626, 190), monkeypatch)}, "in two lines, none of them cut"
    assert not {*days, "–"} & set(found)
    both = TrendContent((1.0, 1.0), days, "今日", "100.0", "")
    assert set(days) <= set(texts_of(TrendTile(), both, (1_170, 300), monkeypatch))
