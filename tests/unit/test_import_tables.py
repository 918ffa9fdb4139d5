"""Points and codes in tables of every format: `county import` chooses by content."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapely
from pyproj import CRS

from county.package.importer import import_county
from county.package.importing.notes import Note
from county.package.importing.read import read_features
from county.package.importing.rows import read_rows
from county.package.manifest import PackageError
from county.package.offset import to_wgs84
from county.package.open import CountyPackage
from tests.unit.county_files import VILLAGES, displacement_m, finding, imported, write_codes, write_county
from tests.unit.sound_county import COUNTY

HEADER = ("编号", "名称", "类型", "经度", "纬度")
ROWS = (("A1", "东门桶", "bin", 109.5, 27.9), ("A2", "西门桶", "bin", 109.625, 27.75))


def _csv(path: Path) -> Path:
    lines = [";".join(map(str, row)) for row in (HEADER, *ROWS)]
    path.write_text("\n".join(["安县垃圾桶", *lines, "合计;2;;;"]) + "\n", encoding="gb18030")
    return path


def _xlsx(path: Path, *, more_sheets: bool = False) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "点位"
    for row in (HEADER, *ROWS):
        sheet.append(row)
    if more_sheets:
        other = book.create_sheet("旧")
        other.append(HEADER)
        other.append(("B1", "x", "bin", 1, 2))
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx").rename(path)


def _json(path: Path) -> Path:
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    path.write_text(json.dumps({"code": 0, "data": {"list": rows}}, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def _html(path: Path) -> Path:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADER, *ROWS))
    path.write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")
    return path


def _zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(_csv(path.with_suffix(".csv")), "点位.csv")
    return path


@pytest.mark.parametrize("name", ["s.csv", "s.txt", "s.xls", "s.xlsx", "s.dat"])
@pytest.mark.parametrize("write", [_csv, _xlsx, _html])
def test_points_are_read_from_a_table_whatever_its_name(
    write: Callable[[Path], Path], name: str, tmp_path: Path
) -> None:
    features = read_features(write(tmp_path / name), "sensors")
    assert features.crs == "EPSG:4326"
    assert shapely.get_coordinates(features.geometry).tolist() == [[109.5, 27.9], [109.625, 27.75]]
    assert list(features.columns["编号"]) == ["A1", "A2"]


@pytest.mark.parametrize(("write", "name"), [(_json, "s.json"), (_json, "s.txt"), (_zip, "s.zip"), (_zip, "s.dat")])
def test_points_are_read_from_wrapped_json_and_from_archives(
    write: Callable[[Path], Path], name: str, tmp_path: Path
) -> None:
    assert len(read_features(write(tmp_path / name), "sensors")) == 2


@pytest.mark.parametrize(
    ("header", "cell"),
    [("WKT", "POINT (109.5 27.9)"), ("坐标", "POINT(109.5 27.9)"), ("geom", "SRID=4490;POINT(109.5 27.9)"),
     ("wkt_geom", "Point Z (109.5 27.9 300)"), ("geometry", "SRID=0;POINT(109.5 27.9)")],
)  # fmt: skip
def test_points_of_a_table_may_be_in_wkt(header: str, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f'编号,{header}\nA1,"{cell}"\n', encoding="utf-8")
    features = read_features(path, "sensors")
    assert shapely.get_coordinates(features.geometry).tolist() == [[109.5, 27.9]]
    assert features.crs == ("EPSG:4490" if "4490" in cell else None)


def test_outlines_of_a_table_in_wkt_are_imported(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    towns = read_features(files["towns"], "towns")
    rows = [f'{code},{name},"{shape.wkt}"' for code, name, shape in zip(
        towns.columns["区划代码"], towns.columns["名称"], towns.geometry, strict=True)]  # fmt: skip
    files["towns"] = tmp_path / "t.csv"
    files["towns"].write_text("区划代码,名称,WKT\n" + "\n".join(rows), encoding="utf-8")
    imported(tmp_path / "p", **files)
    assert displacement_m(tmp_path / "p", "towns") < 0.01
    damaged = [rows[0], rows[1].replace("POLYGON", "POLYGO")]
    files["towns"].write_text("区划代码,名称,WKT\n" + "\n".join(damaged), encoding="utf-8")
    found = finding(imported(tmp_path / "q", **files), "not in WKT")
    assert found.startswith("error: towns: geometries of 1 rows of t.csv are not in WKT (line 3: 'POLYGO")


@pytest.mark.parametrize(
    ("headers", "cells"), [("经度,纬度", "109.5,27.5"), ("坐标", '"109.5,27.5"'), ("x,y", "500000,3040000")]
)
def test_outlines_in_wkt_come_before_their_middles(headers: str, cells: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f'code,{headers},wkt\n1,{cells},"POLYGON((109 27,110 27,110 28,109 27))"\n', encoding="utf-8")
    assert [shape.geom_type for shape in read_features(path, "towns").geometry] == ["Polygon"]
    path.write_text(f"code,{headers},wkt\n1,{cells},POINT(1 2)\n", encoding="utf-8")
    taken = shapely.get_coordinates(read_features(path, "towns").geometry).tolist()
    assert taken == [[float(cell) for cell in cells.strip('"').split(",")]]


def test_rows_that_were_left_out_count_as_read(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    rows = ["A1,甲,bin,109.6,27.93", "A2,乙\ufffd,bin,109.6,27.93", "A3,丙,bin,109.61,27.93"]
    path.write_text("\n".join([",".join(HEADER), *rows]), encoding="utf-8")
    features = read_features(path, "sensors")
    assert (len(features), features.in_file) == (2, 3)
    result = import_county(tmp_path / "p", name="安县", code=COUNTY, **write_county(tmp_path), sensors=path)
    assert str(result.counts["sensors"]) == "2 of 3"


def test_a_sheet_is_named_after_the_path_of_its_workbook(tmp_path: Path) -> None:
    book = _xlsx(tmp_path / "s.xlsx", more_sheets=True)
    with pytest.raises(PackageError, match=r'contains 2 sheets with tables \(点位, 旧\); name one: "s\.xlsx\|点位"'):
        read_features(book, "sensors")
    assert list(read_features(tmp_path / "s.xlsx|旧", "sensors").columns["编号"]) == ["B1"]
    with pytest.raises(PackageError, match="file not found"):
        read_features(tmp_path / "t.xlsx|旧", "sensors")


def test_rows_keep_their_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("名册\n\ncode,name\n433199100001,甲\n\n433199100002,乙\n", encoding="utf-8")
    rows = read_rows(path)
    assert rows.where == ["line 4", "line 6"]
    assert {name: list(values) for name, values in rows.columns.items()} == {
        "code": ["433199100001", "433199100002"], "name": ["甲", "乙"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("code,name\n2\n3\n", r"line 2 has 1 columns, the head has 2; fix the line"),
        ("code,name\n1,#REF!\n", r"line 2 has the error #REF! in name; correct the formula or the value"),
        ("code,name\n", r"contains no rows below a header; give a table with both"),
        ("code,name,Name\n1,a,b\n", r"columns B and C are both named Name; rename one"),
        ("<html><title>登录</title><body><form><input type='password'></form></body></html>", r"web page .* \(登录\)"),
    ],
)
def test_a_table_without_a_usable_row_is_refused_in_one_line(content: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PackageError, match=why) as refusal:
        read_rows(path)
    assert "\n" not in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_how_a_table_was_read_is_a_notice_unless_it_is_plain(tmp_path: Path) -> None:
    assert read_rows(write_codes(tmp_path / "c.csv", VILLAGES)).notes == ()
    assert read_features(_xlsx(tmp_path / "s.csv"), "sensors").notes == (
        Note("read as XLSX, sheet 点位, header in row 1", "s.csv", "notice"),
    )
    skipped = write_codes(tmp_path / "t.csv", VILLAGES)
    skipped.write_text(f"名册\n\n{skipped.read_text(encoding='utf-8-sig')}合计,4,,\n", encoding="gb18030")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=skipped)
    assert manifest.findings == (
        "notice: codes t.csv: read as CSV in GB 18030, separated by ',', header in line 3, 1 title line skipped, "
        "1 total row skipped",
    )


def test_bad_rows_are_left_out_with_one_finding_for_each_reason(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "c.csv", VILLAGES)
    with codes.open("a", encoding="utf-8") as out:
        out.write("1\n#REF!,a,b,c\n2\n3\n")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=codes)
    assert manifest.findings == (
        "error: codes line 6: has 1 columns, the head has 4; fix the line; this row of c.csv was left out, as were 2 "
        "more with the same fault: line 8, line 9",
        "error: codes line 7: has the error #REF! in code12; correct the formula or the value; this row of c.csv was "
        "left out",
    )


def test_a_bad_row_of_a_table_of_points_is_left_out_with_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("id,kind,lon,lat\nA,bin,109.5,27.9\nB,bin,109.5\nC,bin,109.5,27.9\n", encoding="utf-8")
    found = read_features(path, "sensors")
    assert list(found.columns["id"]) == ["A", "C"]
    assert [(note.severity, note.item) for note in found.notes] == [("error", "line 3")]


_GZIP = gzip.compress("\n".join(["code,name", *(f"{i},{i * i:x}" for i in range(9_000))]).encode())
_RECORDS = b"".join(b"<row><code>%d</code><name>a</name></row>" % i for i in range(9))


@pytest.mark.parametrize(
    "content",
    [_GZIP[: len(_GZIP) // 2], b"<rows>" + _RECORDS, b"<rows>" + _RECORDS + b"<row><code>&</code></row></rows>",
     b'[{"code": 1, "name": "a"}, {"code": 2, "name": "b"}, {"code"'],
    ids=["gzip", "XML without an end", "bad XML", "JSON"],
)  # fmt: skip
def test_a_table_of_which_the_rest_cannot_be_read_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "c.dat"
    path.write_bytes(content)
    with pytest.raises(PackageError, match=r"c\.dat: .*; "):
        read_rows(path)


def test_features_are_not_read_as_a_table_whatever_their_name(tmp_path: Path) -> None:
    """A table of points has no CRS: what GeoJSON states of its own would be lost."""
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [109, 27]}}
    path = tmp_path / "points.txt"
    path.write_text(json.dumps({"features": [point] * 3, "crs": {"type": "name"}, "type": "FeatureCollection"}))
    with pytest.raises(PackageError, match=r"files named \*\.txt are unknown; give one of"):
        read_features(path, "sensors")


@pytest.mark.parametrize("shortened", ["8.65123E+14", 865123456789012345, 1234567890123456])
def test_an_id_that_excel_has_shortened_is_left_out_with_the_reason(shortened: object, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *((id_, "桶", "bin", 109.6, 27.935) for id_ in ("A1", shortened, "865123456789012345"))):
        sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    manifest = imported(tmp_path / "p", **write_county(tmp_path), sensors=tmp_path / "s.xlsx")
    [left_out] = [text for text in manifest.findings if "shortened by Excel" in text]
    assert "row 3: its id was shortened by Excel" in left_out
    assert "its last digits are lost; left out, format the column as text and enter it again" in left_out
    assert list(CountyPackage(tmp_path / "p").table("sensors")["id"]) == ["A1", "865123456789012345"]


@pytest.mark.parametrize(
    ("datum", "shift"), [("GCJ02", "gcj02"), ("百度坐标系", "bd09"), ("WGS84", None), ("CGCS2000", None), ("", None)]
)
def test_a_column_states_the_shift_of_all_points(datum: str, shift: str | None, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"编号,经度,纬度,坐标系\nA1,109.5,27.9,{datum}\nA2,109.6,27.8,\n", encoding="utf-8")
    assert read_features(path, "sensors").stated == shift


def test_each_row_is_converted_from_the_shift_that_it_states(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    rows = ["A1,\"109.5,27.9\",GCJ02", "A2,\"109.6,27.8\",WGS84", "A3,\"109.5,27.9\",百度", "A4,\"109.6,27.8\","]
    path.write_text("编号,坐标,坐标系\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = read_features(path, "sensors")
    there = np.array([[109.5, 27.9]])
    expected = [to_wgs84(there, "gcj02")[0], [109.6, 27.8], to_wgs84(there, "bd09")[0], [109.6, 27.8]]
    np.testing.assert_allclose(shapely.get_coordinates(found.geometry), expected, atol=1e-9)
    assert found.stated is None
    assert [note.text for note in found.notes] == [
        "column 坐标系 is empty in 1 rows (line 5), taken as WGS 84; fill it in",
        "its rows state several datums: 1 in GCJ-02 were converted, 1 in BD-09 were converted, 2 are not shifted",
    ]


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (["A1,109.5,27.9,西安80", "A2,109.6,27.8,WGS84"], "line 2: 西安80, line 3: WGS84"),
        (["A1,109.5,27.9,WGS84", "A2,109.6,27.8,WGS84", "A3,109.6,27.8,1954年北京坐标系"], "line 2: WGS84, line 4: 1"),
        (["A1,27.9,109.5,GCJ02", "A2,27.8,109.6,WGS84"], "line 2: GCJ02, line 3: WGS84"),
    ],
)
def test_rows_that_cannot_be_converted_one_by_one_are_refused_with_the_first_of_each(
    rows: list[str], first: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.csv"
    path.write_text("编号,经度,纬度,坐标系\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(PackageError, match=rf"its rows are in several datums \({first}.*\); give a file for each"):
        read_features(path, "sensors")


@pytest.mark.parametrize(
    ("datum", "name"),
    [("西安80", "Xian 1980"), ("1980西安坐标系", "Xian 1980"), ("Xian_1980", "Xian 1980"), ("北京54", "Beijing 1954")],
)
@pytest.mark.parametrize("head", ["经度,纬度", "X坐标,Y坐标"])
def test_an_older_datum_in_a_column_is_used(head: str, datum: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"编号,{head},坐标系\nA1,109.5,27.9,{datum}\nA2,109.6,27.8,{datum}\n", encoding="utf-8")
    crs = read_features(path, "sensors").crs
    assert crs is not None
    assert CRS.from_user_input(crs).name == name


def test_a_shift_of_metres_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("编号,X坐标,Y坐标,坐标系\nA1,3090000,37360000,2000\nA2,3090000,37360000,GCJ02\n", "utf8")
    with pytest.raises(PackageError, match=r"line 3 states GCJ02, which is in degrees, but the coordinates are in "):
        read_features(path, "sensors")


def test_a_word_that_is_no_datum_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("编号,经度,纬度,坐标来源\nA1,109.5,27.9,手持GPS\nA2,109.6,27.8,地方坐标系\n", encoding="utf-8")
    found = read_features(path, "sensors")
    assert [note.text for note in found.notes] == [
        "column 坐标来源 of 1 rows is no known datum (line 3: 地方坐标系 (1)), taken as WGS 84; write WGS84, CGCS2000, "
        "西安80, 北京54, GCJ-02 or BD-09"
    ]
