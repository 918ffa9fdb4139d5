"""JSON in the shapes of platforms: lists, wrapped lists, SensorThings, ThingsBoard, lists of lists."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from county.tables.row import BadFile, RowFault, TableRow
from tests.unit.table_files import faults_of, read, rows_of, values_of

ROWS = [{"id": "A1", "value": 1}, {"id": "A2", "value": None}]
HEAD = {"code": 200, "msg": "成功", "page": {"size": 20, "no": 1}}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    ("document", "at"),
    [
        (ROWS, ""),
        ({"data": {"list": ROWS}}, "data.list"),
        (HEAD | {"data": ROWS, "success": True}, "data"),
        ({"data": {"total": 2, "records": ROWS}} | HEAD, "data.records"),
        ({"meta": {"columns": [{"name": "id"}, {"name": "value"}]}, "rows": ROWS}, "rows"),
        (HEAD | {"a": {"b": {"垃圾桶": ROWS, "ids": [1, 2]}}}, "a.b.垃圾桶"),
    ],
)
def test_a_list_of_objects_is_read_wherever_it_is(
    document: object, at: str, encoding: str, indent: int | None, tmp_path: Path
) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    assert values_of(tmp_path / "f", text.encode(encoding)) == ROWS
    _, shape = read(tmp_path / "f")
    assert (shape.format, shape.sheet, shape.headers) == ("JSON", at, ("id", "value"))


def test_rows_are_named_by_their_place_in_the_list(tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.json", json.dumps({"data": [{"a": 1}, 5, {"a": 2}]}))
    assert [(row.where, isinstance(row, RowFault)) for row in found] == [
        ("item 1", False), ("item 2", True), ("item 3", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "row"),
    [
        ({"A": {"B": {"c": 1}}, "d": [1, 2]}, {"a.b.c": 1, "d": [1, 2]}),
        ({"Sensor ID": "x", "位置": {"经度": 1.5}}, {"sensor id": "x", "位置.经度": Decimal("1.5")}),
        ({"id": 1, "location": {"type": "Point", "coordinates": [109.5, 27.9, 3]}},
         {"id": 1, "location.type": "Point", "location.coordinates": [Decimal("109.5"), Decimal("27.9"), 3],
          "lon": Decimal("109.5"), "lat": Decimal("27.9")}),
        ({"lon": 1, "geo": {"type": "Point", "coordinates": [2, 3]}},
         {"lon": 1, "geo.type": "Point", "geo.coordinates": [2, 3]}),
        ({"empty": {}, "a": 1}, {"a": 1}),
    ],
)  # fmt: skip
def test_members_of_nested_objects_are_columns(item: object, row: object, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.json", json.dumps([item])) == [row]


@pytest.mark.parametrize("item", ['{"a.b": 1, "a": {"b": 2}}', '{"A": 1, "a": 2}', '{"a  b": 1, "a b": 2}'])
def test_two_members_that_would_be_one_column_are_a_fault(item: str, tmp_path: Path) -> None:
    [(where, text)] = faults_of(tmp_path / "f.json", f'[{item}, {{"c": 1}}]')
    assert where == "item 1"
    assert text.endswith("; rename one")


def test_observations_of_sensorthings_are_rows(tmp_path: Path) -> None:
    document = {
        "@iot.nextLink": "http://x/v1.1/Observations?$skip=2",
        "value": [
            {"@iot.id": 1, "phenomenonTime": "2026-11-26T00:30:00Z", "result": 21.5, "Datastream": {"@iot.id": 7}},
            {"@iot.id": 2, "phenomenonTime": "2026-11-26T00:31:00Z", "result": 22, "Datastream": {"@iot.id": 7}},
        ],
    }
    assert values_of(tmp_path / "f.json", json.dumps(document))[0] == {
        "@iot.id": 1, "phenomenontime": "2026-11-26T00:30:00Z", "result": Decimal("21.5"), "datastream.@iot.id": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("document", "rows"),
    [
        ({"temperature": [{"ts": 1, "value": "21.5"}], "wind": [{"ts": 1, "value": "6"}, {"ts": 2, "value": "7"}]},
         [("temperature", 1, "21.5"), ("wind", 1, "6"), ("wind", 2, "7")]),
        ({"pm25": [{"value": "35", "ts": 5}]}, [("pm25", 5, "35")]),
        ({"桶": {"fill": [{"ts": 1, "value": 80}]}, "井": {"t": [{"ts": 2, "value": 21}]}},
         [("桶.fill", 1, 80), ("井.t", 2, 21)]),
        ({"value": [{"ts": 1, "value": 3}], "empty": [{"ts": 2, "value": 4}]}, [("value", 1, 3), ("empty", 2, 4)]),
    ],
)  # fmt: skip
def test_time_series_of_thingsboard_are_rows_with_the_key_of_their_list(
    document: object, rows: list[tuple[object, ...]], tmp_path: Path
) -> None:
    values = values_of(tmp_path / "f.json", json.dumps(document))
    assert [(row["key"], row["ts"], row["value"]) for row in values] == rows


def test_telemetry_of_a_thingsboard_gateway_is_rows_with_their_device(tmp_path: Path) -> None:
    document = {"桶 1": [{"ts": 1, "values": {"fill": 80, "t": 21}}], "桶 2": [{"ts": 1, "values": {"fill": 10}}]}
    assert values_of(tmp_path / "f.json", json.dumps(document)) == [
        {"key": "桶 1", "ts": 1, "values.fill": 80, "values.t": 21}, {"key": "桶 2", "ts": 1, "values.fill": 10},
    ]  # fmt: skip


def test_a_list_of_lists_has_its_header_in_the_first(tmp_path: Path) -> None:
    document = {"total": 2, "rows": [["id", "lon"], ["A1", 109.5], ["合计", 2], ["A2", None]]}
    assert values_of(tmp_path / "f.json", json.dumps(document)) == [
        {"id": "A1", "lon": Decimal("109.5")}, {"id": "A2", "lon": None},
    ]  # fmt: skip


def test_a_single_object_is_a_row(tmp_path: Path) -> None:
    text = json.dumps({"sensor_id": "A1", "value": {"now": 1}, "tags": ["x"]}, indent=1)
    assert values_of(tmp_path / "f.json", text) == [{"sensor_id": "A1", "value.now": 1, "tags": ["x"]}]


def test_of_several_lists_one_must_be_named(tmp_path: Path) -> None:
    text = json.dumps({"bins": [{"a": 1}], "lids": {"all": [{"b": 2}]}, "ids": [1]})
    with pytest.raises(BadFile, match=r'contains 2 lists with tables \(bins, lids\.all\); name one: "f\.json\|bins"'):
        rows_of(tmp_path / "f.json", text)
    assert values_of(tmp_path / "f.json|lids.all") == [{"b": 2}]


@pytest.mark.parametrize(
    "text", ["[]", "[1, 2]", "{}", '{"data": []}', '{"code": 0, "data": {"list": []}}', '{"features": []}']
)
def test_an_empty_list_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="contains no rows"):
        rows_of(tmp_path / "f.json", text)


@pytest.mark.parametrize("crs", ["before", "after"])
def test_geojson_is_read_with_its_members_in_any_order(crs: str, tmp_path: Path) -> None:
    point = {"coordinates": [109.5, 27.9], "type": "Point"}
    one = {"geometry": point, "type": "Feature", "properties": {"Lon": 1, "n": {"m": 2}}}
    reference = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}
    features = {"features": [one, one | {"geometry": None}], "type": "FeatureCollection"}
    document = reference | features if crs == "before" else features | reference
    found = rows_of(tmp_path / "f.txt", json.dumps(document, indent=1))
    assert [row.values for row in found if isinstance(row, TableRow)] == [
        {"lon": Decimal("109.5"), "lat": Decimal("27.9"), "n.m": 2}, {"lon": 1, "n.m": 2},
    ]  # fmt: skip
    assert found[0].where == "feature 1"
    assert read(tmp_path / "f.txt")[1].format == "GeoJSON"
