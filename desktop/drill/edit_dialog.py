"""修改注入: another text for an inject that was not delivered yet, in this run of the drill only."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QPlainTextEdit, QWidget

from county.drill.inject_text import text_fault, text_of, with_text
from county.drill.scenario import Inject
from county.drill.words import INJECT_KINDS
from county.realm import Realm
from desktop import theme
from desktop.drill.improvise_dialog import WIDTH_PX
from desktop.i18n import pick
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel
from desktop.wording import explained, marked


class EditDialog(QDialog):
    """What is typed is checked at once; a text that cannot be delivered cannot be sent."""

    written = Signal(object)
    """The inject with its new text."""

    def __init__(self, inject: Inject, variables: Container[str], realm: Realm, parent: QWidget) -> None:
        """``inject``: one with a text; ``variables``: names that have a value."""
        super().__init__(parent)
        self.setObjectName("edit_inject")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(marked(self.tr("Edit inject {id}").format(id=inject.id), realm))
        self._inject, self._variables = inject, variables
        self._before = text_of(inject) or ""
        self.text = QPlainTextEdit(self._before)
        self.text.setTabChangesFocus(True)
        self.problem = ProblemLabel()
        form = QFormLayout(self)
        form.addRow(self.tr("Kind"), PlainLabel(pick(INJECT_KINDS[inject.kind])))
        form.addRow(self.tr("Text"), self.text)
        form.addRow(PlainLabel(self.tr("It is changed in this run only; the scenario stays as it is.")))
        form.addRow(self.problem)
        buttons = DialogButtons(self, self.tr("Change"), self._send)
        self.send = buttons.main
        form.addRow(buttons)
        self.setMinimumWidth(theme.px(WIDTH_PX))
        self.text.textChanged.connect(self._check)
        self._check()
        name_controls(self, self.windowTitle())

    def _typed(self) -> str:
        return self.text.toPlainText().strip()

    def _check(self) -> None:
        fault = text_fault(self._inject, self._typed(), self._variables)
        if fault is not None:
            self.problem.say(explained(fault))
        self.problem.setVisible(fault is not None)
        self.send.setEnabled(fault is None and self._typed() != self._before)

    def _send(self) -> None:
        if self.send.isEnabled():
            self.written.emit(with_text(self._inject, self._typed()))
            self.accept()
