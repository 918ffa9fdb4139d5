"""A rotated glyph points to its heading, on the map and in the twin, for every direction of the view."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from desktop.map.painters.points import PointsPainter
from drawing.atlas import ROW_PX, packed
from drawing.glyphs import draw_glyph
from drawing.viewport import Viewport
from layers.batches import Points
from layers.style import DIRECTION_DEG, DIRECTIONS, Style, StyleSheet
from twin.view.actors.points import PointsOverlay
from twin.view.camera import Camera
from twin.view.drape import DrapedBatches
from twin.view.pin_atlas import PinAtlases
from twin.view.pin_sprites import PinSprite
from twin.view.scene import Frame, FrameRequest
from twin.view.screen import Screen
from twin.view.surface import Surface

SIDE, MIDDLE = 120, 60
ARROW = Style(glyph="arrow", color="#35e06b", outline="#06101c", size_px=40, width_px=2)
SHEET = StyleSheet({"unit": ARROW}, {})
HEADINGS = [n * DIRECTION_DEG for n in range(DIRECTIONS)]


def blank() -> QImage:
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    return picture


def firm(picture: QImage) -> NDArray[np.bool_]:
    """Which pixels (SIDE, SIDE) are painted, and not only glow."""
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(SIDE, SIDE, 4)
    return pixels[:, :, 3] > 200


def drawn_on_the_map(style: Style) -> NDArray[np.bool_]:
    picture = blank()
    with QPainter(picture) as painter:
        painter.translate(MIDDLE, MIDDLE)
        draw_glyph(painter, style, style.size_px)
    return firm(picture)


def drawn_in_the_twin(style: Style) -> NDArray[np.bool_]:
    picture = blank()
    with QPainter(picture) as painter:
        painter.translate(MIDDLE, MIDDLE)
        PinSprite(style, 1.0).draw(painter)
    return firm(picture)


def painted_in(picture: NDArray[np.bool_], angle_deg: float, share: float = 0.8) -> bool:
    """Whether a point is painted at ``share`` of the radius in a direction, clockwise from the upper edge."""
    angle, radius = math.radians(angle_deg), share * ARROW.size_px / 2
    return bool(picture[round(MIDDLE - radius * math.cos(angle)), round(MIDDLE + radius * math.sin(angle))])


def points_only_to(picture: NDArray[np.bool_], heading_deg: float) -> bool:
    """The tip is painted; its sides and the opposite direction are not."""
    others = [heading_deg + aside for aside in (-90, -60, 60, 90, 180)]
    return painted_in(picture, heading_deg) and not any(painted_in(picture, other) for other in others)


@pytest.mark.parametrize("heading_deg", HEADINGS)
def test_the_tip_of_an_arrow_points_to_its_heading(qtbot: QtBot, heading_deg: float) -> None:
    style = SHEET[f"unit>{heading_deg}"]
    assert points_only_to(drawn_on_the_map(style), heading_deg)
    assert points_only_to(drawn_in_the_twin(style), heading_deg)


@pytest.mark.parametrize("heading_deg", HEADINGS)
def test_map_and_twin_draw_the_same_arrow(qtbot: QtBot, heading_deg: float) -> None:
    style = SHEET[f"unit>{heading_deg}"]
    one, other = drawn_on_the_map(style), drawn_in_the_twin(style)
    assert (one & other).sum() > 0.75 * (one | other).sum()


def test_what_shows_a_direction_does_not_glow(qtbot: QtBot) -> None:
    picture = blank()
    with QPainter(picture) as painter:
        painter.translate(MIDDLE, MIDDLE)
        PinSprite(SHEET["unit>90"], 1.0).draw(painter)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(SIDE, SIDE, 4)
    painted = np.hypot(*np.nonzero(pixels[:, :, 3])[0:2] - np.float64(MIDDLE))
    assert painted.max() < ARROW.size_px * 0.75


def test_an_arrow_has_a_dark_edge_all_around(qtbot: QtBot) -> None:
    picture = blank()
    with QPainter(picture) as painter:
        painter.translate(MIDDLE, MIDDLE)
        draw_glyph(painter, ARROW, ARROW.size_px)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(SIDE, SIDE, 4).astype(int)
    inside = firm(picture)
    rim = inside & ~(np.roll(inside, 1, 0) & np.roll(inside, -1, 0) & np.roll(inside, 1, 1) & np.roll(inside, -1, 1))
    assert pixels[:, :, 1][rim].max() < 120 < pixels[MIDDLE, MIDDLE, 1]


@given(st.floats(-1e6, 1e6))
def test_every_heading_becomes_the_nearest_of_the_directions(heading_deg: float) -> None:
    turn_deg = SHEET[f"unit>{heading_deg}"].turn_deg
    assert turn_deg in HEADINGS
    assert abs((heading_deg - turn_deg + 180) % 360 - 180) <= DIRECTION_DEG / 2 + 1e-6


@pytest.mark.parametrize("key", ["unit>", "unit"])
def test_a_style_without_a_direction_is_not_rotated(key: str) -> None:
    assert SHEET[key] == ARROW


@pytest.mark.parametrize("key", ["unit>north", "unit>nan", "unit>inf"])
def test_a_direction_that_is_no_number_is_refused(key: str) -> None:
    with pytest.raises(KeyError, match="number of degrees"):
        SHEET[key]


def test_an_icon_and_a_direction_go_together() -> None:
    assert SHEET["unit@mdi6.fire-truck>90"] == replace(ARROW, icon="mdi6.fire-truck", turn_deg=90.0)


def batch(*headings_deg: float) -> Points:
    """Arrows at one place."""
    ids = np.array([str(i) for i in range(len(headings_deg))], dtype=object)
    code = np.arange(len(headings_deg), dtype=np.uint16)
    return Points(ids, np.tile(PLACE, (len(ids), 1)), code, tuple(f"unit>{deg}" for deg in headings_deg))


PLACE = np.array([0.0, 0.0])


def test_the_map_paints_an_arrow_towards_its_heading(qtbot: QtBot) -> None:
    for heading_deg in (0.0, 90.0, 225.0):
        picture = blank()
        with QPainter(picture) as painter:
            for _ in PointsPainter(batch(heading_deg), SHEET).paint(painter, Viewport(-60, 60, 1.0, SIDE, SIDE)):
                pass
        assert points_only_to(firm(picture), heading_deg)


def screen_above(package: CountyPackage, looking_deg: float) -> Screen:
    """Of a twin that looks down at the middle of the county."""
    surface = Surface(package)
    [ground] = surface.on_ground([surface.origin_m], 1.0)
    camera = Camera.looking_at(*ground, distance_m=2_000, heading_deg=looking_deg, down_deg=89)
    view = FrameRequest(camera, (SIDE, SIDE), 1.0, DrapedBatches(), texel_px=1.0, smooth=False, prepare_ms=0)
    frame = Frame(view, np.zeros((1, 1, 4), np.uint8), np.full((1, 1), np.inf, np.float32), True, 0)
    return Screen(frame, surface, SIDE, SIDE, 1.0)


def test_an_arrow_is_projected_once_and_the_point_ahead_of_it_once(
    qtbot: QtBot, package: CountyPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, projected = screen_above(package, 0.0), list[int]()
    ahead, on_ground = screen.px, screen.place_on
    monkeypatch.setattr(screen, "px", lambda ground: projected.append(len(ground)) or ahead(ground))
    monkeypatch.setattr(screen, "place_on", lambda ground: projected.append(len(ground)) or on_ground(ground))
    arrows = batch(0.0, 90.0)
    points = Points(arrows.ids, np.tile(screen.surface.origin_m, (2, 1)), arrows.style, arrows.styles)
    assert len(PointsOverlay(points, SHEET, PinAtlases(1.0, 1.0)).heads(screen).ids) == 2
    assert projected == [2, 2]


@pytest.mark.parametrize("looking_deg", [0.0, 90.0, 200.0])
@pytest.mark.parametrize("heading_deg", [0.0, 90.0, 247.5])
def test_in_the_twin_an_arrow_points_along_the_ground_and_is_at_its_position(
    qtbot: QtBot, package: CountyPackage, looking_deg: float, heading_deg: float
) -> None:
    screen = screen_above(package, looking_deg)
    xy_m = screen.surface.origin_m
    one = batch(heading_deg)
    points = Points(one.ids, np.array([xy_m]), one.style, one.styles)
    overlay = PointsOverlay(points, StyleSheet({"unit": replace(ARROW, size_px=ARROW.size_px / screen.pin_scale)}, {}),
                            PinAtlases(1.0, 1.0))  # fmt: skip
    picture = blank()
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        overlay.paint(painter, screen)
    assert overlay.heads(screen).xy[0] == pytest.approx([MIDDLE, MIDDLE], abs=1)
    nearest_deg = round((heading_deg - looking_deg) / DIRECTION_DEG) * DIRECTION_DEG
    assert points_only_to(firm(picture), nearest_deg)


def test_the_twin_paints_at_most_one_sprite_per_direction_for_any_number_of_headings(qtbot: QtBot) -> None:
    styles = tuple(SHEET[f"unit>{deg}"] for deg in (3, 100, 200, 300))
    atlas = PinAtlases(1.0, 1.0).of(styles)
    assert atlas.facing.shape == (len(styles), DIRECTIONS)
    assert len(np.unique(atlas.facing)) == DIRECTIONS
    assert atlas.facing.max() == DIRECTIONS - 1


@given(st.lists(st.floats(1, 300), max_size=400))
def test_sprites_are_packed_into_rows_without_touching_each_other(sides: list[float]) -> None:
    boxes, size = packed(np.ceil(np.array(sides, dtype=float)))
    assert size.width() <= ROW_PX
    taken = np.zeros((size.height(), size.width()), dtype=np.uint8)
    for left, top, width, height in boxes.astype(int):
        taken[top : top + height, left : left + width] += 1
    assert taken.max() <= 1
    assert taken.sum() == int((boxes[:, 2] * boxes[:, 3]).sum())


def test_a_thousand_styles_fit_in_a_pixmap_that_a_painter_can_use() -> None:
    _, size = packed(np.full(2_000, 90.0))
    assert size.width() <= ROW_PX
    assert size.height() < 32_767
