"""Workbooks: XLSX, old XLS, ODS and SpreadsheetML keep the types of their cells; sheets, merged cells, errors."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook

from county.tables import xlsx_parts
from county.tables.row import BadFile, RowFault, TableRow
from services.command_line import arguments
from tests.unit.table_files import faults_of, read, rows_of, values_of

DATA = Path(__file__).parents[1] / "data"
"""Workbooks written once by LibreOffice: a title, merged towns, an error in row 5, a total, a hidden sheet."""
FIRST = {
    "镇": "沱江镇", "编号": 433123100001, "经度": 109.5, "纬度": 27.9, "启用": True, "日期": datetime(2024, 1, 2, 3, 4),
}  # fmt: skip


def book(path: Path, fill: Callable[[Worksheet], object], **others: list[list[object]]) -> Path:
    """A workbook with a sheet filled by ``fill`` and ``others`` with rows."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "点位"
    fill(sheet)
    for name, rows in others.items():
        other = made.create_sheet(name.removeprefix("hidden_"))
        for row in rows:
            other.append(row)
        if name.startswith("hidden_"):
            other.sheet_state = "hidden"
    made.save(path)
    return path


def rows(*many: list[object]) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for row in many:
            sheet.append(row)

    return fill


TABLE = rows(["id", "lon"], ["A1", 109.5])


@pytest.mark.parametrize("name", ["points.xls", "points.ods"])
@pytest.mark.parametrize("given", ["f", "f.csv", "f.xlsx", "f.xls"])
def test_old_and_open_workbooks_are_read_whatever_their_name(name: str, given: str, tmp_path: Path) -> None:
    path = Path(shutil.copy(DATA / name, tmp_path / given))
    found, shape = read(path)
    assert [row.where for row in found] == ["row 3", "row 4", "row 5"]
    assert isinstance(found[0], TableRow)
    assert found[0].values == FIRST
    assert isinstance(found[1], TableRow)
    assert found[1].values["镇"] == "沱江镇"  # merged with the row above
    assert isinstance(found[2], RowFault)
    assert found[2].text == "has the error #DIV/0! in 经度; correct the formula or the value"
    assert (shape.sheet, shape.header_row, shape.title_rows, shape.total_rows) == ("点位", 2, 1, 1)


def test_cells_of_a_workbook_keep_their_types(tmp_path: Path) -> None:
    cells = {
        "text": "007", "whole": 433123100001, "real": 0.1, "yes": True, "no": False, "day": date(2026, 11, 26),
        "moment": datetime(2026, 11, 26, 8, 30, 15), "time": time(8, 30), "none": "",
    }  # fmt: skip
    [row] = values_of(book(tmp_path / "f.xlsx", rows(list(cells), list(cells.values()))))
    cells["day"] = datetime(2026, 11, 26)
    assert row == cells
    assert {key: type(value) for key, value in row.items()} == {key: type(value) for key, value in cells.items()}


@pytest.mark.parametrize("begin", [(1, 1), (3, 2), (40, 5)])
def test_a_table_may_begin_anywhere_on_its_sheet(begin: tuple[int, int], tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        for i, row in enumerate((["名称", "经度"], ["a", 1.5], [None, None], ["b", 2.5])):
            for j, value in enumerate(row):
                sheet.cell(begin[0] + i, begin[1] + j, value)

    found, shape = read(book(tmp_path / "f.xlsx", fill))
    assert [(row.where, row.values) for row in found if isinstance(row, TableRow)] == [
        (f"row {begin[0] + 1}", {"名称": "a", "经度": 1.5}), (f"row {begin[0] + 3}", {"名称": "b", "经度": 2.5}),
    ]  # fmt: skip
    assert shape.header_row == begin[0]


def test_titles_of_merged_cells_headers_in_two_rows_and_merged_towns_are_understood(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["凤凰县点位表"], ["镇", "名称", "位置", None], [None, None, "经度", "纬度"], ["沱江镇", "a", 1.5, 2],
             [None, "b", 3, 4], [None] * 4, ["合计", None, 2, None])(sheet)  # fmt: skip
        for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A6"):
            sheet.merge_cells(cells)

    path = book(tmp_path / "f.xlsx", fill)
    assert values_of(path) == [
        {"镇": "沱江镇", "名称": "a", "经度": 1.5, "纬度": 2}, {"镇": "沱江镇", "名称": "b", "经度": 3, "纬度": 4},
    ]  # fmt: skip
    assert str(read(path)[1]) == "XLSX, sheet 点位, header in row 2, 1 title row skipped, 1 total row skipped"


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_in_a_cell_is_a_fault_of_its_row_and_no_gap(error: str, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["id", "经度"], ["a", 1], ["b", error], ["c", 3])(sheet)
        sheet["B3"].data_type = "e"

    found = read(book(tmp_path / "f.xlsx", fill))[0]
    assert [row.where for row in found if isinstance(row, RowFault)] == ["row 3"]
    assert len(found) == 3


def test_an_error_of_a_value_not_available_is_a_gap(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["id", "经度"], ["a", 1], ["b", "#N/A"])(sheet)
        sheet["B3"].data_type = "e"

    assert values_of(book(tmp_path / "f.xlsx", fill)) == [{"id": "a", "经度": 1}, {"id": "b", "经度": ""}]


def test_a_formula_without_a_stored_value_is_a_fault_of_its_row(tmp_path: Path) -> None:
    found = read(book(tmp_path / "f.xlsx", rows(["id", "经度"], ["a", "=1+1"], ["b", 2])))[0]
    assert [row.where for row in found if isinstance(row, RowFault)] == ["row 2"]


def test_the_only_visible_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "f.xlsx", rows(["填表说明"], ["请填写"]), 数据=[["id", "lon"], ["x", 1]], 空=[],
                hidden_字典=[["a", "b"], [1, 2]])  # fmt: skip
    assert values_of(path) == [{"id": "x", "lon": 1}]
    assert read(path)[1].sheet == "数据"


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"旧": [["a", "b"], [1, 2]]}, r'contains 2 sheets with tables \(点位, 旧\); name one: "f\.xlsx\|点位"'),
        ({"旧": [["a", "b"], [1, 2]], "三": [["a", "b"], [1, 2]]}, r"contains 3 sheets"),
    ],
)
def test_several_sheets_with_tables_are_listed_and_one_must_be_named(
    others: dict[str, list[list[object]]], message: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "f.xlsx", TABLE, **others)
    with pytest.raises(BadFile, match=message):
        read(path)
    assert arguments.existing_file(tmp_path / "f.xlsx|旧")
    assert values_of(tmp_path / "f.xlsx|旧") == [{"a": 1, "b": 2}]
    with pytest.raises(BadFile, match="has no sheets named x; it has 点位, 旧"):
        read(tmp_path / "f.xlsx|x")


def test_a_table_on_hidden_sheets_only_is_not_read_unasked(tmp_path: Path) -> None:
    path = book(tmp_path / "f.xlsx", rows(["见另表"], ["不填"]), hidden_数据=[["a", "b"], [1, 2]])
    with pytest.raises(BadFile, match=r'only hidden sheets contain a table \(数据\); show them, or name one'):
        read(path)
    assert values_of(tmp_path / "f.xlsx|数据") == [{"a": 1, "b": 2}]


@pytest.mark.parametrize("sheet", [rows(), rows(["只有一句话"]), rows(["a", "b"])], ids=["empty", "a text", "header"])
def test_a_workbook_without_a_table_is_refused(sheet: Callable[[Worksheet], None], tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="contains no table, no sheets with a header and rows"):
        read(book(tmp_path / "f.xlsx", sheet))


def test_a_cell_far_away_is_refused_instead_of_using_all_memory(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        TABLE(sheet)
        sheet["XFD1048576"] = "x"

    with pytest.raises(BadFile, match="is too large a workbook; delete what is far from the table"):
        read(book(tmp_path / "f.xlsx", fill))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "MAX_BYTES", 1 << 12)
    path = book(tmp_path / "f.xlsx", TABLE)
    with pytest.raises(BadFile, match="is too large a workbook"):
        xlsx_parts.check_size(path, path)


@pytest.mark.parametrize("cut", [30, 200, 3_000, -30])
def test_a_damaged_workbook_is_refused_in_one_line(cut: int, tmp_path: Path) -> None:
    whole = book(tmp_path / "f.xlsx", TABLE).read_bytes()
    with pytest.raises(BadFile) as refusal:
        rows_of(tmp_path / "g.xlsx", whole[:cut])
    assert "\n" not in str(refusal.value)
    with pytest.raises(BadFile):
        rows_of(tmp_path / "g.xls", (DATA / "points.xls").read_bytes()[: cut if cut < 1000 else 2_000][:400])


@pytest.mark.parametrize(
    ("member", "what"),
    [("word/document.xml", "is a Word file"), ("xl/workbook.bin", "is a binary workbook"),
     ("ppt/presentation.xml", "is a PowerPoint file")],
)  # fmt: skip
def test_other_office_files_are_refused_by_what_they_are(member: str, what: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "f.xlsx", "w") as archive:
        archive.writestr(member, b"<x/>")
    with pytest.raises(BadFile, match=what):
        read(tmp_path / "f.xlsx")


@pytest.mark.parametrize(
    "start", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"Rar!\x1a\x07", b"SQLite format 3\0", b"{\\rtf1"]
)
def test_files_of_other_kinds_are_refused_by_what_they_are(start: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"is a .*, not a table; save the table as XLSX or CSV"):
        rows_of(tmp_path / "f.csv", start + bytes(100))


SPREADSHEET = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="点位"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">表一</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">镇</Data></Cell><Cell><Data ss:Type="String">名称</Data></Cell>
<Cell><Data ss:Type="String">经度</Data></Cell><Cell><Data ss:Type="String">时间</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">沱江镇</Data></Cell><Cell><Data ss:Type="String">a</Data></Cell>
<Cell><Data ss:Type="Number">109.5</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-11-26T08:30:00.000</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">b</Data></Cell><Cell><Data ss:Type="Number">110</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">c</Data></Cell><Cell ss:Index="3"><Data ss:Type="Error">#REF!</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="字典"><Table><Row><Cell><Data ss:Type="String">a</Data></Cell></Row></Table></Worksheet>
</Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["f.xls", "f.xml", "f.csv"])
def test_the_xml_of_older_excel_is_read_with_types_and_places(name: str, encoding: str, tmp_path: Path) -> None:
    found = rows_of(tmp_path / name, SPREADSHEET.encode(encoding))
    assert [row.where for row in found] == ["row 4", "row 5", "row 6"]
    assert [row.values for row in found if isinstance(row, TableRow)] == [
        {"镇": "沱江镇", "名称": "a", "经度": 109.5, "时间": datetime(2026, 11, 26, 8, 30)},
        {"镇": "沱江镇", "名称": "b", "经度": 110, "时间": ""},
    ]
    assert isinstance(found[-1], RowFault)
    assert read(tmp_path / name)[1].format == "Excel XML"


def test_spreadsheet_xml_with_entities_is_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(BadFile, match="contains no table"):
        rows_of(tmp_path / "f.xls", SPREADSHEET.replace("<Workbook", f"{bomb}<Workbook"))
    assert faults_of(tmp_path / "g.xls", SPREADSHEET.replace("</Table>", "<Row><Cell>&a;</Cell></Row></Table>", 1))[-1][
        1
    ].startswith("is not XML (undefined entity)")


def test_a_sheet_with_one_column_is_a_table_when_no_other_is(tmp_path: Path) -> None:
    assert values_of(book(tmp_path / "f.xlsx", rows(["代码"], [433123100001], [433123100002]))) == [
        {"代码": 433123100001}, {"代码": 433123100002},
    ]  # fmt: skip
    two = book(tmp_path / "g.xlsx", rows(["说明"], ["一"], ["二"]), 数据=[["a", "b"], [1, 2]])
    assert values_of(two) == [{"a": 1, "b": 2}]


def test_numbers_of_a_workbook_are_read_as_they_are_shown_where_that_says_more(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "满溢度", "湿度", "读数", "年份"])
    sheet.append([12, 0.5, 0.071, 0.5, 2026])
    for column, code in zip("ABCDE", ["0000", "0%", "0.00%;[Red]-0.00%", '0.0" %"', "0"], strict=True):
        sheet[f"{column}2"].number_format = code
    book.save(tmp_path / "f.xlsx")
    assert values_of(tmp_path / "f.xlsx") == [
        {"编号": "0012", "满溢度": "50%", "湿度": "7.1%", "读数": 0.5, "年份": 2026}
    ]


@pytest.mark.parametrize(
    ("code", "at", "read"),
    [
        ('yyyy"年"m"月"', datetime(2026, 11, 1), "2026-11"), ("yyyy-mm", datetime(2026, 11, 1), "2026-11"),
        ('[$-804]yyyy"年"m"月";@', datetime(2026, 11, 30), "2026-11"), ('m"月"', datetime(2026, 11, 1), "2026-11"),
        ("mmm-yy", datetime(2026, 11, 1), "2026-11"), ("yyyy", datetime(2026, 1, 1), "2026"),
        ("yyyy-mm-dd", datetime(2026, 11, 1), datetime(2026, 11, 1)),
        ('m"月"d"日"', datetime(2026, 11, 1), datetime(2026, 11, 1)),
        ("yyyy-mm-dd hh:mm", datetime(2026, 11, 1), "2026-11-01 00:00:00"),
        ("yyyy-mm-dd hh:mm", datetime(2026, 11, 1, 14), datetime(2026, 11, 1, 14)),
    ],
)  # fmt: skip
def test_a_date_of_a_workbook_says_no_more_than_its_format_shows(
    tmp_path: Path, code: str, at: datetime, read: object
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["统计周期", "数"])
    sheet.append([at, 1])
    sheet["A2"].number_format = code
    book.save(tmp_path / "f.xlsx")
    assert values_of(tmp_path / "f.xlsx") == [{"统计周期": read, "数": 1}]


@pytest.mark.parametrize("formula", ["=B2+1", '=IF(B2="",B2,DATE(2026,11,' + "B2+" * 300 + "26))"])
def test_a_midnight_that_a_formula_gives_is_a_time_where_its_format_shows_one(tmp_path: Path, formula: str) -> None:
    book = Workbook(tmp_path / "f.xlsx")
    sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, ["统计时间", "数"])
    sheet.write_formula(1, 0, formula, moment, 46352)
    sheet.write(1, 1, 1)
    book.close()
    assert values_of(tmp_path / "f.xlsx") == [{"统计时间": "2026-11-26 00:00:00", "数": 1}]
