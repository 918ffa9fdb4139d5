"""Names that the outlines do not have: of the official list of codes, and of seats without an outline."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from county.catalog import Name
from county.division import level_of
from county.package.open import CountyPackage, Table
from county.package.schema import LEVELS
from layers.base import Fact, Layer, LegendEntry
from layers.batches import Batch, Labels, Points
from layers.geometry import box_of
from layers.matching import best_matches

_STYLES = ("town", "village")


def _one_each(table: Table) -> NDArray[np.intp]:
    """Rows of the first name at each seat: the official one, where there are two."""
    rows = np.flatnonzero(table["at_seat"])
    _, first = np.unique(shapely.get_coordinates(table.geometry[rows]), axis=0, return_index=True)
    return rows[np.sort(first)]


class PlaceNamesLayer(Layer):
    """Found by name and code; those of seats are drawn there, one for each point."""

    key: ClassVar[str] = "names"
    name: ClassVar[Name] = Name("其他地名", "Other place names")
    group: ClassVar[str] = "divisions"
    expected: ClassVar[bool] = False

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        self._table = table = package.table("names")
        self._row = {str(item_id): row for row, item_id in enumerate(table["id"])}
        self._county = package.manifest.code, package.manifest.name
        self._outlines = {
            str(code): (str(name), geometry)
            for layer in LEVELS
            for code, name, geometry in zip(
                package.table(layer)["code"], package.table(layer)["name"], package.table(layer).geometry, strict=True
            )
        }
        seats = _one_each(table)
        ids = np.asarray(table["id"][seats], dtype=object)
        points = table.geometry[seats]
        xy_m = shapely.get_coordinates(points)
        towns = [str(code).endswith("000") for code in table["listed"][seats]]
        style = np.where(towns, 0, 1).astype(np.uint16)
        names = np.asarray(table["name"][seats], dtype=object)
        self._batches: tuple[Batch, ...] = (
            Points(ids, xy_m, style, tuple(f"seat.{s}" for s in _STYLES)),
            Labels(ids, names, xy_m, np.asarray(1 - style, dtype=float), style, tuple(f"label.{s}" for s in _STYLES)),
        )
        self._seats, self._tree = ids, shapely.STRtree(points)

    def __len__(self) -> int:
        return len(self._table)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (LegendEntry("seat.village", self.name),) if len(self._seats) else ()

    def title(self, item_id: str) -> str:
        row = self._row.get(item_id)
        return "" if row is None else str(self._table["name"][row])

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self._row.get(item_id)
        if row is None:
            return ()
        listed, division = str(self._table["listed"][row]), str(self._table["division"][row])
        name = self._outlines[division][0] if division in self._outlines else self._county[1]
        same = level_of(division) == level_of(listed)
        label = Name("图上为", "On the map") if same else Name("所在区划", "Within")
        return (Fact(Name("代码", "Code"), listed), Fact(label, f"{name} {division}"))

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        """Of its point, or of the division that it belongs to."""
        row = self._row.get(item_id)
        if row is None:
            return None
        division = str(self._table["division"][row])
        seated = self._table["at_seat"][row] or division not in self._outlines
        return box_of(self._table.geometry[row] if seated else self._outlines[division][1])

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        rows = self._tree.query_nearest(shapely.Point(x_m, y_m), max_distance=max(radius_m, 1e-6))
        return str(self._seats[int(rows[0])]) if len(rows) else None

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, zip(self._row, map(str, self._table["name"]), strict=True), limit)
