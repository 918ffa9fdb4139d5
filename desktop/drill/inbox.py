"""收到的注入: what was delivered to the role of the person on duty: notices to acknowledge, questions to answer, media,
tasks; simulators and controllers mark there what they have played."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLayout, QLineEdit, QVBoxLayout

from county.attachments import Attachment
from county.commands import CommandBody
from county.drill.inject_run import AcknowledgeInject, InjectDelivered, PlayInject
from county.drill.words import INJECT_KINDS, drill_time
from county.durations import MINUTE_MS
from county.events.event import LONGEST_NOTE
from county.records import Record
from desktop import moments, theme
from desktop.files.fetched_files import FetchedFiles
from desktop.files.thumbnails import Thumbnails
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.steps.files import StepFiles
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb

NEAR_M, VIEW_RADII = 600.0, 1.3
"""What the view shows around a hazard: at least so many metres, else so many of its radii."""
PHOTOS_MAX = 8
"""Photos of one inject that are shown small."""


class DrillInbox(RecordPanel):
    """The newest first; what still waits for the person is bright."""

    steps = (AcknowledgeInject, PlayInject)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.listen(session.drill.changed, self.follow)
        QShortcut(KEYS["drill.acknowledge"].sequences[0], self, self.acknowledge).setAutoRepeat(False)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DrillInbox", "Received injects")

    def form(self) -> QLayout:
        self.answer = QLineEdit()
        self.answer.setMaxLength(LONGEST_NOTE)
        self.button.hide()  # an inject is answered by a step about the chosen row
        return line_of(self.answer, self.button, stretch={self.answer: 1})

    def below(self) -> QLayout:
        self.whole = PlainLabel()
        self.whole.setWordWrap(True)
        self.fetched = FetchedFiles(self.session, self)
        self.fetched.failed.connect(self.show_problem)
        self._thumbnails = Thumbnails(self.fetched)
        self.files: StepFiles | None = None
        """Of the chosen inject."""
        self._shown_files: tuple[Attachment, ...] = ()
        lines = QVBoxLayout()
        lines.addWidget(self.whole)
        self._file_line = QVBoxLayout()
        lines.addLayout(self._file_line)
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "answer"):
            return
        self.answer.setPlaceholderText(self.tr("Answer to a question; what was said when it was played"))
        self.hint.say(self.tr("Nothing was delivered to your role yet"))
        super().retranslate()
        acknowledge = self.step_buttons[AcknowledgeInject]
        acknowledge.setText(f"{verb('AcknowledgeInject')} ({label_of('drill.acknowledge')})")

    def heads(self) -> Sequence[str]:
        return [self.tr("Delivered"), self.tr("Kind"), self.tr("Text"), self.tr("Left"), self.tr("Answer")]

    def rows(self) -> Sequence[Row]:
        room = self.session.drill
        waiting = frozenset(room.unanswered)
        return [self._row(record, waits=record.body.inject_id in waiting) for record in reversed(room.deliveries)]

    def _row(self, record: Record[Any], *, waits: bool) -> Row:
        room, body = self.session.drill, record.body
        done = room.acknowledged.get(body.inject_id)
        left_ms = None if body.minutes is None else body.minutes * MINUTE_MS - (
            self.session.clock.now_ms() - record.recorded_ms
        )  # fmt: skip
        left = "" if left_ms is None or done is not None else moments.duration(max(0, left_ms))
        answer = "" if done is None else done.note or self.tr("acknowledged")
        text = f"{body.note}：{body.text}" if body.kind == "media" and body.note else body.text
        cells = (drill_time(record.recorded_ms - room.zero_ms), pick(INJECT_KINDS.get(body.kind, body.kind)),
                 " ".join(text.split()), left, answer)  # fmt: skip
        return Row(body.inject_id, cells, theme.NOTICE if waits else theme.TEXT)

    def acknowledge(self) -> None:
        """Acknowledge the chosen inject; where none is chosen that can be, choose the oldest one that waits: what is
        acknowledged has been in sight as a whole."""
        button = self.step_buttons[AcknowledgeInject]
        if button.isEnabled():
            button.click()
            return
        waiting = self.session.drill.unanswered
        if waiting:
            self.choose(waiting[0])

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "whole"):
            found = self._delivered(self.chosen)
            self.whole.setText("" if found is None else found.text)
            self.whole.setVisible(bool(self.whole.text()))
            self._show_files(() if found is None else found.attachments)

    def _show_files(self, files: tuple[Attachment, ...]) -> None:
        """What a simulated medium shows."""
        if files == self._shown_files:
            return
        self._shown_files = files
        if self.files is not None:
            self._file_line.removeWidget(self.files)
            self.files.rows.show_entry("", "", ())
            self.files.hide()
            self.files.deleteLater()
            self.files = None
        if files:
            self.files = StepFiles(files, self.fetched, self._thumbnails, photos_max=PHOTOS_MAX)
            self._file_line.addWidget(self.files)

    def _delivered(self, inject_id: str) -> InjectDelivered | None:
        bodies = (record.body for record in self.session.drill.deliveries)
        return next((body for body in bodies if body.inject_id == inject_id), None)

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        room, drill, note = self.session.drill, self.session.realm.id, self.answer.text().strip()
        found, role = self._delivered(item_id), room.who.role
        if found is None or role is None:
            return None
        if command is AcknowledgeInject and item_id not in room.acknowledged:
            if found.kind == "question" and not note:
                return self.tr("Write the answer")
            return AcknowledgeInject(drill=drill, inject_id=item_id, note=note)
        if command is PlayInject and role.side in ("simulate", "control"):
            return PlayInject(drill=drill, inject_id=item_id, note=note)
        return None

    def begin(self, inject_id: str) -> None:
        """Go to an inject that waits for an answer, with the hand on its row."""
        self.choose(inject_id)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_row(self, item_id: str) -> None:
        """A hazard that has a place is shown there."""
        found = self._delivered(item_id)
        if found is not None and (area := found.area) is not None:
            self.session.focus.fly_to.emit(area.x_m, area.y_m, max(NEAR_M, VIEW_RADII * area.radius_m))

    def sent(self, body: CommandBody) -> None:
        self.answer.clear()

    def release(self) -> None:
        self._thumbnails.release()
        self.fetched.release()
        super().release()
