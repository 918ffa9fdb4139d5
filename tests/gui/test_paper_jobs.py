"""Pages are written in a thread: all that was asked for, also when the window closes, each file as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.printing.paper_job import PaperJobs
from services.paper.page import PaperLine, PaperPage

PAGE = PaperPage(title="交接班", language="zh", blocks=(PaperLine("未结事件", "heading"),))


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


def test_a_page_that_waits_for_another_is_written_when_the_window_closes(parent: QObject, tmp_path: Path) -> None:
    jobs, allowed = PaperJobs(parent), Event()

    def late() -> PaperPage:
        allowed.wait()
        return PAGE

    jobs.save(late, tmp_path / "first.txt")
    jobs.save(lambda: PAGE, tmp_path / "second.txt")
    closing = Thread(target=jobs.release)
    closing.start()
    while not jobs._worker._shutdown:
        closing.join(0.01)
    allowed.set()
    closing.join()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["first.txt", "second.txt"]


@pytest.mark.parametrize("name", ["page.txt", "page.docx"])
def test_a_file_is_replaced_as_a_whole(parent: QObject, tmp_path: Path, name: str) -> None:
    path, former = tmp_path / name, tmp_path / "former"
    path.write_bytes(b"before")
    os.link(path, former)
    jobs = PaperJobs(parent)
    jobs.save(lambda: PAGE, path)
    jobs.release()
    assert former.read_bytes() == b"before", "nobody who reads it finds a half of both"
    assert path.read_bytes() != b"before"
