"""A form in a dialog: sends what was entered, closes when all of it was accepted, and says why it was refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from county.commands import CommandBody
from desktop import theme
from desktop.backend.submissions import Answer
from desktop.named_refusals import named_refusal
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel

WIDTH_PX = 560


class SentDialog(QDialog):
    """Derived ones add their fields with :meth:`arrange` and make the commands in :meth:`bodies`."""

    def __init__(self, session: Session, title: str, heading: str, send: str, parent: QWidget) -> None:
        """``heading``: what it is about; ``send``: the text of its button."""
        super().__init__(parent)
        self.session = session
        self._waiting: set[str] = set()
        """Commands without an answer."""
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        self.heading = PlainLabel(heading)
        self.heading.setWordWrap(True)
        self.problem = ProblemLabel()
        buttons = DialogButtons(self, send, self.send)
        self.button = buttons.main
        self._form = QFormLayout()
        box = QVBoxLayout(self)
        box.addWidget(self.heading)
        box.addLayout(self._form)
        box.addWidget(self.problem)
        box.addWidget(buttons)
        session.submissions.answered.connect(self._answered)
        self.finished.connect(self._end)

    def arrange(self, *fields: tuple[str, QWidget]) -> None:
        """Fields with their labels, "" for none; the first one has the focus, and Enter in a line sends."""
        for label, field in fields:
            if label:
                self._form.addRow(PlainLabel(label), field)
            else:
                self._form.addRow(field)
        name_controls(self, self.windowTitle())
        first = fields[0][1]
        first.setFocus()
        if isinstance(first, QAbstractSpinBox):
            first.selectAll()  # what is typed replaces the number: 2 before a 0 would be 20

    @property
    def is_sending(self) -> bool:
        """Whether a command awaits its reply."""
        return bool(self._waiting)

    def bodies(self) -> Sequence[CommandBody] | str:
        """The commands, or what is missing."""
        raise NotImplementedError

    def send(self) -> None:
        """Send all of it."""
        if not self.button.isEnabled():
            return
        bodies = self.bodies()
        if isinstance(bodies, str):
            self._say(bodies)
            return
        self.problem.hide()
        self.button.setEnabled(False)
        self._waiting = {self.session.submissions.send(body).id for body in bodies}

    def _answered(self, answer: Answer) -> None:
        if answer.command.id not in self._waiting:
            return
        self._waiting.remove(answer.command.id)
        if answer.refusal is not None:
            self._waiting.clear()
            self.button.setEnabled(True)
            self._say(named_refusal(self.session, answer.refusal.code, answer.refusal.params))
        elif not self._waiting:
            self.accept()

    def _say(self, text: str) -> None:
        self.problem.say(text)

    def _end(self) -> None:
        self.session.submissions.answered.disconnect(self._answered)
        self.deleteLater()
