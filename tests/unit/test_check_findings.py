"""Each fault of a county package is found, and nothing else is: a valid county is changed in one way at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.check import check
from county.package.crs import transformer
from county.package.gcj02 import bd09_from_gcj02, gcj02_from_wgs84
from county.package.offset import gcj_offset
from county.package.open import Terrain
from tests.unit.sound_county import COUNTY, EPSG, SOUTH_M, WEST_M, PackageDraft, box, line, point, sound_county

Break = Callable[[PackageDraft], object]
GRID = COUNTY + "100001001"
VILLAGE = COUNTY + "100201"


def test_a_valid_county_has_no_findings(tmp_path: Path) -> None:
    assert check(sound_county().write(tmp_path)) == []


def _swap(xy: np.ndarray) -> np.ndarray:
    return xy[:, ::-1]


def _to_degrees(xy: np.ndarray) -> np.ndarray:
    return np.column_stack(transformer(EPSG, 4490).transform(xy[:, 0], xy[:, 1]))


def _swapped_before_projection(xy: np.ndarray) -> np.ndarray:
    lonlat = _to_degrees(xy)
    return np.column_stack(transformer(4490, EPSG).transform(lonlat[:, 1], lonlat[:, 0]))


def _gcj(xy: np.ndarray) -> np.ndarray:
    lonlat = _to_degrees(xy)
    shifted = np.array([point + gcj_offset(*point) for point in lonlat])
    return np.column_stack(transformer(4490, EPSG).transform(shifted[:, 0], shifted[:, 1]))


def _bd(xy: np.ndarray) -> np.ndarray:
    shifted = bd09_from_gcj02(gcj02_from_wgs84(_to_degrees(xy)))
    return np.column_stack(transformer(4490, EPSG).transform(shifted[:, 0], shifted[:, 1]))


def _without_origin(draft: PackageDraft, layer: str) -> None:
    draft.change_manifest(layers={k: v for k, v in draft.manifest.layers.items() if k != layer})


def _height(draft: PackageDraft, value: float) -> None:
    draft.terrain.z_m[60, 100] = value


def _shrink_terrain(draft: PackageDraft) -> None:
    t = draft.terrain
    draft.terrain = Terrain(t.z_m[:, :150].copy(), t.west_m, t.north_m, t.cell_m)


def _flip_valley(draft: PackageDraft) -> None:
    """The river now crosses ridges."""
    draft.set("rivers", 0, "geometry", line((0.5, 0.2), (0.5, 2.0), (0.5, 3.8)))


def _rename(draft: PackageDraft, layer: str, row: int, column: str, value: str) -> None:
    """A code changes with all references to it, so that only its form is wrong."""
    old = str(draft.tables[layer].columns[column][row])
    for table in draft.tables.values():
        for name, values in table.columns.items():
            if name in ("code", "division", "town", "village"):
                values[values == old] = value


FAULTS: dict[str, tuple[Break, str, str, str, str]] = {
    "a grid code of 14 digits": (
        lambda d: _rename(d, "grids", 0, "code", GRID[:-1]), "error", "grids", GRID[:-1], "has 14 digits"),
    "a grid code with a letter": (
        lambda d: _rename(d, "grids", 0, "code", GRID[:-1] + "X"), "error", "grids", GRID[:-1] + "X", "only digits"),
    "a village's code on a grid": (
        lambda d: d.set("resources", 0, "division", "") or d.set("buildings", 0, "division", "")
        or d.set("sensors", 0, "division", "") or d.set("grids", 0, "code", COUNTY + "100003"),
        "error", "grids", COUNTY + "100003", "this is a village's code"),
    "a place of another county": (
        lambda d: d.set("places", 1, "code", "110101001001"), "error", "places", "110101001001", "is not of county"),
    "a grid code twice": (
        lambda d: [d.set("grids", 1, "code", GRID), d.set("sensors", 4, "division", "")],
        "error", "grids", GRID, "code occurs more than once"),
    "a sensor id twice": (
        lambda d: d.set("sensors", 1, "id", "S0"),
        "error", "sensors", "S0", "id occurs more than once"),
    "an empty id": (lambda d: d.set("roads", 0, "id", ""), "error", "roads", "", "empty id"),
    "a village that names another town": (
        lambda d: d.set("villages", 1, "town", COUNTY + "300000"), "error", "villages", VILLAGE, "by its code it is"),
    "a sensor in a division that is not there": (
        lambda d: d.set("sensors", 0, "division", COUNTY + "999999"),
        "error", "sensors", "S0", "its division is not a town"),
    "a seat without a division": (
        lambda d: d.set("places", 1, "code", COUNTY + "100099"),
        "warning", "places", COUNTY + "100099", "has no outline"),
    "a place in another village than that of its code": (
        lambda d: d.set("places", 1, "geometry", point(7, 0.3)),
        "warning", "places", COUNTY + "100001", "outside the division"),
    "a sensor in another grid than it names": (
        lambda d: d.set("sensors", 0, "geometry", point(3, 3)), "error", "sensors", "S0", "outside the division"),
    "a sensor outside the county": (
        lambda d: d.set("sensors", 0, "geometry", point(-1, 3)), "error", "sensors", "S0", "outside the county"),
    "a road outside the county": (
        lambda d: d.set("roads", 0, "geometry", line((-1, 0), (-1, 3))), "error", "roads", "R1", "outside the county"),
    "an unknown kind of sensor": (
        lambda d: d.set("sensors", 2, "kind", "magic"),
        "error", "sensors", "S2", "'magic' is unknown"),
    "an unknown kind of resource": (
        lambda d: d.set("resources", 0, "kind", "wizard"),
        "error", "resources", "E1", "'wizard' is unknown"),
    "an unknown class of road": (
        lambda d: d.set("roads", 0, "road_class", "alley"),
        "error", "roads", "R1", "'alley' is unknown"),
    "a negative population": (
        lambda d: d.set("villages", 0, "population", -5),
        "error", "villages", COUNTY + "100001", "population is negative"),
    "a negative building": (
        lambda d: d.set("buildings", 0, "height_m", -3.0),
        "error", "buildings", "B1", "height_m is not in 0..1000"),
    "a null name": (
        lambda d: d.set("villages", 0, "name", None),
        "error", "villages", COUNTY + "100001", "name is empty (null)"),
    "a width that is no number": (
        lambda d: d.set("roads", 0, "width_m", np.nan),
        "error", "roads", "R1", "width_m is empty (null)"),
    "an empty geometry": (
        lambda d: d.set("waters", 0, "geometry", shapely.MultiPolygon()),
        "error", "waters", "W1", "no geometry"),
    "an outline that crosses itself": (
        lambda d: d.set("buildings", 0, "geometry", _bow_tie()),
        "error", "buildings", "B1", "crosses or touches itself"),
    "overlapping grids": (
        lambda d: d.set("grids", 0, "geometry", box(0, 0, 2, 2.2)), "error", "grids", GRID, "overlaps"),
    "grids that overlap by a sliver": (
        lambda d: d.set("grids", 0, "geometry", box(0, 0, 2, 2.001)), "warning", "grids", "", "slivers, 2,000 m²"),
    "a gap between grids": (
        lambda d: [d.set("grids", 0, "geometry", box(0, 0, 2, 1.9))],
        "warning", "grids", "", "no feature covers 20.0 ha"),
    "a population without provenance": (
        lambda d: _without_origin(d, "villages"),
        "error", "manifest", "villages", "has no source of the layer"),
    "a terrain without provenance": (
        lambda d: _without_origin(d, "terrain"),
        "error", "manifest", "terrain", "has no source of the layer"),
    "a layer that only the manifest has": (
        lambda d: d.tables.pop("waters"),
        "error", "waters", "", "is in the manifest but not"),
    "approximate outlines that the manifest hides": (
        lambda d: d.set("grids", 0, "approximate", True), "error", "manifest", "grids", "are approximate but "
                                                                                        "the layer is not marked"),
    "a county without a name": (lambda d: d.change_manifest(name=" "), "error", "manifest", "name", "is empty"),
    "unknown heights": (
        lambda d: _height(d, np.nan),
        "warning", "terrain.tif", "", "has no heights for 0.0"),
    "infinite heights": (
        lambda d: _height(d, np.inf),
        "error", "terrain.tif", "", "has no heights for 0.0"),
    "absurd heights": (lambda d: _height(d, 32767.0), "error", "terrain.tif", "", "implausible"),
    "terrain that ends within the county": (_shrink_terrain, "error", "terrain.tif", "", "does not cover"),
    "a river that runs uphill": (_flip_valley, "warning", "rivers", "V1", "uphill"),
    "a seat in the water": (
        lambda d: d.set("waters", 0, "geometry", box(0.8, 2.9, 0.3, 0.3)),
        "warning", "places", COUNTY, "is in water"),
    "sensors with easting "
    "and northing swapped": (
        lambda d: d.move("sensors", _swap),
        "error", "sensors", "", "easting and northing are swapped"),
    "roads in degrees": (lambda d: d.move("roads", _to_degrees), "error", "roads", "", "coordinates are degrees"),
    "roads with longitude and latitude swapped before projection": (
        lambda d: d.move("roads", _swapped_before_projection),
        "error", "roads", "R1", "swapped longitudes and latitudes"),
    "sensors in GCJ-02": (lambda d: d.move("sensors", _gcj), "error", "sensors", "", "GCJ-02"),
    "rivers in GCJ-02": (lambda d: d.move("rivers", _gcj), "error", "rivers", "", "GCJ-02"),
    "places in GCJ-02": (lambda d: d.move("places", _gcj), "error", "places", "", "GCJ-02"),
    "towns in BD-09": (lambda d: d.move("towns", _bd), "error", "towns", "", "import its file again as FILE@bd09"),
    "villages in BD-09": (lambda d: d.move("villages", _bd), "error", "villages", "", "coordinates are BD-09"),
    "sensors in BD-09": (lambda d: d.move("sensors", _bd), "error", "sensors", "", "BD-09"),
}  # fmt: skip


def _bow_tie() -> shapely.Geometry:
    x, y = WEST_M + 1000, SOUTH_M + 1200
    return shapely.Polygon([(x, y), (x + 20, y + 20), (x + 20, y), (x, y + 20)])


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_one_finding(fault: str, tmp_path: Path) -> None:
    break_it, severity, layer, item, text = FAULTS[fault]
    draft = sound_county()
    break_it(draft)
    found = check(draft.write(tmp_path))
    assert [(f.severity, f.layer, f.item) for f in found] == [(severity, layer, item)], "\n".join(map(str, found))
    assert text in found[0].text
    assert ";" in found[0].text, "a finding contains the remedy"
    assert "\n" not in str(found[0])


@pytest.mark.parametrize("layers", [["villages", "grids"], ["towns", "villages", "grids"], ["boundary"]], ids="+".join)
def test_layers_shifted_together_are_each_reported_as_gcj02(layers: list[str], tmp_path: Path) -> None:
    draft = sound_county()
    for layer in layers:
        draft.move(layer, _gcj)
    found = check(draft.write(tmp_path))
    assert [(f.severity, f.layer) for f in found if "GCJ-02" in f.text] == [("error", layer) for layer in layers]
    assert len(found) == len(layers), "\n".join(map(str, found))
