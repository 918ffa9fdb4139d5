"""What a workbook says besides its values: rows that a filter hides, and dates that are counted from 1904."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from county.tables.reader import TableFile
from county.tables.times import DAY_0_OF_1904, moment_ms, moment_of, on_day
from services.sending.file_rows import interpreted, surveyed
from services.sending.report import SendReport
from tests.unit.raw_workbooks import excel_95, number_95, ods, text_95, xlsx
from tests.unit.table_files import read, rows_of

EXCEL_XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{marks}<Worksheet ss:Name="S"><Table>{rows}</Table>'
    "</Worksheet></Workbook>"
)
DAY = 44_884.5
"""2026-11-20 12:00 counted from 1904, 2022-11-19 12:00 as usual."""


def _row_95(row: int, *, hidden: bool) -> bytes:
    return struct.pack("<HH6HI", 0x208, 16, row, 0, 2, 255, 0, 0, 0x20 if hidden else 0)


def _xlsx(folder: Path) -> Path:
    cell = '<c r="{at}" t="str"><v>{text}</v></c>'
    rows = [("id", "name"), ("a", "one"), ("b", "two"), ("c", "three")]
    xml = "".join(
        f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if n in (3, 4) else ""}>'
        + "".join(cell.format(at=f"{column}{n}", text=text) for column, text in zip("AB", row, strict=True))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    return xlsx(folder / "f.xlsx", xml)


def _xls(folder: Path) -> Path:
    rows = [("id", "name"), ("a", "one"), ("b", "two"), ("c", "three")]
    cells = [_row_95(n, hidden=n in (2, 3)) for n in range(4)]
    cells += [text_95(n, i, text) for n, row in enumerate(rows) for i, text in enumerate(row)]
    path = folder / "f.xls"
    path.write_bytes(excel_95("S", cells, 1252))
    return path


def _ods(folder: Path) -> Path:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = [("", "id", "name"), ("", "a", "one"), ("filter", "b", "two"), ("collapse", "c", "three")]
    return ods(folder / "f.ods", "".join(
        f"<table:table-row{f' table:visibility={chr(34)}{how}{chr(34)}' if how else ''}>"
        + "".join(map(cell.format, texts)) + "</table:table-row>"
        for how, *texts in rows
    ))  # fmt: skip


def _excel_xml(folder: Path) -> Path:
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    rows = [("", "id", "name"), ("", "a", "one"), (' ss:Hidden="1"', "b", "two"), (' ss:Hidden="1"', "c", "three")]
    path = folder / "f.xls"
    xml = "".join(f"<Row{how}>{''.join(map(cell.format, texts))}</Row>" for how, *texts in rows)
    path.write_text(EXCEL_XML.format(marks="", rows=xml))
    return path


@pytest.mark.parametrize("made", [_xlsx, _xls, _ods, _excel_xml])
def test_rows_that_a_filter_hides_are_read_and_said(made: object, tmp_path: Path) -> None:
    found, shape = read(made(tmp_path))  # type: ignore[operator]
    assert len(found) == 3
    assert shape.hidden_rows == 2
    assert "2 hidden rows read as well" in str(shape)


def test_a_workbook_without_hidden_rows_says_nothing_of_them(tmp_path: Path) -> None:
    found, shape = read(xlsx(tmp_path / "f.xlsx", '<row r="1"><c t="str"><v>id</v></c><c t="str"><v>n</v></c></row>'
                             '<row r="2" hidden="0"><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>'))  # fmt: skip
    assert len(found) == 1
    assert "hidden" not in str(shape)


def _dated_xlsx(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["标题", "小类", "经度", "纬度", "时间"])
    sheet.append(["a", "暴露垃圾", 109.6, 27.9, DAY])
    sheet.append(["b", "暴露垃圾", 109.6, 27.9, datetime(2026, 11, 20, 12)])
    book.save(folder / "f.xlsx")
    return folder / "f.xlsx"


def _dated_xls(folder: Path) -> Path:
    heads = [text_95(0, i, text) for i, text in enumerate(("title", "subclass", "lon", "lat", "at"))]
    numbers = [number_95(1, i, number) for i, number in ((2, 109.6), (3, 27.9), (4, DAY))]
    path = folder / "f.xls"
    dates = struct.pack("<HHH", 0x22, 2, 1)
    path.write_bytes(excel_95("S", [*heads, text_95(1, 0, "a"), text_95(1, 1, "b"), *numbers], 1252, dates))
    return path


def _dated_excel_xml(folder: Path) -> Path:
    head = "".join(f'<Cell><Data ss:Type="String">{t}</Data></Cell>' for t in ("标题", "小类", "经度", "纬度", "时间"))
    texts = "".join(f'<Cell><Data ss:Type="String">{t}</Data></Cell>' for t in ("a", "暴露垃圾"))
    numbers = "".join(f'<Cell><Data ss:Type="Number">{n}</Data></Cell>' for n in (109.6, 27.9, DAY))
    marks = '<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><Date1904/></ExcelWorkbook>'
    path = folder / "f.xls"
    path.write_text(EXCEL_XML.format(marks=marks, rows=f"<Row>{head}</Row><Row>{texts}{numbers}</Row>"))
    return path


@pytest.mark.parametrize("made", [_dated_xlsx, _dated_xls, _dated_excel_xml])
def test_numbers_of_days_count_from_1904_where_the_workbook_says_so(made: object, tmp_path: Path) -> None:
    table = TableFile(made(tmp_path))  # type: ignore[operator]
    try:
        interpreter = surveyed(table, None)
        report = SendReport(table.path, table.found, interpreter)
        times = {item.at_ms for item in interpreted(table, interpreter, report)}
    finally:
        table.close()
    assert times == {moment_of(datetime(2026, 11, 20, 12))}
    assert "numbers of dates count from 1904" in str(report)


def test_a_day_alone_and_a_text_of_a_number_count_from_1904_too() -> None:
    assert moment_ms("44884", day_0=DAY_0_OF_1904) == moment_of(datetime(2026, 11, 20))
    assert on_day(44_884, 0.5, day_0=DAY_0_OF_1904) == moment_of(datetime(2026, 11, 20, 12))
    assert moment_ms("2026-11-20", day_0=DAY_0_OF_1904) == moment_of(datetime(2026, 11, 20))


def test_csv_and_usual_workbooks_count_as_usual(tmp_path: Path) -> None:
    assert moment_ms(46_346.5) == moment_of(datetime(2026, 11, 20, 12))
    assert rows_of(tmp_path / "f.csv", "id,at\na,46346.5\n")
    _, shape = read(tmp_path / "f.csv")
    assert not shape.dates_1904
