"""An import finds all that ``county check`` finds on the package that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

import main
from county.package.check import check
from county.package.crs import transformer
from county.package.gcj02 import gcj02_from_wgs84
from county.package.open import Table
from tests.unit.county_files import DIVISION, VILLAGES, imported, write_county, write_file, write_heights
from tests.unit.sound_county import COUNTY, EPSG, box, outlines, point, sound_county, texts


def villages(*shapes: shapely.Geometry) -> Table:
    table = sound_county().tables["villages"]
    return Table(outlines(*shapes), {name: values[: len(shapes)] for name, values in table.columns.items()})


BROKEN = {
    "overlap": (villages(box(0, 0, 2, 4), box(1, 0, 3, 4), box(4, 0, 2, 4), box(6, 0, 2, 4)), "overlaps", "error"),
    "outside its town": (villages(box(0, 0, 2, 4), box(2, 0, 3, 4), box(5, 0, 1, 4), box(6, 0, 2, 4)), "33%", "error"),
    "half missing": (villages(box(0, 0, 2, 4), box(2, 0, 2, 4)), "no feature covers 1,600.0 ha", "warning"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_findings_of_the_check_are_findings_of_the_import_and_decide_its_exit_code(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, text, severity = BROKEN[name]
    files = write_county(tmp_path, villages=table)
    options = [f"--{layer}={path}" for layer, path in files.items()]
    status = main.main(["county", "import", str(tmp_path / "p"), "--name", "安县", "--code", COUNTY, *options])
    lines = capsys.readouterr().out.splitlines()
    assert status == (severity == "error")
    assert any(line.startswith(f"{severity}: villages") and text in line for line in lines)
    found = [str(finding) for finding in check(tmp_path / "p")]
    assert found
    assert set(found) <= set(lines)
    assert f"errors {sum(line.startswith('error') for line in lines)}, warnings " in lines[-1]


def test_nothing_is_said_twice(tmp_path: Path) -> None:
    code = texts(COUNTY + "200001", COUNTY + "100201", COUNTY + "200201", COUNTY + "300202")
    table = sound_county().tables["villages"]
    heights = write_heights(tmp_path / "z.tif", lon=(109.5, 109.62), lat=(27.85, 28.05))
    files = write_county(tmp_path, villages=Table(table.geometry, table.columns | {"code": code}))
    found = imported(tmp_path / "p", **files, terrain=heights).findings
    assert len(set(found)) == len(found)
    assert sum("has no heights for" in line or "does not cover" in line for line in found) == 1
    for village in (code[0], code[3]):
        assert sum(line.startswith(f"error: villages {village}") for line in found) == 1
    assert list(found) == [str(finding) for finding in check(tmp_path / "p")]


def test_outlines_of_which_some_are_shifted_are_named_with_the_shift(tmp_path: Path) -> None:
    """Of 64 villages in two towns, half from a web map."""
    shapes = [box(i / 2, j, 0.5, 1) for i in range(16) for j in range(4)]
    codes = [f"{COUNTY}{1 if i < 8 else 2}00{200 + 4 * i + j}" for i in range(16) for j in range(4)]
    columns = {"code": texts(*codes), "name": texts(*(f"村{code[-3:]}" for code in codes))}
    all_ = Table(outlines(*shapes), columns)
    right = write_file(tmp_path / "right.geojson", all_, headers=DIVISION)
    shifted = write_file(tmp_path / "shifted.geojson", all_, headers=DIVISION, shift=gcj02_from_wgs84)
    text = json.loads(right.read_text("utf-8"))
    text["features"][1::2] = json.loads(shifted.read_text("utf-8"))["features"][1::2]
    (tmp_path / "mixed.geojson").write_text(json.dumps(text), "utf-8")
    found = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": tmp_path / "mixed.geojson"}).findings
    (line,) = (line for line in found if "mixes coordinates" in line)
    assert line.startswith("error: villages mixed.geojson: ")
    assert "outlines that reach out of the towns fit when taken as GCJ-02" in line
    found = imported(tmp_path / "q", **write_county(tmp_path) | {"villages": right}).findings
    assert not any("mixes" in line for line in found)


@pytest.mark.parametrize("every", [2, 3, 7])
def test_points_of_which_some_are_shifted_are_named_with_their_rows(every: int, tmp_path: Path) -> None:
    back = transformer(EPSG, 4326)
    rows = []
    for i in range(40):
        at = point(2 * (i % 4) + 0.1 + i * 0.045, 0.1 + (i * 0.37) % 3.8)
        lonlat = np.array([back.transform(at.x, at.y)])
        lon, lat = (gcj02_from_wgs84(lonlat) if i % every == 0 else lonlat)[0]
        rows.append(f"S{i},点{i},air,{lon:.7f},{lat:.7f},{list(VILLAGES)[i % 4]}")
    path = tmp_path / "s.csv"
    head = "编号,名称,类型,经度,纬度,所属村代码"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    found = imported(tmp_path / "p", **write_county(tmp_path), sensors=path).findings
    (line,) = (line for line in found if "mixes coordinates" in line)
    assert line.startswith("error: sensors s.csv: ")
    assert "points that are outside the divisions fit when taken as GCJ-02 (line 2, line " in line
    assert "a table may have a column 坐标系 with GCJ-02 in those rows" in line


def test_only_outlines_make_a_county_approximate(tmp_path: Path) -> None:
    manifest = imported(tmp_path / "p", **write_county(tmp_path))
    assert manifest.layers["places"].approximate, "points inside the outlines, as no file of seats was given"
    assert not manifest.approximate_outlines
    rough = sound_county().tables["towns"]
    rough.columns["approximate"] = np.array([True, False])
    files = write_county(tmp_path)
    files["towns"] = write_file(tmp_path / "t.geojson", rough, headers=DIVISION | {"approximate": "approx"})
    assert imported(tmp_path / "q", **files).approximate_outlines
