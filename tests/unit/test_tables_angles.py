"""Coordinates over columns of degrees, minutes and seconds are one column of angles, in every format of a table."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from county.package.importing.read import read_features
from county.tables.aliases import headers
from county.tables.positions import COORDINATES
from services.intake.file_options import file_options
from services.intake.items import Reported
from services.intake.rows import Interpreter
from tests.unit.county_files import finding, imported, write_county
from tests.unit.table_files import read, values_of

HEADERS = (
    "经度_度,经度_分,经度_秒,纬度_度,纬度_分,纬度_秒", "经度(度),经度(分),经度(秒),纬度（度）,纬度（分）,纬度（秒）",
    "东经度,东经分,东经秒,北纬度,北纬分,北纬秒", "lon_deg,lon_min,lon_sec,lat_deg,lat_min,lat_sec",
    "Lon D,Lon M,Lon S,Lat D,Lat M,Lat S", "经度°,经度′,经度″,纬度°,纬度′,纬度″",
    "高德经度_度,高德经度_分,高德经度_秒,高德纬度_度,高德纬度_分,高德纬度_秒",
)  # fmt: skip


@pytest.mark.parametrize("written", HEADERS)
def test_columns_of_degrees_minutes_and_seconds_are_joined_under_the_name_of_the_coordinate(
    written: str, tmp_path: Path
) -> None:
    (row,) = values_of(tmp_path / "t.csv", f"编号,{written}\nS1,109,31,4.33,27,55,56.79\n")
    assert list(row.values()) == ["S1", "109°31′4.33″", "27°55′56.79″"]
    names = tuple(row)[1:]
    assert any(names[0] in headers("any", lon) and names[1] in headers("any", lat) for lon, lat in COORDINATES)


def test_the_joined_columns_are_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"编号,{HEADERS[0]}\nS1,109,31,4.33,27,55,56.79\n", encoding="utf-8")
    found = read(path)[1]
    assert found.headers == ("编号", "经度", "纬度")
    assert "经度 and 纬度 from columns of degrees, minutes and seconds" in str(found)


@pytest.mark.parametrize(
    ("cells", "angle"),
    [
        ("109,31,", "109°31′0″"), ("109,,30", "109°0′30″"), ("109.5178,,", "109.5178"), (",,", ""),
        ("109,x,3", "109°x′3″"),
    ],
)  # fmt: skip
def test_what_is_empty_is_zero_unless_all_of_it_is(cells: str, angle: str, tmp_path: Path) -> None:
    (row,) = values_of(tmp_path / "t.csv", f"编号,经度_度,经度_分,经度_秒\nS1,{cells}\n")
    assert row["经度"] == angle


@pytest.mark.parametrize(
    "written", ["温度,得分,秒", "经度_度,纬度_度", "经度,经度_度,经度_分", "站_度,站_分,站_秒", "x_d,x_m,x_s"]
)
def test_other_columns_are_left_as_they_are(written: str, tmp_path: Path) -> None:
    names = written.lower().split(",")
    (row,) = values_of(tmp_path / "t.csv", f"编号,{written}\nS1,{','.join('123'[: len(names)])}\n")
    assert list(row) == ["编号", *names]


def test_angles_are_joined_in_json_with_new_keys_in_later_rows(tmp_path: Path) -> None:
    angles = {"lon_deg": 109, "lon_min": 31, "lon_sec": 4.33, "lat_deg": 27, "lat_min": 55, "lat_sec": 56.79}
    rows = values_of(tmp_path / "t.json", json.dumps([{"id": "a", **angles}, {"id": "b", **angles, "note": "x"}]))
    assert [row["lon"] for row in rows] == ["109°31′4.33″"] * 2
    assert rows[1].keys() == {"id", "lon", "lat", "note"}


def test_sensors_under_a_header_of_two_merged_rows_are_imported(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "名称", "类型", "经度", None, None, "纬度"])
    sheet.append([None, None, None, *"度分秒度分秒"])
    for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:I1"):
        sheet.merge_cells(cells)
    sheet.append(["S1", "一号", "bin", 109, 36, 36, 27, 55, 48])
    path = tmp_path / "points.xlsx"
    book.save(path)
    point = read_features(path, "sensors").geometry[0]
    assert (point.x, point.y) == (pytest.approx(109.61), pytest.approx(27.93))
    manifest = imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    assert "经度 and 纬度 from columns of degrees, minutes and seconds" in finding(manifest, "points.xlsx")


def test_an_event_is_placed_by_degrees_minutes_and_seconds_in_columns(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"title,subclass,at,{HEADERS[0]}\nx,y,2026-11-20,109,36,0,27,54,0\n", encoding="utf-8")
    [row] = read(path)[0]
    [item] = Interpreter(file_options((), None, None, None)).items(row)  # type: ignore[arg-type]
    assert isinstance(item, Reported)
    assert (item.x, item.y) == (pytest.approx(109.6), pytest.approx(27.9))
