"""What was found out about a table is said in one line."""

from __future__ import annotations

import pytest

from county.tables.shape import TableShape


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        (
            TableShape("CSV", encoding="GB 18030", delimiter=";", header_row=3, title_rows=2),
            "CSV in GB 18030, separated by ';', header in line 3, 2 title lines skipped",
        ),
        (
            TableShape("XLSX", sheet="点位", header_row=2, title_rows=1, total_rows=1),
            "XLSX, sheet 点位, header in row 2, 1 title row skipped, 1 total row skipped",
        ),
        (
            TableShape("CSV", packed="a.csv", encoding="UTF-8", delimiter="\t", header_row=1, decimal_comma=True),
            "CSV in UTF-8 (a.csv in an archive), separated by tabs, header in line 1, decimal commas",
        ),
        (
            TableShape("XLSX", sheet="点位", header_row=2, unit_row=3),
            "XLSX, sheet 点位, header in row 2, units in row 3",
        ),
        (TableShape("JSON", encoding="UTF-8", sheet="data.list"), "JSON in UTF-8, list data.list"),
    ],
)
def test_a_shape_is_one_line(shape: TableShape, line: str) -> None:
    assert str(shape) == line
