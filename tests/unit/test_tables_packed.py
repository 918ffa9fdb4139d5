"""Zip and gzip files with one table, and DBF tables on their own."""

from __future__ import annotations

import gzip
import resource
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from county import zip_files
from county.tables.named_part import divided
from county.tables.row import BadFile, RowFault, TableRow
from services.command_line import arguments
from tests.unit.table_files import read, rows_of, values_of

CSV = "名称,经度\n东门桶,109.5\n".encode("gb18030")
ROWS = [{"名称": "东门桶", "经度": "109.5"}]


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["f.zip", "f.csv", "f"])
@pytest.mark.parametrize(
    "files",
    [
        {"点位.csv": CSV},
        {"导出/点位.csv": CSV, "说明.docx": b"x", "__MACOSX/._点位.csv": b"x", ".DS_Store": b"x"},
        {"data": CSV},
        {"点位.csv.gz.txt": CSV, "readme.md": b"x"},
    ],
)
def test_the_only_table_of_an_archive_is_read(files: dict[str, bytes], name: str, tmp_path: Path) -> None:
    assert values_of(packed(tmp_path / name, files)) == ROWS
    assert read(tmp_path / name)[1].packed


def test_a_name_in_the_encoding_of_chinese_windows_is_shown_as_such(tmp_path: Path) -> None:
    path = tmp_path / "f.zip"
    info = zipfile.ZipInfo("xxxx.csv")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, CSV)
    path.write_bytes(path.read_bytes().replace(b"xxxx", "点位".encode("gbk")))
    assert values_of(path) == ROWS
    assert read(path)[1].packed == "点位.csv"


def test_of_several_tables_in_an_archive_one_must_be_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "f.zip", {"a.csv": CSV, "b.csv": CSV.replace(b"109.5", b"1")})
    with pytest.raises(BadFile, match=r'contains 2 tables \(a\.csv, b\.csv\); name one: "f\.zip\|a\.csv"'):
        read(path)
    assert values_of(tmp_path / "f.zip|b.csv") == [{"名称": "东门桶", "经度": "1"}]


def test_of_files_with_one_name_in_different_folders_the_one_in_the_named_folder_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "f.zip", {"2024/a.csv": CSV, "2025/a.csv": CSV.replace(b"109.5", b"1")})
    for unclear in ("f.zip", "f.zip|a.csv"):
        with pytest.raises(BadFile, match=r'2 tables \(2024/a\.csv, 2025/a\.csv\); name one: "f\.zip\|2024/a\.csv"'):
            read(tmp_path / unclear)
    named = tmp_path / "f.zip|2025/a.csv"
    assert arguments.existing_file(named) == named
    assert values_of(named) == [{"名称": "东门桶", "经度": "1"}]
    assert read(named)[1].packed == "2025/a.csv"
    assert path.exists()


def test_a_sheet_of_the_only_workbook_in_an_archive_can_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("甲", "乙"):
        sheet = book.create_sheet(name)
        sheet.append(["sheet", "n"])
        sheet.append([name, 1])
    book.save(tmp_path / "b.xlsx")
    packed(tmp_path / "f.zip", {"b.xlsx": (tmp_path / "b.xlsx").read_bytes(), "readme.md": b"x"})
    assert values_of(tmp_path / "f.zip|乙") == [{"sheet": "乙", "n": 1}]


def test_a_path_is_divided_at_the_first_bar_behind_a_file(tmp_path: Path) -> None:
    (tmp_path / "odd|folder").mkdir()
    (tmp_path / "odd|folder" / "a|b.csv").write_text("x")
    assert divided(tmp_path / "odd|folder" / "a|b.csv") == (tmp_path / "odd|folder" / "a|b.csv", "")
    assert divided(tmp_path / "odd|folder" / "a|b.csv|p/q|r") == (tmp_path / "odd|folder" / "a|b.csv", "p/q|r")
    assert divided(tmp_path / "none.csv|p") == (tmp_path / "none.csv", "p")
    assert divided(tmp_path / "odd|folder" / "none.csv") == (tmp_path / "odd|folder" / "none.csv", "")


@pytest.mark.parametrize(
    ("files", "message"),
    [({}, "contains no table"), ({"a.png": b"x", "b.doc": b"y"}, "contains no table"),
     ({"a.zip": b"PK\x05\x06" + bytes(18)}, "is an archive in an archive"),
     ({"../a.csv": CSV}, "a path out of the archive")],
)  # fmt: skip
def test_an_archive_without_a_table_is_refused(files: dict[str, bytes], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=message):
        read(packed(tmp_path / "f.zip", files))


@pytest.mark.parametrize("kind", ["zip", "gzip"])
def test_an_archive_is_unpacked_up_to_a_size(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("county.tables.packed.MAX_BYTES", 1 << 16)
    monkeypatch.setattr(zip_files, "MAX_BYTES", 1 << 16)
    content = CSV + b"x,1\n" * 50_000
    path = packed(tmp_path / "f.zip", {"a.csv": content})
    if kind == "gzip":
        path.write_bytes(gzip.compress(content))
    with pytest.raises(BadFile, match=r"unpacks to more than \d MB; unpack it first"):
        read(path)


@pytest.mark.parametrize("kind", ["zip", "gzip"])
def test_a_full_disk_is_said_and_not_taken_for_a_damaged_archive(kind: str, tmp_path: Path) -> None:
    content = CSV + b"x,1\n" * 50_000
    path = packed(tmp_path / "f.zip", {"a.csv": content})
    if kind == "gzip":
        path.write_bytes(gzip.compress(content))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, limits[1]))
    try:
        with pytest.raises(BadFile, match=r"f\.zip: cannot be unpacked, the disk of .* is full; free space"):
            read(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_what_was_unpacked_is_deleted_when_the_file_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "unpacked").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "unpacked"))
    assert values_of(packed(tmp_path / "f.zip", {"a.csv": CSV})) == ROWS
    assert list((tmp_path / "unpacked").iterdir()) == []


def dbf(rows: list[tuple[bytes, str, str, str, str]], deleted: int = -1) -> bytes:
    """A table of names (12 bytes), numbers (8), whole numbers (6), days, and yes or no."""
    fields = [("名称", "C", 12), ("lon", "N", 8), ("n", "N", 6), ("day", "D", 8), ("ok", "L", 1)]
    head = b"".join(
        name.encode("gbk").ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size, 0]) + bytes(14)
        for name, kind, size in fields
    )
    begin = struct.pack("<4BIHH20x", 3, 126, 11, 26, len(rows), 32 + len(head) + 1, 1 + 35)
    body = b"".join(
        (b"*" if i == deleted else b" ")
        + row[0][:12].ljust(12)
        + b"".join(cell.encode().rjust(field[2]) for cell, field in zip(row[1:], fields[1:], strict=True))
        for i, row in enumerate(rows)
    )
    return begin + head + b"\r" + body + b"\x1a"


@pytest.mark.parametrize("name", ["f.dbf", "f.csv"])
def test_a_dbf_is_read_with_the_types_of_its_columns(name: str, tmp_path: Path) -> None:
    content = dbf([("东门桶".encode("gbk"), "109.500", "7", "20261126", "T"), (b"x", "1", "", "", "?")] * 2, deleted=2)
    found = rows_of(tmp_path / name, content)
    assert [(row.where, row.values) for row in found if isinstance(row, TableRow)] == [
        ("row 1", {"名称": "东门桶", "lon": 109.5, "n": 7, "day": datetime(2026, 11, 26), "ok": True}),
        ("row 2", {"名称": "x", "lon": 1, "n": "", "day": "", "ok": ""}),
        ("row 4", {"名称": "x", "lon": 1, "n": "", "day": "", "ok": ""}),
    ]
    assert read(tmp_path / name)[1].format == "DBF"


@pytest.mark.parametrize("size", [11, 10, 9])
def test_a_character_cut_at_the_end_of_a_dbf_text_is_dropped(size: int, tmp_path: Path) -> None:
    name = "凤凰县沱江".encode("gbk") + "镇".encode("gbk")[: size - 10 if size > 10 else 0]
    [row] = values_of(tmp_path / "f.dbf", dbf([(name[:size], "1", "1", "", "")]))
    assert row["名称"] == {11: "凤凰县沱江", 10: "凤凰县沱江", 9: "凤凰县沱"}[size]


def test_a_truncated_dbf_is_reported(tmp_path: Path) -> None:
    content = dbf([(b"a", "1", "1", "", "")] * 5)
    found = rows_of(tmp_path / "f.dbf", content[:-40])
    assert found
    assert isinstance(found[-1], RowFault)
