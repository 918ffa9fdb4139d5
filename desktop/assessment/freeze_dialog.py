"""Asks by which decision an assessment is frozen."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from county.commands import CommandBody
from county.figures.kpi_freeze import LONGEST_REASON, FreezeKpi
from desktop.panels.sent_dialog import SentDialog
from desktop.session import Session

translate = QCoreApplication.translate


class FreezeDialog(SentDialog):
    """Closes when the values are frozen."""

    def __init__(self, session: Session, body: FreezeKpi, name: str, parent: QWidget) -> None:
        """``body``: without its note; ``name``: of division and period."""
        known = sum(leaf.value is not None for leaf in body.leaves)
        text = translate("FreezeDialog", "{name}: {known} of {all} leaves have a value. What is frozen never changes.")
        super().__init__(
            session, translate("FreezeDialog", "Freeze the assessment"),
            text.format(name=name, known=known, all=len(body.leaves)), translate("FreezeDialog", "Freeze"), parent,
        )  # fmt: skip
        self.setObjectName("freeze")
        self._body = body
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(self.tr("By which decision"))
        self.arrange(("", self.reason))
        self.reason.setFocus()

    def bodies(self) -> Sequence[CommandBody] | str:
        note = self.reason.text().strip()
        return [replace(self._body, note=note)] if note else self.tr("Write by which decision")
