"""Rows of events and readings: values, times and numbers; what cannot be used is reported in one line."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from county.sensing import Quality
from county.tables.row import RowFault, TableRow
from services.intake.items import BadRow, Item, Measured, Reported
from services.intake.ordering import in_order
from services.intake.rows import Interpreter

EVENT = {"subclass": "exposed_garbage", "title": "垃圾", "lon": 110.5, "lat": 28.5}


def item_of(row: TableRow) -> Item:
    """The one item of a row."""
    [item] = Interpreter().items(row)
    assert not isinstance(item, RowFault)
    return item


@pytest.mark.parametrize(
    "at", ["2026-11-22T08:30:00", "2026-11-22T00:30:00+00:00", "2026-11-22T00:30:00Z", 1795307400000, "1795307400000"]
)
def test_a_time_without_an_offset_is_in_the_countys_time_zone(at: str | int) -> None:
    item = item_of(TableRow("line 1", {"sensor_id": "a", "channel": "b", "at": at, "value": "1.5"}))
    assert item == Measured("line 1", 1795307400000, "a", {"b": 1.5})


@pytest.mark.parametrize("value", ["", "NA", "NaN", "null", None])
def test_a_missing_value_is_a_gap_and_not_zero(value: str | None) -> None:
    item = item_of(TableRow("line 1", {"sensor_id": "a", "channel": "b", "at": "20261122", "value": value}))
    assert isinstance(item, Measured)
    assert (item.values, item.gaps) == ({}, 1)


def test_quality_is_read() -> None:
    row = TableRow("line 1", {"sensor_id": "a", "channel": "b", "at": "20261122", "value": "1", "quality": "bad"})
    assert item_of(row).quality is Quality.BAD  # type: ignore[union-attr]


def test_an_air_quality_row_is_in_the_countys_units_with_its_gaps() -> None:
    values = {
        "no": "1", "year": "2016", "month": "1", "day": "1", "hour": "8", "pm2.5": "209.0", "so2": "", "co": "5300.0",
        "o3": "NA", "temp": "-2.5", "wd": "NNE", "station": "Dongsi",
    }  # fmt: skip
    item = item_of(TableRow("line 2", values))
    known = {"pm25": 209.0, "co": pytest.approx(5.3), "temperature": -2.5}
    assert item == Measured("line 2", 1451606400000, "Dongsi", known, 2, station=True)


@pytest.mark.parametrize(
    "values",
    [
        {"a": "b"},
        EVENT | {"lon": "x"},
        EVENT | {"lat": 95},
        EVENT | {"lon": ""},
        EVENT | {"at": "yesterday"},
        EVENT | {"at": 10**30},
        EVENT | {"at": "1960-01-01"},
        EVENT | {"level": "huge"},
        EVENT | {"source": "rumour"},
        {"sensor_id": "a", "channel": "b", "at": "20261122", "value": "1e999"},
        {"sensor_id": "a", "channel": "b", "at": "", "value": "1"},
        {"sensor_id": "a", "channel": "b", "at": "20261122", "value": "1", "quality": "fine"},
        {"year": "2016", "month": "13", "day": "1", "hour": "0", "station": "x"},
        EVENT | {"at": "9999-12-31T23:59:59-12:00"},
        EVENT | {"at": "0001-01-01T00:00:00+14:00"},
        EVENT | {"at": True},
        EVENT | {"at": 0},
        EVENT | {"at": 1_000},
        EVENT | {"at": "1970-01-01T08:00:00"},
        EVENT | {"at": 10**400},
    ],
)
def test_an_invalid_row_is_reported_in_one_line(values: dict[str, object]) -> None:
    with pytest.raises(BadRow) as bad:
        item_of(TableRow("line 1", values))
    assert "\n" not in str(bad.value)


NO_NUMBERS = (
    "1_0", "٣", "true", True, False, "0x10", "0b1", "1 e3", "1 0", "1e", "e5", ".", "+", "--1", "1.2.3", "∞", "½", "²",
    "inf", "-Infinity", "1e309", "9" * 500, 10**400, Decimal("1e400"), math.inf, [1], {"a": 1},
)  # fmt: skip


@pytest.mark.parametrize("value", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_what_is_not_written_as_a_number_is_refused_with_its_column_and_text(value: object) -> None:
    with pytest.raises(BadRow) as bad:
        item_of(TableRow("line 1", {"sensor_id": "a", "channel": "b", "at": "20261122", "value": value}))
    assert str(bad.value).startswith("value ")
    assert str(bad.value).endswith("is not a number")
    assert len(str(bad.value)) < 120
    hour = {"year": "2016", "month": "1", "day": "1", "hour": value, "station": "x", "temp": "1"}
    with pytest.raises(BadRow, match=r"^hour .* is not a whole number$"):
        item_of(TableRow("line 1", hour))


@pytest.mark.parametrize(
    ("value", "figure"),
    [("1", 1), ("-1.50", -1.5), (" +2 ", 2), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("-2.5E-1", -0.25), (7, 7),
     (0.1, 0.1), (Decimal("1.25"), 1.25), ("0" * 30 + "1", 1)],
)  # fmt: skip
def test_the_usual_notations_of_a_number_are_read(value: object, figure: float) -> None:
    item = item_of(TableRow("line 1", {"sensor_id": "a", "channel": "b", "at": "20261122", "value": value}))
    assert isinstance(item, Measured)
    assert item.values == {"b": figure}


@pytest.mark.parametrize("column", ["year", "month", "day", "hour"])
@pytest.mark.parametrize("value", ["99999999999", "-1", "0.5", "", "1_0", "٩", 2**63, 10**400, math.nan, None, True])
def test_an_impossible_hour_is_refused(column: str, value: object) -> None:
    hour: dict[str, object] = {"year": "2016", "month": "1", "day": "1", "hour": "0", "station": "x", "temp": "1"}
    with pytest.raises(BadRow):
        item_of(TableRow("line 1", hour | {column: value}))


def test_an_event_row_may_have_all_fields_of_a_report() -> None:
    more = {"at": 1795320000000, "source": "citizen", "level": "larger", "reporter": "王", "note": "门口"}
    more["event_id"] = "E1"
    item = item_of(TableRow("line 1", EVENT | more))
    assert item == Reported(
        "line 1", 1795320000000, 110.5, 28.5, "exposed_garbage", "垃圾", "citizen", "larger", "王", "门口", "E1"
    )


def test_items_are_sorted_by_time_and_equal_times_keep_their_order() -> None:
    measured = [Measured(f"line {i}", i * 7919 % 101, "a", {"b": i / 3}, 1, Quality.BAD) for i in range(1000)]
    reported = [Reported(f"line {i}", None if i % 2 else i % 7, 110.5, 28.5, "s", "垃圾") for i in range(1000, 1100)]
    assert list(in_order(measured + reported)) == sorted(measured + reported, key=lambda item: item.at_ms or 0)
