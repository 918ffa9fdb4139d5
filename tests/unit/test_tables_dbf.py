"""DBF tables of Visual FoxPro and of unclear encoding."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import pytest

from county.tables.row import BadFile
from tests.unit.table_files import faults_of, read, values_of

FOXPRO = 0x30


Fields = list[tuple[bytes, str, int]]


def dbf(fields: Fields, rows: list[list[bytes]], *, version: int = 3, language: int = 0, flags: int = 0) -> bytes:
    """A table of ``fields``: name, kind, size.  ``flags``: of all of them."""
    begin = 32 + 32 * len(fields) + 1
    record = 1 + sum(size for _, _, size in fields)
    head = struct.pack("<4BIHH17xB2x", version, 126, 11, 20, len(rows), begin, record, language)
    for name, kind, size in fields:
        head += name.ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size, 0, flags]) + bytes(13)
    body = b"".join(
        b" " + b"".join(cell.ljust(field[2]) for cell, field in zip(row, fields, strict=True)) for row in rows
    )
    return head + b"\r" + body + b"\x1a"


def test_binary_fields_of_visual_foxpro_are_numbers_and_times(tmp_path: Path) -> None:
    fields = [(b"id", "C", 4), (b"n", "I", 4), (b"v", "B", 8), (b"money", "Y", 8), (b"at", "T", 8)]
    at = struct.pack("<ii", 2_451_545, 8 * 3_600_000)
    row = [b"a", struct.pack("<i", 12_849), struct.pack("<d", 1.5), struct.pack("<q", 123_400), at]
    none = [b"b", struct.pack("<i", -1), struct.pack("<d", 0), struct.pack("<q", 0), bytes(8)]
    assert values_of(tmp_path / "f.dbf", dbf(fields, [row, none], version=FOXPRO)) == [
        {"id": "a", "n": 12_849, "v": 1.5, "money": 12.34, "at": datetime(2000, 1, 1, 8)},
        {"id": "b", "n": -1, "v": 0, "money": 0, "at": ""},
    ]


def test_a_field_that_visual_foxpro_marks_as_null_is_a_gap(tmp_path: Path) -> None:
    fields = [(b"id", "C", 2), (b"n", "I", 4), (b"_NullFlags", "0", 1)]
    rows = [[b"a", struct.pack("<i", 0), b"\x02"], [b"b", struct.pack("<i", 0), b"\0"]]
    assert values_of(tmp_path / "f.dbf", dbf(fields, rows, version=FOXPRO, flags=2)) == [
        {"id": "a", "n": ""}, {"id": "b", "n": 0},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "version"), [("M", 0x83), ("M", FOXPRO), ("G", FOXPRO), ("P", FOXPRO), ("@", 3), ("B", 0x8B), ("T", 3)]
)
def test_a_column_whose_values_are_elsewhere_or_unknown_is_refused_by_its_name(
    kind: str, version: int, tmp_path: Path
) -> None:
    (tmp_path / "f.dbf").write_bytes(dbf([(b"id", "C", 2), (b"memo", kind, 10)], [[b"a", b"12"]], version=version))
    with pytest.raises(BadFile, match=r"column memo is a memo or of another kind that is not read \(.\); save it as"):
        read(tmp_path / "f.dbf")


@pytest.mark.parametrize(
    ("written", "value"),
    [(b"7", 7), (b"-7.50", -7.5), (b"12345678901234567890", 12345678901234567890), (b"", ""), (b"******", ""),
     (b"1_0", "1_0"), (b"1e400", "1e400"), (b"nan", ""), (b"inf", "inf")],
)  # fmt: skip
def test_numbers_are_read_as_in_every_other_table(written: bytes, value: object, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.dbf", dbf([(b"id", "C", 2), (b"n", "N", 20)], [[b"a", written]])) == [
        {"id": "a", "n": value}
    ]


NAME, TOWN = "东门桶", "沱江镇"
TWO = [("名称".encode("gbk"), "C", 12), (b"town", "C", 12)]


def test_each_column_has_its_encoding(tmp_path: Path) -> None:
    """GBK by one program, and a column added in UTF-8 by another."""
    rows = [[NAME.encode("gbk"), TOWN.encode()]] * 3
    assert values_of(tmp_path / "f.dbf", dbf(TWO, rows)) == [{"名称": NAME, "town": TOWN}] * 3
    assert read(tmp_path / "f.dbf")[1].encoding == "UTF-8 and GB 18030"


@pytest.mark.parametrize("cpg", [None, "BIG5", "950"])
def test_the_declared_encoding_is_believed_where_the_bytes_are_valid_in_it(cpg: str | None, tmp_path: Path) -> None:
    rows = [["鳳凰縣".encode("big5"), b"x"]]
    if cpg is not None:
        (tmp_path / "f.CPG").write_text(cpg)
    fields = [("名稱".encode("big5"), "C", 12), (b"town", "C", 12)]
    content = dbf(fields, rows, language=0x78 if cpg is None else 0)
    assert values_of(tmp_path / "f.dbf", content) == [{"名稱": "鳳凰縣", "town": "x"}]
    assert read(tmp_path / "f.dbf")[1].encoding == "Big5"


def test_a_declared_encoding_that_is_wrong_is_not_used(tmp_path: Path) -> None:
    rows = [[NAME.encode("gbk"), TOWN.encode("gbk")]]
    (tmp_path / "f.cpg").write_text("UTF-8")
    assert values_of(tmp_path / "f.dbf", dbf(TWO, rows)) == [{"名称": NAME, "town": TOWN}]


def test_text_in_no_encoding_is_a_fault_that_names_its_column(tmp_path: Path) -> None:
    rows = [[b"\xff\xff\xff", b"x"], [b"ok", b"x"]]
    assert faults_of(tmp_path / "f.dbf", dbf([(b"name", "C", 12), (b"town", "C", 12)], rows)) == [
        ("row 1", "has text in name that cannot be decoded; fix it")
    ]
