"""Asks by which decision an assessment is frozen, sends it, and says why it was refused."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from county.figures.kpi_freeze import LONGEST_REASON, FreezeKpi
from desktop import theme
from desktop.accessible_names import name_controls
from desktop.literal import PlainLabel
from desktop.named_refusals import named_refusal
from desktop.session import Session
from desktop.submissions import Answer

WIDTH_PX = 560


class FreezeDialog(QDialog):
    """Closes when the values are frozen."""

    def __init__(self, session: Session, body: FreezeKpi, name: str, parent: QWidget) -> None:
        """``body``: without its note; ``name``: of division and period."""
        super().__init__(parent)
        self._session = session
        self._body = body
        self._sent = ""
        self.setObjectName("freeze")
        self.setWindowTitle(self.tr("Freeze the assessment"))
        self.setMinimumWidth(theme.px(WIDTH_PX))
        known = sum(leaf.value is not None for leaf in body.leaves)
        text = self.tr("{name}: {known} of {all} leaves have a value. What is frozen never changes.")
        self.heading = PlainLabel(text.format(name=name, known=known, all=len(body.leaves)))
        self.heading.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(self.tr("By which decision"))
        self.reason.returnPressed.connect(self._send)
        self.problem = PlainLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.button, leave = QPushButton(self.tr("Freeze")), QPushButton(self.tr("Cancel"))
        self.button.clicked.connect(self._send)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        row.addWidget(leave)
        box = QVBoxLayout(self)
        for part in (self.heading, self.reason, self.problem):
            box.addWidget(part)
        box.addLayout(row)
        session.submissions.answered.connect(self._answered)
        self.finished.connect(self._end)
        name_controls(self, self.windowTitle())

    def _send(self) -> None:
        note = self.reason.text().strip()
        if not note:
            self._say(self.tr("Write by which decision"))
            return
        self.problem.hide()
        self.button.setEnabled(False)
        self._sent = self._session.submissions.send(replace(self._body, note=note)).id

    def _answered(self, answer: Answer) -> None:
        if answer.command.id != self._sent:
            return
        self.button.setEnabled(True)
        if answer.refusal is None:
            self.accept()
        else:
            self._say(named_refusal(self._session, answer.refusal.code, answer.refusal.params))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()

    def _end(self) -> None:
        self._session.submissions.answered.disconnect(self._answered)
        self.deleteLater()
