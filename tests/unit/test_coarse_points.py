"""Points that are rounded, or all at one place: said, as they would be stored where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.crs import transformer
from county.tables.rough_degrees import step_km
from tests.unit.county_files import imported, write_county
from tests.unit.sound_county import EPSG, point


def sensors(folder: Path, decimals: int, *, same: int = 0) -> Path:
    """Twelve sensors, the first ``same`` of them at one place."""
    back = transformer(EPSG, 4326)
    rows = ["编号,名称,类型,经度,纬度"]
    for i in range(12):
        at = point(*((1.0, 1.0) if i < same else (0.5 + 0.6 * i, 0.5 + 0.25 * i)))
        lon, lat = back.transform(at.x, at.y)
        rows.append(f"S{i},点{i},air,{lon:.{decimals}f},{lat:.{decimals}f}")
    (folder / "s.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder / "s.csv"


def said(folder: Path, path: Path) -> list[str]:
    found = imported(folder / "p", **write_county(folder), sensors=path).findings
    return [line for line in found if "are rounded" in line or "at one place" in line]


def test_degrees_with_few_decimals_are_said_to_be_rough(tmp_path: Path) -> None:
    (line, *_) = said(tmp_path, sensors(tmp_path, 2))
    assert "s.csv: its degrees are rounded to some 1 km, and so are the places; get them with five decimals" in line


@pytest.mark.parametrize(("text", "km"), [("109", 100), ("109.5", 10), ("109.50", 10), ("109.51", 1)])
def test_the_step_is_that_of_the_decimals(text: str, km: int) -> None:
    assert step_km([text] * 10) == km
    assert step_km([text] * 9) == 0


@pytest.mark.parametrize("text", ["109.5123", "109°35′12″", "3090000.25"])
def test_other_coordinates_are_not_rough(text: str) -> None:
    assert step_km([*["109.51"] * 10, text]) == 0


@pytest.mark.parametrize("decimals", [3, 4, 6])
def test_degrees_with_more_decimals_are_not(decimals: int, tmp_path: Path) -> None:
    assert said(tmp_path, sensors(tmp_path, decimals)) == []


@pytest.mark.parametrize("same", [5, 12])
def test_many_points_at_one_place_are_said_with_their_rows(same: int, tmp_path: Path) -> None:
    [line] = said(tmp_path, sensors(tmp_path, 6, same=same))
    assert f"warning: sensors s.csv: {same} of 12 points are at one place (109." in line
    assert "line 2, line 3, line 4, line 5, line 6" in line


@pytest.mark.parametrize("same", [2, 4])
def test_few_devices_at_one_station_are_usual(same: int, tmp_path: Path) -> None:
    assert said(tmp_path, sensors(tmp_path, 6, same=same)) == []
