"""Importing a file in the window's process for files, into a real backend: what `main.py send` does, with cancel."""

from __future__ import annotations

import time
from pathlib import Path

from county.package.crs import LONLAT_EPSG, transformer
from services.file_import.messages import (
    FileChoice,
    FileColumns,
    FileFailed,
    FileOutcome,
    ImportFile,
    PreviewFile,
    Reply,
)
from services.file_import.process import FileProcess
from tests.integration.backend_fixture import PATIENCE_S, serving, until
from tests.square_county import EPSG, PLACE_M, write_square_county

LON, LAT = transformer(EPSG, LONLAT_EPSG).transform(*PLACE_M)


def replies_of(job: FileProcess) -> list[Reply]:
    """All answers; the job is closed."""
    found: list[Reply] = []
    deadline = time.monotonic() + PATIENCE_S
    while not found or not isinstance(found[-1], FileOutcome | FileFailed):
        assert time.monotonic() < deadline, found
        found += job.take()
        time.sleep(0.005)
    job.close()
    return found


def outcome_of(job: FileProcess) -> FileOutcome:
    last = replies_of(job)[-1]
    assert isinstance(last, FileOutcome), last
    return last


def test_a_file_is_imported_once_and_its_refused_rows_are_kept(tmp_path: Path) -> None:
    file, spool = tmp_path / "f.csv", tmp_path / "refused"
    now = time.strftime("%Y-%m-%d")
    good = "".join(f"暴露垃圾,事件{n},{LON},{LAT},{now}\n" for n in range(600))
    file.write_text(f"subclass,title,lon,lat,at\n{good}暴露垃圾,远方,-77,39,{now}\n暴露垃圾,y,,,{now}\n", "utf-8")
    with serving(tmp_path) as backend:
        request = ImportFile(
            file=str(file), choice=FileChoice(), address=backend.address, keys=str(backend.keys), realm="live",
            refused=str(spool),
        )  # fmt: skip
        stopped = FileProcess(request)
        stopped.cancel()
        cancelled = outcome_of(stopped)
        assert cancelled.cancelled
        assert cancelled.events <= 500
        first, again = outcome_of(FileProcess(request)), outcome_of(FileProcess(request))
    assert (first.rows, first.events, first.known) == (602, 600, cancelled.events)
    assert (first.refused, first.unusable, first.kept) == (1, 1, 2)
    assert (again.events, again.known) == (600, 600)


def test_a_file_that_is_being_read_can_be_given_up(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("subclass,title,lon,lat\n" + f"暴露垃圾,x,{LON},{LAT}\n" * 20_000, "utf-8")
    package = write_square_county(tmp_path / "county")
    job = FileProcess(PreviewFile(file=str(file), package=str(package), now_ms=0, realm="live"))
    found: list[Reply] = []
    until(lambda: found.extend(job.take()) or found, "the columns")  # type: ignore[func-returns-value]
    assert isinstance(found[0], FileColumns)
    job.close()
    assert not any(isinstance(reply, FileOutcome | FileFailed) for reply in (*found, *job.take()))
