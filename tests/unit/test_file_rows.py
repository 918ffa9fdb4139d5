"""A file is read once; only dates that all rows decide make it be read twice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from county.tables.reader import TableFile
from services.intake.items import Item
from services.intake.rows import SURVEYED
from services.sending.file_rows import interpreted, surveyed
from services.sending.report import SendReport

HEADER = "sensor_id,channel,at,value\n"


class CountedFile(TableFile):
    """Counts how often its file is read again."""

    again_read = 0

    def again(self) -> TableFile:
        self.again_read += 1
        return super().again()


def read(path: Path) -> tuple[list[Item], int, SendReport]:
    with closing(CountedFile(path)) as rows:
        report = SendReport(rows.path, rows.found, surveyed(rows, None))
        return list(interpreted(rows, report.interpreter, report)), rows.again_read, report


@pytest.mark.parametrize("count", [1, SURVEYED - 1, SURVEYED, SURVEYED + 1, 3 * SURVEYED])
def test_a_file_with_clear_dates_is_read_once_and_all_its_rows_are_used(tmp_path: Path, count: int) -> None:
    rows = "".join(f"a,b,2026-11-20 08:00:00,{i}\n" for i in range(count))
    (tmp_path / "f.csv").write_text(HEADER + rows, encoding="utf-8")
    items, again, report = read(tmp_path / "f.csv")
    assert [item.values["b"] for item in items] == [float(i) for i in range(count)]  # type: ignore[union-attr]
    assert [item.where for item in items] == [f"line {i + 2}" for i in range(count)]
    assert (report.rows, again) == (count, 0)


def test_a_workbook_is_opened_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADER.strip().split(","), *(["a", "b", "2026-11-20", i] for i in range(SURVEYED + 5))):
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    items, again, _ = read(tmp_path / "f.xlsx")
    assert (len(items), again) == (SURVEYED + 5, 0)


def test_a_day_after_the_12th_far_below_still_decides_the_order_of_the_dates(tmp_path: Path) -> None:
    rows = "a,b,04/12/2018,1\n" * (2 * SURVEYED) + "a,b,13/12/2018,1\n"
    (tmp_path / "f.csv").write_text(HEADER + rows, encoding="utf-8")
    items, again, report = read(tmp_path / "f.csv")
    assert (len(items), again, report.unusable.total) == (2 * SURVEYED + 1, 1, 0)
    assert report.interpreter.date_order == "dmy"


def test_a_short_file_with_unclear_dates_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(HEADER + "a,b,04/12/2018,1\na,b,04/13/2018,1\n", encoding="utf-8")
    items, again, _ = read(tmp_path / "f.csv")
    assert (len(items), again) == (2, 0)
