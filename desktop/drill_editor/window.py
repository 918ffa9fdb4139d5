"""The editor of scenarios: time line, tables, the form of the chosen row with its map, and what the check finds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QSplitter, QVBoxLayout
from shiboken6 import isValid

from county.clock import Clock
from county.drill.remedies import MOVE, remedied
from county.drill.rough_times import moved, rough_times
from county.durations import readable_span
from county.toml_files.finding import Fault
from county.toml_files.lines import Path as ValuePath
from desktop import moments, theme
from desktop.drafts.store import DraftStore
from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.drill_start import RunDrill
from desktop.drill_editor.edited_start import EditedStart
from desktop.drill_editor.editor_bar import EditorBar
from desktop.drill_editor.editor_pages import EditorPages
from desktop.drill_editor.finding_list import FindingList
from desktop.drill_editor.finding_words import unread_line
from desktop.drill_editor.inspector import RowInspector
from desktop.drill_editor.notice_band import EditorNotice
from desktop.drill_editor.scenario_drafts import ScenarioDrafts
from desktop.drill_editor.scenario_files_asked import ScenarioFilesAsked, Then, UnsavedTexts
from desktop.drill_editor.time_line import ScenarioTimeLine
from desktop.drill_editor.timed_injects import timed_injects, timed_phases
from desktop.drill_editor.vocabulary import CountyWords
from desktop.input.keys import KEYS
from desktop.input.keys_dialog import KeysDialog
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import without_mnemonics
from desktop.wording import explained, marked
from services.drill.package_county import PackageForDrills
from services.scenarios.shipped import shipped


class ScenarioEditor(QDialog):
    """One scenario at a time, in a window of its own beside the county's."""

    closed = Signal()

    def __init__(
        self, session: Session, drafts: DraftStore | None, clock: Clock, run_drill: RunDrill | None
    ) -> None:
        """``drafts``: None: they are not kept; ``clock``: of this machine; ``run_drill``: None where no drill can be
        started from this machine."""
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session = session
        reader = ThreadPoolExecutor(1, thread_name_prefix="scenario-county")
        county = reader.submit(PackageForDrills, session.package).result  # waited for by the first that needs it
        reader.shutdown(wait=False)
        own = session.package.manifest.code
        words = CountyWords(session.package, session.catalog, session.divisions.path)
        self.document = document = ScenarioDocument(words, county, session.package.folder)
        self.asked = ScenarioFilesAsked(document, self, session.dialogs, own, clock, self._unread)
        self._released = self._sure = False
        templates = shipped()
        self._begins = True
        """Until something is opened or written."""
        self.bar, self.notice = EditorBar(templates), EditorNotice()
        self.line, self.findings = ScenarioTimeLine(), FindingList()
        self.pages = EditorPages(document, self.asked.attach)
        self.inspector = RowInspector(document, session, county)
        self.start = EditedStart(document, self.asked, run_drill, self.notice.say)
        self.drafts = None if drafts is None else ScenarioDrafts(document, drafts, clock, session.author)
        self._lay_out()
        self._connect()
        self._write_texts()
        self.asked.new()
        self.pages.tables["injects"].view.setFocus()
        begin = [(without_mnemonics(title), partial(self.open_template, path)) for path, title in templates]
        self.notice.say(self.tr("Begin with a shipped scenario, or add injects to an empty one:"), begin)
        if self.drafts is not None:
            self.drafts.find()

    def _lay_out(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.pages)
        left.addWidget(self.findings)
        left.setSizes([theme.px(560), theme.px(170)])
        self._wide = QSplitter(Qt.Orientation.Horizontal)
        self._wide.addWidget(left)
        self._wide.addWidget(self.inspector)
        self._wide.setStretchFactor(0, 1)
        self._wide.setSizes([theme.px(1270), theme.px(600)])
        for parts in (left, self._wide):
            parts.setChildrenCollapsible(False)
            parts.setHandleWidth(theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(10))
        column.setSpacing(theme.px(8))
        column.addWidget(self.bar)
        column.addWidget(self.notice)
        column.addWidget(self.line)
        column.addWidget(self._wide, 1)
        free = self.screen().availableGeometry().size()
        self.resize(theme.px(1900), theme.px(1010))
        self.resize(self.size().boundedTo(free))

    def _connect(self) -> None:
        document = self.document
        document.changed.connect(self._follow)
        document.checked.connect(self._show_findings)
        document.unread.changed.connect(self._show_findings)
        self.asked.doing_changed.connect(self._show_state)
        self.bar.pressed.connect(self._press)
        self.bar.shipped_wanted.connect(self._ask_template)
        self.line.chosen.connect(lambda number: self.go_to(("injects", number), focus=False))
        self.line.moved.connect(self._move_in_time)
        self.findings.chosen.connect(self.go_to)
        self.findings.remedy_wanted.connect(self._remedy)
        self.pages.turned.connect(self._show_row)
        self.inspector.expectation_wanted.connect(self._add_expectation)
        keys = {"finding": self.findings.next, "remedy": self.findings.remedy.click,
                "place": self.inspector.map.pick.click}  # fmt: skip
        for name, do in keys.items():
            for key in KEYS[f"editor.{name}"].sequences:
                QShortcut(key, self, do)
        for key, by in zip(KEYS["editor.tabs"].sequences, (-1, 1), strict=True):
            QShortcut(key, self, partial(self.pages.turn, by))
        QShortcut("F1", self, self._show_keys)
        self.start.changed.connect(self._show_state)
        if self.drafts is not None:
            self.drafts.offered.connect(self._offer_draft)
            self.drafts.unkept.connect(lambda why: self.notice.say(self.tr("The draft cannot be kept: {why}")
                                                                   .format(why=why)))  # fmt: skip

    # ---- showing

    def _follow(self) -> None:
        if self.document.dirty and self._begins:
            self._begins = False
            self.notice.say("")
        self.pages.follow()
        self._show_row()
        self._show_state()

    def _show_findings(self) -> None:
        self.pages.show_findings()
        self._show_row()
        self._show_state()

    def _show_state(self) -> None:
        document, buttons = self.document, self.bar.buttons
        if document.blank:
            self.findings.show_begin()
        else:
            self.findings.show_findings(document.findings, document.unread_places(), document.known)
        buttons["undo"].setEnabled(document.can_undo)
        buttons["redo"].setEnabled(document.can_redo)
        buttons["rebase"].setVisible(not self._is_own and document.scenario is not None)
        why = self.start.why_not()
        buttons["start"].setEnabled(not why)
        buttons["start"].setToolTip(why or self.tr("Saves it, and opens the window of a new drill"))
        where = self.tr("not saved yet") if document.path is None else document.path.name
        changed = self.tr("{file} · changes not saved").format(file=where) if document.dirty else where
        self.bar.state.setText(self.asked.doing or changed)
        title = str(document.heading.get("title") or self.tr("untitled"))
        mark = "* " if document.dirty else ""
        self.setWindowTitle(f"{mark}{marked(self._name, self.session.realm)} · {title}")

    @property
    def _is_own(self) -> bool:
        """Whether it is a scenario of the window's county."""
        return bool(self.document.heading.get("county") == self.session.package.manifest.code)

    def _show_row(self) -> None:
        table = self.pages.table
        self.inspector.setVisible(table is not None)
        if table is not None:
            self.inspector.show_row(table.table, table.current)
        else:
            self.pages.show_heading()
        self._show_line()

    def _show_line(self) -> None:
        document, current = self.document, self.pages.tables["injects"].current
        lasts_ms = readable_span(document.heading.get("duration")) or 0
        self.line.show_injects(timed_injects(document), timed_phases(document), lasts_ms, current)

    # ---- what is done

    def open_template(self, path: Path) -> None:
        """A scenario that comes with the program; it is saved elsewhere."""
        self._begins = False
        self.asked.open_path(path, as_new=True, then=self._template_opened)

    def _ask_template(self, path: Path) -> None:
        self.asked.when_done(partial(self.asked.ask_unsaved, partial(self.open_template, path)))

    def _template_opened(self) -> None:
        self.pages.setCurrentIndex(0)
        if self.document.dirty:
            self._say_moved()
        else:
            self.notice.say("")

    def _say_moved(self, *, own: bool = False) -> None:
        """The scenario is for this county now, with what takes the place of what it lacks; ``own``: it was before."""
        moved = self.tr("The places were moved to {county}: look at them once")
        lines = [] if own else [moved.format(county=self.session.package.manifest.name)]
        lines += map(explained, self.document.replaced)
        unmoved = self.tr("This county has nothing that could take its place: correct it by hand")
        self.notice.say("\n".join(lines) or unmoved)

    def go_to(self, path: ValuePath, *, focus: bool = True) -> None:
        """Show the row and the field at a path of the file."""
        table = self.pages.turn_to(path)
        if table is not None:
            self._show_row()
            if focus and len(path) > 2:
                self.inspector.form.go_to(_field(str(path[2])))
            elif focus:
                table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focus:
            self.pages.heading.go_to(".".join(str(part) for part in path if not isinstance(part, int)))

    def _settle(self) -> None:
        """Take what is being typed into a cell or a line."""
        typed = self.focusWidget()
        if isinstance(typed, QLineEdit):
            typed.clearFocus()
            if isValid(typed) and typed.isVisible():
                typed.setFocus()

    def _unread(self) -> UnsavedTexts | None:
        """What is typed in forms and cannot be read."""
        places = self.document.unread_places()
        if not places:
            return None
        path, text = places[0]
        return UnsavedTexts(unread_line(path, text), len(places), partial(self.go_to, path))

    def _press(self, name: str) -> None:
        document, asked = self.document, self.asked
        self._settle()
        files: dict[str, Then] = {
            "new": partial(asked.ask_unsaved, asked.new), "open": partial(asked.ask_unsaved, asked.open),
            "save": asked.save, "save_as": asked.save_as, "export": asked.export, "start": self.start.start,
        }  # fmt: skip
        if name in files:
            asked.when_done(files[name])  # one file after the other
            return
        match name:
            case "undo":
                document.undo()
            case "redo":
                document.redo()
            case "rebase":
                own = self._is_own
                document.rebase()
                self._say_moved(own=own)

    def _remedy(self, fault: Fault) -> None:
        self._settle()
        if self.document.findings is None:
            return  # what was being typed may have changed what it is about
        if fault.remedy == MOVE:
            self._press("rebase")
            return
        self.document.change(remedied(self.document.values, fault))
        self.go_to(fault.path, focus=False)

    def _move_in_time(self, number: int, to_ms: int) -> None:
        row, time = self.document.rows("injects")[number], rough_times(self.document.values)[number]
        if time.name:
            self.document.change_row("injects", number, moved(row, time, to_ms))

    def _add_expectation(self) -> None:
        row, objectives = self.inspector.row, self.document.rows("objectives")
        if row is not None:
            first = objectives[0].get("id", "") if objectives else ""
            place = self.document.add("expectations", of=row.get("id", ""), objective=first)
            self.go_to(("expectations", place, "what"))

    def _offer_draft(self) -> None:
        assert self.drafts is not None
        if not self.drafts.left:
            self.notice.say("")
            return
        self._begins = False
        draft = self.drafts.left[0]
        text = self.tr("{title}, changed at {time}, was not saved when the editor was closed.")
        said = text.format(title=draft.form or self.tr("untitled"), time=moments.full(draft.at_ms))
        restore = partial(self.asked.ask_unsaved, self.drafts.restore)
        self.notice.say(said, [(self.tr("Restore"), restore), (self.tr("Discard"), self.drafts.discard)])

    def _show_keys(self) -> None:
        dialog = KeysDialog(self, only=("editor", "map"))
        dialog.show()

    # ---- texts and the end

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write_texts()
            self.pages.heading.forget()
            self.inspector.form.forget()
            self._follow()

    def _write_texts(self) -> None:
        self._name = self.tr("Scenario editor")
        self.line.setAccessibleName(self.tr("Time line of the injects"))
        name_controls(self, self._name)

    def reject(self) -> None:
        """Escape closes nothing: it would be pressed to leave a cell."""

    def close_now(self) -> None:
        """Without asking; what is not saved is kept as a draft."""
        self._sure = True
        self._release(keep=True)
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._sure:
            self._settle()
        if not self._sure and self.asked.doing:
            event.ignore()
            self.asked.when_done(self.close)
            return
        if not self._sure and self.document.dirty:
            event.ignore()
            self.asked.ask_unsaved(self._close_saved)
            return
        self._release(keep=False)
        event.accept()
        self.closed.emit()

    def _close_saved(self) -> None:
        self._sure = True
        self.close()

    def _release(self, *, keep: bool) -> None:
        if self._released:
            return
        self._released = True
        if self.drafts is not None:
            self.drafts.release(keep=keep)
        self.start.release()
        self.asked.release()
        self.inspector.release()
        self.document.release()


def _field(name: str) -> str:
    """The field of the form that shows a field of the file."""
    return "timing" if name in ("at", "after", "when") else name
