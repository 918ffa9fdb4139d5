"""Schema of a county package: every layer of ``map.gpkg`` with its geometry and columns.

Geometry is in the package's working CRS (metres).  Text columns are never null: unknown is "".
Unknown counts are -1, unknown orders, widths and heights are 0.  QGIS opens the same file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["text", "int", "float", "bool"]


@dataclass(frozen=True)
class Attribute:
    """One attribute; ``key`` columns are unique within their layer."""

    name: str
    kind: Kind
    key: bool = False
    optional: bool = False
    """May be missing in a table or a file; its values are then unknown."""
    unknown: int = 0
    """Value of an unknown number; an unknown text is ""."""


@dataclass(frozen=True)
class LayerSchema:
    """One layer of the GeoPackage; ``required`` ones must be in every package."""

    name: str
    geometry: Literal["Point", "MultiLineString", "MultiPolygon"]
    columns: tuple[Attribute, ...]
    required: bool = False


def _t(name: str, *, key: bool = False) -> Attribute:
    return Attribute(name, "text", key)


_CODE = _t("code", key=True)
_ID = _t("id", key=True)
_PEOPLE = (Attribute("population", "int", unknown=-1), Attribute("households", "int", unknown=-1))
_APPROXIMATE = Attribute("approximate", "bool")
_OUTDATED = Attribute("outdated", "bool", optional=True)
"""The code is missing from the official list that the county was compared with."""
_LISTED = _t("listed")
"""The code that a name has in the official list or the file of seats."""
_AT_SEAT = Attribute("at_seat", "bool")
"""The name's point is a seat, not one inside its division."""
_PHONE = Attribute("phone", "text", optional=True)
"""By which a unit is called; told by the backend to the roles that see contacts."""
_DIVISION = _t("division")
"""Code of the grid, else the village, the town or the county, that contains it."""

DTYPE = {"text": object, "int": np.int64, "float": np.float64, "bool": np.bool_}
"""numpy type of a column, by kind."""

SCHEMA: dict[str, LayerSchema] = {
    s.name: s
    for s in (
        LayerSchema("boundary", "MultiPolygon", (_CODE, _t("name")), required=True),
        LayerSchema("towns", "MultiPolygon", (_CODE, _t("name"), _t("kind"), *_PEOPLE, _APPROXIMATE)),
        LayerSchema("villages", "MultiPolygon", (
            _CODE, _t("name"), _t("kind"), _t("town"), *_PEOPLE, _APPROXIMATE, _OUTDATED,
        )),
        LayerSchema("grids", "MultiPolygon", (_CODE, _t("name"), _t("village"), _t("worker"), *_PEOPLE, _APPROXIMATE)),
        LayerSchema("roads", "MultiLineString", (_ID, _t("name"), _t("road_class"), Attribute("width_m", "float"))),
        LayerSchema("rivers", "MultiLineString", (
            _ID, _t("name"), Attribute("order", "int"), Attribute("width_m", "float"),
        )),
        LayerSchema("waters", "MultiPolygon", (_ID, _t("name"), _t("kind"))),
        LayerSchema("buildings", "MultiPolygon", (
            _ID, _t("use"), Attribute("height_m", "float"), Attribute("floors", "int", unknown=-1), _DIVISION,
        )),
        LayerSchema("places", "Point", (_CODE, _t("name"), _t("kind"))),
        LayerSchema("names", "Point", (_ID, _t("name"), _LISTED, _DIVISION, _AT_SEAT)),
        LayerSchema("sensors", "Point", (_ID, _t("name"), _t("kind"), _DIVISION)),
        LayerSchema("resources", "Point", (
            _ID, _t("name"), _t("kind"), Attribute("capacity", "int", unknown=-1), _DIVISION, _PHONE,
        )),
        LayerSchema("facilities", "Point", (
            _ID, _t("name"), _t("kind"), Attribute("capacity", "int", unknown=-1), _DIVISION,
        )),
        LayerSchema("read_points", "Point", (_ID, _t("name"), _t("kind"), _DIVISION, _PHONE)),
    )
}  # fmt: skip

LEVELS = ("towns", "villages", "grids")
"""Layers of divisions, the largest first."""
CATALOGUED = ("sensors", "resources", "facilities", "read_points")
"""Layers of points whose ``kind`` is a row of the catalogue, and which people and records name by their id."""
TOWN_KINDS = ("subdistrict", "town", "township", "other")
VILLAGE_KINDS = ("community", "village")
ROAD_CLASSES = ("national", "provincial", "county", "town", "village")
"""国道 省道 县道 乡道 村道; the drawing order is the reverse."""
WATER_KINDS = ("reservoir", "lake", "pond")
BUILDING_USES = ("residential", "commercial", "industrial", "public", "school", "hospital", "farm")
PLACE_KINDS = ("county_seat", "town_seat", "village_seat")
"""A place has the code of the division whose seat it is; the county seat has the county's 6 digits."""


def blank_values(column: Attribute, n: int) -> NDArray[np.generic]:
    """A column of unknown values, (n,)."""
    return np.full(n, "" if column.kind == "text" else column.unknown, dtype=DTYPE[column.kind])
