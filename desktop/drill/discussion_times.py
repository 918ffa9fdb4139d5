"""The questions under discussion, with the time that is left for each; below the rows of a panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from county.drill.discussion import Discussion
from desktop import theme
from desktop.drill.words import discussion_words
from desktop.widgets.elided import ElidedLabel

SHOWN_MAX = 3
"""The newest ones; a drill has one at a time, as a rule."""
LINE_PX = 17


class DiscussionTimes(QWidget):
    """Hidden where there is none.  What is over says so, also without its colour."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = tuple(ElidedLabel() for _ in range(SHOWN_MAX))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(2))
        for line in self.lines:
            line.setFont(theme.font(LINE_PX, bold=True))
            box.addWidget(line)
        self.hide()

    def show_these(self, found: Sequence[Discussion], now_ms: int, *, counted: bool) -> None:
        """``counted``: whether the viewer is told who has answered, and knows injects by their ids."""
        newest = list(reversed(found))[:SHOWN_MAX]
        for line, one in zip(self.lines, newest, strict=False):
            color = theme.NOTICE if one.left_ms(now_ms) > 0 else theme.DANGER
            if color not in line.styleSheet():
                line.setStyleSheet(f"color: {color};")
            parts = (discussion_words(one, now_ms, counted=counted), " ".join(one.text.split()))
            line.setText(" · ".join((one.inject_id, *parts) if counted else parts))
        for n, line in enumerate(self.lines):
            line.setVisible(n < len(newest))
        self.setVisible(bool(newest))
