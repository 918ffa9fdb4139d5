"""Every style of the sheet looks the same on the map and in the twin.

Lines and areas are painted by the map's painters and by the twin's, into a tile, at the same scale on the same ground.
Lines and outlines of live layers are painted over the twin's frame, looking straight down on flat ground.
Pins are glyphs with a stem and a glow: where the map paints its glyph the twin shows the same colours; elsewhere
its opacity is lower.  Labels are the same pictures.
"""

from __future__ import annotations

import dataclasses
import math
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from desktop.map.painters.points import PointsPainter
from desktop.map.painters.registry import PAINTERS
from drawing.label_layout import LabelLayout, candidates
from drawing.label_renderer import LONGEST, LabelRenderer
from drawing.occupancy import OccupancyGrid
from drawing.paint_context import PaintContext
from drawing.viewport import Bounds, Viewport
from layers.batches import Batch, Labels, Lines, Points, Polygons
from layers.style import PALEST, Style, StyleSheet, rgba
from tests.square_county import write_square_county
from twin.view.actors.ground_lines import LIFT_M, GroundLines
from twin.view.actors.labels import LabelsOverlay
from twin.view.actors.points import PointsOverlay
from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.drape import BARE_GROUND, Draped, DrapedBatches, Draper, finished
from twin.view.pin_atlas import PinAtlases
from twin.view.scene import Frame, FrameRequest
from twin.view.screen import Screen
from twin.view.screen_labels import ScreenLabels
from twin.view.surface import Surface
from twin.view.tiles import TEXELS

SAME, FEW = 8, 0.0005
"""Two pictures are the same when no more than FEW of their pixels differ by more than SAME of 255 in any colour."""
SAME_OVER_SEAMS, FEW_SEAMS = 40, 0.003
"""The same for lines over the twin's frame, whose short segments abut with faint seams, as do dashes."""
SAME_OVER_GLOW = 40
"""The same for a glyph's pixels: the edges of glyphs, and clear ones, let the glow below show through."""
FIRM = 0.9
"""Share of a glyph's maximum opacity above which a pixel belongs to the glyph and not to its glow."""
NEAR_M_PER_PX, FAR_M_PER_PX = SCALES_M_PER_PX = 0.4, 6.0
WIDTH_M = 12.0
SCREEN_PX, CROP_PX = 720, 90
STYLES = StyleSheet.load()
KEYS = sorted(STYLES)


def form(style: Style) -> tuple[object, ...]:
    """What lines and areas of this style look like, but for the hues."""
    colors = (style.color, style.broad, style.casing, style.outline, style.outside)
    return *(rgba(color)[3] for color in colors), style.width_px, style.dash, style.hatch, style.max_m_per_px


FORMS = sorted({form(STYLES[key]): key for key in reversed(KEYS)}.values())
"""A style of every form: the first one by its name."""
GLYPHS = [key for key in KEYS if STYLES[key].glyph]
TURNED = [f"{key}>{deg}" for key in GLYPHS if STYLES[key].glyph == "arrow" for deg in (0, 45, 247.5)]
WITH_ICON = [f"{key}@mdi6.fire-truck" for key in GLYPHS if key.startswith(("sensor.", "resource."))]
FADED = [f"{key}~{step}" for key in GLYPHS if STYLES[key].stale < 1 for step in (1, PALEST)]
TEXTS = [key for key in KEYS if key.startswith("label")]
Picture = NDArray[np.int16]


def ids(n: int) -> NDArray[np.object_]:
    return np.array([f"T{i}" for i in range(n)], dtype=object)


def lines(key: str, m_per_px: float) -> Lines:
    """One that bends and crosses the picture, and one inside it."""
    through = np.array([[-40, 100], [130, 140], [200, 300], [380, 310], [560, 470]], dtype=float)
    within = np.array([[60, 420], [150, 400], [240, 460]], dtype=float)
    xy_m = np.concatenate([through, within]) * m_per_px
    widths = np.array([WIDTH_M, WIDTH_M / 2])
    return Lines(ids(2), xy_m, np.array([0, 5, 8]), np.zeros(2, np.uint16), (key,), widths)


def areas(key: str, m_per_px: float) -> Polygons:
    """One with a hole, and a neighbour that shares its border and leaves the picture."""
    one = np.array([[90, 90], [300, 120], [310, 330], [80, 300], [90, 90]], dtype=float)
    hole = np.array([[150, 160], [150, 220], [220, 220], [220, 160], [150, 160]], dtype=float)
    other = np.array([[300, 120], [600, 80], [620, 350], [310, 330], [300, 120]], dtype=float)
    xy_m = np.concatenate([one, hole, other]) * m_per_px
    return Polygons(ids(2), xy_m, np.array([0, 5, 10, 15]), np.array([0, 2, 3]), np.zeros(2, np.uint16), (key,))


def square(m_per_px: float) -> Bounds:
    """The ground of a tile: its edges are on the centres of the outermost texels."""
    side_m = m_per_px * (TEXELS - 1)
    return 0.0, 0.0, side_m, side_m


def pixels_of(image: QImage) -> Picture:
    shape = image.height(), image.width(), 4
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[:, :, 2::-1].astype(np.int16)


def on_the_map(batch: Batch, styles: StyleSheet, m_per_px: float, opacity: float = 1.0) -> Picture:
    image = QImage(TEXELS, TEXELS, QImage.Format.Format_RGB32)
    image.fill(BARE_GROUND)
    with ThreadPoolExecutor(1) as worker, QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity)
        batch_painter = PAINTERS[type(batch)](batch, PaintContext(styles, worker, lambda: None))
        for _ in batch_painter.paint(painter, Viewport.between_centres(square(m_per_px), TEXELS)):
            pass
    return pixels_of(image)


def in_the_twin(batch: Batch, styles: StyleSheet, m_per_px: float) -> Picture:
    draper = Draper(styles)
    draper.use(DrapedBatches((Draped("x", (batch,), 1.0),)))
    return finished(draper.picture(square(m_per_px)))[..., :3].astype(np.int16)


def differing(a: Picture, b: Picture, by: int = SAME) -> float:
    """Share of pixels that differ by more than ``by``."""
    far = np.abs(a - b) > by
    return float((far[..., 0] | far[..., 1] | far[..., 2]).mean())  # any(axis=2) takes six times as long


@pytest.mark.parametrize("key", FORMS)
def test_lines_and_areas_of_every_form_look_the_same(qtbot: QtBot, key: str) -> None:
    for draw, m_per_px in product((lines, areas), SCALES_M_PER_PX):
        batch = draw(key, m_per_px)
        differ = differing(on_the_map(batch, STYLES, m_per_px), in_the_twin(batch, STYLES, m_per_px))
        assert differ <= FEW, (draw.__name__, m_per_px)


LOOKS = {
    "line colour": (lines, Style(color="#ff0000", width_px=3), {"color": "#00ff00"}),
    "line width": (lines, Style(color="#ff0000", width_px=45), {"width_px": 3.0}),
    "casing": (lines, Style(color="#ff0000", width_px=3, casing="#ffffff"), {"casing": ""}),
    "dash": (lines, Style(color="#ff0000", width_px=3, dash=(3, 2)), {"dash": ()}),
    "near": (lines, Style(color="#ff0000", width_px=3, broad="#ffffff"), {"broad": ""}),
    "line's scale": (lines, Style(color="#ff0000", width_px=3, max_m_per_px=0.1), {"max_m_per_px": 1.0}),
    "fill": (areas, Style(color="#ff0000"), {"color": "#00ff00"}),
    "hatching": (areas, Style(color="#ff0000", hatch="lines", ink="#ffffff"), {"hatch": "dots"}),
    "hatching's colour": (areas, Style(color="#ff0000", hatch="lines", ink="#ffffff"), {"ink": "#00ff00"}),
    "outline": (areas, Style(color="#ff0000", outline="#ffffff", width_px=2), {"outline": ""}),
    "outline's width": (areas, Style(outline="#ffffff", width_px=6), {"width_px": 1.0}),
    "outline's dash": (areas, Style(outline="#ffffff", width_px=3, dash=(3, 2)), {"dash": ()}),
    "outline's casing": (areas, Style(outline="#ffffff", width_px=2, casing="#00ff00"), {"casing": ""}),
    "outside": (areas, Style(outline="#ffffff", outside="#ff0000c0"), {"outside": ""}),
    "area's scale": (areas, Style(color="#ff0000", max_m_per_px=0.1), {"max_m_per_px": 1.0}),
}


@pytest.mark.parametrize("look", LOOKS)
def test_every_style_property_of_lines_and_areas_is_covered_on_both_sides(qtbot: QtBot, look: str) -> None:
    draw, style, other = LOOKS[look]
    batch = draw("x", NEAR_M_PER_PX)
    one, two = StyleSheet({"x": style}, {}), StyleSheet({"x": replace(style, **other)}, {})
    for paint in (on_the_map, in_the_twin):
        assert differing(paint(batch, one, NEAR_M_PER_PX), paint(batch, two, NEAR_M_PER_PX)) > 10 * FEW


# ---- lines and outlines of live layers


@pytest.fixture(scope="module")
def flat_ground(tmp_path_factory: pytest.TempPathFactory) -> Surface:
    return Surface(CountyPackage(write_square_county(tmp_path_factory.mktemp("flat"))))


def live_in_the_twin(
    batch: Lines | Polygons, styles: StyleSheet, m_per_px: float, ground: Surface, opacity: float = 1.0
) -> Picture:
    """Painted over the frame by a camera so high that a pixel on the screen has the size of one in the tile."""
    side_px, (east_m, north_m) = TEXELS, ground.origin_m
    half_m = m_per_px * (TEXELS - 1) / 2
    distance_m = m_per_px * side_px / 2 / math.tan(math.radians(VIEW_ANGLE_DEG / 2))
    camera = Camera((0.0, 0.0, distance_m + LIFT_M), heading_deg=0.0, down_deg=90.0, distance_m=distance_m)
    screen = Screen(frame_of(camera), ground, side_px, side_px, 1.0)
    image = QImage(side_px, side_px, QImage.Format.Format_RGB32)
    image.fill(BARE_GROUND)
    moved = dataclasses.replace(batch, xy_m=batch.xy_m + np.array([east_m - half_m, north_m - half_m]))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(opacity)
        GroundLines(moved, styles).paint(painter, screen)
    return pixels_of(image)


def outline_of(style: Style) -> Style:
    """The style without its fill, which the twin paints on the ground and not over the frame."""
    return replace(style, color="", hatch="", outside="")


@pytest.mark.parametrize("key", FORMS)
def test_live_lines_of_every_form_look_the_same(qtbot: QtBot, flat_ground: Surface, key: str) -> None:
    for m_per_px in SCALES_M_PER_PX:
        batch = lines(key, m_per_px)
        on_map, in_twin = on_the_map(batch, STYLES, m_per_px), live_in_the_twin(batch, STYLES, m_per_px, flat_ground)
        assert differing(on_map, in_twin, SAME_OVER_SEAMS) <= FEW_SEAMS, m_per_px


@pytest.mark.parametrize("key", FORMS)
def test_live_outlines_of_every_form_look_the_same(qtbot: QtBot, flat_ground: Surface, key: str) -> None:
    sheet = StyleSheet({key: outline_of(STYLES[key])}, {})
    for m_per_px in SCALES_M_PER_PX:
        batch = areas(key, m_per_px)
        on_map, in_twin = on_the_map(batch, sheet, m_per_px), live_in_the_twin(batch, sheet, m_per_px, flat_ground)
        assert differing(on_map, in_twin, SAME_OVER_SEAMS) <= FEW_SEAMS, m_per_px


def winding(key: str, m_per_px: float) -> Lines:
    """A line with a bend every few pixels, a gentle one and a sharp one by turns, that crosses nothing."""
    angle = np.linspace(0.0, 6 * np.pi, 180)
    radius = 40.0 + 30.0 * angle / np.pi + np.where(np.arange(180) % 3, 0.0, 9.0)
    xy_m = (256.0 + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])) * m_per_px
    return Lines(ids(1), xy_m, np.array([0, 180]), np.zeros(1, np.uint16), (key,), np.zeros(1))


@pytest.mark.parametrize("width_px", [3.0, 6.0, 8.5])
@pytest.mark.parametrize(("color", "opacity"), [("#ff8000", 1.0), ("#ff800080", 1.0), ("#ff8000", 0.5)])
def test_a_wide_live_line_has_no_gaps_at_its_bends_and_is_nowhere_painted_twice(
    qtbot: QtBot, flat_ground: Surface, width_px: float, color: str, opacity: float
) -> None:
    batch = winding("x", NEAR_M_PER_PX)
    sheet = StyleSheet({"x": Style(color=color, width_px=width_px)}, {})
    on_map = on_the_map(batch, sheet, NEAR_M_PER_PX, opacity)
    in_twin = live_in_the_twin(batch, sheet, NEAR_M_PER_PX, flat_ground, opacity)
    assert differing(on_map, in_twin, SAME_OVER_SEAMS) <= FEW_SEAMS


NOT_LIVE = ("fill", "hatching", "hatching's colour", "outside", "area's scale")
LIVE_LOOKS = [look for look in LOOKS if look not in NOT_LIVE]


@pytest.mark.parametrize("look", LIVE_LOOKS)
def test_every_style_property_of_live_lines_is_covered(qtbot: QtBot, flat_ground: Surface, look: str) -> None:
    draw, style, other = LOOKS[look]
    style = outline_of(style) if draw is areas else style
    batch, pictures = draw("x", NEAR_M_PER_PX), []
    for sheet in (StyleSheet({"x": style}, {}), StyleSheet({"x": replace(style, **other)}, {})):
        on_map, in_twin = (
            on_the_map(batch, sheet, NEAR_M_PER_PX), live_in_the_twin(batch, sheet, NEAR_M_PER_PX, flat_ground)
        )  # fmt: skip
        assert differing(on_map, in_twin, SAME_OVER_SEAMS) <= FEW_SEAMS
        pictures.append(in_twin)
    assert differing(*pictures, SAME_OVER_SEAMS) > 2 * FEW_SEAMS


# ---- pins


@pytest.fixture(scope="module")
def screen(package: CountyPackage) -> Screen:
    """Looking straight down with north up, so large that pins have the size of their styles."""
    return screen_of(Surface(package), NEAR_M_PER_PX)


def screen_of(surface: Surface, m_per_px: float) -> Screen:
    [ground] = surface.on_ground([surface.origin_m], 1.0)
    tall = Camera.looking_at(*ground, distance_m=1_000, heading_deg=0, down_deg=89)
    probe = Screen(frame_of(tall), surface, SCREEN_PX, SCREEN_PX, 1.0)
    camera = Camera.looking_at(*ground, distance_m=1_000 * m_per_px / probe.m_per_px, heading_deg=0, down_deg=89)
    screen = Screen(frame_of(camera), surface, SCREEN_PX, SCREEN_PX, 1.0)
    assert screen.pin_scale == 1.0
    return screen


def frame_of(camera: Camera) -> Frame:
    view = FrameRequest(camera, (SCREEN_PX, SCREEN_PX), 1.0, DrapedBatches(), texel_px=1.0, smooth=True, prepare_ms=0)
    return Frame(view, np.zeros((1, 1, 4), np.uint8), np.full((1, 1), np.inf, np.float32), True, 0)


def clear(side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def argb(image: QImage) -> Picture:
    """Red, green, blue, alpha (side, side, 4), colours as they are over black."""
    shape = image.height(), image.width(), 4
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[:, :, [2, 1, 0, 3]].astype(np.int16)


def glyph_on_the_map(key: str, styles: StyleSheet, m_per_px: float) -> Picture:
    """The glyph in the middle."""
    image = clear(2 * CROP_PX)
    half_m = CROP_PX * m_per_px
    batch = Points(ids(1), np.zeros((1, 2)), np.zeros(1, np.uint16), (key,))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for _ in PointsPainter(batch, styles).paint(
            painter, Viewport(-half_m, half_m, m_per_px, 2 * CROP_PX, 2 * CROP_PX)
        ):
            pass
    return argb(image)


def pin_in_the_twin(key: str, styles: StyleSheet, screen: Screen) -> Picture:
    """The pin, its head in the middle."""
    image = clear(SCREEN_PX)
    place = np.array([screen.surface.origin_m])
    overlay = PointsOverlay(Points(ids(1), place, np.zeros(1, np.uint16), (key,)), styles, PinAtlases(1.0, 1.0))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        overlay.paint(painter, screen)
    [(x, y)] = overlay.heads(screen).xy.astype(int)
    return argb(image)[y - CROP_PX : y + CROP_PX, x - CROP_PX : x + CROP_PX]


def same_glyph(on_map: Picture, in_twin: Picture) -> bool:
    """The same colours where the map has the glyph; elsewhere no more than a glow and a stem."""
    firm = on_map[..., 3] >= FIRM * on_map[..., 3].max()
    colours = np.abs(on_map - in_twin)[..., :3].max(axis=2)
    elsewhere = (on_map[..., 3] < 10) & (in_twin[..., 3] >= FIRM * 255)
    elsewhere[CROP_PX:, CROP_PX - 2 : CROP_PX + 2] = False  # the stem
    return bool(firm.any()) and float((colours[firm] > SAME_OVER_GLOW).mean()) < 0.03 and not elsewhere.any()


def alone(key: str, *, dot_m_per_px: float) -> StyleSheet:
    """The key's row, shown at every scale and without clustering."""
    row = key.partition("~")[0].partition(">")[0].partition("@")[0]
    style = replace(STYLES[row], max_m_per_px=1e9, dot_m_per_px=dot_m_per_px, cluster="", pulse=False)
    return StyleSheet({row: style}, {})


@pytest.mark.parametrize("key", [*GLYPHS, *TURNED, *WITH_ICON, *FADED])
def test_the_glyph_of_every_style_looks_the_same(qtbot: QtBot, screen: Screen, key: str) -> None:
    near = alone(key, dot_m_per_px=1e9)
    assert same_glyph(glyph_on_the_map(key, near, NEAR_M_PER_PX), pin_in_the_twin(key, near, screen))


@pytest.mark.parametrize("key", GLYPHS)
def test_the_reduced_form_of_every_distant_glyph_looks_the_same(qtbot: QtBot, screen: Screen, key: str) -> None:
    far = alone(key, dot_m_per_px=0.0)
    assert same_glyph(glyph_on_the_map(key, far, NEAR_M_PER_PX), pin_in_the_twin(key, far, screen))


GLYPH = Style(glyph="arrow", color="#ff0000", outline="#ffffff", size_px=40, width_px=3, max_m_per_px=1e9)
GLYPH_LOOKS = {
    "glyph": (GLYPH, {"glyph": "cross"}),
    "a cross and no plus": (replace(GLYPH, glyph="cross"), {"turn_deg": 45.0}),
    "fill": (GLYPH, {"color": "#00ff00"}),
    "outline": (GLYPH, {"outline": ""}),
    "size": (GLYPH, {"size_px": 24.0}),
    "turn": (GLYPH, {"turn_deg": 90.0}),
    "icon": (replace(GLYPH, glyph="disc"), {"icon": "mdi6.home"}),
    "ink": (replace(GLYPH, glyph="disc", icon="mdi6.home"), {"ink": "#0000ff"}),
    "dash": (replace(GLYPH, glyph="ring"), {"dash": (1.0, 3.0)}),
    "dot": (GLYPH, {"dot_m_per_px": 0.0}),
}


@pytest.mark.parametrize("look", GLYPH_LOOKS)
def test_every_style_property_of_glyphs_is_covered_on_both_sides(qtbot: QtBot, screen: Screen, look: str) -> None:
    style, other = GLYPH_LOOKS[look]
    one, two = StyleSheet({"x": style}, {}), StyleSheet({"x": replace(style, **other)}, {})
    maps = [glyph_on_the_map("x", sheet, NEAR_M_PER_PX) for sheet in (one, two)]
    twins = [pin_in_the_twin("x", sheet, screen) for sheet in (one, two)]
    assert same_glyph(maps[0], twins[0])
    assert same_glyph(maps[1], twins[1])
    assert not same_glyph(maps[0], twins[1])
    assert not same_glyph(maps[1], twins[0])


# ---- labels


def text(key: str, x_m: float, y_m: float) -> Labels:
    one = np.array(["溇江 G320"], dtype=object)
    return Labels(ids(1), one, np.array([[x_m, y_m]]), np.ones(1), np.zeros(1, np.uint16), (key,))


def ink_box(picture: Picture) -> Picture:
    """The part of a picture that is painted."""
    rows, cols = (np.flatnonzero(picture[..., 3].any(axis=axis)) for axis in (1, 0))
    return picture[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


@pytest.mark.parametrize("key", TEXTS)
def test_the_text_of_every_style_is_the_same_picture(qtbot: QtBot, screen: Screen, key: str) -> None:
    view, styles = Viewport(0.0, 100.0, 0.5, 400, 200), alone(key, dot_m_per_px=1e9)
    on_map, in_twin = clear(400), clear(SCREEN_PX)
    renderer = LabelRenderer()
    [label] = LabelLayout(renderer).place(
        candidates([text(key, 100.0, 50.0)], styles, view, frozenset()), OccupancyGrid(400, 200)
    )
    with QPainter(on_map) as painter:
        renderer.draw(painter, label.text, label.style, label.box.topLeft(), 1.0)
    labels = ScreenLabels(1.0, 1.0)
    with QPainter(in_twin) as painter:
        labels.paint(painter, screen, [LabelsOverlay(text(key, *screen.surface.origin_m), styles)], [], 0)
    assert len(labels.placed) == 1
    assert np.array_equal(ink_box(argb(on_map)), ink_box(argb(in_twin)))


def test_a_plate_is_on_its_point_and_has_a_ground_of_its_own(qtbot: QtBot) -> None:
    style = Style(color="#ffffff", plate="#a02a33", size_px=20)
    sheet, renderer = StyleSheet({"x": style}, {}), LabelRenderer()
    found = candidates([text("x", 100.0, 50.0)], sheet, Viewport(0.0, 100.0, 0.5, 400, 200), frozenset())
    [label] = LabelLayout(renderer).place(found, OccupancyGrid(400, 200))
    assert label.box.center() == label.at_px
    picture = renderer.picture(label.text, style, 1.0).toImage()
    assert picture.pixelColor(picture.width() // 2, round(0.2 * style.size_px)).name() == style.plate
    bare = renderer.picture(label.text, replace(style, plate=""), 1.0).toImage()
    assert bare.pixelColor(picture.width() // 2, round(0.2 * style.size_px)).name() != style.plate


def test_a_label_of_any_length_has_two_lines_of_twenty_characters_at_most(qtbot: QtBot) -> None:
    renderer, style = LabelRenderer(), STYLES[TEXTS[0]]
    forty, long = renderer.size("字" * LONGEST, style), renderer.size("字" * 30 * LONGEST, style)
    assert (long.width(), long.height()) == pytest.approx((forty.width(), forty.height()), abs=style.size_px)
    assert forty.width() < (LONGEST / 2 + 1) * style.size_px
    assert forty.height() < 4 * style.size_px
    assert renderer.picture("字" * 30 * LONGEST, style, 1.0).width() <= math.ceil(long.width())
    shorter = renderer.size("字" * (LONGEST - 2), style)
    assert forty.width() > shorter.width(), "forty are shown whole"


def test_both_lines_of_a_label_are_in_its_middle(qtbot: QtBot) -> None:
    renderer, style = LabelRenderer(), Style(color="#ffffff", size_px=20)
    picture = renderer.picture("凤凰古城游客服务中心（北门）", style, 1.0).toImage()
    ink = argb(picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))[..., 3] > 128
    for half in (ink[: len(ink) // 2], ink[len(ink) // 2 :]):
        columns = np.flatnonzero(half.any(axis=0))
        assert (columns[0] + columns[-1]) / 2 == pytest.approx(picture.width() / 2, abs=style.size_px / 2)
