"""导入: a file is read as the user says, its rows are shown, then it is imported, and what was not can be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from county.commands import CommandBody, ReportEvent
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.tracing.scans import CaptureScans
from desktop import theme
from desktop.file_import.column_table import ColumnTable
from desktop.file_import.imports import FileImports
from desktop.file_import.read_rows import ReadRows
from desktop.file_import.reading_options import ReadingOptions
from desktop.file_import.reasons import told_reason, words_of
from desktop.file_import.summary import State, summary
from desktop.files.opened_files import OpenedFiles
from desktop.input.form_keys import FormKeys
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import PlainLabel, literal
from services.file_import.messages import (
    FileChoice,
    FileColumns,
    FileFailed,
    FileOutcome,
    FileProgress,
    FileSaved,
    PreviewRows,
    Reason,
    Reply,
    SaveProfile,
    SaveRefused,
)
from services.file_import.process import FileJob

FOLLOW_MS = 40
"""Interval at which answers are shown."""
SETTLE_MS = 250
"""How long further changes are waited for before the file is read again."""
COMMANDS: dict[str, type[CommandBody]] = {
    "events": ReportEvent, "calls": CountCalls, "visits": VisitGrid, "indicators": ReportIndicator,
    "scans": CaptureScans,
}  # fmt: skip
"""What rows of each kind become; readings are stream rows."""
SPOOL = "refused"


class ImportDialog(QDialog):
    """Imports one file.  Reading, interpreting and sending are done by :class:`FileJob`; this shows what it tells."""

    def __init__(self, session: Session, imports: FileImports, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._imports = imports
        self._path = path
        self._columns: FileColumns | None = None
        self._outcome: FileOutcome | None = None
        self._state: State = "reading"
        self._job: FileJob | None = None
        self._folder: OpenedFiles | None = None
        """Of the rows that were not stored."""
        self._rest = 0
        """Those that can be saved."""
        self._read_file = ""
        """What the shown columns are of."""
        self._make_parts()
        self._lay_out()
        self._follow_timer = QTimer(self, interval=FOLLOW_MS)
        self._follow_timer.timeout.connect(self._follow)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.read)
        self._permission = QTimer(self, interval=PERMISSIONS_MS)
        self._permission.timeout.connect(self._enable)
        self._permission.start()
        self.setWindowTitle(self.tr("Import {file}").format(file=path.name))
        self.resize(theme.px(1320), theme.px(800))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.window().size()))
        QTimer.singleShot(0, self, self.options.offer_divisions)  # many: the window is shown first
        self.read()

    # ---- parts

    def _make_parts(self) -> None:
        self.shape = ElidedLabel()
        self.shape.setProperty("role", "muted")
        self.options = ReadingOptions(self._session)
        self.options.changed.connect(self._options_changed)
        self.options.part_named.connect(self._part_named)
        self.profile_name = QLineEdit()
        self.profile_name.setPlaceholderText(self.tr("Name of the profile"))
        self.profile_name.textChanged.connect(lambda _: self._enable())
        self.save_profile = QPushButton(self.tr("Save as a profile"))
        self.save_profile.clicked.connect(self._save_profile)
        self.table = ColumnTable(self._field_chosen)
        self.rows = ReadRows(self._session)
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.problem.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.why_not = PlainLabel()
        self.why_not.setWordWrap(True)
        self.why_not.setProperty("role", "hint")
        self.save = QPushButton(self.tr("Save the rows that were not imported …"))
        self.save.clicked.connect(self._save_refused)
        self.start = QPushButton()
        self.start.setProperty("role", "primary")
        self.start.clicked.connect(self._import)
        self.stop = QPushButton()
        self.stop.clicked.connect(self.reject)
        FormKeys(self, self.start.click, self.reject)
        for button in (self.save, self.start, self.stop, self.save_profile):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        own = QHBoxLayout()
        own.addWidget(self.options.now)
        own.addStretch()
        own.addWidget(self.profile_name)
        own.addWidget(self.save_profile)
        parts = QSplitter()
        parts.setOrientation(parts.orientation().Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.table)
        parts.addWidget(self.rows)
        parts.setStretchFactor(0, 4)
        parts.setStretchFactor(1, 5)
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress, 1)
        for button in (self.save, self.start, self.stop):
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        whole.setSpacing(theme.px(7))
        whole.addWidget(self.shape)
        whole.addWidget(self.options)
        whole.addLayout(own)
        whole.addWidget(parts, 1)
        for part in (self.problem, self.summary, self.why_not):
            whole.addWidget(part)
        whole.addLayout(buttons)
        name_controls(self, self.tr("Import {file}").format(file=self._path.name))

    # ---- what the user says

    @property
    def file(self) -> str:
        """The file as the reader takes it: with the named part."""
        named = self.options.part.text().strip()
        return f"{self._path}|{named}" if named else str(self._path)

    def _options_changed(self) -> None:
        """Read the file anew, once no further changes come."""
        self._set_state("reading")
        self._settle.start()

    def _field_chosen(self, header: str, field: str) -> None:
        held = next((column.fields for column in self.table.rows.columns if column.header == header), ())
        self.options.assign(header, held, field)

    def _part_named(self) -> None:
        if self.file != self._read_file:
            self._columns = None
            self.options.choice = FileChoice()
            self.read()

    # ---- reading

    def read(self) -> None:
        """Read the file as chosen; what is being read is given up."""
        self._settle.stop()
        self._end_job()
        self.rows.begin()
        self._outcome = None
        self._read_file = self.file
        principal = self._session.source.health().principal
        self._job = self._imports.preview(self.file, self.options.choice, self._session.clock.now_ms(), principal)
        self._show_problem(None)
        self._set_state("reading")
        self._follow_timer.start()

    def _follow(self) -> None:
        """Show what the job told since the last call."""
        job = self._job
        if job is None:
            self._follow_timer.stop()
            return
        for reply in job.take():
            if isinstance(reply, FileOutcome | FileFailed | FileSaved):
                self._end_job()  # first: showing it may begin another job
            self._show(reply)
        self.rows.name_tabs()

    def _show(self, reply: Reply) -> None:
        match reply:
            case FileColumns():
                self._show_columns(reply)
            case PreviewRows():
                self.rows.add(reply)
            case FileProgress(share, rows):
                self.progress.setValue(round(1000 * share))
                self.progress.setFormat(self.tr("{n} rows").format(n=f"{rows:,}"))
            case FileOutcome():
                self._show_outcome(reply)
            case FileSaved():
                self._show_saved(reply)
            case FileFailed(why):
                self._show_problem(why)
                self._set_state("imported" if self._state in ("importing", "saving") else "read")

    def _show_columns(self, columns: FileColumns) -> None:
        self._columns = columns
        self.shape.setText(self._shape(columns))
        kind = self.options.kind_of(columns)
        self.table.rows.show_columns(columns.columns, columns.fields.get(kind, ()))
        self.options.show_columns(columns)
        if columns.lacking is not None:
            self._show_problem(columns.lacking)

    def _shape(self, columns: FileColumns) -> str:
        parts = [self._path.name, columns.format, columns.encoding, columns.sheet]
        if columns.header_row:
            parts.append(self.tr("header in row {n}").format(n=columns.header_row))
        return "  ·  ".join(part for part in parts if part)

    def _show_outcome(self, outcome: FileOutcome) -> None:
        self._outcome = outcome
        self.progress.setValue(1000)
        self.progress.setFormat("")
        self.rows.show_outcome(outcome, imported=self._state == "importing")
        if self._state == "importing":
            self._rest = outcome.kept
            self._set_state("imported")
        else:
            self._set_state("read")

    def _show_saved(self, saved: FileSaved) -> None:
        if self._state == "saving":
            text = self.tr("{n} rows are saved in {path}: correct them there, and import that file")
            self._set_state("imported")
            self.summary.setText(text.format(n=f"{saved.rows:,}", path=saved.path))
            return
        self.profile_name.clear()
        self.read()
        self.summary.setText(self.tr("The profile is saved: `send` finds it, too"))

    # ---- importing

    def _import(self) -> None:
        if not self.start.isEnabled():
            return
        if self._folder is None:
            self._folder = OpenedFiles()
        self._job = self._imports.send(
            self.file, self.options.choice, person=self._session.submissions.acting, refused=self._folder.path / SPOOL
        )
        self._show_problem(None)
        self.progress.setValue(0)
        self._set_state("importing")
        self._follow_timer.start()

    def _save_refused(self) -> None:
        rest = self.tr("not imported")
        path = self._session.dialogs.save_table(self, f"{self._path.stem} {rest}.xlsx")
        if path is None or self._folder is None:
            return
        request = SaveRefused(
            refused=str(self._folder.path / SPOOL), path=str(path), words=self._words(), place_head=self.tr("Row"),
            reason_head=self.tr("Why it was not imported"),
        )  # fmt: skip
        self._job = self._imports.start(request)
        self._set_state("saving")
        self._follow_timer.start()

    def _words(self) -> dict[str, str]:
        """The reasons in the language of the screen."""
        reasons = [count.reason for count in self._outcome.reasons] if self._outcome is not None else []
        return dict(words_of(reasons))

    def _save_profile(self) -> None:
        self._end_job()
        name = self.profile_name.text().strip()
        self._job = self._imports.start(SaveProfile(file=self.file, choice=self.options.choice, name=name))
        self._set_state("reading")
        self._follow_timer.start()

    def reject(self) -> None:
        """Close; an import in progress is cancelled first, and its report shown."""
        if self._state == "importing" and self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            return
        super().reject()
        self._end()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._state == "importing" and self.isVisible():
            event.ignore()
            self.reject()
            return
        self._end()
        super().closeEvent(event)

    def release(self) -> None:
        """The window closes: end what is in progress."""
        self._state = "imported"
        self._end()
        self.close()

    def _end(self) -> None:
        self._end_job()
        self.options.subclass.release()
        for timer in (self._settle, self._permission):
            timer.stop()
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def _end_job(self) -> None:
        if self._job is not None:
            self._job.close()
            self._job = None
        self._follow_timer.stop()

    # ---- what is possible

    def _set_state(self, state: State) -> None:
        self._state = state
        self.rows.name_tabs()
        self._enable()

    def _enable(self) -> None:
        state, outcome = self._state, self._outcome
        busy = state in ("importing", "saving")
        imported = state in ("imported", "saving")
        useful = 0 if outcome is None else outcome.events + outcome.readings + outcome.figures
        why = self._why_not(useful)
        self.start.setText(
            self.tr("Import {n}").format(n=f"{useful:,}") if useful and not imported else self.tr("Import")
        )
        self.start.setEnabled(not why)
        self.start.setToolTip(literal(why))
        self.why_not.setText(why if state == "read" else "")
        self.why_not.setVisible(bool(self.why_not.text()))
        self.stop.setText(self.tr("Cancel the import") if state == "importing" else self.tr("Close"))
        self.stop.setEnabled(state != "saving")
        self.save.setVisible(imported)
        self.save.setEnabled(state == "imported" and self._rest > 0)
        self.save.setToolTip("" if self._rest else self.tr("All rows were imported"))
        self.options.set_changeable(not busy and not imported)
        self.table.rows.editable = not busy and not imported
        self.progress.setVisible(state in ("reading", "importing", "saving"))
        named = bool(self.profile_name.text().strip())
        ready = state == "read" and self._columns is not None and bool(self._columns.kind)
        self.profile_name.setEnabled(ready)
        self.save_profile.setEnabled(ready and named)
        self.save_profile.setToolTip("" if named else self.tr("Enter a name first"))
        self.summary.setText(summary(self._outcome, self._state))

    def _why_not(self, useful: int) -> str:
        """Why the file cannot be imported now; "" when it can."""
        match self._state:
            case "reading":
                return self.tr("The file is being read")
            case "importing" | "saving":
                return self.tr("The import is in progress")
            case "imported":
                return self.tr("The file is imported; close this window to import another one")
        if not useful:
            return self.tr("Nothing of the file can be imported: assign its columns, or see the reasons")
        command = COMMANDS.get("" if self._columns is None else self._columns.kind)
        if command is not None and (denied := why_not(self._session, command)):
            return denied
        if self._session.source.health().state != "live":
            return self.tr("The backend does not answer at present")
        return ""

    def _show_problem(self, why: Reason | None) -> None:
        self.problem.setText("" if why is None else told_reason(why))
        self.problem.setVisible(why is not None)
