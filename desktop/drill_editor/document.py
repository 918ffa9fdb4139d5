"""The scenario that is being edited: its values and their history, where it is saved, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from county.drill import editing
from county.drill.drill_county import DrillCounty
from county.drill.edit_history import EditHistory
from county.drill.editing import Row, Values, rows_of
from county.drill.moving import moved_to
from county.drill.scenario import Scenario
from county.drill.writing import scenario_values
from county.explained import Explained, ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path as ValuePath
from county.toml_files.strict import convert
from desktop.drill_editor.scenario_on_disk import ReadScenario, WrittenScenario
from desktop.drill_editor.table_fields import NEW_ROWS, EditedTable
from desktop.drill_editor.unread_texts import RowIdentity, UnreadText, UnreadTexts
from desktop.drill_editor.vocabulary import CountyWords, Vocabulary
from desktop.process.worker_result import made_or_why
from services.disk.file_stamp import Stamp, stamp_of
from services.drill.baseline_source import missing
from services.drill.scenario_check import faults_of
from services.scenarios.scenario_files import check_attachment
from services.scenarios.scenario_saving import AttachmentSource

CHECK_MS = 250
"""After the last change; typing is not held up."""


class EditedScenario(NamedTuple):
    """What a change of the document can alter."""

    values: Values
    attached: frozenset[str] = frozenset()
    """Names of the attachments."""


class ScenarioDocument(QObject):
    """Every change goes through it, so that it can be undone and is checked."""

    changed = Signal()
    """The values, or what they are called on the disk."""
    checked = Signal()

    def __init__(self, words: CountyWords, county: Callable[[], DrillCounty], package: Path) -> None:
        """``county``: read when the first check needs it, in the thread of the checks; ``package``: its folder."""
        super().__init__()
        self._words, self._county, self._package = words, county, package
        self.path: Path | None = None
        """Where it is saved; None for a new one."""
        self.opened = 0
        """How many scenarios have been opened or begun here: rows of different ones may have the same ids."""
        self.comments = False
        """Whether the file there has comments, which saving drops."""
        self.stamp: Stamp | None = None
        """Of the file when it was read or written."""
        self._sources: dict[str, AttachmentSource] = {}
        """Of every file that was attached, also where it is no attachment any more: removing one can be undone."""
        self.findings: list[Fault] | None = None
        """None while the newest values are being checked."""
        self.replaced: list[ExplainedLine] = []
        """What took the place of what the county lacks, when the scenario was moved to it."""
        self.unread = UnreadTexts()
        """What is typed and is not among the values."""
        self.by_row: dict[ValuePath, list[Fault]] = {}
        """The findings of the last check by table and row."""
        self._history = EditHistory(EditedScenario({}))
        self._empty: EditedScenario | None = None
        """A new scenario, as it was begun."""
        self._released = False
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="scenario-check")
        self._soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._soon.timeout.connect(self._check)
        self._done.connect(self._take, Qt.ConnectionType.QueuedConnection)

    _done = Signal(object, object)

    def release(self) -> None:
        self._released = True
        self._soon.stop()
        self._done.disconnect(self._take)
        self._worker.shutdown(wait=True)

    # ---- what stands there

    @property
    def edited(self) -> EditedScenario:
        """Another object after every change."""
        return self._history.values

    @property
    def values(self) -> Values:
        return self._history.values.values

    @property
    def files(self) -> dict[str, AttachmentSource]:
        """The attachments by their names beside the scenario."""
        return {name: self._sources[name] for name in sorted(self._history.values.attached)}

    @property
    def dirty(self) -> bool:
        """Whether there is something to be saved."""
        return self._history.dirty

    @property
    def overtaken(self) -> bool:
        """Whether another program has changed the file since it was read."""
        found = None if self.path is None else stamp_of(self.path)
        return found is not None and found != self.stamp

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    @property
    def known(self) -> Vocabulary:
        return Vocabulary(self.values, self._words, self.files)

    @property
    def heading(self) -> Row:
        found = self.values.get("scenario")
        return found if isinstance(found, dict) else {}

    @property
    def scenario(self) -> Scenario | None:
        """None while the values have not the form of a scenario."""
        return scenario_of(self.values)

    def rows(self, table: str) -> list[Row]:
        return rows_of(self.values, table)

    def identity(self, table: str, number: int) -> RowIdentity:
        """Of a row; the heading has number 0 of the table ``scenario``."""
        return _identity(self.values, table, number)

    def unread_of(self, table: str, number: int) -> Mapping[str, UnreadText]:
        """What is typed into fields of a row and cannot be read, by key of the field."""
        return self.unread.of(self.identity(table, number)) if self.unread else {}

    def unread_places(self) -> list[tuple[ValuePath, UnreadText]]:
        """All of them that belong to something in the scenario, each with its path, which ends with the key."""
        if not self.unread:
            return []
        heading: list[tuple[ValuePath, UnreadText]] = [
            (tuple(key.split(".")), text) for key, text in self.unread_of("scenario", 0).items()
        ]
        rows = ((table, n) for table in editing.TABLES for n in range(len(self.rows(table))))
        return heading + [((*row, key), text) for row in rows for key, text in self.unread_of(*row).items()]

    @property
    def blank(self) -> bool:
        """Whether it is a new scenario in which nothing is written yet: what it lacks is no mistake."""
        return self.path is None and self.edited is self._empty

    @property
    def told(self) -> Sequence[Fault]:
        """What is to be corrected, as far as it is known."""
        return () if self.blank else self.findings or ()

    @property
    def errors(self) -> int:
        return sum(fault.severity == "error" for fault in self.findings or ())

    # ---- files

    def show_read(self, path: Path | None, found: ReadScenario) -> None:
        """Edit what was read; ``path``: None: it is a template, which is saved elsewhere."""
        self.begin(found.values, path, found.files)
        if path is not None:
            self.comments, self.stamp = found.comments, found.stamp

    def begin(
        self, values: Values, path: Path | None, files: Mapping[str, AttachmentSource], *, saved: bool = True,
        empty: bool = False,
    ) -> None:  # fmt: skip
        """Edit other values; not ``saved``: they differ from those in the file; ``empty``: of a new scenario, in which
        nothing is written yet."""
        self.path, self.comments = path, False
        self.opened += 1
        self.stamp = None if path is None else stamp_of(path)
        self._history = EditHistory(EditedScenario(values, frozenset(files)))
        self._sources = dict(files)
        self.unread.clear()
        self._empty = self.edited if empty else None
        if not saved:
            self._history.saved = None
        self._tell()

    def resume(
        self, values: Values, path: Path | None, files: Mapping[str, AttachmentSource], stamp: Stamp | None, *,
        comments: bool,
    ) -> None:
        """Edit a draft again; ``stamp`` and ``comments``: of the file when the draft began, None: unknown."""
        self.begin(values, path, files, saved=False)
        self.stamp, self.comments = stamp, comments

    def saved(self, edited: EditedScenario, path: Path, written: WrittenScenario) -> None:
        """``edited``, which may have been changed since, stands in ``path``."""
        self._sources |= written.files
        self._history.save(edited)
        self.path, self.comments, self.stamp = path, False, written.stamp
        self.changed.emit()

    def attach(self, path: Path) -> str:
        """A file becomes an attachment; returns its name beside the scenario, another one where a file of its name was
        attached before.  Raises BadScenario, OSError."""
        check_attachment(path, {name: source.size() for name, source in self.files.items()})
        name = _free_name(path, self._sources)
        self._sources[name] = AttachmentSource(path)
        self._attached(self._history.values.attached | {name})
        return name

    def detach(self, name: str) -> None:
        self._attached(self._history.values.attached - {name})

    def _attached(self, names: frozenset[str]) -> None:
        if self._history.change(EditedScenario(self.values, names)):
            self._tell()

    # ---- changes

    def change(self, values: Values, what: object = None) -> None:
        """Take new values as one step; ``what``: the field that is being typed."""
        if self._history.change(self._history.values._replace(values=values), what):
            self._tell()

    def change_row(self, table: str, number: int, row: Row, what: object = None) -> None:
        if row != self.rows(table)[number]:
            values = editing.with_row(self.values, table, number, row)
            self.unread.rename(self.identity(table, number), _identity(values, table, number))
            self.change(values, what)

    def change_field(self, table: str, numbers: Collection[int], key: str, value: object) -> None:
        """Give several rows the same value of a field, as one step."""
        rows = self.rows(table)
        changed = [editing.with_value(row, key, value) if n in numbers else row for n, row in enumerate(rows)]
        self.change({**self.values, table: changed})

    def add(self, table: EditedTable, number: int | None = None, **more: Any) -> int:
        """Add a row before ``number``, by default at the end; returns its position."""
        row = {"id": editing.free_id(self.values, table), **NEW_ROWS[table], **more}
        place = len(self.rows(table)) if number is None else number
        self.change(editing.with_added(self.values, table, row, place))
        return place

    def copy(self, table: str, number: int) -> None:
        self.change(editing.with_copied(self.values, table, number))

    def remove(self, table: str, numbers: list[int]) -> None:
        values = self.values
        for number in sorted(numbers, reverse=True):
            values = editing.without_row(values, table, number)
        self.change(values)

    def move(self, table: str, number: int, by: int) -> None:
        self.change(editing.with_moved(self.values, table, number, by))

    def rebase(self) -> None:
        """Move it to the county of the window, by the codes of its villages."""
        values, self.replaced = self.moved_here(self.values)
        self.change(values)

    def moved_here(self, values: Values) -> tuple[Values, list[ExplainedLine]]:
        """``values`` for the county of the window, as they are where they have not the form of a scenario, and what
        takes the place of what that county lacks; may wait until the county has been read."""
        scenario, county = scenario_of(values), self._county()
        if scenario is None:
            return values, []
        moved = moved_to(county, scenario)
        return scenario_values(moved.scenario), [_of_row(scenario, fault) for fault in moved.warnings]

    def undo(self) -> None:
        if self._history.undo():
            self._tell()

    def redo(self) -> None:
        if self._history.redo():
            self._tell()

    # ---- checking

    def _tell(self) -> None:
        self.findings = None
        if not self._released:
            self._soon.start()
        self.changed.emit()

    def _check(self) -> None:
        edited = self._history.values
        folder = None if self.path is None else self.path.parent
        future = self._worker.submit(
            _found, edited.values, self._county, dict.fromkeys(edited.attached, 0),
            partial(missing, folder=folder, package=self._package),
        )  # fmt: skip
        future.add_done_callback(partial(self._report, edited))

    def _report(self, edited: EditedScenario, future: Future[list[Fault]]) -> None:
        self._done.emit(edited, made_or_why(future))

    def _take(self, edited: EditedScenario, found: object) -> None:
        if edited is self._history.values and isinstance(found, list):
            self.findings = found
            self.by_row = {}
            for fault in found:
                self.by_row.setdefault(fault.path[:2], []).append(fault)
            self.checked.emit()


def _found(
    values: Values, county: Callable[[], DrillCounty], sizes: Mapping[str, int],
    missing: Callable[[str], Explained | None],
) -> list[Fault]:  # fmt: skip
    return faults_of(dict(values), county(), sizes, missing)


def _free_name(path: Path, taken: Collection[str]) -> str:
    names = (path.name, *(f"{path.stem}-{n}{path.suffix}" for n in range(2, len(taken) + 3)))
    known = {name.casefold() for name in taken}
    return next(name for name in names if name.casefold() not in known)


def _identity(values: Values, table: str, number: int) -> RowIdentity:
    ids = [str(row.get("id")) for row in rows_of(values, table)[: number + 1]]
    return RowIdentity(table, ids[-1], ids.count(ids[-1])) if ids else RowIdentity(table)


def scenario_of(values: Values) -> Scenario | None:
    """None where the values have not the form of a scenario."""
    try:
        return convert(values, Scenario)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None


def _of_row(scenario: Scenario, fault: Fault) -> ExplainedLine:
    """With the id of the row that it is about."""
    table, number, *_ = fault.path
    row = getattr(scenario, str(table))[number]
    return ExplainedLine("{id}: {text}", id=row.id, text=fault.text)
