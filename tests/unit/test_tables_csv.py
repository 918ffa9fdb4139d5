"""CSV as office programs and systems write it: delimiters, quotes, titles, totals, headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.tables.csv_records import MOST_LINES
from county.tables.row import BadFile, RowFault, TableRow
from county.tables.shape import TableShape
from tests.unit.table_files import faults_of, read, rows_of, values_of

ONE = {"名称": "东门桶", "经度": "109.5", "纬度": "27.9"}


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("名称,经度,纬度\n东门桶,109.5,27.9\n", ","),
        ("名称;经度;纬度\n东门桶;109.5;27.9\n", ";"),
        ("名称\t经度\t纬度\r\n东门桶\t109.5\t27.9\r\n", "\t"),
        ("名称|经度|纬度\n东门桶|109.5|27.9", "|"),
        ("名称，经度，纬度\n东门桶，109.5，27.9\n", "，"),
        ("sep=;\n名称;经度;纬度\n东门桶;109.5;27.9\n", ";"),
        ("SEP=\t\r\n名称\t经度\t纬度\r\n东门桶\t109.5\t27.9\r\n", "\t"),
        ("sep=:\n名称:经度:纬度\n东门桶:109.5:27.9\n", ":"),
        ('"sep=;"\r"名称";"经度";"纬度"\r"东门桶";109.5;"27.9"\r', ";"),
    ],
)
def test_the_delimiter_is_found_or_stated_in_the_first_line(text: str, delimiter: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.csv", text) == [ONE]
    assert read(tmp_path / "f.csv")[1].delimiter == delimiter


@pytest.mark.parametrize(
    "text",
    [
        "lon;lat;title\n109,5;27,9;a, b\n109,6;27,8;c, d\n",
        "lon\tlat\ttitle\n109,5\t27,9\ta; b\n109,6\t27,8\tc; d\n",
        'lon|lat|title\n"109,5"|27,9|a; b; c\n109,6|27,8|d\n',
    ],
)
def test_decimal_commas_are_no_delimiters_and_are_reported(text: str, tmp_path: Path) -> None:
    rows = values_of(tmp_path / "f.csv", text)
    assert [(row["lon"], row["lat"]) for row in rows] == [("109,5", "27,9"), ("109,6", "27,8")]
    assert read(tmp_path / "f.csv")[1].decimal_comma


@pytest.mark.parametrize(
    "text",
    [
        "lon;lat\n109.5;27.9\n",
        "a;people\nx;1,234\ny;12,345\n",
        'lon,lat\n"109,5","27,9"\n',
        "a;b\n1,5;x\n1.5;y\n",
    ],
    ids=["points", "thousands", "commas separate", "both in one column"],
)
def test_other_commas_are_not_reported_as_decimal_commas(text: str, tmp_path: Path) -> None:
    values_of(tmp_path / "f.csv", text)
    assert not read(tmp_path / "f.csv")[1].decimal_comma


@pytest.mark.parametrize(
    ("text", "header_row", "titles"),
    [
        ("名称,经度,纬度\n东门桶,109.5,27.9\n", 1, 0),
        ("凤凰县垃圾桶点位表\n名称,经度,纬度\n东门桶,109.5,27.9\n", 2, 1),
        ("凤凰县垃圾桶点位表,,\n填报单位：城管局,,2026年11月\n\n名称,经度,纬度\n东门桶,109.5,27.9\n", 4, 2),
        ("\n\n  \n附件1\n\n垃圾桶\n名称,经度,纬度\n\n东门桶,109.5,27.9\n", 7, 2),
        ("编制单位,凤凰县,2026-11-26\n名称,经度,纬度\n东门桶,109.5,27.9\n", 2, 1),
        ("编制:张三,电话:123\n名称,经度,纬度\n东门桶,109.5,27.9\n", 2, 1),
    ],
)
def test_title_lines_above_the_header_are_skipped_and_counted(
    text: str, header_row: int, titles: int, tmp_path: Path
) -> None:
    assert values_of(tmp_path / "f.csv", text) == [ONE]
    _, found = read(tmp_path / "f.csv")
    assert (found.header_row, found.title_rows) == (header_row, titles)
    assert found.headers == ("名称", "经度", "纬度")


@pytest.mark.parametrize(
    "text",
    ["a,b\n1\n1,2,3,4,5\n1,2\n", "a,b,c\nx,some, text, with, commas\n1,2,3\n", "code\n1\n2\n", "a,b\n,\n1,2\n"],
)
def test_a_header_without_title_is_the_first_line_also_over_ragged_rows(text: str, tmp_path: Path) -> None:
    rows_of(tmp_path / "f.csv", text)
    assert (read(tmp_path / "f.csv")[1].header_row, read(tmp_path / "f.csv")[1].title_rows) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "名称,经度,纬度,,\n东门桶,109.5,27.9,,\n",
        "名称,经度,纬度\n东门桶,109.5,27.9,,,\n",
        "名称,经度,纬度,\n东门桶,109.5,27.9\n\x1a",
        "  名称 , 经度,纬度\u3000\n 东门桶 ,109.5 ,27.9\n,,\n",
    ],
)
def test_empty_cells_at_the_end_of_lines_are_no_columns(text: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.csv", text) == [ONE]


def test_a_column_that_is_empty_in_other_rows_may_be_missing_at_the_end_of_a_line(tmp_path: Path) -> None:
    """Excel writes no delimiters where the last columns of sixteen rows are empty."""
    values = values_of(tmp_path / "f.csv", "a,b,note\n1,2,\n3,4\n5,6,x\n")
    assert [tuple(row.values()) for row in values] == [("1", "2", ""), ("3", "4", ""), ("5", "6", "x")]


@pytest.mark.parametrize(
    ("text", "key"),
    [("a,,b\n1,x,2\n", "column B"), (",a,b\nx,1,2\n", "column A"), ("a,b,,\n1,2,,x\n", "column D")],
)
def test_a_filled_column_without_a_header_is_named_by_its_letter(text: str, key: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.csv", text)[0][key] == "x"
    assert key in read(tmp_path / "f.csv")[1].headers


@pytest.mark.parametrize(
    ("header", "named"),
    [("name,lon,Name", "columns A and C are both named Name"), ("a,b,b", "columns B and C are both named b"),
     ("经度,纬度,\u200b经度 ", "columns A and C are both named 经度")],
)  # fmt: skip
def test_two_columns_of_one_name_are_refused(header: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=f"{named}; rename one"):
        rows_of(tmp_path / "f.csv", f"{header}\n1,2,3\n")


@pytest.mark.parametrize(
    "total",
    ["全县合计,3,", "合计（人）,3,4", "沱江镇小计：,3,4", "合计,3,", "总计:,3,4", "小 计,,", ",合计,3", "Total,3,4.5",
     "grand total,,7", 'Sum,"1,234",', "本页小计,1,2"],
)  # fmt: skip
def test_total_rows_are_skipped_and_counted(total: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.csv", f"town,n,m\n沱江镇,1,2\n{total}\n") == [{"town": "沱江镇", "n": "1", "m": "2"}]
    assert read(tmp_path / "f.csv")[1].total_rows == 1


@pytest.mark.parametrize("row", ["Total,加油站,x", "合计村,1,2", "totally,1,2", "1,合计,2", "预算合计,甲,乙"])
def test_rows_about_something_called_total_are_kept(row: str, tmp_path: Path) -> None:
    assert len(values_of(tmp_path / "f.csv", f"name,a,b\n{row}\n")) == 1


@pytest.mark.parametrize("again", ["名称,经度,纬度", "名称,经度,纬度,,", " 名称 ,经度, 纬度"])
def test_a_header_repeated_below_is_skipped_and_counted(again: str, tmp_path: Path) -> None:
    row = "东门桶,109.5,27.9"
    assert values_of(tmp_path / "f.csv", f"名称,经度,纬度\n{row}\n{again}\n{row}\n{again}\n{row}\n") == [ONE] * 3
    assert read(tmp_path / "f.csv")[1].repeated_headers == 2


def test_a_header_in_two_merged_rows_is_read_as_one(tmp_path: Path) -> None:
    text = "名称,位置,,类型\n,经度,纬度,\n东门桶,109.5,27.9,bin\n"
    assert values_of(tmp_path / "f.csv", text) == [ONE | {"类型": "bin"}]
    twice = "名称,起点,,终点,\n,经度,纬度,经度,纬度\na,1,2,3,4\n"
    assert values_of(tmp_path / "f.csv", twice) == [
        {"名称": "a", "起点 经度": "1", "起点 纬度": "2", "终点 经度": "3", "终点 纬度": "4"}
    ]


@pytest.mark.parametrize("cell", ['一\n二', '一\r\n二', '说"好"，\n,;\n\n完', '"', '""\n""', "a\rb"])
def test_quoted_cells_may_have_line_breaks_delimiters_and_quotes(cell: str, tmp_path: Path) -> None:
    quoted = cell.replace('"', '""')
    found = rows_of(tmp_path / "f.csv", f'title,note\na,"{quoted}"\nb,c\n')
    assert [row.values["note"] for row in found if isinstance(row, TableRow)] == [cell, "c"]
    assert found[1].where == f"line {3 + len(cell.splitlines()) - 1}"


@pytest.mark.parametrize(
    "broken",
    ['x,"垃圾,1', '"x,垃圾,1', 'x,"垃圾"",1', 'x,垃圾,"1', 'x,"a,1\ny,"b,2'],
    ids=["middle", "begin", "doubled", "end", "twice"],
)
@pytest.mark.parametrize(
    "after",
    [
        "p,q,3\n" * 5, '"p","q","3"\n' * 5, "p,q,3\n" * (MOST_LINES + 5), 'p,"q ""r""",3\n' * 5,
        'p,",q",3\n' * 5, 'p,",",3\n' * 5, 'p,"q,","3"\n' * 5,
    ],
)
def test_a_quote_that_is_not_closed_costs_its_own_line(broken: str, after: str, tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.csv", f"a,b,c\n1,2,3\n{broken}\n{after}")
    lost = broken.count("\n") + 1
    faults = [row for row in found if isinstance(row, RowFault)]
    assert [fault.where for fault in faults] == [f"line {3 + i}" for i in range(lost)]
    assert all("quote that is not closed" in fault.text for fault in faults)
    assert len(found) == 1 + lost + after.count("\n")


def test_a_lone_quote_within_a_cell_is_text(tmp_path: Path) -> None:
    assert [row["a"] for row in values_of(tmp_path / "f.csv", 'a,b\n5" pipe,1\n"垃圾"满溢,2\nsaid "x",3\n')] == [
        '5" pipe', "垃圾满溢", 'said "x"',
    ]  # fmt: skip


def test_damaged_and_endless_cells_are_faults_of_their_lines(tmp_path: Path) -> None:
    text = "a,b\n1,\0\n2," + "x" * 2_000_000 + '\n3,"' + "y" * 200_000 + '"\n4,z\n'
    found = rows_of(tmp_path / "f.csv", text)
    assert [(row.where, isinstance(row, RowFault)) for row in found] == [
        ("line 2", True), ("line 3", True), ("line 4", True), ("line 5", False),
    ]  # fmt: skip


@pytest.mark.parametrize("error", ["#NUM!", "#REF!", "#DIV/0!"])
def test_an_error_of_a_spreadsheet_is_a_fault_of_its_row(error: str, tmp_path: Path) -> None:
    assert faults_of(tmp_path / "f.csv", f"a,经度\n1,{error}\n2,3\n") == [
        ("line 2", f"has the error {error} in 经度; correct the formula or the value")
    ]


@pytest.mark.parametrize(
    "rows", ["A1,109.5,27.9\nA2,109.6,27.8\n", "433123100001,甲\n433123100002,乙\n", "a,0.5\nb,0.75\n"]
)
def test_a_table_without_names_of_its_columns_is_refused(rows: str, tmp_path: Path) -> None:
    """Its first row would be lost."""
    with pytest.raises(BadFile, match=r"line 1 should name the columns but contains .*; put a row with their names"):
        rows_of(tmp_path / "f.csv", rows)


@pytest.mark.parametrize("header", ["站点,2016,2017", "站点,1,2", "站点,2016年,2017-01"])
def test_columns_may_be_named_by_years(header: str, tmp_path: Path) -> None:
    assert len(values_of(tmp_path / "f.csv", f"{header}\n甲,1,2\n乙,3,4\n")) == 2


@pytest.mark.parametrize("units", [",,mg/m3,℃", "单位,,mg/m3,℃", "-,/,mg/m3,℃"])
def test_a_row_of_units_below_the_header_belongs_to_it(units: str, tmp_path: Path) -> None:
    rows, found = read_text(tmp_path, f"站点,时间,PM2.5,温度\n{units}\na,2018-04-12,0.035,20\n")
    assert [row.values for row in rows] == [
        {"站点": "a", "时间": "2018-04-12", "pm2.5(mg/m3)": "0.035", "温度(℃)": "20"}
    ]
    assert (found.unit_row, found.headers) == (2, ("站点", "时间", "PM2.5(mg/m3)", "温度(℃)"))


@pytest.mark.parametrize("first", ["PM2.5,mg/m3", "a,b", ",℃", "温度,℃"])
def test_rows_that_contain_units_as_values_are_kept(first: str, tmp_path: Path) -> None:
    rows, found = read_text(tmp_path, f"指标,单位\n{first}\n湿度,%\n")
    assert (len(rows), found.unit_row, found.headers) == (2, 0, ("指标", "单位"))


def read_text(folder: Path, text: str) -> tuple[list[TableRow], TableShape]:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    rows, found = read(path)
    return [row for row in rows if isinstance(row, TableRow)], found
