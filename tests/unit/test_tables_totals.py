"""Which rows are totals, and which only look like one; and cells of spreadsheets that say that a value is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.tables.row import RowFault, TableRow
from tests.unit.table_files import faults_of, read, rows_of


def ids_and_totals(path: Path, text: str) -> tuple[list[str], int]:
    rows = rows_of(path, text)
    assert not any(isinstance(row, RowFault) for row in rows)
    return [row.values["id"] for row in rows if isinstance(row, TableRow)], read(path)[1].total_rows


@pytest.mark.parametrize("word", ["sum", "Total", "subtotal"])
def test_a_place_named_like_a_total_is_a_row_when_others_follow(word: str, tmp_path: Path) -> None:
    text = f"id,lon,lat\n{word},110.1,30.1\n{word},110.2,30.1\nb,110,30\n"
    assert ids_and_totals(tmp_path / "f.csv", text) == ([word, word, "b"], 0)


@pytest.mark.parametrize("word", ["sum", "Total", "合计", "沱江镇小计"])
@pytest.mark.parametrize("below", ["", "\n\nc,3,4\n", "合计,3,4\n", "id,n,m\nc,3,4\n"])
def test_a_total_at_the_end_of_a_table_is_counted_and_skipped(word: str, below: str, tmp_path: Path) -> None:
    ids, totals = ids_and_totals(tmp_path / "f.csv", f"id,n,m\na,1,2\nb,2,2\n{word},3,4\n{below}")
    assert ids == ["a", "b"] + ["c"] * below.count("c,")
    assert totals == 1 + below.count("合计")


@pytest.mark.parametrize("total", [",小计：22,", "小计：22,,", "小计：22个,甲镇,9", "合计:3,1,2", ",总计(个)：12,x"])
def test_a_total_with_its_number_in_the_same_cell_is_skipped(total: str, tmp_path: Path) -> None:
    assert ids_and_totals(tmp_path / "f.csv", f"id,n,m\na,1,2\n{total}\nb,2,2\n") == (["a", "b"], 1)


@pytest.mark.parametrize("name", ["统计：22", "小计：甲", "小计22号井", "合计村"])
def test_a_name_that_is_no_total_is_a_row(name: str, tmp_path: Path) -> None:
    assert ids_and_totals(tmp_path / "f.csv", f"id,n,m\n{name},x,y\nb,2,2\n") == ([name, "b"], 0)


def test_a_remark_below_a_total_leaves_it_a_total(tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.csv", "id,n,m\na,1,2\nTotal,1,2\nsource: the office,,\n")
    assert [row.values["id"] for row in found if isinstance(row, TableRow)] == ["a", "source: the office"]
    assert read(tmp_path / "f.csv")[1].total_rows == 1


def test_a_value_that_is_not_available_is_a_gap(tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.csv", "a,b,memo\nx,1,#N/A\ny,2,ok\n")
    assert [row.values for row in found if isinstance(row, TableRow)] == [
        {"a": "x", "b": "1", "memo": ""}, {"a": "y", "b": "2", "memo": "ok"},
    ]  # fmt: skip


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_a_wrong_value_is_a_fault_that_names_the_column(error: str, tmp_path: Path) -> None:
    assert faults_of(tmp_path / "f.csv", f"a,b,memo\nx,1,{error}\ny,2,ok\n") == [
        ("line 2", f"has the error {error} in memo; correct the formula or the value")
    ]
