"""Points that are rounded, or all at one place: said, as they would be stored where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.crs import transformer
from county.package.importing.coarse_points import decimals_text
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
    return [line for line in found if "decimals at most" in line or "at one place" in line]


def test_degrees_with_few_decimals_are_said_to_be_rough(tmp_path: Path) -> None:
    (line, *_) = said(tmp_path, sensors(tmp_path, 2))
    assert "s.csv: its degrees have 2 decimals at most, a step of some 1 km: positions are as rough; get them" in line


@pytest.mark.parametrize(("text", "step"), [("109", "some 100 km"), ("109.5", "some 10 km"), ("109.50", "some 10 km")])
def test_the_step_of_the_decimals_is_said(text: str, step: str) -> None:
    assert f"a step of {step}: " in decimals_text([text] * 10)


@pytest.mark.parametrize("text", ["109.5123", "109°35′12″", "3090000.25"])
def test_other_coordinates_are_not_rough(text: str) -> None:
    assert decimals_text([*["109.51"] * 10, text]) == ""


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
