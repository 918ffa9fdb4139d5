"""Points of which some are in GCJ-02 are found without codes: by the names of villages, and by roads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.crs import transformer
from county.package.gcj02 import gcj02_from_wgs84
from county.package.importer import import_county
from county.package.importing.imported import ImportedCounty
from county.package.importing.named_divisions import NamedDivisions
from county.package.open import Table
from tests.unit.county_files import finding, write_county, write_file
from tests.unit.sound_county import COUNTY, EPSG, box, outlines, sound_county, texts

UNCHECKED = "not checked for a shift of some of them (GCJ-02)"


def shifted(points: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Points in working metres, those marked as if they were in GCJ-02."""
    lonlat = np.column_stack(transformer(EPSG, 4490).transform(*shapely.get_coordinates(points).T))
    lonlat[which] = gcj02_from_wgs84(lonlat[which])
    return np.asarray(shapely.points(np.column_stack(transformer(4490, EPSG).transform(*lonlat.T))), dtype=object)


def imported(folder: Path, sensors: Table, **tables: Table) -> ImportedCounty:
    files: dict[str, object] = dict(write_county(folder, villages=named_villages()))
    files["sensors"] = write_file(folder / "s.geojson", sensors, headers={name: name for name in sensors.columns})
    if "roads" in tables:
        files["roads"] = write_file(folder / "r.geojson", tables["roads"], headers={"id": "id", "name": "name"})
    return import_county(folder / "p", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]


def named_villages() -> Table:
    villages = sound_county().tables["villages"]
    return Table(villages.geometry, {**villages.columns, "name": texts("东甲社区", "东乙村", "西丙村", "西丁村")})


def sensors(points: np.ndarray, names: list[str]) -> Table:
    n = len(points)
    columns = {"id": texts(*(f"s{i}" for i in range(n))), "kind": texts(*["bin"] * n), "name": texts(*names)}
    return Table(points, columns)


def near_the_edges() -> tuple[np.ndarray, list[str]]:
    """Six points in each village, in turn 100 m from the edge towards which GCJ-02 lies and from the other, and what
    they are called."""
    villages = named_villages()
    points, names = [], []
    for name, area in zip(villages["name"], villages.geometry, strict=True):
        west, south, east, north = area.bounds
        points += list(shapely.points([east - 100, west + 100] * 3, np.linspace(south + 900, north - 900, 6)))
        names += [f"{name}{i}号垃圾桶" for i in range(6)]
    return np.array(points, dtype=object), names


def test_names_of_villages_tell_that_some_points_are_shifted(tmp_path: Path) -> None:
    points, names = near_the_edges()
    within = np.array([not name.startswith("西丁村") for name in names])  # those would be outside the county
    mixed = shifted(points, within & (np.arange(len(points)) % 2 == 0))
    manifest = imported(tmp_path, sensors(mixed, names)).manifest
    said = "error: sensors s.geojson: 9 of 9 points that are outside the divisions that their names name"
    assert finding(manifest, said)
    (tmp_path / "plain").mkdir()
    result = imported(tmp_path / "plain", sensors(points, names))
    assert not [line for line in result.manifest.findings if "GCJ-02" in line]


def test_points_that_nothing_tells_of_are_said_in_the_summary(tmp_path: Path) -> None:
    points, names = near_the_edges()
    anonymous = sensors(points, [f"{i}号" for i in range(len(names))])
    result = imported(tmp_path, anonymous)
    assert f"24 points of s.geojson {UNCHECKED}" in result.summary(tmp_path / "p")
    (tmp_path / "named").mkdir()
    named = imported(tmp_path / "named", sensors(points, names))
    assert not [line for line in named.unchecked if UNCHECKED in line]


@pytest.mark.parametrize("mixed", [True, False])
def test_roads_tell_that_some_points_are_shifted(mixed: bool, tmp_path: Path) -> None:
    west, south, east, north = sound_county().tables["boundary"].geometry[0].bounds
    rng = np.random.default_rng(4)
    lines = []
    for _ in range(6):
        y = rng.uniform(south + 900, north - 900)
        x = np.linspace(west + 900, east - 900, 12)
        lines.append(shapely.LineString(np.column_stack((x, y + rng.uniform(-250, 250, 12)))))
    roads = Table(np.array(lines, dtype=object), {"id": texts(*"abcdef"), "name": texts(*"甲乙丙丁戊己")})
    at = np.array([line.interpolate(rng.uniform(0, line.length)) for line in lines for _ in range(12)], dtype=object)
    points = shifted(at, np.arange(len(at)) % 2 == 0) if mixed else at
    result = imported(tmp_path, sensors(points, [f"{i}号" for i in range(len(at))]), roads=roads)
    said = [line for line in result.manifest.findings if "beside one when taken as GCJ-02" in line]
    assert [line.startswith("warning: sensors s.geojson") for line in said] == [True] * mixed
    assert not [line for line in result.unchecked if UNCHECKED in line]


def test_a_name_names_the_only_division_that_it_is_or_contains() -> None:
    names = texts("大坪村", "新大坪村", "土桥社区", "双村", "双村")
    codes = texts(*(f"{COUNTY}1002{i:02d}" for i in range(5)))
    villages = Table(outlines(*(box(i, 0, 1, 1) for i in range(5))), {"code": codes, "name": names})
    known = NamedDivisions({"villages": villages})
    assert known.codes(["大坪村", "新大坪村3号井盖", "土橋村", "双村", "双村2号", "", "別處"]) == [
        codes[0], codes[1], codes[2], "", "", "", "",
    ]  # fmt: skip
