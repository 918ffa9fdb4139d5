"""Choosing files, places to save them, and opening them with the system's programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.files.file_dialog import FileDialog
from desktop.files.opened_by_system import OpenedBySystem
from desktop.widgets.literal import literal

OPENED = frozenset({
    ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".pdf", ".txt", ".mp4", ".mov", ".avi", ".mp3", ".wav",
    ".m4a", ".amr", ".docx", ".xlsx", ".pptx",
})  # fmt: skip
"""Endings of files that programs only show.  Others may start programs, macros or scripts and are only saved."""

TABLES = (
    "*.csv", "*.txt", "*.tsv", "*.xlsx", "*.xlsm", "*.xls", "*.ods", "*.json", "*.jsonl", "*.geojson", "*.xml",
    "*.html", "*.htm", "*.dbf", "*.zip", "*.gz",
)  # fmt: skip
"""Endings of files with a table; which it is, is found out by the content."""

SCENARIOS = ("*.toml", "*.drill.zip", "*.xlsx", "*.csv", "*.json")
"""Endings of scenarios of drills, and of their scripts in sheets."""


def can_open(name: str) -> bool:
    """Whether a received file of this name may be opened without asking."""
    return PurePath(name).suffix.lower() in OPENED


def ending_of(kind: str) -> str:
    """``.pdf`` of a kind of documents such as ``PDF (*.pdf)``; "" where it names none."""
    return kind.rpartition("(*")[2].partition(")")[0] if "(*" in kind else ""


def with_ending(path: Path, kind: str, kinds: Sequence[str]) -> Path:
    """``path`` with the ending of the chosen kind of document.  A typed ending of another kind stays as long as the
    first kind is chosen, which nobody may have looked at."""
    wanted, name = ending_of(kind), path.name
    known = sorted(filter(None, map(ending_of, kinds)), key=len, reverse=True)
    typed = next((ending for ending in known if name.lower().endswith(ending)), "")
    if typed != wanted and typed and kind == kinds[0]:
        wanted = typed
    return path.with_name(name[: len(name) - len(typed)] + wanted)


class FileDialogs:
    """Asks for files; tests replace it."""

    def choose(self, parent: QWidget) -> list[Path]:
        """Files to attach; none when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Attach files")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        return _existing(FileDialog(parent, title, folder))

    def save_as(self, parent: QWidget, name: str) -> Path | None:
        """Where to save a file; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Save the attachment")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        chosen, _ = _saved(FileDialog(parent, title, str(Path(folder) / name)))
        return Path(chosen) if chosen else None

    def choose_tables(self, parent: QWidget) -> list[Path]:
        """Files to import; none when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Import files")
        kinds = QCoreApplication.translate("FileDialogs", "Tables ({patterns})").format(patterns=" ".join(TABLES))
        every = QCoreApplication.translate("FileDialogs", "All files (*)")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        return _existing(FileDialog(parent, title, folder, (kinds, every)))

    def save_table(self, parent: QWidget, name: str) -> Path | None:
        """Where to save a workbook; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Save the rows that were not imported")
        return self._save(parent, title, name, QCoreApplication.translate("FileDialogs", "Excel workbook (*.xlsx)"))

    def choose_folder(self, parent: QWidget) -> Path | None:
        """Where to save several files; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Save into a folder")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = FileDialog(parent, title, folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        chosen = dialog.chosen()
        return Path(chosen[0]) if chosen else None

    def save_events(self, parent: QWidget, name: str) -> Path | None:
        """Where to save a table of events; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Export events")
        return self._save(parent, title, name, QCoreApplication.translate("FileDialogs", "Table (*.csv)"))

    def save_handover(self, parent: QWidget, name: str) -> Path | None:
        """Where to save a handover, as which kind of document; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Export the handover")
        kinds = (
            QCoreApplication.translate("FileDialogs", "Word document (*.docx)"),
            QCoreApplication.translate("FileDialogs", "PDF (*.pdf)"),
            QCoreApplication.translate("FileDialogs", "Text (*.txt)"),
        )
        return self._save(parent, title, name, *kinds)

    def save_coverage(self, parent: QWidget, name: str) -> Path | None:
        """Where to save an answer about coverage, as which kind of document; None when the user cancels."""
        return self._save_document(parent, QCoreApplication.translate("FileDialogs", "Export the coverage"), name)

    def save_staffing(self, parent: QWidget, name: str) -> Path | None:
        """The same of an answer about staffing or a policy."""
        return self._save_document(parent, QCoreApplication.translate("FileDialogs", "Export the answer"), name)

    def _save_document(self, parent: QWidget, title: str, name: str) -> Path | None:
        kinds = (
            QCoreApplication.translate("FileDialogs", "Word document (*.docx)"),
            QCoreApplication.translate("FileDialogs", "Excel workbook (*.xlsx)"),
            QCoreApplication.translate("FileDialogs", "PDF (*.pdf)"),
            QCoreApplication.translate("FileDialogs", "Text (*.txt)"),
        )
        return self._save(parent, title, name, *kinds)

    def save_notices(self, parent: QWidget, name: str) -> Path | None:
        """Where to save the list of whom to tell, as which kind of document; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Export whom to tell")
        kinds = (
            QCoreApplication.translate("FileDialogs", "Word document (*.docx)"),
            QCoreApplication.translate("FileDialogs", "Excel workbook (*.xlsx)"),
            QCoreApplication.translate("FileDialogs", "PDF (*.pdf)"),
            QCoreApplication.translate("FileDialogs", "Text (*.txt)"),
        )
        return self._save(parent, title, name, *kinds)

    def save_page(self, parent: QWidget, name: str) -> Path | None:
        """Where to save an event as a page; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Save the event as PDF")
        return self._save(parent, title, name, QCoreApplication.translate("FileDialogs", "PDF (*.pdf)"))

    def choose_scenario(self, parent: QWidget) -> Path | None:
        """A scenario of a drill or its script; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Open a scenario")
        kinds = QCoreApplication.translate("FileDialogs", "Scenarios and scripts ({patterns})")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = FileDialog(parent, title, folder, (kinds.format(patterns=" ".join(SCENARIOS)),))
        return next(iter(_existing(dialog, several=False)), None)

    def save_scenario(self, parent: QWidget, name: str) -> Path | None:
        """Where to save a scenario, as which kind of file; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Save the scenario")
        kinds = (
            QCoreApplication.translate("FileDialogs", "Scenario (*.toml)"),
            QCoreApplication.translate("FileDialogs", "Scenario with its attachments (*.drill.zip)"),
        )
        return self._save(parent, title, name, *kinds)

    def save_script(self, parent: QWidget, name: str) -> Path | None:
        """Where to save a scenario as a workbook; None when the user cancels."""
        title = QCoreApplication.translate("FileDialogs", "Export the script")
        return self._save(parent, title, name, QCoreApplication.translate("FileDialogs", "Excel workbook (*.xlsx)"))

    def _save(self, parent: QWidget, title: str, name: str, *kinds: str) -> Path | None:
        """Where to save a document of one of these kinds; None when the user cancels.  A file that the dialog has not
        asked about, since its ending was added here, is replaced only after a question."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(folder) / name
        while True:
            chosen, kind = _saved(FileDialog(parent, title, str(proposed), kinds))
            if not chosen:
                return None
            path = with_ending(Path(chosen), kind, kinds)
            if path == Path(chosen) or not path.exists() or self._may_replace(parent, title, path):
                return path
            proposed = path

    def _may_replace(self, parent: QWidget, title: str, path: Path) -> bool:
        text = QCoreApplication.translate("FileDialogs", "{name} already exists. Replace it?").format(name=path.name)
        yes = QMessageBox.StandardButton.Yes
        return QMessageBox.question(parent, title, literal(text)) == yes

    def choose_printer(self, parent: QWidget) -> QPrinter | None:
        """The printer with its settings; None when the user cancels."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle(QCoreApplication.translate("FileDialogs", "Print the event"))
        chosen = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if chosen else None

    def open(self, parent: QObject, path: Path, failed: Callable[[], None]) -> None:
        """Open a file with the program that the system has for it; ``failed`` is called, perhaps later, but not after
        ``parent`` is gone, when there is none."""
        opened = OpenedBySystem(parent)
        opened.failed.connect(failed)
        opened.open(path)


def _existing(dialog: FileDialog, *, several: bool = True) -> list[Path]:
    """Files that exist; none when the user cancels."""
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile)
    return [Path(name) for name in dialog.chosen()]


def _saved(dialog: FileDialog) -> tuple[str, str]:
    """Where to save, and the chosen kind of document; "" and the kind when the user cancels."""
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chosen = dialog.chosen()
    return (chosen[0] if chosen else ""), dialog.selectedNameFilter()
