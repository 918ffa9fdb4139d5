"""The encoding is decided over the whole text; what does not fit it costs its own row only."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from county.tables.reader import TableFile
from county.tables.row import RowFault, TableRow
from tests.unit.table_files import read, rows_of, values_of

HEADER = "编号,名称\n"
LINES = [f"{i},凤凰县沱江镇第{i}号垃圾桶满溢\n" for i in range(24_000)]


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "UTF-8"), ("utf-8", codecs.BOM_UTF8, "UTF-8"), ("gb18030", b"", "GB 18030"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16"), ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "UTF-32"), ("utf-16-le", b"", "UTF-16"), ("utf-16-be", b"", "UTF-16"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text",
    [HEADER + LINES[7], "a\tb\r\n一\t二\r\n", "code,name\r1,沱江镇\r", "编号|名称|备注\rr0||\r",
     "id;值\n1;5 µg/m³\n2;25 ℃\n"],
)  # fmt: skip
def test_every_usual_encoding_is_found(text: str, encoding: str, mark: bytes, name: str, tmp_path: Path) -> None:
    expected = values_of(tmp_path / "utf8.csv", text)
    assert values_of(tmp_path / "f.csv", mark + text.encode(encoding)) == expected
    assert read(tmp_path / "f.csv")[1].encoding == name


@pytest.mark.parametrize("char", ["一", "乒乓", "联通", "名", "中", "你好", "二〇", "镇", "县"])
def test_a_single_chinese_word_in_gbk_is_recognised(char: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.csv", f"a,b\n1,{char}\n".encode("gb18030")) == [{"a": "1", "b": char}]


@pytest.mark.parametrize("text", ["°C", "µg/m³", "±5", "é", "m²", "25℃", "“x”", "一"])
def test_a_single_sign_in_utf8_is_recognised(text: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.csv", f"a,b\n1,{text}\n") == [{"a": "1", "b": text}]


def test_a_line_of_gbk_after_a_megabyte_of_utf8_is_reported_alone(tmp_path: Path) -> None:
    text = (HEADER + "".join(LINES)).encode() + "x,凤凰县沱江镇\n".encode("gb18030") + "y,末\n".encode()
    found = rows_of(tmp_path / "f.csv", text)
    assert len(text) > 1 << 20
    assert [row.where for row in found if isinstance(row, RowFault)] == ["line 24002"]
    assert isinstance(found[-1], TableRow)
    assert found[-1].values == {"编号": "y", "名称": "末"}
    assert read(tmp_path / "f.csv")[1].encoding == "UTF-8"


def test_a_line_of_utf8_in_a_text_in_gbk_is_reported_alone(tmp_path: Path) -> None:
    text = (HEADER + "".join(LINES[:50])).encode("gb18030") + "x,凤凰县沱江镇\n".encode() + "y,末\n".encode("gb18030")
    found = rows_of(tmp_path / "f.csv", text)
    assert [row.where for row in found if isinstance(row, RowFault)] == ["line 52"]
    assert isinstance(found[-1], TableRow)
    assert found[-1].values == {"编号": "y", "名称": "末"}


@pytest.mark.parametrize(("place", "wrong"), [(0.0, b"\xff"), (0.5, b"\x80"), (0.99, b"\xd3")])
def test_one_wrong_byte_in_a_long_text_costs_its_row_only(wrong: bytes, place: float, tmp_path: Path) -> None:
    text = (HEADER + "".join(LINES[:3_000])).encode()
    at = text.index("凤".encode(), int(len(text) * place))
    found = rows_of(tmp_path / "f.csv", text[:at] + wrong + text[at:])
    assert sum(isinstance(row, RowFault) for row in found) == 1
    assert sum(isinstance(row, TableRow) for row in found) == 2_999


def test_one_wrong_byte_in_json_on_a_single_line_costs_its_item_only(tmp_path: Path) -> None:
    items = ",".join(f'{{"id": {i}, "name": "凤凰县沱江镇"}}' for i in range(5_000)).encode()
    at = items.index("凤".encode(), len(items) // 2)
    found = rows_of(tmp_path / "f.json", b"[" + items[:at] + b"\xff" + items[at:] + b"]")
    assert len(found) == 5_000
    [fault] = [row for row in found if isinstance(row, RowFault)]
    assert "name is not text in the encoding of the file" in fault.text


def test_nul_bytes_do_not_make_a_text_utf16(tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.csv", "a,b\n1,\0\n\0\0,2\n3,4\n")
    assert [isinstance(row, RowFault) for row in found] == [True, True, False]


def test_the_first_reading_reports_its_progress(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(HEADER + "".join(LINES), encoding="utf-8")
    shares: list[float] = []
    file = TableFile(path, lambda share, text: shares.append(share))
    next(file.rows())
    file.close()
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
