"""Random tables, written in any format, encoding, delimiter and quoting, are read back equal."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import zipfile
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from county.explained import Explained
from county.tables.row import TableRow
from tests.unit.table_files import read, rows_of, values_of

HEADER = ("编号", "名称", "备注")
SIGNS = '凤凰县沱江镇垃圾桶满溢一二三℃°µ，；"\'",;|\t\n /\\-=.:<>&()abcXYZ0123456789'
TEXTS = st.text(SIGNS, max_size=12).map(str.strip)
TABLES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6).map(
    lambda rows: [(f"r{i}", *row) for i, row in enumerate(rows)]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
Table = list[tuple[str, str, str]]


def csv_text(table: Table, delimiter: str, end: str, quoting: int) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([HEADER, *table])  # type: ignore[arg-type]
    return out.getvalue()


def back(content: bytes) -> list[tuple[str, ...]]:
    """The cells of a file with ``content``, whose name says nothing."""
    with TemporaryDirectory() as folder:
        return [tuple(row[name] for name in HEADER) for row in values_of(Path(folder) / "f", content)]


CSVS = st.tuples(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(
        [("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL), ("\r", csv.QUOTE_ALL)]
    ),
).map(lambda style: (style[0], *style[1]))
"""Delimiter, end of line, quoting."""


@given(table=TABLES, style=CSVS, encoding=ENCODINGS, titles=st.integers(0, 2), packing=st.sampled_from("-zg"))
@settings(max_examples=100, deadline=None)
def test_csv_of_every_kind(table: Table, style: tuple[str, str, int], encoding: str, titles: int, packing: str) -> None:
    title = "".join(f"凤凰县{i}{style[1]}" for i in range(titles))
    content = (title + csv_text(table, *style)).encode(encoding)
    if packing == "g":
        content = gzip.compress(content)
    elif packing == "z":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("点位.csv", content)
        content = out.getvalue()
    assert back(content) == table


JSON_FORMS = st.sampled_from(["list", "pretty", "wrapped", "lines", "geojson", "lists"])


@given(table=TABLES, encoding=ENCODINGS, form=JSON_FORMS)
@settings(max_examples=60, deadline=None)
def test_json_of_every_kind(table: Table, encoding: str, form: str) -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in table]
    match form:
        case "lines":
            text = "\n".join(json.dumps(row, ensure_ascii=False) for row in [*rows, rows[0]])
            table = [*table, table[0]]
        case "geojson":
            features = [{"type": "Feature", "properties": row, "geometry": None} for row in rows]
            text = json.dumps({"features": features, "type": "FeatureCollection"}, ensure_ascii=False)
        case "lists":
            text = json.dumps({"rows": [HEADER, *table]}, ensure_ascii=False)
        case "wrapped":
            text = json.dumps({"code": 0, "data": {"total": len(rows), "list": rows}}, ensure_ascii=False)
        case _:
            text = json.dumps(rows, ensure_ascii=False, indent=2 if form == "pretty" else None)
    assert back(text.encode(encoding)) == table


@given(table=TABLES, encoding=ENCODINGS, form=st.sampled_from(["html", "xml", "spreadsheet"]))
@settings(max_examples=60, deadline=None)
def test_markup_of_every_kind(table: Table, encoding: str, form: str) -> None:
    everything = [HEADER, *table]
    match form:
        case "html":
            cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in everything]
            text = f"<html><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table></html>"
            table = [tuple(" ".join(cell.split()) for cell in row) for row in table]  # type: ignore[misc]
        case "xml":
            items = [
                "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(HEADER, row, strict=True))
                for row in [*table, table[0]]
            ]
            text = f"<root>{''.join(f'<item>{item}</item>' for item in items)}</root>"
            table = [*table, table[0]]
        case _:
            cells = [
                "".join(f'<Cell><Data Type="String">{escape(cell)}</Data></Cell>' for cell in row) for row in everything
            ]
            sheet = f'<Worksheet Name="a"><Table>{"".join(f"<Row>{row}</Row>" for row in cells)}</Table></Worksheet>'
            text = f'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">{sheet}</Workbook>'
    assert back(text.encode(encoding)) == table


CELLS = st.one_of(
    TEXTS, st.booleans(), st.integers(-(2**40), 2**40), st.integers(-(10**9), 10**9).map(lambda n: n + 0.375),
    st.datetimes(datetime(2000, 1, 1), datetime(2049, 12, 31)).map(lambda t: t.replace(microsecond=0)),
)  # fmt: skip


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), titles=st.integers(0, 2))
@settings(max_examples=40, deadline=None)
def test_workbooks_with_cells_of_every_type(rows: list[tuple[object, object]], titles: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for i in range(titles):
        sheet.append([f"凤凰县{i}"])
    sheet.append(HEADER)
    for i, row in enumerate(rows):
        sheet.append([f"r{i}", *row])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # no formula
    out = io.BytesIO()
    book.save(out)
    assert back(out.getvalue()) == [(f"r{i}", *map(_as_shown, row)) for i, row in enumerate(rows)]


def _as_shown(value: object) -> object:
    """Midnight with a time of day is told as a text, so that it is not taken for the day alone."""
    return str(value) if isinstance(value, datetime) and value.time() == time() else value


STARTS = st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", b"{", b"[", b"<", b"<html>"])


@given(content=st.binary(max_size=400), start=STARTS)
@settings(max_examples=100, deadline=None)
def test_no_content_at_all_ends_in_anything_but_rows_faults_or_one_line(content: bytes, start: bytes) -> None:
    with TemporaryDirectory() as folder, suppress(Explained):
        rows_of(Path(folder) / "f", start + content)


@given(table=TABLES, at=st.integers(0, 10_000), byte=st.sampled_from([b"\xff", b"\0", b'"', b"\xd3"]))
@settings(max_examples=60, deadline=None)
def test_one_wrong_byte_costs_no_other_row(table: Table, at: int, byte: bytes) -> None:
    """Whatever the byte is: rows before and after its own are read as they are."""
    plain = [tuple(cell.replace("\n", " ").replace('"', "'") for cell in row) for row in table]
    lines = csv_text(plain * 4, ",", "\n", csv.QUOTE_MINIMAL).encode().splitlines(keepends=True)  # type: ignore[operator]
    row = 1 + at % (len(lines) - 1)
    place = at % len(lines[row])
    lines[row] = lines[row][:place] + byte + lines[row][place:]
    with TemporaryDirectory() as folder:
        found = rows_of(Path(folder) / "f", b"".join(lines))
        assert read(Path(folder) / "f")[1].encoding == "UTF-8"
    rows = [item for item in found if isinstance(item, TableRow)]
    others = [tuple(item.values.values()) for item in rows if item.where != f"line {row + 1}"]
    expected = [tuple(cell.strip() for cell in each) for i, each in enumerate(plain * 4, 1) if i != row]
    assert others == expected
