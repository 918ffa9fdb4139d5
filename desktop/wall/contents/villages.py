"""Open events by village: shades of the map, and the villages with the most of them."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from county.division import contains
from county.events.event_columns import at_stage, in_states
from county.events.stage_clock import RED
from county.wall.states import STATE_COLORS
from county.wall.wall import Wall, WallTile
from desktop.events.query import OPEN
from desktop.wall.contents.events import columns_of
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.language import translate
from desktop.wall.tiles.bars import BarRow
from desktop.wall.tiles.villages import STEPS, VillagesContent

MOST = 20
TOLERANCE_M = 60.0
"""By which outlines are simplified: less than a pixel of any wall that shows a whole county."""
CODE_DIGITS = 12
"""Of a village's code; a grid's begins with it."""


class VillagesContents(ContentProvider):
    """An event of a grid belongs to the grid's village."""

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        super().__init__(sources, wall, tile)
        table = self.session.package.table("villages")
        self._codes = [str(code) for code in table["code"]]
        self._row = {code: number for number, code in enumerate(self._codes)}
        self._names = [str(name) for name in table["name"]]
        shapes = shapely.simplify(table.geometry, TOLERANCE_M)
        self._outlines = tuple(map(_path, shapes))
        west, south, east, north = shapely.total_bounds(shapes) if len(shapes) else (0.0, 0.0, 1.0, 1.0)
        self._bounds = QRectF(float(west), float(south), float(east - west), float(north - south))

    def content(self, now_ms: int) -> VillagesContent | None:
        columns = columns_of(self)
        if columns is None:
            return None
        is_open, is_late = in_states(columns, OPEN), at_stage(columns, RED, now_ms)
        counts, late = self._counted(columns["division"][is_open]), self._counted(columns["division"][is_late])
        most = max(int(counts.max(initial=0)), 1)
        shades = np.ceil(counts / most * (STEPS - 1)).astype(int)
        order = np.lexsort((np.array(self._codes), -late, -counts))
        rows = tuple(
            BarRow(
                self._names[row],
                f"{counts[row]}" if not late[row] else translate("wall", "{late} late of {n}").format(
                    n=counts[row], late=late[row]
                ),
                ((counts[row] / most, STATE_COLORS["overdue"] if late[row] else "accent"),),
            )
            for row in order[:MOST].tolist() if counts[row]
        )  # fmt: skip
        return VillagesContent(
            tuple(shades.tolist()), tuple(np.flatnonzero(late).tolist()), rows, self._outlines, self._bounds,
            translate("wall", "No open event in any village"), int(np.count_nonzero(counts)),
        )  # fmt: skip

    def _counted(self, divisions: np.ndarray) -> np.ndarray:
        counts = np.zeros(len(self._codes), dtype=int)
        codes, numbers = np.unique(divisions.astype(str), return_counts=True)
        for code, number in zip(codes.tolist(), numbers.tolist(), strict=True):
            at = self._row.get(code[:CODE_DIGITS])
            if at is not None and contains(self._codes[at], code):
                counts[at] += number
        return counts


def _path(shape: shapely.Geometry) -> QPainterPath:
    path = QPainterPath()
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            points = shapely.get_coordinates(ring).tolist()
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            path.closeSubpath()
    return path
