"""Sheets of Excel workbooks, XLSX and XLS, read in a process of their own.

A damaged workbook makes the library allocate any amount of memory, abort or loop: this ends the process with its limits
(:mod:`county.tables.workbook_process`) and is one error here.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from county.child_process import NO_WINDOW
from county.tables.cell_lines import LONGEST, BadLine, EndLine, RefusalLine, RowLine, SheetLine, decoded
from county.tables.row import BadFile, CellRow
from county.tables.shape import TableShape

_ROOT = Path(__file__).parents[2]
"""Of the program: the process finds the package ``county`` there from any working directory."""


def sheet_rows(
    path: Path, file: Path, named: str, found: TableShape, kind: Literal["XLSX", "XLS"]
) -> Iterator[CellRow]:
    """The rows of the sheet ``named`` of ``file``, or of the only one that is a table.  Raises BadFile.

    ``path``: the name of ``file`` in messages.
    """
    found.format = kind
    command = [sys.executable, "-m", "county.tables.workbook_process", kind, str(file.absolute()), named, str(path)]
    process = subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        creationflags=NO_WINDOW,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield from _received(path, process.stdout, found)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _received(path: Path, lines: IO[bytes], found: TableShape) -> Iterator[CellRow]:
    while True:
        try:
            message = decoded(lines.readline(LONGEST))
        except BadLine as error:
            raise BadFile(
                "{path}: is damaged, or too large a workbook; open it in Excel and save it again", path=path
            ) from error
        match message:
            case SheetLine(name, dates_1904):
                found.sheet, found.dates_1904 = name, dates_1904
            case RowLine(number, cells, hidden):
                yield CellRow(number, f"row {number}", cells, hidden)
            case RefusalLine(line):
                raise BadFile(line.template, **line.params)
            case EndLine():
                return
