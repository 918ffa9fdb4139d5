"""Towns and subdistricts."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np

from county.catalog import Name
from county.package.county_seat import county_seat
from county.package.open import CountyPackage
from layers.batches import Labels, Points, Polygons
from layers.division import DivisionLayer


class TownsLayer(DivisionLayer):
    """Towns and subdistricts."""

    key: ClassVar[str] = "towns"
    name: ClassVar[Name] = Name("乡镇街道", "Towns")
    table: ClassVar[str] = "towns"
    style: ClassVar[str] = "town"

    def _build(self, package: CountyPackage) -> tuple[Polygons, Points, Labels]:
        """The town in which the county's government sits has a mark and a name of its own, there."""
        outlines, points, labels = super()._build(package)
        seat = county_seat(package)
        code = None if seat is None else self.pick(*seat, 0.0)
        if seat is None or code is None:
            return outlines, points, labels
        row = self._row[code]
        ordinary = np.flatnonzero(points.ids != labels.ids[row])
        points = Points(
            np.append(points.ids[ordinary], labels.ids[row]), np.vstack([points.xy_m[ordinary], seat]),
            np.append(points.style[ordinary], np.uint16(1)), (*points.styles, "seat.county"),
        )  # fmt: skip
        xy_m, style = labels.xy_m.copy(), labels.style.copy()
        xy_m[row], style[row] = seat, 1
        return outlines, points, replace(labels, xy_m=xy_m, style=style, styles=(*labels.styles, "label.seat"))
