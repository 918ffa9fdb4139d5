"""Points and codes in tables of every format: `county import` chooses by content."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import shapely

from county.package.importing.read import read_features
from county.package.importing.rows import read_rows
from county.package.manifest import PackageError

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
        ("code,name\n1,a\n2\n", r"line 3 has 1 columns, the head has 2; fix the line"),
        ("code,name\n1,#REF!\n", r"line 2 has the error #REF! in name; correct the formula or the value"),
        ("code,name\n", r"contains no rows below a header; give a table with both"),
        ("code,name,Name\n1,a,b\n", r"columns B and C are both named Name; rename one"),
        ("<html><title>登录</title><body><form><input type='password'></form></body></html>", r"web page .* \(登录\)"),
    ],
)
def test_a_table_that_is_not_whole_is_refused_in_one_line(content: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PackageError, match=why) as refusal:
        read_rows(path)
    assert "\n" not in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_features_are_not_read_as_a_table_whatever_their_name(tmp_path: Path) -> None:
    """A table of points has no CRS: what GeoJSON states of its own would be lost."""
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [109, 27]}}
    path = tmp_path / "points.txt"
    path.write_text(json.dumps({"features": [point] * 3, "crs": {"type": "name"}, "type": "FeatureCollection"}))
    with pytest.raises(PackageError, match=r"files named \*\.txt are unknown; give one of"):
        read_features(path, "sensors")
