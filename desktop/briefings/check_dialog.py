"""核稿: what the linter asks, with a line for each answer; the answers are recorded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from county.briefing.briefing import FindingAnswer
from county.briefing.linted import BriefFinding
from county.events.event import LONGEST_TITLE
from desktop import theme
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel
from desktop.widgets.scrolled import Scrolled

WIDTH_PX, HEIGHT_PX = 760, 420


class CheckDialog(QDialog):
    """Accepted once every question has an answer."""

    def __init__(self, asked: Sequence[BriefFinding], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("check briefing")
        self.setWindowTitle(self.tr("Check the briefing"))
        self.resize(theme.px(WIDTH_PX), theme.px(HEIGHT_PX))
        self._asked = asked
        heading = PlainLabel(self.tr("Answer what is asked; the answers are recorded with the briefing."))
        heading.setProperty("role", "hint")
        grid, inner = QGridLayout(), QWidget()
        inner.setLayout(grid)
        self.answers: list[QLineEdit] = []
        for row, one in enumerate(asked):
            question = PlainLabel(f"{one.rule}  {one.text}")
            question.setWordWrap(True)
            answer = QLineEdit()
            answer.setMaxLength(LONGEST_TITLE)
            answer.setPlaceholderText(self.tr("Source, or reason"))
            answer.textChanged.connect(self._follow)
            self.answers.append(answer)
            grid.addWidget(question, row, 0)
            grid.addWidget(answer, row, 1)
        grid.setRowStretch(len(asked), 1)
        buttons = DialogButtons(self, self.tr("Checked"), self.accept)
        self.take = buttons.main
        box = QVBoxLayout(self)
        box.addWidget(heading)
        box.addWidget(Scrolled(inner), 1)
        box.addWidget(buttons)
        name_controls(self, self.windowTitle())
        self._follow()

    def given(self) -> tuple[FindingAnswer, ...]:
        """The answers."""
        return tuple(
            FindingAnswer(rule=one.rule, place=one.place, note=answer.text().strip())
            for one, answer in zip(self._asked, self.answers, strict=True)
        )

    def _follow(self) -> None:
        self.take.setEnabled(all(answer.text().strip() for answer in self.answers))
