"""A county small enough to calculate by hand: 4 by 4 km, two towns, four villages, one of everything else."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from county.division import parent_of
from county.package.manifest import FORMAT, Manifest, Provenance
from county.package.open import CountyPackage, Table, Terrain
from county.package.schema import LEVELS, SCHEMA
from county.package.write import write_package
from tests.package_copies import PackageFiles, files_written_by, put_files

WEST, SOUTH = 500_000.0, 3_100_000.0
MADE_UP = Provenance(source="test", licence="CC0", synthetic=True)
SKETCHED = Provenance(source="test", licence="CC0", approximate=True)


def write_tiny_county(
    folder: Path, *, approximate: bool = False, levels: Collection[str] = LEVELS
) -> CountyPackage:
    """Write it into ``folder`` and open it.  Corner in the south-west: (WEST, SOUTH).

    ``levels``: layers of divisions that it has.
    """
    put_files(_files(approximate, frozenset(levels)), folder)
    return CountyPackage(folder)


@cache
def _files(approximate: bool, levels: frozenset[str]) -> PackageFiles:
    return files_written_by(lambda folder: _write(folder, approximate, levels))


def _write(folder: Path, approximate: bool, levels: Collection[str]) -> None:
    source = SKETCHED if approximate else MADE_UP
    manifest = Manifest(format=FORMAT, name="试县", code="990199", epsg=4546, layers=dict.fromkeys(SCHEMA, source))
    west_town, east_town = "990199100000", "990199101000"
    tables = {
        "boundary": _table("boundary", [_square(0, 0, 4)], code=["990199"], name=["试县"]),
        "towns": _divisions("towns", [_box(0, 0, 2, 4), _box(2, 0, 4, 4)], approximate,
                            code=[west_town, east_town], name=["西镇", "东镇"], kind=["town", "town"]),
        "villages": _divisions("villages", [_square(x, y, 2) for x in (0, 2) for y in (0, 2)], approximate,
                               code=["990199100201", "990199100202", "990199101201", "990199101202"],
                               name=["西南村", "西北村", "东南村", "东北村"], kind=["village"] * 4,
                               town=[west_town] * 2 + [east_town] * 2),
        "grids": _divisions("grids", [_square(0, 0, 1), _square(1, 0, 1)], approximate,
                            code=["990199100201001", "990199100201002"], name=["第一网格", "第二网格"],
                            village=["990199100201"] * 2, worker=["王芳", "李强"]),
        "roads": _table("roads", [_line(0, 2.2, 4, 2.2), _line(0.2, 0, 0.2, 4)],
                        id=["R1", "R2"], name=["G999", ""], road_class=["national", "village"], width_m=[12.0, 4.0]),
        "rivers": _table("rivers", [_line(3.2, 0, 3.2, 4)],
                         id=["W1"], name=["试江"], order=[4], width_m=[30.0]),
        "waters": _table("waters", [_square(2.2, 3.2, 0.5)], id=["L1"], name=["试水库"], kind=["reservoir"]),
        "buildings": _table("buildings", [_square(1.2, 1.2, 0.02), _square(1.3, 1.2, 0.02)], id=["B1", "B2"],
                            use=["residential", "school"], height_m=[9.0, 12.0], floors=[3, 4], division=["", ""]),
        "places": _table("places", [shapely.Point(_at(1.0, 2.0))], code=[west_town], name=["西镇"], kind=["town_seat"]),
        "names": _table("names", [shapely.Point(_at(3.0, 1.5))], id=["990199101299"], name=["新屯"],
                        listed=["990199101299"], division=["990199101201"], at_seat=[True]),
        "sensors": _table("sensors", [shapely.Point(_at(0.5, 0.5)), shapely.Point(_at(2.5, 0.5))],
                          id=["bin-1", "air-1"], name=["西南垃圾桶", "东南空气站"], kind=["bin", "air"],
                          division=["990199100201001", "990199101201"]),
        "resources": _table("resources", [shapely.Point(_at(3.5, 3.5))], id=["truck-1"], name=["清运车一号"],
                            kind=["collection_truck"], capacity=[5], division=["990199101202"]),
    }  # fmt: skip
    rows, cols = np.mgrid[0:80, 0:80]
    terrain = Terrain((200 + 60 * np.sin(cols / 9) * np.cos(rows / 7)).astype(np.float32), WEST, SOUTH + 4000, 50.0)
    for layer in set(LEVELS) - set(levels):
        del tables[layer]
    _reassign(tables)
    write_package(folder, manifest, tables, terrain, None)


def _reassign(tables: dict[str, Table]) -> None:
    """Sensors, resources and seats refer to divisions that the county has."""
    known = {str(code) for layer in LEVELS if layer in tables for code in tables[layer]["code"]}
    for layer in ("names", "sensors", "resources"):
        division = tables[layer].columns["division"]
        division[:] = [_smallest_known(str(code), known) for code in division]
    if "towns" not in tables:
        del tables["places"]


def _smallest_known(code: str, known: Collection[str]) -> str:
    above = parent_of(code)
    return code if code in known or above is None else _smallest_known(above, known)


def _at(x_km: float, y_km: float) -> tuple[float, float]:
    return WEST + 1000 * x_km, SOUTH + 1000 * y_km


def _line(x0: float, y0: float, x1: float, y1: float) -> shapely.LineString:
    return shapely.LineString([_at(x0, y0), _at(x1, y1)])


def _box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*_at(west, south), *_at(east, north))


def _square(west: float, south: float, side: float) -> shapely.Polygon:
    return _box(west, south, west + side, south + side)


def _divisions(layer: str, geometry: list[Any], approximate: bool, /, **columns: list[Any]) -> Table:
    n = len(geometry)
    return _table(layer, geometry, population=[100] * n, households=[-1] * n, approximate=[approximate] * n, **columns)


def _table(layer: str, geometry: list[Any], /, **columns: list[Any]) -> Table:
    unset: dict[str, Any] = {"text": "", "int": -1, "float": 0.0, "bool": False}
    filled = {c.name: columns.get(c.name, [unset[c.kind]] * len(geometry)) for c in SCHEMA[layer].columns}
    return Table(np.array(geometry, dtype=object), {key: np.array(values) for key, values in filled.items()})
