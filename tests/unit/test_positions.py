"""Positions in cells as people and systems write them; what is none is refused."""

from __future__ import annotations

from typing import Any

import pytest

from county.tables.positions import coordinate, coordinates_in
from county.tables.values import BadValue


def position(value: Any, *, decimal_comma: bool = False) -> tuple[float, float]:
    found = coordinates_in(value, decimal_comma=decimal_comma)
    assert found is not None, value
    x, y = (coordinate(part, decimal_comma=decimal_comma) for part in found)
    assert x is not None
    assert y is not None
    return x, y


@pytest.mark.parametrize(
    "value",
    [
        "109.6,27.9", "109.6, 27.9", "109.6，27.9", "109.6;27.9", "109.6 27.9", "109.6/27.9", "109.6|27.9",
        "109.6、27.9", "(109.6, 27.9)", "[109.6,27.9]", "（109.6，27.9）", "109.6,27.9,312.5", "109.6 27.9 312.5",
        "１０９．６，２７．９",
        "POINT(109.6 27.9)", "POINT (109.6 27.9)", "Point Z (109.6 27.9 312)", "SRID=4490;POINT(109.6 27.9)",
        "27.9N 109.6E", "27.9N109.6E", "N27.9 E109.6", "N27.9,E109.6", "E109.6 N27.9", "27.9°N, 109.6°E",
        "27°54′0″N 109°36′0″E", "109°36′0″E,27°54′0″N", "109°36′ 27°54′", "109° 36′ 0″ 27° 54′ 0″",
        "109°36'0\"E 27°54'0\"N",
        "109度36分0秒，27度54分0秒", "东经109.6,北纬27.9", "北纬27°54′，东经109°36′", "东经109度36分北纬27度54分",
        "经度:109.6,纬度:27.9", "经度109.6 纬度27.9", "lat=27.9, lng=109.6", '{"lng":109.6,"lat":27.9}',
        "lon: 109.6; lat: 27.9", [109.6, 27.9], ["109.6", "27.9", 300], "109-36-00,27-54-00", "109:36:00 27:54:00",
    ],
)  # fmt: skip
def test_both_coordinates_may_be_in_one_cell_in_every_usual_form(value: Any) -> None:
    assert position(value) == (pytest.approx(109.6), pytest.approx(27.9))


@pytest.mark.parametrize("value", ["109,6;27,9", "109,6 27,9", "109,6 / 27,9", "(109,6; 27,9)"])
def test_decimal_commas_are_read_where_the_file_has_them(value: str) -> None:
    assert position(value, decimal_comma=True) == (109.6, 27.9)
    assert coordinates_in(value) is None


def test_without_letters_the_order_is_that_of_the_cell() -> None:
    assert position("3089000.5,564000.25") == (3089000.5, 564000.25)
    assert position("27.9,109.6") == (27.9, 109.6)


@pytest.mark.parametrize(
    "value",
    ["", "沱江镇西门街12号", "109.6", "109.6,", "109.6,x", "1,2,3,4", "109°75′,27°54′", "27.9N,28.1N", "POINT(109.6)",
     "SRID=4545;POINT(500000 3088000)",
     "LINESTRING(109 27,110 28)", "2026-11-26 08:30:00", "电话13711116666", None, 109.6, [109.6], "x" * 300,
     "109.6,27.9 109.7,28.0"],
)  # fmt: skip
def test_what_holds_no_two_coordinates_is_none(value: Any) -> None:
    assert coordinates_in(value) is None


@pytest.mark.parametrize(
    ("value", "figure"),
    [("109.6", 109.6), (109.6, 109.6), ("109°36′", 109.6), ("27-54-00", 27.9), ("27.9S", -27.9)],
)
def test_one_coordinate_is_a_number_or_an_angle(value: Any, figure: float) -> None:
    assert coordinate(value) == pytest.approx(figure)


@pytest.mark.parametrize("value", ["109,6", "东门", "109°75′", True, "1_000"])
def test_what_is_neither_is_refused_with_the_reason_of_a_number(value: Any) -> None:
    with pytest.raises(BadValue):
        coordinate(value)
    assert coordinate("—") is None
