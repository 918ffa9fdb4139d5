"""Numbers, codes and units of cells: the dressing of office programs is removed, what could be two is refused."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.division import BadCode, level_of
from county.package.importing.codes import normal_code
from county.tables.units import factor, header_and_unit
from county.tables.values import BadValue, label, number, text

FULL_WIDTH = str.maketrans("0123456789.-+,", "０１２３４５６７８９．－＋，")
DRESSES = (
    "{}", " {} ", "\u00a0{}\u3000", "\ufeff{}", "\u200b{}\u200d", "'{}", '="{}"', '= "{}"', "\t{}\r\n",
    "\u202d{}\u202c",
)  # fmt: skip


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 4)), st.sampled_from(DRESSES))
def test_a_number_is_read_in_whatever_dress_it_comes(value: float, dress: str) -> None:
    for written in (f"{value:.4f}", f"{value:+.4f}", f"{value:.12e}", f"{value:.4f}".translate(FULL_WIDTH)):
        assert number(dress.format(written)) == pytest.approx(value)
    assert number(dress.format(f"{value:.4f}".replace(".", ",")), decimal_comma=True) == value


@given(st.integers(1_000, 10**12), st.integers(0, 99))
def test_thousands_separators_are_read_where_they_cannot_be_decimal_commas(whole: int, cents: int) -> None:
    value = whole + cents / 100
    assert number(f"{whole:,}.{cents:02}") == value
    assert number(f"{whole:,}.{cents:02}".replace(",", " ")) == value
    assert number(f"{whole:,}.{cents:02}".translate({0x2C: ".", 0x2E: ","}), decimal_comma=True) == value
    if whole >= 1_000_000:
        assert number(f"{whole:,}") == whole


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_number_of_a_workbook_or_of_json_is_itself(value: float) -> None:
    assert number(value) == value
    assert number(Decimal(str(value))) == value


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1,234", "is either 1234 or 1.234; write it without the comma"),
        ("999,999", "is either 999999 or 999.999"),
        ("1,5", "has a decimal comma; write a point"),
        ("0,123", "has a decimal comma"),
        ("12.5℃", "has a unit; write it in the header, like value(℃)"),
        ("3.2 m", "has a unit"),
        ("85%", "has a unit"),
        ("35 µg/m³", "has a unit"),
        ("1_000", "is not a number"),
        ("true", "is not a number"),
        (True, "is not a number"),
        ("0x10", "is not a number"),
        ("10²", ""),
        ("٣", "is not a number"),
        ("一二", "is not a number"),
        ("1,23,456", "is not a number"),
        ("12 5", "is not a number"),
        ("#DIV/0!", "is not a number"),
        ("1e999", "is not a number"),
        (math.inf, "is not a number"),
        (datetime(2018, 4, 12), "is a time, not a number"),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused_with_the_reason(written: object, why: str) -> None:
    with pytest.raises(BadValue) as bad:
        number(written)
    assert str(bad.value).startswith(why)


def test_with_decimal_commas_a_point_before_three_digits_is_refused() -> None:
    with pytest.raises(BadValue, match="write it without the point"):
        number("1.234", decimal_comma=True)


GAPS = ("", " ", "NA", "NaN", "nan", "#N/A", "n/a", "null", "-", "—", "/", "缺测", None, math.nan)


@pytest.mark.parametrize("word", GAPS)
def test_a_gap_is_no_number(word: object) -> None:
    assert number(word) is None


@pytest.mark.parametrize(("cell", "unit"), [("12.5℃", "°C"), ("12.5 °C", "℃"), ("12.5µg/m³", "ug/m3"), ("12.5%", "%")])
def test_a_cell_may_repeat_the_unit_of_its_header(cell: str, unit: str) -> None:
    assert number(cell, unit=unit) == 12.5
    with pytest.raises(BadValue, match="has a unit"):
        number(cell, unit="m")


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [("PM2.5(μg/m³)", "PM2.5", "μg/m³"), ("温度（℃）", "温度", "℃"), ("水位[m]", "水位", "m"), ("level", "level", "")],
)
def test_a_unit_in_the_header_is_in_brackets(header: str, name: str, unit: str) -> None:
    assert header_and_unit(header) == (name, unit)


def test_units_are_converted_or_refused_but_never_ignored() -> None:
    assert factor("mg/m3", "µg/m³") == pytest.approx(1000)
    assert factor("ug/m³", "mg/m³") == pytest.approx(0.001)
    assert factor("kPa", "hPa") == pytest.approx(10)
    assert factor("°C", "℃") == factor("", "℃") == 1
    with pytest.raises(BadValue, match="is in ℉, which cannot be converted to ℃"):
        factor("℉", "℃")


CODES = ("433123", "433123001000", "433123001", "433123001201", "433123001201001")


@pytest.mark.parametrize("dress", [*DRESSES, "{}.0", "{}.00", "'{}.0"])
@pytest.mark.parametrize("code", CODES)
def test_a_code_is_read_in_whatever_dress_it_comes(code: str, dress: str) -> None:
    expected = code + "000" if len(code) == 9 else code
    for written in (code, code.translate(FULL_WIDTH), f"{code[:6]} {code[6:]}", "\u200b".join(code)):
        assert normal_code(dress.format(written)) == expected
    assert label(float(code)) == code


@pytest.mark.parametrize("code", ["433,123,101,002", "433,123", "433，123，101，000"])
def test_a_code_with_separators_of_thousands_is_refused_as_such(code: str) -> None:
    with pytest.raises(BadCode, match="has separators of thousands; format the column as text without them"):
        level_of(normal_code(code))


@pytest.mark.parametrize("code", ["4.33123E+11", "4.33123E11", "4.33123001E+14", "4E+11", "'4.33123e+11"])
def test_a_code_that_excel_shortened_is_refused_as_such(code: str) -> None:
    with pytest.raises(BadCode, match="Excel shortened it"):
        level_of(normal_code(code))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" 沱江镇\u3000", "沱江镇"), ("沱\u200b江镇\ufeff", "沱江镇"), ("沱江镇\r\n一组", "沱江镇 一组"), (12.0, "12"),
        (None, ""), (math.nan, ""),
    ],
)  # fmt: skip
def test_a_name_is_in_one_line_and_without_characters_of_no_width(cell: object, name: str) -> None:
    assert text(cell) == name
