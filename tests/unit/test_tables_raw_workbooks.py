"""Workbooks as other programs and damage make them: what ends the library is one line, and no error becomes a gap."""

from __future__ import annotations

import re
from pathlib import Path

import psutil
import pytest

from county.tables import calamine_rows, xls_parts, xlsx_parts
from county.tables.reader import TableFile
from county.tables.row import BadFile, RowFault, TableRow
from tests.unit.raw_workbooks import error_95, excel_95, number_95, ods, text_95, xlsx
from tests.unit.table_files import read, rows_of, values_of

POINTS = Path(__file__).parents[1] / "data" / "points.xls"
DAMAGED = "is damaged, or too large a workbook; open it in Excel and save it again"
HEADER = '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>value</v></c></row>'


def test_cells_without_places_that_need_100_gb_are_refused(tmp_path: Path) -> None:
    """The library allocates every cell up to column 3,000 of row 1,048,576, and aborts."""
    rows = f'<row r="1">{"<c><v>1</v></c>" * 3_000}</row><row r="1048576"><c><v>1</v></c></row>'
    with pytest.raises(BadFile, match=DAMAGED):
        read(xlsx(tmp_path / "f.xlsx", rows))


def test_cells_without_places_are_counted_as_all_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "f.xlsx", "<row><c><v>1</v></c><c><v>2</v></c></row>" * 6)
    monkeypatch.setattr(xlsx_parts, "MAX_CELLS", 12)
    assert list(calamine_rows.sheet_rows(path, path, "", "XLSX"))
    monkeypatch.setattr(xlsx_parts, "MAX_CELLS", 11)
    with pytest.raises(BadFile, match="is too large a workbook; delete what is far from the table"):
        list(calamine_rows.sheet_rows(path, path, "", "XLSX"))


@pytest.mark.parametrize(("at", "byte"), [(1_548, 0x5A), (4_108, 0xFF)], ids=["allocates 343 GB", "panics"])
def test_one_damaged_byte_of_an_xls_that_ends_the_library_is_a_refusal(at: int, byte: int, tmp_path: Path) -> None:
    content = bytearray(POINTS.read_bytes())
    content[at] = byte
    with pytest.raises(BadFile, match=DAMAGED):
        rows_of(tmp_path / "f.xls", bytes(content))


def test_a_workbook_is_read_from_any_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "__init__.py").write_text("raise SystemExit('another package')")
    xlsx(tmp_path / "f.xlsx", HEADER + "<row><c><v>7</v></c><c><v>1.5</v></c></row>")
    monkeypatch.chdir(tmp_path)
    assert values_of(Path("f.xlsx")) == [{"id": 7, "value": 1.5}]


def test_a_workbook_that_is_not_read_to_its_end_leaves_no_process(tmp_path: Path) -> None:
    before = psutil.Process().children()
    file = TableFile(xlsx(tmp_path / "f.xlsx", HEADER + "<row><c><v>7</v></c><c><v>1.5</v></c></row>" * 20_000))
    rows = file.rows()
    assert isinstance(next(rows), TableRow)
    assert len(psutil.Process().children()) == len(before) + 1
    del rows
    file.close()
    assert psutil.Process().children() == before


@pytest.mark.parametrize(
    ("places", "quote"), [(True, '"'), (True, "'"), (False, '"')], ids=["as Excel", "single quotes", "no places"]
)
def test_errors_and_formulas_without_value_are_found_however_the_xml_is_written(
    places: bool, quote: str, tmp_path: Path
) -> None:
    rows = [
        '<c r="A2"><v>1</v></c><c r="B2" t="e"><v>#REF!</v></c>',
        '<c r="A3"><v>2</v></c><c r="B3"><f>A1</f></c>',
        '<c r="A4"><v>3</v></c><c r="B4"><f>A1</f><v/></c>',
        '<c r="A5"><v>4</v></c><c r="B5" t="str"><f>""</f><v></v></c>',
        '<c r="A6"><v>5</v></c><c r="B6"><f>1+1</f><v>2</v></c>',
    ]
    text = HEADER + "".join(f'<row r="{i}">{row}</row>' for i, row in enumerate(rows, 2))
    if not places:
        text = re.sub(' r="[A-Z0-9]+"', "", text)
    found = read(xlsx(tmp_path / "f.xlsx", text.replace('"', quote)))[0]
    assert [(row.where, row.text) for row in found if isinstance(row, RowFault)] == [
        ("row 2", "has the error #REF! in value; correct the formula or the value"),
        ("row 3", "has a formula without a value in value; open it in Excel and save it again"),
        ("row 4", "has a formula without a value in value; open it in Excel and save it again"),
    ]
    assert [row.values for row in found if isinstance(row, TableRow)] == [
        {"id": 4, "value": ""}, {"id": 5, "value": 2},
    ]  # fmt: skip


@pytest.mark.parametrize("formula", ["<f>A1</f>", '<f t="shared" si="0"/>', "<x:f>A1</x:f>"])
@pytest.mark.parametrize("value", ["", "<v/>", "<v></v>", "\n <v></v>"])
@pytest.mark.parametrize("before", [0, 1_000])
def test_a_formula_without_value_is_found_among_formulas_with_values(
    formula: str, value: str, before: int, tmp_path: Path
) -> None:
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    calculated = f"<row><c><v>1</v></c><c>{formula}\n <v>2</v></c></row>".replace("<row", f"<row {space}") * before
    missing = f"<row {space}><c><v>3</v></c><c>{formula}{value}</c></row>"
    found = read(xlsx(tmp_path / "f.xlsx", HEADER + calculated + missing))[0]
    assert [isinstance(row, RowFault) for row in found] == [False] * before + [True]


def test_errors_of_excel_95_are_faults(tmp_path: Path) -> None:
    cells = [text_95(0, 0, "id"), text_95(0, 1, "lon")]
    cells += [text_95(1, 0, "a"), number_95(1, 1, 109.5), text_95(2, 0, "b"), error_95(2, 1, 0x07)]
    found = rows_of(tmp_path / "f.xls", excel_95("points", cells, code_page=1252))
    assert [row.values for row in found if isinstance(row, TableRow)] == [{"id": "a", "lon": 109.5}]
    assert [row.text for row in found if isinstance(row, RowFault)] == [
        "has the error #DIV/0! in lon; correct the formula or the value"
    ]


def test_chinese_text_of_excel_95_is_refused_instead_of_mangled(tmp_path: Path) -> None:
    cells = [text_95(0, 0, "id"), text_95(0, 1, "name"), text_95(1, 0, "a"), text_95(1, 1, "沱江镇")]
    with pytest.raises(BadFile, match="row 1 has text that cannot be read; open it in Excel and save it as XLSX"):
        rows_of(tmp_path / "f.xls", excel_95("点位", cells, code_page=936))


@pytest.mark.parametrize("content", [b"", POINTS.read_bytes()[:1_024], xls_parts.MAGIC + bytes(600)])
def test_an_xls_whose_sheet_cannot_be_found_is_refused_and_not_without_errors(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "f.xls").write_bytes(content)
    with pytest.raises(BadFile, match="cannot be read as a workbook"):
        xls_parts.errors_of(tmp_path / "f.xls", tmp_path / "f.xls", 0)
    with pytest.raises(BadFile, match="cannot be read as a workbook"):
        xls_parts.errors_of(POINTS, POINTS, 9)


def test_overlapping_merged_cells_are_bounded(tmp_path: Path) -> None:
    merged = "<mergeCells>" + 100 * '<mergeCell ref="A1:A1048576"/>' + "</mergeCells>"
    last = f'<row r="{calamine_rows.MAX_MERGED // 90}"><c><v>1</v></c></row>'
    with pytest.raises(BadFile, match="has too many merged cells; save it as CSV"):
        read(xlsx(tmp_path / "f.xlsx", HEADER + "<row><c><v>7</v></c><c><v>1.5</v></c></row>" + last, merged))


def test_an_xls_is_read_up_to_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_parts, "MAX_BYTES", POINTS.stat().st_size)
    xls_parts.check_size(POINTS, POINTS)
    monkeypatch.setattr(xls_parts, "MAX_BYTES", POINTS.stat().st_size - 1)
    with pytest.raises(BadFile, match="is too large a workbook; save it as XLSX"):
        xls_parts.check_size(POINTS, POINTS)


def test_repeated_rows_of_repeated_cells_are_bounded(tmp_path: Path) -> None:
    """An element of 200 bytes is 1.6 billion cells."""
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'
    with pytest.raises(BadFile, match="is too large a workbook; delete what is far from the table"):
        read(ods(tmp_path / "f.ods", row))


def test_a_repeated_row_of_some_cells_is_read(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/>'
    names = "".join(f"<table:table-cell><text:p>{name}</text:p></table:table-cell>" for name in "ab")
    rows = f'<table:table-row>{names}</table:table-row><table:table-row table:number-rows-repeated="3">{cell}'
    assert values_of(ods(tmp_path / "f.ods", f"{rows}</table:table-row>")) == [{"a": 1, "b": 1}] * 3


def test_a_percentage_of_an_open_document_is_read_as_one(tmp_path: Path) -> None:
    head = '<table:table-row><table:table-cell office:value-type="string"><text:p>湿度</text:p></table:table-cell>'
    head += '<table:table-cell office:value-type="string"><text:p>编号</text:p></table:table-cell></table:table-row>'
    kinds = (("percentage", "0.655"), ("float", "7"))
    cells = "".join(f'<table:table-cell office:value-type="{kind}" office:value="{value}"/>' for kind, value in kinds)
    path = ods(tmp_path / "f.ods", f"{head}<table:table-row>{cells}</table:table-row>")
    assert values_of(path) == [{"湿度": "65.5%", "编号": 7}]
