"""Common base of sensors and resources: each is at one point and is found by name or number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from county.text_column import TextColumn
from layers.base import Layer
from layers.batches import F64
from layers.matching import best_matches
from layers.point_index import PointIndex
from layers.point_queries import nearest


class PointFeature(Protocol):
    """A thing of the package that is at one point."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...


class PointColumns(NamedTuple):
    """n things: their ids and names, the row of each id, and their places (n, 2)."""

    ids: TextColumn | NDArray[np.object_]
    names: Iterable[str]
    row: Mapping[str, int]
    xy_m: F64

    @classmethod
    def of(cls, things: Iterable[PointFeature]) -> PointColumns:
        """Of things that are objects."""
        rows = list(things)
        ids = [thing.id for thing in rows]
        xy_m = np.array([(thing.x_m, thing.y_m) for thing in rows], dtype=float).reshape(-1, 2)
        row = {item_id: number for number, item_id in enumerate(ids)}
        return cls(np.array(ids, dtype=object), [thing.name for thing in rows], row, xy_m)


P = TypeVar("P", bound=PointFeature)
Rows = NDArray[np.intp] | slice
EVERY = slice(None)


class PointFeatureLayer(Layer, Generic[P]):
    """Things in the order of the package; ``_ids`` (n,) and ``_xy_m`` (n, 2) are their columns."""

    def __init__(self, things: Sequence[P], columns: PointColumns) -> None:
        super().__init__()
        self._things = things
        self._ids, self._names, self._row, self._xy_m = columns
        self._index = PointIndex(self._xy_m)
        self._here: NDArray[np.bool_] = np.ones(len(things), dtype=bool)
        """Which of them (n,) are found at their place."""

    @property
    def lacking(self) -> bool:
        return not self._things

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, item_id: str) -> P:
        """The thing; raises KeyError when the package has none of this id."""
        return self._things[self._row[item_id]]

    def title(self, item_id: str) -> str:
        return self[item_id].name if item_id in self._row else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        if item_id not in self._row:
            return None
        thing = self[item_id]
        return thing.x_m, thing.y_m, thing.x_m, thing.y_m

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        rows = self._near(x_m, y_m, radius_m)
        rows = rows[self._seen(rows)]
        at = nearest(self._xy_m[rows], x_m, y_m, radius_m)
        return None if at is None else str(self._ids[rows[at]])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        rows = self._index.inside(west, south, east, north)
        return [str(i) for i in self._ids[rows[self._seen(rows)]]]

    def nearest_to(self, x_m: float, y_m: float, radius_m: float, limit: int) -> list[tuple[str, float]]:
        """Those within a radius and their distances in metres, the nearest first."""
        rows = self._near(x_m, y_m, radius_m)
        away_m = np.hypot(*(self._xy_m[rows] - (x_m, y_m)).T)
        found = np.flatnonzero(self._here[rows] & (away_m <= radius_m))
        found = found[np.argsort(away_m[found], kind="stable")][:limit]
        return [(str(self._ids[rows[at]]), float(away_m[at])) for at in found]

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, compress(zip(self._ids, self._names, strict=True), self._here), limit)

    def _near(self, x_m: float, y_m: float, radius_m: float) -> NDArray[np.intp]:
        """Rows of those in the box around a circle."""
        return self._index.inside(x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m)

    def _seen(self, rows: Rows = EVERY) -> NDArray[np.bool_]:
        """Which of these rows are drawn and picked at their place."""
        return self._here[rows]
