"""What the check of the loaded scenario found: errors, with which the drill stays a draft, and warnings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from county.toml_files.finding import FileFinding
from desktop import theme
from desktop.widgets.literal import literal
from desktop.wording import explained

ROWS = 4
"""Lines of the list that are in sight at once."""


class ScenarioFindings(QWidget):
    """Part of the director's console; hidden where nothing was found.  The list opens with the button, and with an
    error by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = QPushButton()
        self.summary.setProperty("role", "link")
        self.summary.setCheckable(True)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.hide()
        self.summary.toggled.connect(self._open)
        self._shown: Sequence[FileFinding] = ()
        self._counts = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.summary)
        column.addWidget(self.list)
        self.hide()

    def show_findings(self, found: Sequence[FileFinding]) -> None:
        """Errors first; both in the order of the file."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        self.retranslate()
        self.summary.setChecked(any(finding.severity == "error" for finding in found))
        self.setVisible(bool(found))

    def retranslate(self) -> None:
        """Write the texts, in the current language."""
        found = self._shown
        self.list.clear()
        for finding in sorted(found, key=lambda finding: finding.severity != "error"):
            is_error = finding.severity == "error"
            item = QListWidgetItem(f"{'✕' if is_error else '!'} {explained(finding.explained)}")
            item.setForeground(QColor(theme.DANGER if is_error else theme.WARNING))
            item.setToolTip(literal(item.text()))
            self.list.addItem(item)
        self.list.setFixedHeight(ROWS * max(1, self.list.sizeHintForRow(0)) + 2 * self.list.frameWidth())
        errors = sum(finding.severity == "error" for finding in found)
        text = self.tr("Check of the scenario: {errors} errors, {warnings} warnings")
        self._counts = text.format(errors=errors, warnings=len(found) - errors)
        self.list.setAccessibleName(self._counts)
        self._open(self.list.isVisibleTo(self))

    def _open(self, opened: bool) -> None:
        self.list.setVisible(opened)
        self.summary.setText(f"{self._counts}  {'⌄' if opened else '›'}")
