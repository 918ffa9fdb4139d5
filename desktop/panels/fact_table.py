"""Label and value lines of a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop import theme
from desktop.i18n import pick
from desktop.literal import PlainLabel
from desktop.panels.selectable_label import SelectableLabel
from layers.base import Fact


class FactTable(QWidget):
    """Lines are reused, so that a live card does not flicker."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(theme.px(3))
        self._grid.setHorizontalSpacing(theme.px(10))
        self.lines: list[tuple[PlainLabel, PlainLabel]] = []
        """Label and value widgets; those past the last line are hidden."""
        self._shown: tuple[bool, tuple[tuple[str, str], ...]] = False, ()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Facts of a layer."""
        self.show_lines([(pick(f.label), pick(f.value)) for f in facts])

    def show_lines(self, lines: Sequence[tuple[str, str]], *, rich: bool = False) -> None:
        """Pairs of label and value; ``rich`` values are markup in which user text is escaped."""
        shown_now = rich, tuple(lines)
        if shown_now == self._shown:
            return
        self._shown = shown_now
        self._grid.setEnabled(False)  # Qt would lay out the whole window for every line that appears
        while len(self.lines) < len(lines):
            label, value = PlainLabel(), SelectableLabel()
            label.setProperty("role", "muted")
            value.setWordWrap(True)
            self._grid.addWidget(label, len(self.lines), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, len(self.lines), 1)
            self.lines.append((label, value))
        for i, (label, value) in enumerate(self.lines):
            shown = i < len(lines)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                value.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
                label.setText(lines[i][0])
                value.setText(lines[i][1])
        self._grid.setEnabled(True)
        self._grid.invalidate()
        self.updateGeometry()
