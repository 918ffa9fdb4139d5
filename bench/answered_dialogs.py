"""File dialogs that a robot answers: with files of one folder, or by cancelling.  Nothing else is read or written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from desktop.files.file_dialogs import FileDialogs

CANCELLED = 0.25
"""Share of the dialogs."""
FILES = {
    "events.csv": "标题,类别,经度,纬度,时间\n路边垃圾,暴露垃圾,{lon},{lat},2026-11-20 08:00\n坑洞,,{lon},{lat},昨天\n",
    "empty.csv": "",
    "broken.json": '[{"title": "路边',
    "note.txt": "巡查记录\n",
}


class AnsweredDialogs(FileDialogs):
    """Saves below ``folder``, and offers the files made there."""

    def __init__(self, folder: Path, chance: Random, lonlat: tuple[float, float]) -> None:
        """``lonlat``: a place within the county."""
        self._chance = chance
        self._folder = folder
        folder.mkdir()
        for name, text in FILES.items():
            (folder / name).write_text(text.replace("{lon}", f"{lonlat[0]:.5f}").replace("{lat}", f"{lonlat[1]:.5f}"))
        picture = QImage(QSize(640, 480), QImage.Format.Format_RGB32)
        picture.fill(QColor("#557799"))
        picture.save(str(folder / "photo.jpg"))

    def choose(self, parent: QWidget) -> list[Path]:
        names = ("photo.jpg", "note.txt", "empty.csv", "missing.txt")
        return [] if self._cancelled() else [self._folder / self._chance.choice(names)]

    def choose_tables(self, parent: QWidget) -> list[Path]:
        names = ("events.csv", "empty.csv", "broken.json", "missing.csv")
        return [] if self._cancelled() else [self._folder / self._chance.choice(names)]

    def choose_folder(self, parent: QWidget) -> Path | None:
        return self._saved("bulletin")

    def save_as(self, parent: QWidget, name: str) -> Path | None:
        return self._saved("attachment")

    def save_table(self, parent: QWidget, name: str) -> Path | None:
        return self._saved("rows.xlsx")

    def save_events(self, parent: QWidget, name: str) -> Path | None:
        return self._saved("events out.csv")

    def save_handover(self, parent: QWidget, name: str) -> Path | None:
        return self._saved("shift.txt")

    def save_page(self, parent: QWidget, name: str) -> Path | None:
        return self._saved("event.pdf")

    def choose_printer(self, parent: QWidget) -> QPrinter | None:
        path = self._saved("printed.pdf")
        if path is None:
            return None
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return printer

    def open(self, parent: QObject, path: Path, failed: Callable[[], None]) -> None:
        if self._chance.random() < 0.5:
            failed()

    def _cancelled(self) -> bool:
        return self._chance.random() < CANCELLED

    def _saved(self, name: str) -> Path | None:
        if self._cancelled():
            return None
        path = self._folder / name
        if name == "bulletin":
            path.mkdir(exist_ok=True)
        return path
