"""File dialogs as a user answers them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from desktop.files.file_dialogs import FileDialogs


class ScriptedDialogs(FileDialogs):
    """The answers of a user, and what was opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chosen: list[Path] = []
        self.opened: list[Path] = []
        self.has_program = True
        self.kind = ".docx"
        """Of the documents of handovers."""

    def choose(self, parent: QWidget) -> list[Path]:
        return self.chosen

    def choose_folder(self, parent: QWidget) -> Path | None:
        return self.folder

    def save_as(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / f"saved {name}"

    def choose_tables(self, parent: QWidget) -> list[Path]:
        return self.chosen

    def save_table(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / f"saved {name}"

    def save_events(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / f"saved {name}"

    def save_handover(self, parent: QWidget, name: str) -> Path | None:
        return (self.folder / f"saved {name}").with_suffix(self.kind)

    def save_page(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / f"saved {name}"

    def choose_scenario(self, parent: QWidget) -> Path | None:
        return next(iter(self.chosen), None)

    def save_scenario(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / f"saved {name}"

    def save_script(self, parent: QWidget, name: str) -> Path | None:
        return self.folder / f"saved {name}"

    def choose_printer(self, parent: QWidget) -> QPrinter | None:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / "printed.pdf"))
        return printer

    def open(self, parent: QObject, path: Path, failed: Callable[[], None]) -> None:
        self.opened.append(path)
        if not self.has_program:
            failed()
