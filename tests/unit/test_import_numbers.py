"""Numbers of imported files: under the headers that `send` knows, in any unit, and never lost without a finding."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from county.package.importing import fields
from county.package.importing.read import read_features
from county.package.manifest import Manifest
from county.package.open import CountyPackage, Table
from tests.unit.county_files import displacement_m, finding, imported, write_county, write_file
from tests.unit.sound_county import point, sound_county, texts


def villages(folder: Path, header: str, values: list[object]) -> tuple[Manifest, Table]:
    """The villages imported from a file with one more column."""
    table = sound_county().tables["villages"]
    file = write_file(
        folder / "v.geojson", Table(table.geometry, table.columns | {header: np.array(values)}),
        headers={"code": "code", "name": "name", header: header},
    )  # fmt: skip
    manifest = imported(folder / "p", **write_county(folder) | {"villages": file})
    return manifest, CountyPackage(folder / "p").table("villages")


def resources(
    folder: Path, header: str, *capacities: str, line: str = ",", decimal: str = "."
) -> tuple[Manifest, Table]:
    """Resources imported from a table, one for each capacity."""
    county = CountyPackage(sound_county().write(folder / "sound"))
    rows = [line.join(("id", "name", "kind", "lon", "lat", header))]
    for i, capacity in enumerate(capacities):
        at = point(1 + i, 2)
        lonlat = county.lonlat([at.x], [at.y])
        numbers = [f"{float(axis[0]):.8f}".replace(".", decimal) for axis in lonlat]
        rows.append(line.join((f"r{i}", f"{i}号车", "collection_truck", *numbers, capacity)))
    path = folder / "r.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    manifest = imported(folder / "p", **write_county(folder), resources=path)
    return manifest, CountyPackage(folder / "p").table("resources")


def test_values_that_are_no_numbers_are_one_finding_with_the_first_and_their_count(tmp_path: Path) -> None:
    manifest, table = resources(tmp_path, "capacity", "5", '"1,200"', "80人", "12m", "")
    assert list(table["capacity"]) == [5, -1, -1, -1, -1]
    assert finding(manifest, "capacity") == (
        "warning: resources r.csv: 3 of 5 values of capacity in column capacity are taken as unknown (line 3: '1,200' "
        "is either 1200 or 1.200; write it without the comma)"
    )


def test_values_may_repeat_the_unit_of_their_header(tmp_path: Path) -> None:
    manifest, table = resources(tmp_path, "人数（人）", "80人", "12")
    assert list(table["capacity"]) == [80, 12]
    assert manifest.findings == ()


def test_a_count_that_is_not_whole_is_reported(tmp_path: Path) -> None:
    manifest, table = resources(tmp_path, "capacity", "2.5", "3", "1e300")
    assert list(table["capacity"]) == [-1, 3, -1]
    whole = finding(manifest, "whole")
    assert "2 of 3 values of capacity are no whole numbers, taken as unknown (line 2: 2.5)" in whole


@pytest.mark.parametrize("left_out", ['x,no point,collection_truck,"",""', 'x,a wrong byte\ufffd,"', ""])
def test_a_row_is_named_by_its_line_also_below_rows_that_were_left_out(left_out: str, tmp_path: Path) -> None:
    resources(tmp_path, "capacity", "5", "7人马")
    header, first, second = (tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "r.csv").write_text("\n".join([header, left_out, first, second]), encoding="utf-8")
    manifest = imported(tmp_path / "again", **write_county(tmp_path), resources=tmp_path / "r.csv")
    assert "(line 4: " in finding(manifest, "taken as unknown")


def test_a_row_of_a_sheet_is_named_by_its_row_and_an_item_by_its_number(tmp_path: Path) -> None:
    resources(tmp_path, "capacity", "5", "7人马")
    rows = [line.split(",") for line in (tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()]
    book = openpyxl.Workbook()
    for row in (["资源表"], *rows):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    items = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    (tmp_path / "r.json").write_text(json.dumps({"rows": items}), encoding="utf-8")
    for name, place in (("r.xlsx", "row 4"), ("r.json", "item 2")):
        manifest = imported(tmp_path / name[2:], **write_county(tmp_path), resources=tmp_path / name)
        assert f"({place}" in finding(manifest, "taken as unknown")


def test_numbers_and_coordinates_with_decimal_commas_are_read_as_send_reads_them(tmp_path: Path) -> None:
    manifest, table = resources(tmp_path, "capacity", "5,0", "6,0", line=";", decimal=",")
    assert list(table["capacity"]) == [5, 6]
    assert "decimal commas" in finding(manifest, "r.csv")
    at = table.geometry[0]
    assert (at.x, at.y) == pytest.approx((point(1, 2).x, point(1, 2).y), abs=0.01)


@pytest.mark.parametrize(
    ("header", "values", "population"),
    [
        ("人口（人）", ["1200", "800人", "7", "9"], [1200, 800, 7, 9]),
        ("常住人口(万人)", ["0.12", "1.2345", "2", "3万人"], [1200, 12345, 20_000, 30_000]),
        (" POPULATION ", [1.0, 2.0, 3.0, 4.0], [1, 2, 3, 4]),
    ],
)
def test_a_population_is_known_by_headers_with_units(
    header: str, values: list[object], population: list[int], tmp_path: Path
) -> None:
    manifest, table = villages(tmp_path, header, values)
    assert list(table["population"]) == population
    assert manifest.findings == ()


def test_a_unit_that_cannot_be_converted_is_reported(tmp_path: Path) -> None:
    manifest, table = villages(tmp_path, "人口(kg)", [1, 2, 3, 4])
    assert list(table["population"]) == [-1] * 4
    found = finding(manifest, "population is unknown")
    assert found.startswith("error: villages v.geojson: population is unknown: its column 人口(kg) is in kg")


@pytest.mark.parametrize(
    ("header", "value"), [("高度(m)", 9.0), ("高度(cm)", 900.0), ("Height-M", 9.0), ("建筑高度", "9m")]
)
def test_heights_of_buildings_are_in_metres_whatever_their_header_says(
    header: str, value: object, tmp_path: Path
) -> None:
    table = sound_county().tables["buildings"]
    values = np.array([value] * len(table), dtype=object if isinstance(value, str) else None)
    buildings = Table(table.geometry, {"id": table["id"], "use": table["use"], header: values})
    file = write_file(tmp_path / "b.geojson", buildings, headers={name: name for name in buildings.columns})
    imported(tmp_path / "p", **write_county(tmp_path), buildings=file)
    assert set(CountyPackage(tmp_path / "p").table("buildings")["height_m"].tolist()) == {9.0}


@pytest.mark.parametrize(
    ("layer", "field", "header"),
    [("roads", "road_class", "Road Class"), ("roads", "road_class", "road-class"), ("sensors", "id", "Device ID"),
     ("villages", "code", "区划代码（12位）"), ("buildings", "floors", "层数（层）"),
     ("buildings", "floors", "building:l")],
)  # fmt: skip
def test_a_header_is_known_in_the_spellings_that_send_knows(layer: str, field: str, header: str) -> None:
    assert fields.column({"x": texts("a"), header: texts("b")}, layer, field) is not None


def test_a_header_without_a_unit_comes_before_one_that_is_alike_but_for_it() -> None:
    found = fields.found({"名称(旧)": texts("a"), "名称": texts("b")}, "villages", "name")
    assert found is not None
    assert found.header == "名称"


@pytest.mark.parametrize("words", ["经度(gcj02),纬度(gcj02)", "经度（高德）,纬度（高德）"])
def test_degrees_whose_header_says_that_they_are_shifted_are_not_plain(words: str, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"id,name,kind,{words}\na,甲,bin,109.5,27.9\n", encoding="utf-8")
    assert read_features(path, "sensors").stated == "gcj02"


@pytest.mark.parametrize(("word", "stated"), [("高德", "gcj02"), ("BD-09", "bd09"), ("百度", "bd09"), ("°E", None)])
def test_the_header_of_a_column_of_both_coordinates_may_say_that_they_are_shifted(
    word: str, stated: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"id,name,kind,坐标({word})\na,甲,bin,109.5 27.9\n", encoding="utf-8")
    found = read_features(path, "sensors")
    assert found.stated == stated
    assert [(at.x, at.y) for at in found.geometry] == [(109.5, 27.9)]


def test_survey_coordinates_in_kilometres_become_metres(tmp_path: Path) -> None:
    sensors = sound_county().tables["sensors"]
    named = zip(sensors["id"], sensors["kind"], sensors.geometry, strict=True)
    rows = [f"{i},甲,{kind},{at.x / 1000:.6f},{at.y / 1000:.6f}" for i, kind, at in named]
    path = tmp_path / "s.csv"
    path.write_text("\n".join(["id,name,kind,东坐标(km),北坐标(km)", *rows]) + "\n", encoding="utf-8")
    imported(tmp_path / "p", **write_county(tmp_path), sensors=Path(f"{path}@4546"))
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 0.01


def test_the_phone_of_a_resource_is_imported_as_it_is_written(tmp_path: Path) -> None:
    _, table = resources(tmp_path, "值班电话", "0731-8000 1234", "8001", "")
    assert table["phone"].tolist()[:3] == ["0731-8000 1234", "8001", ""]
