"""The monthly bulletin: which files are written where, then their making, and opening what was made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.accessible_names import name_controls
from desktop.bulletin_job import BulletinJob
from desktop.literal import PlainLabel
from desktop.session import Session
from services.brief.documents import FORBIDDEN, files_of, usual_name
from services.brief.group_names import GroupNames

FOLDER_KEY = "bulletin/folder"
"""Of the settings: where this user saved the last bulletin."""
WIDTH_PX = 620


class BulletinDialog(QDialog):
    """Of one month."""

    def __init__(self, session: Session, names: GroupNames, month: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._month = month
        self._job: BulletinJob | None = None
        self._made: list[Path] = []
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(str(session.operator.settings.value(FOLDER_KEY) or documents))
        self.name = QLineEdit(usual_name("monthly", month))
        self.name.textChanged.connect(lambda _: self._show())
        self.folder = PlainLabel()
        self.folder.setWordWrap(True)
        self.change = QPushButton(self.tr("Another folder …"))
        self.change.clicked.connect(self._choose_folder)
        self.files = PlainLabel()
        self.files.setWordWrap(True)
        self.files.setProperty("role", "muted")
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.open_folder = QPushButton(self.tr("Open the folder"))
        self.open_folder.clicked.connect(lambda: self._open(self._made[0].parent))
        self.openers = [QPushButton() for _ in files_of(self._folder, usual_name("monthly", month))]
        for number, button in enumerate(self.openers):
            button.clicked.connect(lambda _, number=number: self._open(self._made[number]))
        self.make = QPushButton(self.tr("Make the bulletin"))
        self.make.setProperty("role", "primary")
        self.make.clicked.connect(self._make)
        self.stop = QPushButton()
        self.stop.clicked.connect(self.reject)
        self.change.setAutoDefault(False)
        self.make.setDefault(True)
        self._lay_out()
        self.setWindowTitle(self.tr("Monthly bulletin of {month}").format(month=month))
        self.setMinimumWidth(theme.px(WIDTH_PX))
        name_controls(self, self.windowTitle())
        self._show()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.change)
        form = QFormLayout()
        for text, part in ((self.tr("Name"), self.name), (self.tr("Folder"), place), (self.tr("Files"), self.files)):
            form.addRow(text, part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        buttons.addStretch()
        for button in (*self.openers, self.open_folder, self.make, self.stop):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setSpacing(theme.px(10))
        whole.addLayout(form)
        whole.addWidget(self.problem)
        whole.addLayout(buttons)

    @property
    def paths(self) -> list[Path]:
        """The files that are to be written."""
        return files_of(self._folder, self.name.text().strip())

    def reject(self) -> None:
        """Close; what is being made is given up."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().reject()

    def _choose_folder(self) -> None:
        folder = self._session.dialogs.choose_folder(self)
        if folder is not None:
            self._folder = folder
            self._show()

    def _make(self) -> None:
        if self._why_not():
            return
        self._session.operator.settings.setValue(FOLDER_KEY, str(self._folder))
        self._job = BulletinJob(
            self._session, self._names, self._month, self._folder, self.name.text().strip(), self
        )
        self._job.progressed.connect(lambda share: self.progress.setValue(round(100 * share)))
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._failed)
        self.progress.setValue(0)
        self._show()

    def _finished(self, paths: list[Path]) -> None:
        self._job = None
        self._made = paths
        self._show()
        self.openers[0].setFocus()

    def _failed(self, why: str) -> None:
        self._job = None
        self._show(self.tr("The bulletin was not made: {why}").format(why=why))

    def _open(self, path: Path) -> None:
        if not self._session.dialogs.open(path):
            self._show(self.tr("No program opens {file}; open it in its folder").format(file=path.name))

    def _why_not(self) -> str:
        name = self.name.text().strip()
        if not name:
            return self.tr("Enter a name for the files")
        if FORBIDDEN.search(name):
            return self.tr('A name of a file has none of / \\ : * ? " < > |')
        return ""

    def _show(self, problem: str = "") -> None:
        running, made = self._job is not None, bool(self._made)
        self.folder.setText(str(self._folder))
        replaced = self.tr(" (replaces the file that is there)")
        lines = [f"{path.name}{replaced if path.exists() and not made else ''}" for path in self.paths]
        self.files.setText("\n".join(lines))
        problem = problem or self._why_not()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        for part in (self.name, self.change):
            part.setEnabled(not running and not made)
        self.progress.setVisible(running)
        self.make.setVisible(not running and not made)
        self.make.setEnabled(not self._why_not())
        self.open_folder.setVisible(made)
        for number, button in enumerate(self.openers):
            button.setVisible(made)
            if made:
                button.setText(self.tr("Open the {kind}").format(kind=self._made[number].suffix[1:].upper()))
        self.stop.setText(self.tr("Cancel") if running else self.tr("Close"))
