"""A part of a card with a heading and lines of rich text in which links select things."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from desktop import moments, theme
from desktop.cards.question import RepeatedQuestion
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.markup_label import MarkupLabel


class SectionLines(MarkupLabel):
    """Lines in HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)


class CardSection(Panel):
    """Hidden while it has no lines.  Links are of the form ``layer:id``."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.heading = PlainLabel()
        self.heading.setFont(theme.font(14, bold=True))
        self.lines = SectionLines()
        self.lines.linkActivated.connect(self._open)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(3))
        box.addWidget(self.heading)
        box.addWidget(self.lines)
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines, markup in which user text is escaped."""
        text = "".join(f"<p style='margin-bottom:{theme.px(3)}px; margin-top:0'>{line}</p>" for line in lines)
        self.lines.setText(text)
        self.setVisible(bool(lines))

    def of_when(self, heading: str, question: RepeatedQuestion) -> str:
        """``heading``, with the time of what is shown while a newer answer is awaited."""
        if not question.is_old:
            return heading
        time = moments.short(question.as_of_ms, self.session.clock.now_ms())
        return self.tr("{heading} · as of {time}").format(heading=heading, time=time)

    def _open(self, link: str) -> None:
        layer, _, item_id = link.partition(":")
        self.session.focus.pick(layer, item_id)
