"""Fields and areas of live layers, laid over the ground of a rendered frame by its depth.

No tile is painted and nothing is rendered when they change: the ground point of each pixel is looked up once a frame,
and every change only blends other colours over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from drawing.field import FieldPicture
from drawing.layer_picture import LayerCanvas
from drawing.polygons import PolygonsPainter
from drawing.viewport import Viewport
from layers.batches import Field, Polygons
from layers.style import StyleSheet
from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.drape import DrapedBatches, SameThread
from twin.view.surface import Surface
from twin.view.tiles import TEXELS

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels, the latter two excluded."""
NOWHERE: Box = (0, 0, 0, 0)
RAISED_M, RAISED_PX = 1.5, 3.0
"""Anything higher above the ground than this, in metres and in pixels, is a building and stays as it is."""
COARSE = 2
"""Buildings are distinguished from the ground at every second pixel each way."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Which of the ground's pixels are ``covered`` (n,), within which ``box``, and the cells that each of them shows
    with their weights in 256ths; None: all."""

    covered: I32
    box: Box
    cells: list[tuple[I32, U16 | None]]


@dataclass(frozen=True, eq=False)
class GroundPixels:
    """The pixels of a frame that show ground.

    Flat numbers ``at`` (n,) in a frame of ``width`` pixels, where that is in metres from ``origin_m`` of the working
    CRS ``x_m`` and ``y_m`` (n,), metres a pixel ``m_per_px`` (n,), and how much the haze leaves of it ``clear`` (n,), 0
    to 256.
    """

    width: int
    origin_m: tuple[float, float]
    at: I32
    x_m: F32
    y_m: F32
    m_per_px: F32
    clear: U16
    samples: dict[object, Samples] = field(default_factory=dict)
    """Which cells a picture of a field shows where, by the picture's shape: of the fields of the last frame."""

    @classmethod
    def of(
        cls, surface: Surface, camera: Camera, depth_m: F32, *, exaggeration: float, haze_m: float, buildings: bool
    ) -> GroundPixels:
        """What ``depth_m`` (h, w) shows, along the view and inf for sky; ``buildings``: some may be on it."""
        shown = np.isfinite(depth_m)
        if buildings:
            raised = _raised(surface, camera, depth_m[::COARSE, ::COARSE], exaggeration)
            shown &= ~raised.repeat(COARSE, axis=0).repeat(COARSE, axis=1)[: depth_m.shape[0], : depth_m.shape[1]]
        at = np.flatnonzero(shown).astype(np.int32)
        depth = depth_m.ravel()[at]
        x, y, _ = _points(camera, depth_m.shape, at, depth)
        focal_px = depth_m.shape[0] / 2 / np.tan(np.radians(VIEW_ANGLE_DEG / 2))
        clear = np.exp(-np.square(depth / np.float32(haze_m))) * np.float32(256)
        east_m, north_m = surface.origin_m.tolist()
        return cls(
            depth_m.shape[1], (east_m, north_m), at, x, y, depth / np.float32(focal_px), clear.astype(np.uint16)
        )

    def box(self, numbers: I32) -> Box:
        """Bounding box of these in pixels of the frame; at least one."""
        at = self.at[numbers]
        col = at % self.width
        return int(col.min()), int(at[0]) // self.width, int(col.max()) + 1, int(at[-1]) // self.width + 1

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the visible ground, in the working CRS."""
        x, y = self.origin_m
        return (
            float(self.x_m.min()) + x, float(self.y_m.min()) + y,
            float(self.x_m.max()) + x, float(self.y_m.max()) + y,
        )  # fmt: skip


class LiveGround:
    """What live layers show on the ground; keeps the colours of batches as long as they are shown."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._fills = StyleSheet({key: replace(style, outline="", outside="") for key, style in styles.items()}, {})
        self._fields: dict[int, tuple[Field, FieldPicture, U8]] = {}

    def over(self, bgra: U8, ground: GroundPixels, sheet: DrapedBatches) -> tuple[U8, Box]:
        """A copy of a frame (h, w, 4) with the sheet's fields and areas laid over its ground, bottom first, and the
        pixels within which it differs from the frame."""
        out = bgra.copy()
        flat = out.reshape(-1, 4)
        box = NOWHERE
        known, self._fields = self._fields, {}
        samples = dict(ground.samples)
        ground.samples.clear()
        for batch, opacity in sheet.batches:
            if isinstance(batch, Field):
                entry = known.get(id(batch)) or self._colored(batch)
                self._fields[id(batch)] = entry
                _, picture, colors = entry
                shape = (picture.extent_m, picture.smooth, tuple(level.pixels.shape for level in picture.levels))
                found = samples.get(shape) or _samples(ground, picture)
                ground.samples[shape] = found
            elif isinstance(batch, Polygons) and len(ground.at):
                found, colors = self._areas(ground, batch)
            else:
                continue
            if len(found.covered):
                _blend(flat, ground, found, colors, opacity)
                box = united(box, found.box)
        return out, box

    def _colored(self, batch: Field) -> tuple[Field, FieldPicture, U8]:
        picture = FieldPicture(batch, self._styles.ramp_of(batch))
        return batch, picture, np.concatenate([level.pixels.reshape(-1, 4) for level in picture.levels])

    def _areas(self, ground: GroundPixels, batch: Polygons) -> tuple[Samples, U8]:
        """The fills of polygons, painted over all that is seen; their outlines are the overlay's."""
        west, south, east, north = ground.bounds_m
        canvas = LayerCanvas(TEXELS, TEXELS)
        with QPainter(canvas.image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            areas = PolygonsPainter(batch, self._fills, SameThread(), lambda: None)
            for _ in areas.paint(painter, Viewport.between_centres((west, south, east, north), TEXELS)):
                pass
        pixels = np.ascontiguousarray(canvas.pixels.view(np.uint8).reshape(-1, 4)[:, [2, 1, 0, 3]])
        x, y = ground.origin_m
        col = np.rint((ground.x_m - (west - x)) / max(east - west, 1e-9) * (TEXELS - 1)).astype(np.int32)
        row = np.rint(((north - y) - ground.y_m) / max(north - south, 1e-9) * (TEXELS - 1)).astype(np.int32)
        everything = np.arange(len(ground.at), dtype=np.int32)
        return Samples(everything, ground.box(everything), [(row * TEXELS + col, None)]), pixels


def _points(camera: Camera, shape: tuple[int, ...], at: I32, depth: F32) -> tuple[F32, F32, F32]:
    """Scene points of pixels (n,) of a frame (h, w) at a depth (n,) along the view."""
    height, width = shape
    focal = height / 2 / np.tan(np.radians(VIEW_ANGLE_DEG / 2))
    across = ((np.arange(width) + 0.5 - width / 2) / focal).astype(np.float32)
    along = ((height / 2 - np.arange(height) - 0.5) / focal).astype(np.float32)
    right, up, forward = camera.basis.astype(np.float32)
    row, col = at // width, at % width
    u, v = across[col], along[row]
    x, y, z = (
        np.float32(camera.eye[i]) + depth * (forward[i] + right[i] * u + up[i] * v) for i in range(3)
    )
    return x, y, z


def _raised(surface: Surface, camera: Camera, depth_m: F32, exaggeration: float) -> NDArray[np.bool_]:
    """Which pixels (h, w) show something above the ground."""
    at = np.flatnonzero(np.isfinite(depth_m)).astype(np.int32)
    depth = depth_m.ravel()[at]
    x, y, z = _points(camera, depth_m.shape, at, depth)
    m_per_px = depth * np.float32(2 * np.tan(np.radians(VIEW_ANGLE_DEG / 2)) / depth_m.shape[0])
    above = z - surface.height_at(x, y) * exaggeration
    out = np.zeros(depth_m.shape, dtype=bool)
    out.ravel()[at[above > np.maximum(RAISED_M, RAISED_PX * m_per_px)]] = True
    return out


def _samples(ground: GroundPixels, picture: FieldPicture) -> Samples:
    """Which of the ground's pixels a field covers, and the cells that each of them shows in all its levels, one after
    the other, with their weights in 256ths; one cell alone weighs all.

    A level is chosen whose cells are about a pixel.
    """
    west, south, east, north = np.array(picture.extent_m) - (ground.origin_m * 2)
    sizes = np.array([level.pixels.shape[:2] for level in picture.levels], dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum(sizes.prod(axis=1))]).astype(np.int32)
    cell_x, cell_y = picture.levels[0].cell_m
    covered = np.flatnonzero(
        (ground.x_m >= west) & (ground.x_m < east) & (ground.y_m > south) & (ground.y_m <= north)
    ).astype(np.int32)
    box = ground.box(covered) if len(covered) else NOWHERE
    m_per_px = ground.m_per_px[covered]
    number = np.clip(np.floor(np.log2(np.maximum(m_per_px / cell_x, 1.0))), 0, len(sizes) - 1).astype(np.int32)
    scale = np.exp2(number)
    rows, cols = sizes[number].T
    col = np.minimum((ground.x_m[covered] - west) / (cell_x * scale), cols - 1e-3)
    row = np.minimum((north - ground.y_m[covered]) / (cell_y * scale), rows - 1e-3)
    if not picture.smooth:
        cell = starts[number] + row.astype(np.int32) * cols + col.astype(np.int32)
        return Samples(covered, box, [(cell, None)])
    col, row = np.clip(col - 0.5, 0, cols - 1), np.clip(row - 0.5, 0, rows - 1)
    left, top = col.astype(np.int32), row.astype(np.int32)
    right, below = np.minimum(left + 1, cols - 1), np.minimum(top + 1, rows - 1)
    across, down = ((part * 16).astype(np.uint16) for part in (col - left, row - top))
    first = starts[number]
    return Samples(covered, box, [
        (first + top * cols + left, (16 - across) * (16 - down)),
        (first + top * cols + right, across * (16 - down)),
        (first + below * cols + left, (16 - across) * down),
        (first + below * cols + right, across * down),
    ])  # fmt: skip


def _blend(
    flat: U8, ground: GroundPixels, samples: Samples, colors: U8, opacity: float
) -> None:
    """Blend premultiplied colours (m, 4: red, green, blue, alpha) over a frame (n, 4: blue, green, red, unused)."""
    covered = samples.covered
    (first, weight), *others = samples.cells
    color = colors[first].astype(np.uint16)
    if weight is not None:
        color *= weight[:, None]
        for cell, weight in others:
            assert weight is not None
            color += colors[cell] * weight[:, None]
        color >>= 8
    color *= (ground.clear[covered].astype(np.float32) * np.float32(opacity)).astype(np.uint16)[:, None]
    color >>= 8
    at = ground.at[covered]
    below = flat[at, :3].astype(np.uint16)
    below *= 255 - color[:, 3:]
    below //= 255
    below += color[:, 2::-1]
    flat[at, :3] = below.astype(np.uint8)


def united(a: Box, b: Box) -> Box:
    """The box around both."""
    if NOWHERE in (a, b):
        return a if b == NOWHERE else b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
