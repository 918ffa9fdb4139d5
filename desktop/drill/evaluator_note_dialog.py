"""评估记录: a note of an evaluator, stamped with drill time, place and event; also while the drill is paused."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QPlainTextEdit, QWidget

from county.drill.evaluation import WriteEvaluatorNote
from county.drill.words import LETTERS, drill_time
from county.events.event import LONGEST_NOTE, Event
from desktop import moments, theme
from desktop.drill.words import expectation_title
from desktop.files.attached_files import AttachedFiles
from desktop.i18n import pick
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel
from desktop.wording import marked
from layers.events import EventsLayer

WIDTH_PX = 560


class EvaluatorNoteDialog(QDialog):
    """The event is the selected one, its place the note's; its time is that of the key press, not of saving."""

    sent = Signal(str)
    """Id of the command, once its photos are stored."""

    def __init__(self, session: Session, expectation: str, parent: QWidget) -> None:
        """``expectation``: the one that is chosen already, "" for none."""
        super().__init__(parent)
        self.setObjectName("evaluator's note")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(marked(self.tr("Evaluator's note"), session.realm))
        self._session, room, selection = session, session.drill, session.focus.selection
        one = selection is not None and selection.layer == EventsLayer.key and len(selection.ids) == 1
        self._event: Event | None = None
        if selection is not None and one:
            self._event = session.layers.states("event").get(next(iter(selection.ids)))
        self._noted_ms = session.clock.now_ms()
        self.stamp = PlainLabel(" · ".join(part for part in (
            drill_time(self._noted_ms - room.zero_ms), moments.full(self._noted_ms),
            "" if self._event is None else f"{pick(session.event_texts.title(self._event))} {self._event.id}",
        ) if part))  # fmt: skip
        self.stamp.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.objective, self.expectation, self.rating = QComboBox(), QComboBox(), QComboBox()
        scenario = room.scenario
        for box in (self.objective, self.expectation, self.rating):
            box.addItem("–", "")
        for objective in () if scenario is None else scenario.objectives:
            self.objective.addItem(f"{objective.id} {objective.title}", objective.id)
        for known in () if scenario is None else scenario.expectations:
            self.expectation.addItem(f"{known.id} {expectation_title(known)}", known.id)
        for letter, name in LETTERS.items():
            self.rating.addItem(pick(name), letter)
        self.expectation.setCurrentIndex(max(0, self.expectation.findData(expectation)))
        self.expectation.currentIndexChanged.connect(lambda _: self._follow_expectation())
        self._follow_expectation()
        self.files = AttachedFiles(session)
        self.files.sent.connect(self._sent)
        self.files.failed.connect(self._show_problem)
        self.finished.connect(lambda _: self.files.release())
        self.problem = ProblemLabel()
        form = QFormLayout(self)
        form.addRow(self.stamp)
        form.addRow(self.tr("Observation"), self.text)
        form.addRow(self.tr("Expectation"), self.expectation)
        form.addRow(self.tr("Objective"), self.objective)
        form.addRow(self.tr("Rating"), self.rating)
        form.addRow(self.tr("Photos"), self.files.attach)
        form.addRow(self.files)
        form.addRow(self.problem)
        buttons = DialogButtons(self, self.tr("Save"), self._save)
        self.save = buttons.main
        form.addRow(buttons)
        self.text.textChanged.connect(lambda: self.save.setEnabled(bool(self._note()) and not self.files.waiting))
        self.save.setEnabled(False)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        self.text.setFocus()
        name_controls(self, self.windowTitle())

    def _note(self) -> str:
        return self.text.toPlainText().strip()[:LONGEST_NOTE]

    def _follow_expectation(self) -> None:
        """An expectation has its objective."""
        scenario, chosen = self._session.drill.scenario, self.expectation.currentData()
        of = {} if scenario is None else {known.id: known.objective for known in scenario.expectations}
        if chosen in of:
            self.objective.setCurrentIndex(max(0, self.objective.findData(of[chosen])))

    def _save(self) -> None:
        event = self._event
        self.problem.hide()
        self.save.setEnabled(False)
        self.files.give(WriteEvaluatorNote(
            note_id=f"N-{uuid4().hex[:12]}", drill=self._session.realm.id, note=self._note(),
            objective=self.objective.currentData(), expectation=self.expectation.currentData(),
            event_id="" if event is None else event.id, x_m=None if event is None else event.x_m,
            y_m=None if event is None else event.y_m, rating=self.rating.currentData() or None,
        ), happened_ms=self._noted_ms)  # fmt: skip

    def _sent(self, command_id: str) -> None:
        self.sent.emit(command_id)
        self.accept()

    def _show_problem(self, why: str) -> None:
        self.problem.say(why)
        self.save.setEnabled(bool(self._note()))
