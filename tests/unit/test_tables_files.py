"""Files of all kinds of text, packed or not: malformed rows are reported while reading continues."""

from __future__ import annotations

import gzip
import json
import os
import socket
from pathlib import Path

import pytest

from county.explained import WrongArgument
from county.tables.reader import TableFile
from county.tables.row import BadFile, RowFault, TableRow
from services.command_line import arguments
from tests.unit.table_files import rows_of

EVENT = {"subclass": "exposed_garbage", "title": "垃圾", "lon": 110.5, "lat": 28.5}


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
    [row] = rows_of(tmp_path / "f", gzip.compress(data) if packed else data)
    assert isinstance(row, TableRow)
    assert (row.where, row.values["title"]) == ("line 2", "垃圾")


def test_a_malformed_csv_line_is_reported_with_its_number_and_reading_continues(tmp_path: Path) -> None:
    text = "sensor_id,channel,at,value\na,b,0,1\nonly one\n\na,b,0,\0\n" + "x" * 2_100_000 + "\na,b,0,2\n"
    found = rows_of(tmp_path / "f.csv", text)
    assert [(f.where, isinstance(f, RowFault)) for f in found] == [
        ("line 2", False), ("line 3", True), ("line 5", True), ("line 6", True), ("line 7", False),
    ]  # fmt: skip


def test_a_malformed_json_line_is_reported_and_reading_continues(tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.jsonl", f'{json.dumps(EVENT)}\n{{broken\n[1]\n\n{feature("x")}\n')
    assert [(f.where, isinstance(f, RowFault)) for f in found] == [
        ("line 1", False), ("line 2", True), ("line 3", True), ("line 5", False),
    ]  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_a_feature_collection_is_read_feature_by_feature(tmp_path: Path, indent: int | None) -> None:
    features = [json.loads(feature(f"t{i}")) for i in range(700)]
    document = {"type": "FeatureCollection", "name": "n", "features": features}
    found = rows_of(tmp_path / "f.geojson", json.dumps(document, indent=indent, ensure_ascii=False))
    assert [row.values["title"] for row in found if isinstance(row, TableRow)] == [f"t{i}" for i in range(700)]
    assert isinstance(found[0], TableRow)
    assert (float(found[0].values["lon"]), float(found[0].values["lat"])) == (110.5, 28.5)


@pytest.mark.parametrize("members", ["type first", "type last", "no type"])
def test_a_collection_on_one_line_is_read_whatever_the_order_of_its_members(tmp_path: Path, members: str) -> None:
    kind, content = '"type": "FeatureCollection"', f'"features": [{feature("a")}, {feature("b")}]'
    document = {"type first": f"{kind}, {content}", "type last": f"{content}, {kind}", "no type": content}[members]
    assert [f.where for f in rows_of(tmp_path / "f.geojson", f"{{{document}}}\n")] == ["feature 1", "feature 2"]


def test_rows_with_a_column_named_features_are_not_a_collection(tmp_path: Path) -> None:
    lines = [json.dumps(EVENT | {"features": ["lid", i]}) + "\n" for i in range(3)]
    found = rows_of(tmp_path / "f.jsonl", "".join(lines))
    assert [(f.where, isinstance(f, TableRow)) for f in found] == [(f"line {i}", True) for i in (1, 2, 3)]


def test_a_collection_behind_a_record_separator_is_read(tmp_path: Path) -> None:
    text = f'\x1e{{"type": "FeatureCollection", "features": [{feature("a")}, {feature("b")}]}}\n'
    assert [f.where for f in rows_of(tmp_path / "f.geojsons", text)] == ["feature 1", "feature 2"]


@pytest.mark.parametrize("collection", [False, True])
@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_is_not_json_is_a_gap(tmp_path: Path, collection: bool, constant: str) -> None:
    reading = f'{{"sensor_id": "a", "channel": "b", "at": 0, "value": {constant}}}'
    one = f'{{"type": "Feature", "properties": {reading}, "geometry": null}}'
    text = f'{{"type": "FeatureCollection", "features": [{one}, {one}]}}' if collection else f"{one}\n{one}\n"
    values = [row.values["value"] for row in rows_of(tmp_path / "f", text) if isinstance(row, TableRow)]
    assert values == [None, None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("collection", [False, True])
def test_json_is_read_in_the_encodings_of_office_programs(tmp_path: Path, encoding: str, collection: bool) -> None:
    title = "垃圾" * 20
    lines = [feature(title)] * 3
    text = f'{{"features": [{",".join(lines)}], "type": "FeatureCollection"}}' if collection else "\n".join(lines)
    found = rows_of(tmp_path / "f", text.encode(encoding))
    assert [row.values["title"] for row in found if isinstance(row, TableRow)] == [title] * 3


def test_a_malformed_feature_is_reported_and_ends_the_file(tmp_path: Path) -> None:
    broken = '{"type": "Feature", "properties": {"title": oops}, "geometry": null}'
    text = f'{{"type": "FeatureCollection", "features": [{feature("a")}, {broken}, {feature("b")}]}}'
    found = rows_of(tmp_path / "f.geojson", text)
    assert [isinstance(f, RowFault) for f in found] == [False, True]
    assert isinstance(found[1], RowFault)
    assert found[1].where == "feature 2"
    assert found[1].text.startswith("is not JSON (")
    assert found[1].text.endswith("fix it, nothing after it was read")


def test_a_feature_with_an_unpaired_surrogate_is_reported(tmp_path: Path) -> None:
    [found] = rows_of(tmp_path / "f.geojson", f'{{"features": [{feature("x").replace("x", chr(92) + "udc00")}]}}')
    assert isinstance(found, RowFault)
    assert found.where == "feature 1"
    assert found.text.startswith("is not JSON (")


@pytest.mark.parametrize("cut", [0.3, 0.95])
def test_a_truncated_collection_is_reported(tmp_path: Path, cut: float) -> None:
    text = f'{{"type": "FeatureCollection", "features": [{",".join(feature(f"t{i}") for i in range(50))}]}}'
    *whole, last = rows_of(tmp_path / "f.geojson", text[: int(len(text) * cut)])
    assert all(isinstance(row, TableRow) for row in whole)
    assert isinstance(last, RowFault)
    assert "is truncated" in last.text


def test_a_truncated_gzip_file_is_reported(tmp_path: Path) -> None:
    lines = "sensor_id,channel,at,value\n" + "".join(f"a,b,{i * i * 7919 % 10007},{i}\n" for i in range(50_000))
    found = rows_of(tmp_path / "f.csv.gz", gzip.compress(lines.encode())[:-60_000])
    assert len(found) > 100
    assert isinstance(found[-1], RowFault)
    assert "is truncated" in found[-1].text


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadFile, match="empty"):
        rows_of(tmp_path / "f.csv", content)


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
    with pytest.raises(BadFile, match=f"{path.name}: is {'a folder' if kind == 'folder' else 'not a regular file'}"):
        TableFile(path)
    if kind != "folder":
        with pytest.raises(WrongArgument, match="is not a regular file"):
            arguments.existing_file(path)
