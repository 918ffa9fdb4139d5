"""Files of events and readings: all formats; malformed rows are reported while reading continues."""

from __future__ import annotations

import gzip
import json
import math
import os
import socket
from decimal import Decimal
from pathlib import Path

import pytest

from county.explained import WrongArgument
from county.sensing import Quality
from county.tables.reader import TableFile
from county.tables.row import BadFile, RowFault, TableRow
from services import arguments
from services.intake.items import BadRow, Item, Measured, Reported
from services.intake.ordering import in_order
from services.intake.rows import Interpreter

EVENT = {"subclass": "exposed_garbage", "title": "垃圾", "lon": 110.5, "lat": 28.5}


def rows(path: Path, content: str | bytes) -> list[TableRow | RowFault]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    file = TableFile(path)
    try:
        return list(file.rows())
    finally:
        file.close()


def item_of(row: TableRow | RowFault) -> Item:
    """The one item of a row."""
    assert isinstance(row, TableRow)
    [item] = Interpreter().items(row)
    assert not isinstance(item, RowFault)
    return item


def feature(title: str) -> str:
    point = {"type": "Point", "coordinates": [110.5, 28.5]}
    properties = {"subclass": "s", "title": title}
    return json.dumps({"type": "Feature", "properties": properties, "geometry": point}, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_csv_is_read_in_the_encodings_of_office_programs_also_gzipped(
    tmp_path: Path, encoding: str, packed: bool
) -> None:
    data = "Subclass,title,lon,lat\r\nexposed_garbage,垃圾,110.5,28.5\r\n".encode(encoding)
    [row] = rows(tmp_path / "f", gzip.compress(data) if packed else data)
    assert isinstance(row, TableRow)
    assert (row.where, row.values["title"]) == ("line 2", "垃圾")


def test_a_workbook_is_refused_with_the_hint_to_save_it_as_csv(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="save it as CSV"):
        rows(tmp_path / "f.xlsx", b"PK\x03\x04" + bytes(100))


def test_a_malformed_csv_line_is_reported_with_its_number_and_reading_continues(tmp_path: Path) -> None:
    text = "sensor_id,channel,at,value\na,b,0,1\nonly one\n\na,b,0,\0\n" + "x" * 2_100_000 + "\na,b,0,2\n"
    found = rows(tmp_path / "f.csv", text)
    assert [(f.where, isinstance(f, RowFault)) for f in found] == [
        ("line 2", False), ("line 3", True), ("line 5", True), ("line 6", True), ("line 7", False),
    ]  # fmt: skip


def test_a_malformed_json_line_is_reported_and_reading_continues(tmp_path: Path) -> None:
    found = rows(tmp_path / "f.jsonl", f'{json.dumps(EVENT)}\n{{broken\n[1]\n\n{feature("x")}\n')
    assert [(f.where, isinstance(f, RowFault)) for f in found] == [
        ("line 1", False), ("line 2", True), ("line 3", True), ("line 5", False),
    ]  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_a_feature_collection_is_read_feature_by_feature(tmp_path: Path, indent: int | None) -> None:
    features = [json.loads(feature(f"t{i}")) for i in range(700)]
    document = {"type": "FeatureCollection", "name": "n", "features": features}
    found = rows(tmp_path / "f.geojson", json.dumps(document, indent=indent, ensure_ascii=False))
    assert [row.values["title"] for row in found if isinstance(row, TableRow)] == [f"t{i}" for i in range(700)]
    assert item_of(found[0]).lon == 110.5  # type: ignore[union-attr]


@pytest.mark.parametrize("members", ["type first", "type last", "no type"])
def test_a_collection_on_one_line_is_read_whatever_the_order_of_its_members(tmp_path: Path, members: str) -> None:
    kind, content = '"type": "FeatureCollection"', f'"features": [{feature("a")}, {feature("b")}]'
    document = {"type first": f"{kind}, {content}", "type last": f"{content}, {kind}", "no type": content}[members]
    assert [f.where for f in rows(tmp_path / "f.geojson", f"{{{document}}}\n")] == ["feature 1", "feature 2"]


def test_rows_with_a_column_named_features_are_not_a_collection(tmp_path: Path) -> None:
    found = rows(tmp_path / "f.jsonl", "".join(json.dumps(EVENT | {"features": ["lid", i]}) + "\n" for i in range(3)))
    assert [(f.where, isinstance(f, TableRow)) for f in found] == [(f"line {i}", True) for i in (1, 2, 3)]


def test_a_collection_behind_a_record_separator_is_read(tmp_path: Path) -> None:
    text = f'\x1e{{"type": "FeatureCollection", "features": [{feature("a")}, {feature("b")}]}}\n'
    assert [f.where for f in rows(tmp_path / "f.geojsons", text)] == ["feature 1", "feature 2"]


@pytest.mark.parametrize("collection", [False, True])
@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_is_not_json_is_a_gap(tmp_path: Path, collection: bool, constant: str) -> None:
    reading = f'{{"sensor_id": "a", "channel": "b", "at": 20261122, "value": {constant}}}'
    one = f'{{"type": "Feature", "properties": {reading}, "geometry": null}}'
    text = f'{{"type": "FeatureCollection", "features": [{one}, {one}]}}' if collection else f"{one}\n{one}\n"
    items = [item_of(row) for row in rows(tmp_path / "f", text) if isinstance(row, TableRow)]
    assert [(item.values, item.gaps) for item in items if isinstance(item, Measured)] == [({}, 1), ({}, 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("collection", [False, True])
def test_json_is_read_in_the_encodings_of_office_programs(tmp_path: Path, encoding: str, collection: bool) -> None:
    title = "垃圾" * 20
    lines = [feature(title)] * 3
    text = f'{{"features": [{",".join(lines)}], "type": "FeatureCollection"}}' if collection else "\n".join(lines)
    found = rows(tmp_path / "f", text.encode(encoding))
    assert [row.values["title"] for row in found if isinstance(row, TableRow)] == [title] * 3


def test_a_malformed_feature_is_reported_and_ends_the_file(tmp_path: Path) -> None:
    broken = '{"type": "Feature", "properties": {"title": oops}, "geometry": null}'
    text = f'{{"type": "FeatureCollection", "features": [{feature("a")}, {broken}, {feature("b")}]}}'
    found = rows(tmp_path / "f.geojson", text)
    assert [isinstance(f, RowFault) for f in found] == [False, True]
    assert isinstance(found[1], RowFault)
    assert found[1].where == "feature 2"
    assert found[1].text.startswith("is not JSON (")
    assert found[1].text.endswith("fix it, nothing after it was read")


def test_a_feature_with_an_unpaired_surrogate_is_reported(tmp_path: Path) -> None:
    [found] = rows(tmp_path / "f.geojson", f'{{"features": [{feature("x").replace("x", chr(92) + "udc00")}]}}')
    assert isinstance(found, RowFault)
    assert found.where == "feature 1"
    assert found.text.startswith("is not JSON (")


@pytest.mark.parametrize("cut", [0.3, 0.95])
def test_a_truncated_collection_is_reported(tmp_path: Path, cut: float) -> None:
    text = f'{{"type": "FeatureCollection", "features": [{",".join(feature(f"t{i}") for i in range(50))}]}}'
    *whole, last = rows(tmp_path / "f.geojson", text[: int(len(text) * cut)])
    assert all(isinstance(row, TableRow) for row in whole)
    assert isinstance(last, RowFault)
    assert "is truncated" in last.text


def test_a_truncated_gzip_file_is_reported(tmp_path: Path) -> None:
    lines = "sensor_id,channel,at,value\n" + "".join(f"a,b,{i * i * 7919 % 10007},{i}\n" for i in range(50_000))
    found = rows(tmp_path / "f.csv.gz", gzip.compress(lines.encode())[:-60_000])
    assert len(found) > 100
    assert isinstance(found[-1], RowFault)
    assert "is truncated" in found[-1].text


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadFile, match="empty"):
        rows(tmp_path / "f.csv", content)


def test_a_missing_file_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"none\.csv"):
        TableFile(tmp_path / "none.csv")


@pytest.mark.parametrize("kind", ["pipe", "device", "socket", "folder"])
def test_only_a_regular_file_is_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "f.csv"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path = Path("/dev/zero")
        case "socket":
            path = Path(os.path.relpath(path))  # its address must be short
            with socket.socket(socket.AF_UNIX) as bound:
                bound.bind(str(path))
        case _:
            path.mkdir()
    with pytest.raises(BadFile, match=f"{path.name}: is not a regular file"):
        TableFile(path)
    if kind != "folder":
        with pytest.raises(WrongArgument, match="is not a regular file"):
            arguments.existing_file(path)


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
