"""The duty log: the entries of the last days, newest first, with their files, and an input for new ones."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from county.duty_log import KINDS, DutyEntry, WriteDutyEntry
from county.events.event import LONGEST_NOTE
from desktop import moments, theme
from desktop.backend.submissions import Answer
from desktop.duty.entry_files import EntryFiles
from desktop.files.attached_files import AttachedFiles
from desktop.files.fetched_files import FetchedFiles
from desktop.i18n import pick
from desktop.input.form_keys import FormKeys
from desktop.input.former_focus import FormerFocus
from desktop.input.held_rows import HeldRows
from desktop.item_models.duty_rows import ABOUT_ROLE, DutyRows
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel, column_of
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.widgets.empty_hint import EmptyHint
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.wrapped_list import WrappedList
from desktop.widgets.wrapping_line import line_of

LEAST_PX = 26
"""Height of the list of entries at least: files that are attached take their room from it, not from the map."""
ROWS_SHOWN = 2
"""Of these files: the others are scrolled to, as the log stands in a low dock."""


class DutyLog(Panel):
    """An entry refers to the event selected while it is written; a click on it selects that event and shows its files.

    An entry is sent once all its files are stored.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sent = ""
        """Id of the command that awaits its reply."""
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem("", kind)
        self.text = QLineEdit()
        self.text.setMaxLength(LONGEST_NOTE)
        self.text.returnPressed.connect(self._write)
        self.files = AttachedFiles(session, ROWS_SHOWN)
        self.attach = self.files.attach
        self.files.sent.connect(self._entry_sent)
        self.files.failed.connect(self._file_failed)
        self.files.chosen.connect(self._hide_problem)
        self.write = QPushButton()
        self.write.setProperty("role", "primary")
        self.write.clicked.connect(self._write)
        self.denied = PlainLabel()
        """Why writing is not permitted in this window."""
        self.denied.setTextFormat(Qt.TextFormat.PlainText)
        self.denied.setWordWrap(True)
        self.denied.setProperty("role", "muted")
        self.denied.hide()
        self.problem = ProblemLabel()
        self._book = session.layers.book("duty")
        self.rows = DutyRows(session, self)
        self.entries = WrappedList(self.rows)
        self._former_focus = FormerFocus(self, self.entries)
        FormKeys(self, self._write, self._leave)
        self._shown_on = moments.day_of(session.clock.now_ms())
        """The day for which times are formatted."""
        self.entries.setMinimumHeight(theme.px(LEAST_PX))
        self._late: frozenset[str] = frozenset()
        """Entries that came while a hand chose one."""
        self.hold = HeldRows(self.entries, lambda index: self.rows.id_at(index.row()))
        self.hold.ended.connect(lambda: self._take(self._late))
        self.hint = EmptyHint(self.entries, session)
        self.entries.clicked.connect(self._open)
        self.entries.activated.connect(self._open)
        self.fetched = FetchedFiles(session, self)
        self.fetched.failed.connect(self._show_problem)
        self.entry_files = EntryFiles(self.fetched, ROWS_SHOWN)
        line = line_of(self.kind, self.text, self.attach, self.write, stretch={self.text: 1})
        box = column_of(self)
        box.addLayout(line)
        box.addWidget(self.files)
        box.addWidget(self.entries, 1)
        box.addWidget(self.denied)
        box.addWidget(self.problem)
        box.addWidget(self.entry_files)
        self.listen(self._book.changed, self._follow)
        self.listen(session.submissions.answered, self._answered)
        self.every(PERMISSIONS_MS, self._refresh)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DutyLog", "Duty log")

    def retranslate(self) -> None:
        for row, name in enumerate(KINDS.values()):
            self.kind.setItemText(row, pick(name))
        self.text.setPlaceholderText(self.tr("Entry text; linked to the selected event, if any"))
        self.write.setText(self.tr("Write"))
        self.hint.say(self.tr("No entries yet"))
        self.files.retranslate()
        self.entry_files.retranslate()
        self._refresh()
        self._retranslate_rows()

    def _refresh(self) -> None:
        """Update what depends on this key's permissions and on the date."""
        denied = why_not(self._session, WriteDutyEntry)
        for part in (self.kind, self.text, self.attach, self.write):
            busy = self.files.waiting or (bool(self._sent) and part in (self.attach, self.write))
            part.setEnabled(not denied and not busy)
            part.setToolTip(literal(denied))
        self.denied.setText(denied)
        self.denied.setVisible(bool(denied))
        self.hint.follow()
        if self._session.clock.now_ms() not in self._shown_on:
            self._retranslate_rows()

    def _follow(self) -> None:
        """No entry moves while a hand chooses one."""
        moved = self._book.last_change
        if moved is None or not self.hold.holding:
            self._take(moved)
        else:
            self._late |= moved

    def _take(self, moved: frozenset[str] | None) -> None:
        """Keep the scroll position while entries are inserted above it."""
        self._late = frozenset()
        with self.entries.keep_scroll():
            self.rows.follow(moved)
        if self.entry_files.entry_id and self.rows.row_of(self.entry_files.entry_id) is None:
            self.entry_files.show_entry("", "", ())

    def _retranslate_rows(self) -> None:
        """Update the texts of kinds and times."""
        self._shown_on = moments.day_of(self._session.clock.now_ms())
        with self.entries.keep_scroll():
            self.rows.retranslate()

    def _write(self) -> None:
        text = self.text.text().strip()
        if not text or not self.write.isEnabled():
            self.text.setFocus()
            return
        self.problem.hide()
        selection = self._session.focus.selection
        about = selection.ids[0] if selection is not None and selection.layer == "events" else ""
        kind = self.kind.currentData()
        self.files.give(WriteDutyEntry(entry_id=uuid4().hex, kind=kind, note=text, about=about))
        self._refresh()

    def _leave(self) -> None:
        """Go back to where the hand was before, which may be the entries; what is typed stays."""
        self._former_focus.give_back()

    def _entry_sent(self, command_id: str) -> None:
        self._sent = command_id
        self._refresh()

    def _file_failed(self, why: str) -> None:
        self._refresh()
        self._show_problem(why)

    def _answered(self, answer: Answer) -> None:
        if answer.command.id != self._sent:
            return
        self._sent = ""
        self._refresh()
        if answer.refusal is None:
            self.text.clear()
            self.files.clear()
        else:
            self._show_problem(named_refusal(self._session, answer.refusal.code, answer.refusal.params))

    def _open(self, index: QModelIndex) -> None:
        about = index.data(ABOUT_ROLE)
        if about:
            self._session.focus.pick("events", about)
        entry_id = self.rows.id_at(index.row())
        entry: DutyEntry | None = self._session.layers.states("duty").get(entry_id)
        if entry is not None:
            self.entry_files.show_entry(entry_id, str(index.data()).partition("\n")[0], entry.attachments)

    def release(self) -> None:
        self.files.release()
        self.fetched.release()
        super().release()

    def _hide_problem(self) -> None:
        self.problem.hide()

    def _show_problem(self, text: str) -> None:
        self.problem.say(text)
