"""What the desk answered, newest first: accepted, refused and why."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from desktop import moments, theme
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.submissions import Answer, subject
from desktop.wording import VERBS, refusal, word

KEPT = 200


class Messages(Panel):
    """The last answers to this window's commands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._answers: list[Answer] = []
        self.lines = QListWidget()
        self.lines.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.lines)
        self.listen(session.submissions.answered, self._answered)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Messages")

    def retranslate(self) -> None:
        self.lines.clear()
        for answer in self._answers:
            self._add(answer)

    def _answered(self, answer: Answer) -> None:
        self._answers = [*self._answers, answer][-KEPT:]
        self._add(answer)
        while self.lines.count() > KEPT:
            self.lines.takeItem(self.lines.count() - 1)

    def _add(self, answer: Answer) -> None:
        verb = word(VERBS[type(answer.command.body).__name__])
        if answer.refusal is None:
            said, color = self.tr("accepted"), theme.MUTED
        else:
            said, color = refusal(answer.refusal.code, answer.refusal.params), theme.DANGER
        text = self.tr("{verb} {what}: {answer}").format(verb=verb, what=subject(answer.command.body), answer=said)
        item = QListWidgetItem(f"{moments.clock(answer.at_ms)}  {text}")
        item.setForeground(QColor(color))
        self.lines.insertItem(0, item)
