"""导入: how the columns of a file are read, the rows as they are understood and the refused ones; then the import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from county.commands import CommandBody, ReportEvent
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.refusals import templates
from desktop import moments, theme
from desktop.accessible_names import name_controls
from desktop.file_import.column_table import ColumnTable
from desktop.file_import.fields import KINDS
from desktop.file_import.imports import FileImports
from desktop.file_import.mapping import NOW, assigned, everywhere
from desktop.file_import.window_words import CONTEXT, WINDOW_WORDS, in_window
from desktop.i18n import pick
from desktop.item_models.text_rows import TextRows
from desktop.literal import PlainLabel, literal
from desktop.opened_files import OpenedFiles
from desktop.panels.division_box import FoundBox, division_choices
from desktop.panels.elided import ElidedLabel
from desktop.panels.form_keys import FormKeys
from desktop.panels.subclass_box import SubclassBox
from desktop.panels.text_table import text_table
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.wording import place_text, reason
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
    UnderstoodRow,
)
from services.file_import.process import FileJob
from services.intake.layout import FALLBACK

State = Literal["reading", "read", "importing", "imported", "saving"]
FOLLOW_MS = 40
"""Interval at which answers are shown."""
SETTLE_MS = 250
"""How long further changes are waited for before the file is read again."""
DATE_ORDERS = ("", "dmy", "mdy", "ymd")
COMMANDS: dict[str, type[CommandBody]] = {
    "events": ReportEvent, "calls": CountCalls, "visits": VisitGrid, "indicators": ReportIndicator,
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
        self._choice = FileChoice()
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
        QTimer.singleShot(0, self, self._offer_divisions)  # many: the window is shown first
        self.read()

    # ---- parts

    def _make_parts(self) -> None:
        self.shape = ElidedLabel()
        self.shape.setProperty("role", "muted")
        self.part = QLineEdit()
        self.part.setPlaceholderText(self.tr("Sheet, list or packed file, when there are several"))
        self.part.editingFinished.connect(self._part_named)
        self.kind, self.profile, self.date_order, self.comma = (QComboBox() for _ in range(4))
        self.kind.addItem(self.tr("as the columns tell"), "")
        for kind, name in KINDS.items():
            self.kind.addItem(pick(name), kind)
        self.profile.addItem(self.tr("recognised by the columns"), "")
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        orders = (self.tr("as the file tells"), self.tr("day month year"), self.tr("month day year"))
        for text, order in zip((*orders, self.tr("year month day")), DATE_ORDERS, strict=True):
            self.date_order.addItem(text, order)
        for text, comma in (
            (self.tr("as the file tells"), None), (self.tr("1.5"), False), (self.tr("1,5"), True)
        ):  # fmt: skip
            self.comma.addItem(text, comma)
        self.now = QCheckBox(self.tr("All events happen now"))
        self.fallback = FoundBox()
        line = self.fallback.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("not imported; or choose a division"))
        self.subclass = SubclassBox(self._session.catalog, self._session.subclass_sounds)
        self.subclass.setMinimumHeight(theme.px(38))
        self.sensor = QLineEdit()
        self.sensor.setPlaceholderText(self.tr("Id of the sensor of all rows"))
        self.kind.activated.connect(lambda _: self._change(kind=self.kind.currentData() or None))
        self.profile.activated.connect(lambda _: self._profile_chosen())
        self.date_order.activated.connect(lambda _: self._change(date_order=self.date_order.currentData()))
        self.comma.activated.connect(lambda _: self._change(decimal_comma=self.comma.currentData()))
        self.now.clicked.connect(self._now_chosen)
        self.fallback.activated.connect(lambda _: self._fallback_chosen())
        self.subclass.activated.connect(lambda _: self._subclass_chosen())
        self.sensor.editingFinished.connect(self._sensor_named)
        self.profile_name = QLineEdit()
        self.profile_name.setPlaceholderText(self.tr("Name of the profile"))
        self.profile_name.textChanged.connect(lambda _: self._enable())
        self.save_profile = QPushButton(self.tr("Save as a profile"))
        self.save_profile.clicked.connect(self._save_profile)
        self.table = ColumnTable(self._field_chosen)
        self.understood, self.refused = TextRows(6, self, numeric=(0,)), TextRows(2, self, numeric=(0,))
        self.reasons = TextRows(2, self, numeric=(0,))
        self.understood.name(
            [self.tr("Row"), self.tr("Time"), self.tr("Place"), self.tr("Class"), self.tr("Title"), self.tr("Reporter")]
        )
        self.refused.name([self.tr("Row"), self.tr("Why it cannot be imported")])
        self.reasons.name([self.tr("Rows"), self.tr("Reason; the first of them")])
        self.notes = PlainLabel()
        self.notes.setWordWrap(True)
        self.unused = PlainLabel()
        self.unused.setWordWrap(True)
        self.unused.setProperty("role", "muted")
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
        options = QGridLayout()
        options.setHorizontalSpacing(theme.px(8))
        options.setVerticalSpacing(theme.px(5))
        cells: list[list[tuple[str, QWidget]]] = [
            [(self.tr("Rows are"), self.kind), (self.tr("Profile"), self.profile), (self.tr("Dates"), self.date_order),
             (self.tr("Decimals"), self.comma)],
            [(self.tr("Sheet"), self.part), (self.tr("Rows without a known place"), self.fallback),
             (self.tr("Class of all"), self.subclass), (self.tr("Sensor of all"), self.sensor)],
        ]  # fmt: skip
        for row, line in enumerate(cells):
            for column, (text, part) in enumerate(line):
                label = PlainLabel(text)
                label.setProperty("role", "muted")
                label.setBuddy(part)
                options.addWidget(label, row, 2 * column)
                options.addWidget(part, row, 2 * column + 1)
                options.setColumnStretch(2 * column + 1, 4 if column < 2 else 3)  # longer texts first
        own = QHBoxLayout()
        own.addWidget(self.now)
        own.addStretch()
        own.addWidget(self.profile_name)
        own.addWidget(self.save_profile)
        self.tabs = QTabWidget()
        self.tabs.addTab(_table(self.understood, (90, 130, 380, 130, 300)), "")
        self.tabs.addTab(_table(self.refused, (110,)), "")
        self.tabs.addTab(_table(self.reasons, (110,)), "")
        notes = QWidget()
        box = QVBoxLayout(notes)
        box.setContentsMargins(*(theme.px(margin) for margin in (10, 8, 10, 8)))
        box.setSpacing(theme.px(6))
        for part in (self.unused, self.notes):
            box.addWidget(part)
        box.addStretch()
        self.tabs.addTab(notes, "")
        parts = QSplitter()
        parts.setOrientation(parts.orientation().Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.table)
        parts.addWidget(self.tabs)
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
        whole.addLayout(options)
        whole.addLayout(own)
        whole.addWidget(parts, 1)
        for part in (self.problem, self.summary, self.why_not):
            whole.addWidget(part)
        whole.addLayout(buttons)
        name_controls(self, self.tr("Import {file}").format(file=self._path.name))

    def _offer_divisions(self) -> None:
        self.fallback.offer([("", ""), *division_choices(self._session, "towns", "villages")])

    # ---- what the user says

    @property
    def file(self) -> str:
        """The file as the reader takes it: with the named part."""
        named = self.part.text().strip()
        return f"{self._path}|{named}" if named else str(self._path)

    def _change(self, **changes: object) -> None:
        self._take(replace(self._choice, **changes))

    def _take(self, choice: FileChoice) -> None:
        """Read the file anew, once no further changes come."""
        if choice != self._choice:
            self._choice = choice
            self._set_state("reading")
            self._settle.start()

    def _field_chosen(self, header: str, field: str) -> None:
        held = next((column.fields for column in self.table.rows.columns if column.header == header), ())
        self._take(assigned(self._choice, header, held, field))

    def _part_named(self) -> None:
        if self.file != self._read_file:
            self._columns = None
            self._choice = FileChoice()
            self.read()

    def _profile_chosen(self) -> None:
        self._change(profile=self.profile.currentData(), columns={}, without=())

    def _now_chosen(self) -> None:
        values = {"at": NOW} if self.now.isChecked() else {}
        self._take(everywhere(self._choice, values, instead_of=frozenset({"at", "date"})))

    def _fallback_chosen(self) -> None:
        code = self.fallback.value()
        constants = {name: text for name, text in self._choice.constants.items() if name != FALLBACK}
        self._change(constants=constants | ({FALLBACK: code} if code else {}))

    def _subclass_chosen(self) -> None:
        key = self.subclass.key()
        self._take(everywhere(self._choice, {"subclass": key} if key else {}, instead_of=frozenset({"subclass"})))

    def _sensor_named(self) -> None:
        sensor = self.sensor.text().strip()
        values = {"sensor_id": sensor} if sensor else {}
        self._take(everywhere(self._choice, values, instead_of=frozenset({"sensor_id"})))

    # ---- reading

    def read(self) -> None:
        """Read the file as chosen; what is being read is given up."""
        self._settle.stop()
        self._end_job()
        for rows in (self.understood, self.refused, self.reasons):
            rows.show_rows(())
        self._outcome = None
        self._read_file = self.file
        principal = self._session.source.health().principal
        self._job = self._imports.preview(self.file, self._choice, self._session.clock.now_ms(), principal)
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
        self._name_tabs()

    def _show(self, reply: Reply) -> None:
        match reply:
            case FileColumns():
                self._show_columns(reply)
            case PreviewRows():
                self.understood.add(map(self._cells, reply.understood))
                self.refused.add((place_text(row.where), self._reason(row.reason)) for row in reply.refused)
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
        kind = columns.kind or self.kind.currentData() or columns.nearest or "events"
        self.table.rows.show_columns(columns.columns, columns.fields.get(kind, ()))
        known = [self.profile.itemData(row) for row in range(1, self.profile.count())]
        if known != list(columns.profiles):
            chosen = self.profile.currentData()
            while self.profile.count() > 1:
                self.profile.removeItem(1)
            for name in columns.profiles:
                self.profile.addItem(name, name)
            self.profile.setCurrentIndex(max(0, self.profile.findData(chosen)))
        found = self.tr("recognised: {name}").format(name=columns.profile)
        by_columns = self.tr("recognised by the columns")
        self.profile.setItemText(0, found if columns.profile and not self._choice.profile else by_columns)
        named = pick(KINDS[columns.kind]) if columns.kind else ""
        told = self.tr("as the columns tell: {kind}").format(kind=named) if named else self.tr("as the columns tell")
        self.kind.setItemText(0, told)
        constants = self._choice.constants
        self.now.setChecked(constants.get("at") == NOW)
        if FALLBACK not in constants:
            self.fallback.setCurrentIndex(0)
        if "subclass" not in constants:
            self.subclass.setCurrentIndex(-1)
        for part in (self.fallback, self.subclass, self.now):
            part.setEnabled(kind == "events")
            part.setToolTip("" if kind == "events" else self.tr("Only for events"))
        self.sensor.setEnabled(kind == "readings")
        self.sensor.setToolTip("" if kind == "readings" else self.tr("Only for readings"))
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
        self.reasons.show_rows((f"{count.number:,}", self._reason(count.reason)) for count in outcome.reasons)
        self.notes.setText("\n".join(map(self._reason, outcome.notes)))
        unused = ", ".join(outcome.unused)
        self.unused.setText(self.tr("Columns without a use: {names}").format(names=unused) if unused else "")
        if self._state == "importing":
            self._rest = outcome.kept
            self.tabs.setCurrentIndex(2 if outcome.reasons else 0)
            self._set_state("imported")
        else:
            if not self.understood.rowCount() and self.reasons.rowCount():
                self.tabs.setCurrentIndex(2)
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

    def _cells(self, row: UnderstoodRow) -> tuple[str, ...]:
        now_ms = self._session.clock.now_ms()
        at = self.tr("now") if row.at_ms is None else moments.short(row.at_ms, now_ms)
        place = self._session.divisions.located(row.division, row.place_level) if row.division else row.place
        place = " · ".join(filter(None, (place, row.address)))
        return place_text(row.where), at, place, row.subclass, row.title, row.reporter

    def _reason(self, told: Reason) -> str:
        return reason(in_window(told.line))

    # ---- importing

    def _import(self) -> None:
        if not self.start.isEnabled():
            return
        if self._folder is None:
            self._folder = OpenedFiles()
        self._job = self._imports.send(
            self.file, self._choice, person=self._session.submissions.acting, refused=self._folder.path / SPOOL
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
        return dict(_words_of(reasons))

    def _save_profile(self) -> None:
        self._end_job()
        name = self.profile_name.text().strip()
        self._job = self._imports.start(SaveProfile(file=self.file, choice=self._choice, name=name))
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
        self.subclass.release()
        self._state = "imported"
        self._end()
        self.close()

    def _end(self) -> None:
        self._end_job()
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
        self._name_tabs()
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
        for part in (self.kind, self.profile, self.date_order, self.comma, self.part):
            part.setEnabled(not busy and not imported)
        if busy or imported:
            for other in (self.fallback, self.subclass, self.sensor, self.now):
                other.setEnabled(False)
        self.table.rows.editable = not busy and not imported
        self.progress.setVisible(state in ("reading", "importing", "saving"))
        named = bool(self.profile_name.text().strip())
        ready = state == "read" and self._columns is not None and bool(self._columns.kind)
        self.profile_name.setEnabled(ready)
        self.save_profile.setEnabled(ready and named)
        self.save_profile.setToolTip("" if named else self.tr("Enter a name first"))
        self.summary.setText(self._summary())

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

    def _summary(self) -> str:
        outcome = self._outcome
        if outcome is None:
            return self.tr("Reading the file …") if self._state == "reading" else ""
        accepted = outcome.events + outcome.readings + outcome.figures
        left = self.tr(", {refused} refused, {unusable} not usable, {gaps} gaps").format(
            refused=f"{outcome.refused:,}", unusable=f"{outcome.unusable:,}", gaps=f"{outcome.gaps:,}"
        )
        if outcome.approximate:
            left = self.tr(", {n} at approximate places").format(n=f"{outcome.approximate:,}") + left
        if self._state in ("imported", "saving"):
            text = self.tr("Cancelled after ") if outcome.cancelled else self.tr("Imported: ")
            done = self.tr("{rows} rows read, {stored} stored, {known} known already").format(
                rows=f"{outcome.rows:,}", stored=f"{accepted - outcome.known:,}", known=f"{outcome.known:,}"
            )
            return f"{text}{done}{left}"
        done = self.tr("{rows} rows read, {n} can be imported").format(rows=f"{outcome.rows:,}", n=f"{accepted:,}")
        return f"{done}{left}"

    def _name_tabs(self) -> None:
        outcome = self._outcome
        refused = self.refused.rowCount() if outcome is None else outcome.refused + outcome.unusable
        shown = self.understood.rowCount()
        for tab, text in enumerate(
            (
                self.tr("As understood (first {n})").format(n=shown) if shown else self.tr("As understood"),
                self.tr("Not importable ({n})").format(n=f"{refused:,}"),
                self.tr("By reason ({n})").format(n=self.reasons.rowCount()),
                self.tr("Remarks"),
            )
        ):
            if self.tabs.tabText(tab) != text:
                self.tabs.setTabText(tab, text)
                page = self.tabs.widget(tab)
                assert page is not None
                page.setAccessibleName(text)

    def _show_problem(self, why: Reason | None) -> None:
        self.problem.setText("" if why is None else self._reason(why))
        self.problem.setVisible(why is not None)


def _words_of(reasons: Iterable[Reason]) -> Iterator[tuple[str, str]]:
    """The templates of reasons, and of those in them, in the language of the screen."""
    for told in reasons:
        yield from _words_of(part for part in told.parts if part is not None)
        match told.context:
            case "fields" | "word":
                yield told.template, reason(told.line)
            case "refusals":
                for template in templates(told.template):
                    yield template, QCoreApplication.translate(told.context, template)
            case "explained":
                words = WINDOW_WORDS.get(told.template)
                in_words = QCoreApplication.translate(told.context, told.template)
                yield told.template, in_words if words is None else QCoreApplication.translate(CONTEXT, str(words))


def _table(rows: TextRows, widths_px: tuple[int, ...]) -> QTableView:
    table = text_table(rows)
    table.horizontalHeader().setStretchLastSection(True)
    for column, width_px in enumerate(widths_px):
        table.setColumnWidth(column, theme.px(width_px))
    return table
