"""Texts in Big5 that nobody declares: recognised by the characters that they would have."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from county.package.importing.read import read_features
from county.tables.big5 import Big5Counts
from county.tables.reader import TableFile
from tests.unit.county_files import write_file
from tests.unit.sound_county import sound_county
from tests.unit.table_files import read, values_of
from tests.unit.test_tables_dbf import dbf

TRADITIONAL = ["鳳凰縣沱江鎮", "廖家橋鎮", "阿拉營鎮", "茶田鎮", "臘爾山鎮", "千工坪鎮", "都里鄉", "大安區", "中山路"]
SIMPLIFIED = ["廖家桥社区", "土桥坳社区", "漾水坨社区", "瓦场村", "八斗丘村", "永兴村", "马垅村", "林寨村", "垭塝村"]


def plausible(*texts: bytes) -> bool:
    counts = Big5Counts()
    for text in texts:
        counts.add(text)
    return counts.plausible


@pytest.mark.parametrize("name", TRADITIONAL)
def test_one_name_in_big5_is_recognised(name: str) -> None:
    assert plausible(name.encode("big5"))


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
@pytest.mark.parametrize("name", [*SIMPLIFIED, *TRADITIONAL])
def test_one_name_in_gb_is_never_taken_as_big5(name: str, encoding: str) -> None:
    assert not plausible(name.encode(encoding))


def test_a_long_text_is_recognised_whatever_its_parts(tmp_path: Path) -> None:
    raw = ("id,name\n" + "".join(f"{i},{name}\n" for i, name in enumerate(TRADITIONAL * 9))).encode("big5")
    for size in (1, 3, 64):
        counts = Big5Counts()
        for at in range(0, len(raw), size):
            counts.add_part(raw[at : at + size])
        assert counts.plausible


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-8"])
def test_an_undeclared_dbf_is_read_in_its_encoding_which_is_said(encoding: str, tmp_path: Path) -> None:
    names = SIMPLIFIED if encoding == "gb18030" else TRADITIONAL
    rows = [[str(i).encode(), name.encode(encoding)] for i, name in enumerate(names)]
    (tmp_path / "f.dbf").write_bytes(dbf([(b"id", "C", 4), ("村名".encode(encoding), "C", 40)], rows))
    assert [row["村名"] for row in values_of(tmp_path / "f.dbf")] == names
    _, shape = read(tmp_path / "f.dbf")
    assert shape.encoding == {"big5": "Big5", "gb18030": "GB 18030", "utf-8": "UTF-8"}[encoding]


def test_columns_of_one_dbf_may_be_in_different_encodings(tmp_path: Path) -> None:
    rows = [[a.encode("big5"), b.encode("gbk")] for a, b in zip(TRADITIONAL, SIMPLIFIED, strict=False)]
    content = dbf([(b"old", "C", 40), (b"new", "C", 40)], rows)
    assert [tuple(row.values()) for row in values_of(tmp_path / "f.dbf", content)] == [
        *zip(TRADITIONAL, SIMPLIFIED, strict=False)
    ]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_texts_of_other_formats_are_read_in_big5(form: str, tmp_path: Path) -> None:
    rows = [{"id": str(i), "name": name} for i, name in enumerate(TRADITIONAL)]
    text = json.dumps(rows, ensure_ascii=False)
    if form == "csv":
        text = "id,name\n" + "".join(f"{row['id']},{row['name']}\n" for row in rows)
    (tmp_path / "f").write_bytes(text.encode("big5"))
    assert values_of(tmp_path / "f") == rows
    table = TableFile(tmp_path / "f")
    list(table.rows())
    table.close()
    assert table.found.encoding == "Big5"


def test_a_shapefile_in_undeclared_big5_has_its_names_and_a_finding(tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    names = ["鳳凰鎮", "麻沖鄉"]
    towns.columns["name"] = np.array(names, dtype=object)
    path = write_file(tmp_path / "t.shp", towns, headers={"code": "code", "name": "name"}, encoding="BIG5")
    (tmp_path / "t.cpg").unlink(missing_ok=True)
    raw = bytearray((tmp_path / "t.dbf").read_bytes())
    raw[29] = 0
    (tmp_path / "t.dbf").write_bytes(raw)
    found = read_features(path, "towns")
    assert list(found.columns["name"]) == names
    assert [note.text for note in found.notes] == [
        "its table states no encoding: name were read as Big5, in which they are Chinese; check the names"
    ]


def test_a_geojson_in_big5_has_its_names(tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    towns.columns["name"] = np.array(["鳳凰鎮", "麻沖鄉"], dtype=object)
    path = write_file(tmp_path / "t.geojson", towns, headers={"code": "code", "name": "name"})
    path.write_bytes(path.read_text("utf-8").encode("big5"))
    assert list(read_features(path, "towns").columns["name"]) == ["鳳凰鎮", "麻沖鄉"]
