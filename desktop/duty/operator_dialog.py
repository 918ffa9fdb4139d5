"""The dialog that asks who is on duty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.duty.operator import LONGEST_NAME, normal_name
from desktop.input.form_keys import FormKeys
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel


class OperatorDialog(QDialog):
    """Asks for a person; it closes only with one, or when it is cancelled."""

    entered = Signal(str)
    """The name, normalised."""

    def __init__(self, people: Sequence[str], name: str, *, others: bool, parent: QWidget) -> None:
        """``people`` to choose from; ``others``: a name may be entered.  ``name``: the present one, "" for none."""
        super().__init__(parent)
        self._only_chosen = bool(people) and not others
        self.setWindowTitle(self.tr("Who is on duty"))
        self.problem = ProblemLabel()
        self.field: QComboBox | QLineEdit = self._choice(people, others=others) if people else self._line()
        if isinstance(self.field, QComboBox):
            self.field.setCurrentText(name)
        else:
            self.field.setText(name)
        self.field.setMinimumWidth(theme.px(280))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Go on duty"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        FormKeys(self, self.accept, self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        box.setSpacing(theme.px(10))
        box.addWidget(PlainLabel(self.tr("Who is on duty? The name is recorded with every command.")))
        box.addWidget(self.field)
        box.addWidget(self.problem)
        box.addWidget(self.buttons)
        name_controls(self, self.windowTitle())
        self.field.setFocus()

    def accept(self) -> None:
        name = normal_name(self.text())
        if name:
            super().accept()
            self.entered.emit(name)
            return
        entered = self.tr("The name is empty; enter the name of a person")
        self.problem.say(self.tr("Choose a person") if self._only_chosen else entered)
        self._mark(wrong=True)
        self.field.setFocus()

    def text(self) -> str:
        """As it was typed or chosen."""
        return self.field.currentText() if isinstance(self.field, QComboBox) else self.field.text()

    def _line(self) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(LONGEST_NAME)
        line.textEdited.connect(self._edited)
        return line

    def _choice(self, people: Sequence[str], *, others: bool) -> QComboBox:
        """None of ``people`` is chosen yet: a hasty Return must not put the first one on duty."""
        choice = QComboBox()
        choice.addItems(list(people))
        choice.setPlaceholderText(self.tr("Please choose"))
        if others:
            choice.setEditable(True)
            choice.setLineEdit(self._line())
            # it would complete what is typed to another person's name; the stubs of PySide know no None
            choice.setCompleter(None)  # type: ignore[arg-type]
            choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        choice.setCurrentIndex(-1)
        choice.currentIndexChanged.connect(self._edited)
        return choice

    def _edited(self) -> None:
        self.problem.hide()
        self._mark(wrong=False)

    def _mark(self, *, wrong: bool) -> None:
        self.field.setProperty("wrong", wrong)
        self.field.style().polish(self.field)
