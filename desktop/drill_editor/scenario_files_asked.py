"""Opening and saving scenarios in a window: what would be lost is asked about first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from county.clock import Clock
from county.drill.editing import Values
from county.drill.times import UNITS_MS, Unit
from county.drill.writing import scenario_values
from county.explained import Explained, ExplainedLine, of_os_error
from county.numbering import COUNTY_TIME
from desktop.drill.job import DrillJob
from desktop.drill_editor.document import EditedScenario, ScenarioDocument
from desktop.drill_editor.scenario_on_disk import ReadScenario, WrittenScenario, read_to_edit, write_edited
from desktop.files.file_dialogs import FileDialogs
from desktop.widgets.literal import literal
from desktop.wording import explained
from services.scenarios.imported import ImportedScenario, ImportOptions, read_scenario
from services.scenarios.scenario_files import PACKED
from services.scenarios.scenario_saving import new_values
from services.scenarios.sheet_writing import write_sheet

Then = Callable[[], object]
"""What is done when the question was answered so."""
_LINES = 12
"""Of what is wrong with a sheet, in one box."""


class UnsavedTexts(NamedTuple):
    """What is typed in fields and cannot be saved."""

    first: str
    """The field with its text and the reason."""
    number: int
    go_to: Callable[[], object]
    """To the first one."""


class ScenarioFilesAsked(QObject):
    """Boxes and disks are not waited for: the answer goes on."""

    doing_changed = Signal()
    _written = Signal(int, int)

    def __init__(
        self, document: ScenarioDocument, window: QWidget, dialogs: FileDialogs, county: str, clock: Clock,
        unread: Callable[[], UnsavedTexts | None],
    ) -> None:
        """``county``: code of the window's county; ``clock``: of this machine; ``unread``: asked before saving."""
        super().__init__(window)
        self._document, self._window, self._dialogs = document, window, dialogs
        self._county, self._clock, self._unread = county, clock, unread
        self._jobs: list[DrillJob] = []
        self.doing = ""
        """What is being read or written, in words; "": nothing."""
        self._job_text = ""
        self._after: Then | None = None
        self._written.connect(self._show_written, Qt.ConnectionType.QueuedConnection)

    # ---- opening

    def new(self) -> None:
        """An empty scenario that begins today at nine."""
        today = self._now()
        start = today.replace(hour=9, minute=0, second=0, microsecond=0)
        self._document.begin(new_values(self._county, start.isoformat()), None, {}, empty=True)

    def open(self) -> None:
        path = self._dialogs.choose_scenario(self._window)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path, *, as_new: bool = False, then: Then = lambda: None) -> None:
        """A scenario, or a script in a sheet, read in a thread; what is changed meanwhile is asked about.  ``as_new``:
        a template, moved to this county where it is of another."""
        if path.suffix != ".toml" and not path.name.endswith(PACKED):
            self._import(path, None)
            return
        before = self._document.edited

        def work() -> tuple[ReadScenario, tuple[Values, list[ExplainedLine]]]:
            found = read_to_edit(path)
            heading = found.values.get("scenario")
            away = as_new and isinstance(heading, dict) and heading.get("county") != self._county
            return found, self._document.moved_here(found.values) if away else (found.values, [])

        def show(found: ReadScenario, moved: tuple[Values, list[ExplainedLine]]) -> None:
            self._document.show_read(None if as_new else path, found)
            values, self._document.replaced = moved
            self._document.change(values)
            then()

        text = self.tr("Opening {file} …").format(file=path.name)
        self._do(work, lambda found: self._unless_changed(before, partial(show, *found)), text)

    def _unless_changed(self, before: EditedScenario, then: Then) -> None:
        if self._document.edited is before:
            then()
        else:
            self.ask_unsaved(then)

    def _import(self, path: Path, unit: Unit | None) -> None:
        options, before = ImportOptions(county=self._county, bare=unit), self._document.edited
        work = partial(read_scenario, path, options, None, self._now())
        text = self.tr("Opening {file} …").format(file=path.name)
        self._do(work, lambda found: self._imported(path, unit, found, before), text)

    def _imported(self, path: Path, unit: Unit | None, found: ImportedScenario, before: EditedScenario) -> None:
        if found.scenario is not None:
            begin = partial(self._document.begin, scenario_values(found.scenario), None, {}, saved=False)
            self._unless_changed(before, begin)
        elif found.unclear and unit is None:
            self._ask_unit(path, found)
        else:
            self._show_faults(path, found)

    def _ask_unit(self, path: Path, found: ImportedScenario) -> None:
        """A bare ``T+2`` is never guessed."""
        row = found.unclear[0]
        number = row.unclear.number if row.unclear is not None else 0
        text = self.tr("{n} times of {file} have no unit, such as {time} in {where}. In which unit are they?")
        box = self._box(text.format(n=len(found.unclear), file=path.name, time=f"T{number:+d}", where=row.where))
        names: dict[Unit, str] = {"minutes": self.tr("Minutes"), "hours": self.tr("Hours"), "days": self.tr("Days")}
        for unit in UNITS_MS:
            button = box.addButton(names[unit], QMessageBox.ButtonRole.AcceptRole)
            button.clicked.connect(lambda _=False, unit=unit: self._import(path, unit))
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.open()

    def _show_faults(self, path: Path, found: ImportedScenario) -> None:
        lines = [explained(line) for line in found.general]
        lines += [f"{row.where}: {explained(line)}" for row in found.rows for line in row.faults]
        shown = lines[:_LINES] + ([self.tr("… and {n} more").format(n=len(lines) - _LINES)] if lines[_LINES:] else [])
        first = self.tr("{file} was not opened; correct these rows:").format(file=path.name)
        self._box("\n".join([first, *shown])).open()

    def attach(self) -> None:
        """Files from the disk, as far as they can be saved with the scenario."""
        for path in self._dialogs.choose(self._window):
            try:
                self._document.attach(path)
            except (Explained, OSError) as error:
                self._tell(error)

    # ---- saving

    def save(self, then: Then = lambda: None) -> None:
        """Where it was opened; a new one asks where."""
        self.when_read(lambda: self._save(then))

    def _save(self, then: Then) -> None:
        path = self._document.path
        if path is None:
            self._save_as(then)
        elif self._document.overtaken or self._document.comments:
            self._ask_loss(path, then)
        else:
            self._write(path, then)

    def save_as(self, then: Then = lambda: None) -> None:
        self.when_read(lambda: self._save_as(then))

    def _save_as(self, then: Then) -> None:
        path = self._dialogs.save_scenario(self._window, self.proposed(".toml"))
        if path is not None:
            self._write(path, then)

    def export(self) -> None:
        """As the sheet of a script."""
        self.when_read(self._export)

    def _export(self) -> None:
        scenario = self._document.scenario
        if scenario is None:
            text = self.tr("Correct the errors first: a workbook holds only what has the form of a scenario.")
            self._box(text).open()
            return
        path = self._dialogs.save_script(self._window, self.proposed(".xlsx"))
        if path is not None:
            text = self.tr("Writing {file} …").format(file=path.name)
            self._do(partial(write_sheet, scenario, path), lambda _: None, text)

    def proposed(self, ending: str) -> str:
        """A name for the file: the one it has, else the scenario's id."""
        path, id = self._document.path, str(self._document.heading.get("id") or "scenario")
        stem = id if path is None else path.name.removesuffix(PACKED).removesuffix(".toml")
        return f"{''.join(c if c.isalnum() or c in '-_.' else '-' for c in stem)}{ending}"

    def _write(self, path: Path, then: Then, *, replace: bool = False) -> None:
        """In a thread.  ``replace``: also the files of others beside it."""
        edited, files = self._document.edited, self._document.files
        work = partial(write_edited, edited.values, path, files, self._written.emit, replace=replace)

        def take(found: WrittenScenario | list[str]) -> None:
            if isinstance(found, WrittenScenario):
                self._document.saved(edited, path, found)
                then()
            else:
                self._ask_replaced(path, found, then)

        self._do(work, take, self._saving(path))

    def _saving(self, path: Path) -> str:
        return self.tr("Saving {file} …").format(file=path.name)

    def _ask_replaced(self, path: Path, names: list[str], then: Then) -> None:
        text = self.tr("{folder} already has other files of these names: {names}. They would be replaced.")
        box = self._box(text.format(folder=path.parent, names="、".join(names)))
        box.setObjectName("replaced")
        replace = box.addButton(self.tr("Replace them"), QMessageBox.ButtonRole.AcceptRole)
        other = box.addButton(self.tr("Save as another file …"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(other)
        replace.clicked.connect(lambda: self._write(path, then, replace=True))
        other.clicked.connect(lambda: self._save_as(then))
        box.open()

    def _ask_loss(self, path: Path, then: Then) -> None:
        """What stands in the file would be lost: the work of another program, or comments."""
        text = self.tr("{file} has comments (what stands behind #). They are lost when it is saved from here.")
        go_on = self.tr("Save without the comments")
        if self._document.overtaken:
            text = self.tr("{file} was changed by another program since it was opened. Those changes would be lost.")
            go_on = self.tr("Overwrite them")
        box = self._box(text.format(file=path.name))
        box.setObjectName("loss")
        over = box.addButton(go_on, QMessageBox.ButtonRole.AcceptRole)
        other = box.addButton(self.tr("Save as another file …"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(other)
        over.clicked.connect(lambda: self._write(path, then))
        other.clicked.connect(lambda: self._save_as(then))
        box.open()

    def when_read(self, then: Then) -> None:
        """Do ``then``, after asking where something typed would not be in the file."""
        unread = self._unread()
        if unread is None:
            then()
            return
        text = self.tr("{n} typed texts cannot be read and are not saved; the first one: {first}")
        box = self._box(text.format(n=unread.number, first=unread.first))
        box.setObjectName("unread")
        correct = box.addButton(self.tr("Correct it"), QMessageBox.ButtonRole.RejectRole)
        go_on = box.addButton(self.tr("Save without it"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(correct)
        box.setEscapeButton(correct)
        correct.clicked.connect(lambda: unread.go_to())
        go_on.clicked.connect(lambda: then())
        box.open()

    # ---- what is not saved

    def ask_unsaved(self, then: Then) -> None:
        """Do ``then``, after asking where something is not saved."""
        if not self._document.dirty:
            then()
            return
        title = str(self._document.heading.get("title") or self.tr("untitled"))
        box = self._box(self.tr("{title} has changes that are not saved.").format(title=title))
        box.setObjectName("unsaved")
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Discard the changes"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(save)
        save.clicked.connect(lambda: self.save(partial(self.ask_unsaved, then)))  # what was typed meanwhile
        discard.clicked.connect(lambda: then())
        box.open()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, COUNTY_TIME)

    # ---- threads

    def when_done(self, then: Then) -> None:
        """Do ``then`` once nothing is being read or written; not at all where that fails."""
        if self._jobs:
            self._after = then
        else:
            then()

    def _do(self, work: Callable[[], object], then: Callable[[Any], object], doing: str) -> None:
        """Read or write in a thread; ``then``: with what was read, ``doing``: what the window says meanwhile."""
        job = DrillJob(work, self)
        self._jobs.append(job)
        self._job_text = doing
        self._say(doing)

        def end() -> None:
            self._jobs.remove(job)
            self._say("")

        def finish(found: object) -> None:
            end()
            then(found)
            after, self._after = self._after, None
            if after is not None:
                after()

        def fail(why: str) -> None:
            end()
            self._after = None
            self._box(why).open()

        job.finished.connect(finish)
        job.failed.connect(fail)

    def _say(self, doing: str) -> None:
        self.doing = doing
        self.doing_changed.emit()

    def _show_written(self, done: int, all: int) -> None:
        if self.doing:
            text = self.tr("{doing} ({done} of {all} files)")
            self._say(text.format(doing=self._job_text, done=done, all=all))

    def release(self) -> None:
        """What is being written is completed; nothing is told any more."""
        for job in self._jobs:
            job.release()

    def _tell(self, error: Exception) -> None:
        line = of_os_error(error) if isinstance(error, OSError) else getattr(error, "line", str(error))
        self._box(explained(line)).open()

    def _box(self, text: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, self._window.windowTitle(), literal(text), parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return box
