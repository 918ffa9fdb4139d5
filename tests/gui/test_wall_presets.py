"""The shipped walls as they are painted: pixel for pixel, every tile with its age, every text readable (A1, B1, B2)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from county.catalog import Catalog
from county.events.emergency import emergency_subclasses
from county.figures.metric import FigureValue
from county.wall.kinds import KINDS
from county.wall.reading import DIGIT_EM, HAN_EM, LEAST_PX
from county.wall.wall import Level, Wall
from desktop.wall import wall_files
from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.look import NIGHT_LOOK, wall_font
from desktop.wall.picture import picture_of, pictures
from desktop.wall.show import WallShow, frame_of
from desktop.wall.tiles import picture as picture_tile
from desktop.wall.tiles.picture import PictureContent, PictureMark, PictureName
from desktop.wall.tiles.tile import TileFrame, TilePainter
from desktop.wall.type_scale import TypeScale
from services.protocol.analysis_messages import FigureTable
from tests.gui.conftest import HOUR_MS, MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.shown_walls import real, shown_wall
from tests.gui.shown_walls import scene as a_scene
from tests.gui.shown_walls import tile as a_tile
from tests.gui.test_panels_archive import say
from tests.gui.test_panels_assessment import READY, AssessmentAnswers

PRESETS = sorted(wall_files.SHIPPED.glob("*.toml"))
HAN_MINUTES, DIGIT_MINUTES = 25.0, 16.0
"""Of arc: JIS Z 8513; NUREG-0700."""
NOW = Freshness("fresh", "刚刚")
RADIUS_PX, SIDE_PX = 150, 400
"""Of painted circles, and of the squares around them."""
STAGE = PictureContent(
    1, (PictureMark(60, 60, "alarm", 1.9, True, "屋后边坡裂缝"),), (PictureName(400, 300, "金铺街道"),)
)


@dataclass(frozen=True)
class WrittenText:
    """One text as a tile writes it."""

    text: str
    px: int


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[WrittenText]:
    """Every text that is painted from now on."""
    found: list[WrittenText] = []
    text, halo = TileBrush.text, picture_tile.halo

    def text_noted(brush: TileBrush, at: QPointF, said: str, px: int | None = None, *rest: Any, **more: Any) -> float:
        found.append(WrittenText(said, brush.scale.text if px is None else px))
        return text(brush, at, said, px, *rest, **more)

    def halo_noted(brush: TileBrush, at: QPointF, said: str, color: str) -> None:
        found.append(WrittenText(said, brush.scale.text))
        halo(brush, at, said, color)

    monkeypatch.setattr(TileBrush, "text", text_noted)
    monkeypatch.setattr(picture_tile, "halo", halo_noted)
    return found


def read(path: Path, catalog: Catalog) -> Wall:
    wall = wall_files.load(path.read_bytes(), path.name, catalog).wall
    assert wall is not None
    return wall


@contextmanager
def preset(path: Path, scripted: ScriptedDesktop) -> Iterator[WallShow]:
    """A shipped wall over a county in which every tile has something to say, without its map and twin: what makes their
    pictures has tests of its own."""
    say(scripted, READY)
    scripted.dispatch(scripted.report("垃圾堆积"), due_ms=MONDAY_MORNING_MS - HOUR_MS)
    scripted.report("房屋起火", subclass=min(emergency_subclasses(scripted.session.catalog)))
    wall = read(path, scripted.session.catalog)
    plain = tuple(
        replace(scene, tiles=tuple(tile for tile in scene.tiles if not KINDS[tile.kind].stage)) for scene in wall.scenes
    )
    with shown_wall(scripted.session, replace(wall, scenes=plain)) as show:
        for scene in plain:
            show.prepare(scene.id)
        show.sources.figures.ask()
        answer_all(scripted)
        yield show


def answer_all(scripted: ScriptedDesktop) -> None:
    source, answers = scripted.source, AssessmentAnswers(scripted)
    for asked in source.figure_requests:
        totals = [[FigureValue(90.0, 100, 0.9, 0.8, 0.95, "ok") for _ in asked.metrics] for _ in asked.periods]
        source.answer(FigureTable(
            request=asked.request, as_of_seq=1, as_of_ms=MONDAY_MORNING_MS, head_hash="", groups=[], totals=totals,
            values=[[[] for _ in asked.metrics] for _ in asked.periods],
        ))  # fmt: skip
    scripted.tick()
    for answer in (
        *(answers.tree(one) for one in source.kpi_requests),
        *(answers.signs(f"signs {n + 1}") for n in range(source.vital_sign_requests)),
    ):
        scripted.session.feed.arrived.emit(answer)


def minutes(px: float, em: float, wall: Wall, level: Level) -> float:
    """Under which angle a sign is seen from where the tile is read, in minutes of arc."""
    height_mm = px * em * wall.pitch_mm
    return 60 * math.degrees(2 * math.atan(height_mm / 1000 / wall.distance_of(level) / 2))


def is_readable(one: WrittenText, wall: Wall, level: Level) -> bool:
    if any("\u4e00" <= sign <= "\u9fff" for sign in one.text):
        return one.px >= LEAST_PX and minutes(one.px, HAN_EM, wall, level) >= HAN_MINUTES - 0.01
    return minutes(one.px, DIGIT_EM, wall, level) >= DIGIT_MINUTES - 0.01


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_text_is_seen_under_the_angle_of_the_rule_and_every_tile_tells_its_age(
    path: Path, scripted: ScriptedDesktop, written: list[WrittenText]
) -> None:
    canvas = QImage(1, 1, QImage.Format.Format_RGB32)
    with preset(path, scripted) as show:
        for scene in show.wall.scenes:
            show.show_scene(scene.id)
            for shown in show.tiles:
                assert shown.content is not None, (scene.id, shown.tile.id)
                written.clear()
                with QPainter(canvas) as painter:
                    shown.painter.paint(painter, shown.frame, shown.content, shown.freshness)
                assert shown.freshness.text in {one.text for one in written}, (scene.id, shown.tile.id)
                beside = {shown.freshness.text, shown.frame.title}
                for one in written:
                    level: Level = "near" if one.text in beside else shown.tile.level
                    assert is_readable(one, show.wall, level), (scene.id, shown.tile.id, one)


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_the_texts_of_map_and_twin_are_readable_and_tell_their_age(
    path: Path, scripted: ScriptedDesktop, written: list[WrittenText]
) -> None:
    wall = read(path, scripted.session.catalog)
    stages = [(scene, tile) for scene in wall.scenes for tile in scene.tiles if KINDS[tile.kind].stage]
    assert stages
    canvas = QImage(1, 1, QImage.Format.Format_RGB32)
    for scene, tile in stages:
        written.clear()
        frame = frame_of(wall, scene, tile, NIGHT_LOOK)
        with QPainter(canvas) as painter:
            picture_tile.PictureTile().paint(painter, frame, STAGE, NOW)
        assert any(NOW.text in one.text for one in written)
        assert {"金铺街道", "屋后边坡裂缝"} <= {one.text for one in written}, "both have room"
        assert all(is_readable(one, wall, tile.level) for one in written)


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_output_of_every_scene_is_its_part_of_the_canvas_byte_for_byte(
    path: Path, scripted: ScriptedDesktop
) -> None:
    with preset(path, scripted) as show:
        canvas = QImage(*show.wall.canvas_px, QImage.Format.Format_RGB32)
        for scene in show.wall.scenes:
            show.show_scene(scene.id)
            for _ in range(2):  # the first painting of a letter differs from later ones
                with QPainter(canvas) as painter:
                    show.paint(painter, QRect(0, 0, *show.wall.canvas_px))
            for output in show.wall.outputs:
                image = picture_of(show, output.canvas_rect_px)
                assert (image.width(), image.height()) == output.native_px
                assert image == canvas.copy(QRect(*output.canvas_rect_px)), (scene.id, output.name)


class Circle(TilePainter[Any]):
    """A circle in the middle of its tile."""

    def paint(self, painter: QPainter, frame: TileFrame, content: Any, freshness: Freshness) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        TileBrush(painter, frame.look, frame.scale).dot(frame.rect.center(), RADIUS_PX, "text")


@pytest.mark.parametrize("name", ["led-6656", "fhd-5", "fhd"])
def test_a_circle_in_the_pictures_of_a_wall_is_round_in_every_output_and_across_their_seams(
    name: str, scripted: ScriptedDesktop, tmp_path: Path
) -> None:
    wall = read(wall_files.SHIPPED / f"{name}.toml", scripted.session.catalog)
    width, height = wall.canvas_px
    places = {
        "middle": (width // 2, height // 2), "first": (width // 8, height // 2), "last": (7 * width // 8, height // 2)
    }  # fmt: skip
    circles = tuple(
        a_tile("headline", (x - SIDE_PX // 2, y - SIDE_PX // 2, SIDE_PX, SIDE_PX), id=place)
        for place, (x, y) in places.items()
    )
    with shown_wall(real(scripted.session), replace(wall, scenes=(a_scene("circles", *circles),))) as show:
        prepared = show.prepare("circles")
        assert prepared is not None
        for shown in prepared.tiles:
            shown.painter = Circle()
        written = pictures(show, "circles", tmp_path)
    outputs = [QImage(str(path)) for path in written[: len(wall.outputs)]]
    assert [(image.width(), image.height()) for image in outputs] == [output.native_px for output in wall.outputs]
    canvas = np.zeros((height, width), np.bool_)
    for output, image in zip(wall.outputs, outputs, strict=True):
        left, top, across, down = output.canvas_rect_px
        canvas[top : top + down, left : left + across] = bright(image)
    for x, y in places.values():
        part = canvas[y - SIDE_PX // 2 : y + SIDE_PX // 2, x - SIDE_PX // 2 : x + SIDE_PX // 2]
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        across, down = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
        assert abs(across - down) <= 1
        assert abs(across - 2 * RADIUS_PX) <= 1


def bright(image: QImage) -> NDArray[np.bool_]:
    """The pixels that a circle covers."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return (pixels & 0xFF) > 0x80


# ---- the height of painted letters


def ink(text: str, px: int, *, bold: bool = False) -> float:
    """Height of a painted text in pixels, its first and last line as far as they are covered."""
    image = QImage(2 * px, 2 * px, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        brush = TileBrush(painter, NIGHT_LOOK, TypeScale(px, px))
        brush.text(QPointF(px // 4, round(1.5 * px)), text, px, bold=bold)
    covered = (np.frombuffer(image.constBits(), np.uint32).reshape(2 * px, 2 * px) & 0xFF).max(axis=1) / 255
    rows = np.flatnonzero(covered > 0.02)
    return float(rows[-1] - rows[0] - 1 + covered[rows[0]] + covered[rows[-1]])


@pytest.mark.parametrize("px", [20, 26, 33, 52, 78, 104, 200])
@pytest.mark.parametrize("bold", [False, True])
def test_a_painted_letter_is_as_high_as_its_font_size_asks(qapp: object, px: int, bold: bool) -> None:
    for letter in "国事警8017AH%":
        outline = QPainterPath()
        outline.addText(0, 0, wall_font(px, bold), letter)
        assert abs(ink(letter, px, bold=bold) - outline.boundingRect().height()) <= 1, letter


@pytest.mark.parametrize("px", [26, 52, 104])
def test_the_reading_rule_knows_how_high_letters_are_painted(qapp: object, px: int) -> None:
    often = "县域态势事件超期告警力量待命体征正常黄橙红无数据今日受理办结督办值班热线空气水情雨情村社区考核"
    heights = [ink(letter, px) for letter in often]
    assert abs(sum(heights) / len(heights) - HAN_EM * px) <= 1
    assert abs(ink("8", px, bold=True) - DIGIT_EM * px) <= 1
