"""The buttons at the foot of a dialog: the main one and the one that leaves it, with their keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from desktop.input.form_keys import FormKeys


class DialogButtons(QDialogButtonBox):
    """In the order of the platform.  Enter in a line and the key of forms press the main one, unless it is disabled."""

    def __init__(self, dialog: QDialog, main: str, give: Callable[[], object]) -> None:
        """``main``: the text of the main button; ``give``: what it does."""
        super().__init__()
        self.main, self.leave = QPushButton(main), QPushButton(self.tr("Cancel"))
        self.main.setProperty("role", "primary")
        self.main.setDefault(True)
        self.addButton(self.main, QDialogButtonBox.ButtonRole.AcceptRole)
        self.addButton(self.leave, QDialogButtonBox.ButtonRole.RejectRole)
        self.accepted.connect(give)
        self.rejected.connect(dialog.reject)
        FormKeys(dialog, self.main.click, dialog.reject)
