"""自评: the form in which a player states which objectives were met, what went well and what not, and a grade."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from county.drill.evaluation import EvaluationEntry
from county.drill.self_assessment import HandInSelfAssessment, OwnVerdict, ReviseSelfAssessment, assessment_id
from county.drill.words import OWN_VERDICTS
from county.texts import LONGEST_NAME
from desktop import theme
from desktop.i18n import pick
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.scrolled import Scrolled
from desktop.widgets.wrapping_line import line_of
from desktop.wording import marked

SIZE_PX = (680, 720)
TEXT_PX = 84
"""Height of each of the three texts."""


class SelfAssessmentDialog(QDialog):
    """It stays open until the desk has accepted what was stated, so that nothing has to be written twice."""

    stated = Signal(object)
    """The command."""

    def __init__(self, session: Session, known: EvaluationEntry | None, parent: QWidget) -> None:
        """``known``: what the person stated before."""
        super().__init__(parent)
        self.setObjectName("self-assessment")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(marked(self.tr("Self-assessment"), session.realm))
        self._session, self._known = session, known
        scenario = session.drill.scenario
        self.verdicts: dict[str, tuple[QComboBox, QLineEdit]] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)  # titles of objectives are long
        for objective in () if scenario is None else scenario.objectives:
            box, reason = QComboBox(), QLineEdit()
            box.addItem("–", None)
            for met, name in OWN_VERDICTS.items():
                box.addItem(pick(name), met)
            reason.setMaxLength(LONGEST_NAME)
            reason.setPlaceholderText(self.tr("Reason (required where it was not met)"))
            self.verdicts[objective.id] = box, reason
            title = PlainLabel(f"{objective.id} {objective.title}")
            title.setWordWrap(True)
            form.addRow(title)
            form.addRow(line_of(box, reason, stretch={reason: 1}))
        self.went_well, self.went_badly, self.suggestions = QPlainTextEdit(), QPlainTextEdit(), QPlainTextEdit()
        for text in (self.went_well, self.went_badly, self.suggestions):
            text.setTabChangesFocus(True)
            text.setFixedHeight(theme.px(TEXT_PX))
        self.grade = QComboBox()
        self.grade.addItem("–", "")
        for grade in session.catalog.drill_grading.grades:
            self.grade.addItem(pick(grade.name), grade.name.zh)
        form.addRow(self.tr("What went well"), self.went_well)
        form.addRow(self.tr("What did not go well"), self.went_badly)
        form.addRow(self.tr("Suggestions"), self.suggestions)
        form.addRow(self.tr("Own grade"), self.grade)
        self.problem = ProblemLabel()
        buttons = DialogButtons(self, self.tr("Hand in"), self._save)
        self.save = buttons.main
        lines = QVBoxLayout(self)
        lines.addWidget(Scrolled(inside), 1)
        lines.addWidget(self.problem)
        lines.addWidget(buttons)
        if known is not None:
            self._fill(known)
        first: QWidget = next((box for box, _ in self.verdicts.values()), self.went_well)
        first.setFocus()  # else the keyboard would be at the scrolled area around it
        self.resize(*map(theme.px, SIZE_PX))
        name_controls(self, self.windowTitle())

    def _fill(self, known: EvaluationEntry) -> None:
        for verdict in known.verdicts:
            if verdict.objective in self.verdicts:
                box, reason = self.verdicts[verdict.objective]
                box.setCurrentIndex(box.findData(verdict.met))
                reason.setText(verdict.reason)
        self.went_well.setPlainText(known.went_well)
        self.went_badly.setPlainText(known.went_badly)
        self.suggestions.setPlainText(known.suggestions)
        self.grade.setCurrentIndex(max(0, self.grade.findData(known.grade)))

    def _save(self) -> None:
        why = self._lacks()
        if why:
            self.show_problem(why)
            return
        self.problem.hide()
        self.save.setEnabled(False)
        command = HandInSelfAssessment if self._known is None else ReviseSelfAssessment
        texts = (text.toPlainText().strip() for text in (self.went_well, self.went_badly, self.suggestions))
        well, badly, suggestions = texts
        self.stated.emit(command(
            note_id=assessment_id(self._session.drill.who.person), drill=self._session.realm.id,
            verdicts=tuple(
                OwnVerdict(objective=id, met=box.currentData(), reason=reason.text().strip())
                for id, (box, reason) in self.verdicts.items()
            ),
            grade=self.grade.currentData(), went_well=well, went_badly=badly, suggestions=suggestions,
        ))  # fmt: skip

    def _lacks(self) -> str:
        for id, (box, reason) in self.verdicts.items():
            if box.currentData() is None:
                return self.tr("State whether objective {objective} was met").format(objective=id)
            if not box.currentData() and not reason.text().strip():
                return self.tr("Write why objective {objective} was not met").format(objective=id)
        return "" if self.grade.currentData() else self.tr("Choose a grade")

    def show_problem(self, why: str) -> None:
        self.problem.say(why)
        self.save.setEnabled(True)
