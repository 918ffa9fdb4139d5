"""收到的注入: what was delivered to the role of the person on duty: notices to acknowledge, questions to answer, media,
tasks; simulators and controllers mark there what they have played.  In a replay it is as of the shown moment, and for
those who see the whole drill what was delivered to anybody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLayout, QLineEdit, QVBoxLayout

from county.attachments import Attachment
from county.commands import CommandBody
from county.drill.discussion import Discussion, discussions
from county.drill.inject_run import AcknowledgeInject, InjectDelivered, PlayInject
from county.drill.words import INJECT_KINDS, drill_time
from county.events.event import LONGEST_NOTE
from desktop import theme
from desktop.drill.discussion_times import DiscussionTimes
from desktop.drill.words import answer_words, discussion_words
from desktop.files.fetched_files import FetchedFiles
from desktop.files.thumbnails import Thumbnails
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.steps.files import StepFiles
from desktop.widgets.literal import PlainLabel
from desktop.widgets.shared_width import SharedWidth
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb

NEAR_M, VIEW_RADII = 600.0, 1.3
"""What the view shows around a hazard: at least so many metres, else so many of its radii."""
TEXT_PX = 220
"""Width of the text before receivers and answers are cut: a replay has the panel in a narrow column."""
PHOTOS_MAX = 8
"""Photos of one inject that are shown small."""


class DrillInbox(RecordPanel):
    """The newest first; what still waits for the person is bright."""

    steps = (AcknowledgeInject, PlayInject)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        to = 1 if session.received.of_all else 0
        self.long_columns = SharedWidth(self.table, (*range(2, 2 + to), 4 + to), 2 + to, theme.px(TEXT_PX))
        self.listen(session.received.changed, self.follow)
        QShortcut(KEYS["drill.acknowledge"].sequences[0], self, self.acknowledge).setAutoRepeat(False)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DrillInbox", "Received injects")

    def form(self) -> QLayout:
        self.answer = QLineEdit()
        self.answer.setMaxLength(LONGEST_NOTE)
        self.answer.returnPressed.connect(self.acknowledge)
        self.button.hide()  # an inject is answered by a step about the chosen row
        return line_of(self.answer, self.button, stretch={self.answer: 1})

    def below(self) -> QLayout:
        self.times = DiscussionTimes()
        self.whole = PlainLabel()
        self.whole.setWordWrap(True)
        self.fetched = FetchedFiles(self.session, self)
        self.fetched.failed.connect(self.show_problem)
        self._thumbnails = Thumbnails(self.fetched)
        self.files: StepFiles | None = None
        """Of the chosen inject."""
        self._shown_files: tuple[Attachment, ...] = ()
        lines = QVBoxLayout()
        lines.addWidget(self.times)
        lines.addWidget(self.whole)
        self._file_line = QVBoxLayout()
        lines.addLayout(self._file_line)
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "answer"):
            return
        self.answer.setPlaceholderText(self.tr("Answer to a question; what was said when it was played"))
        of_all = self.session.received.of_all
        self.hint.say(
            self.tr("Nothing was delivered yet") if of_all else self.tr("Nothing was delivered to your role yet")
        )
        super().retranslate()
        acknowledge = self.step_buttons[AcknowledgeInject]
        acknowledge.setText(f"{verb('AcknowledgeInject')} ({label_of('drill.acknowledge')})")

    def heads(self) -> Sequence[str]:
        to = [self.tr("To")] if self.session.received.of_all else []
        delivered, kind, text = self.tr("Delivered"), self.tr("Kind"), self.tr("Text")
        return [delivered, kind, *to, text, self.tr("Left"), self.tr("Answer")]

    def rows(self) -> Sequence[Row]:
        drill, now_ms = self.session.received, self.session.clock.now_ms()
        said, waiting, names = self._said(), frozenset(drill.unanswered), self._role_names()
        left = {one.inject_id: discussion_words(one, now_ms, counted=drill.of_all) for one in self._discussions()}
        rows = []
        for record in reversed(drill.deliveries):
            body, id = record.body, record.body.inject_id
            to = ["、".join(names.get(role, role) for role in body.to)] if drill.of_all else []
            text = f"{body.note}：{body.text}" if body.kind == "media" and body.note else body.text
            cells = (drill_time(record.recorded_ms - drill.zero_ms), pick(INJECT_KINDS.get(body.kind, body.kind)), *to,
                     " ".join(text.split()), left.get(id, ""), said.get(id, ""))  # fmt: skip
            rows.append(Row(id, cells, theme.NOTICE if id in waiting else theme.TEXT))
        return rows

    def put(self, rows: list[Row]) -> None:
        super().put(rows)
        self.long_columns.share()

    def _said(self) -> dict[str, str]:
        """What the person answered to each inject, where it sees those of all roles what anybody did."""
        drill, said = self.session.received, dict[str, str]()
        if not drill.of_all:
            return {id: done.note or self.tr("acknowledged") for id, done in drill.acknowledged.items()}
        for answer in drill.answers:
            id = answer.body.inject_id
            said[id] = "；".join(filter(None, (said.get(id), answer_words(answer))))
        return said

    def _role_names(self) -> dict[str, str]:
        run = self.session.received.run
        return {} if run is None else {role.id: role.name for role in run.roles}

    def _discussions(self) -> list[Discussion]:
        """Those of the questions that wait for an answer."""
        drill, run = self.session.received, self.session.received.run
        waiting = frozenset(drill.unanswered)
        found = discussions(drill.deliveries, drill.answers, () if run is None else run.roles)
        return [one for one in found if one.inject_id in waiting]

    def acknowledge(self) -> None:
        """Acknowledge the chosen inject; where none is chosen that can be, choose the oldest one that waits: what is
        acknowledged has been in sight as a whole."""
        button = self.step_buttons[AcknowledgeInject]
        if button.isEnabled():
            button.click()
            return
        waiting = self.session.received.unanswered
        if waiting:
            self.choose(waiting[0])

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "whole"):
            now_ms, of_all = self.session.clock.now_ms(), self.session.received.of_all
            self.times.show_these(self._discussions(), now_ms, counted=of_all)
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
        bodies = (record.body for record in self.session.received.deliveries)
        return next((body for body in bodies if body.inject_id == inject_id), None)

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        room, drill, note = self.session.received, self.session.realm.id, self.answer.text().strip()
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
