"""Label and value lines of a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop import theme
from desktop.i18n import pick
from desktop.widgets.literal import PlainLabel
from desktop.widgets.markup_label import MarkupLabel
from desktop.widgets.selectable_label import SelectableLabel
from layers.base import Fact


class FactTable(QWidget):
    """Lines are reused, so that a live card does not flicker."""

    def __init__(self, *, rich: bool = False) -> None:
        """``rich``: values are markup in which user text is escaped."""
        super().__init__()
        self._rich = rich
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(theme.px(3))
        self._grid.setHorizontalSpacing(theme.px(10))
        self.lines: list[tuple[PlainLabel, SelectableLabel | MarkupLabel]] = []
        """Label and value widgets; those past the last line are hidden."""
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Facts of a layer."""
        self.show_lines([(pick(f.label), pick(f.value)) for f in facts])

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Pairs of label and value."""
        if tuple(lines) == self._shown:
            return
        self._shown = tuple(lines)
        self._grid.setEnabled(False)  # Qt would lay out the whole window for every line that appears
        while len(self.lines) < len(lines):
            label, value = PlainLabel(), self._value()
            label.setProperty("role", "muted")
            self._grid.addWidget(label, len(self.lines), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, len(self.lines), 1)
            self.lines.append((label, value))
        for i, (label, value) in enumerate(self.lines):
            shown = i < len(lines)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                label.setText(lines[i][0])
                value.setText(lines[i][1])
        self._grid.setEnabled(True)
        self._grid.invalidate()
        self.updateGeometry()

    def _value(self) -> SelectableLabel | MarkupLabel:
        if self._rich:
            markup = MarkupLabel()
            markup.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            return markup
        value = SelectableLabel()
        value.setWordWrap(True)
        return value
