"""What came of this window's commands, newest first: what was done, or why not.  A click opens what it is about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from county.alarms import TABLE
from county.commands import AlarmCommand, Body, ReportEvent
from county.event import BY_COMMAND
from desktop import moments, theme
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.submissions import Answer, subject
from desktop.wording import STEPS, VERBS, refusal, state, word

KEPT = 200
_THING_ROLE = int(Qt.ItemDataRole.UserRole)


class Messages(Panel):
    """The last answers to this window's commands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._answers: list[Answer] = []
        self.lines = QListWidget()
        self.lines.setWordWrap(True)
        self.lines.itemClicked.connect(self._open)
        self.lines.itemActivated.connect(self._open)
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
        body = answer.command.body
        layer, item_id = self._thing(body)
        title = self._session.layers[layer].title(item_id) if item_id else ""
        what = body.title if isinstance(body, ReportEvent) else title or subject(body)
        if answer.refusal is None:
            text, color = self.tr("{what}: {done}").format(what=what, done=_done(body)), theme.TEXT
        else:
            verb = word(VERBS[type(body).__name__])
            why = refusal(answer.refusal.code, answer.refusal.params)
            text, color = self.tr("{verb} {what}: {answer}").format(verb=verb, what=what, answer=why), theme.DANGER
        item = QListWidgetItem(f"{moments.clock(answer.at_ms)}  {text}")
        item.setForeground(QColor(color))
        item.setData(_THING_ROLE, (layer, item_id))
        self.lines.insertItem(0, item)

    def _thing(self, body: Body) -> tuple[str, str]:
        """Layer and id of what the command was about: an alarm stands at its sensor; "" once that is not known."""
        if isinstance(body, AlarmCommand):
            alarm = self._session.layers.alarms.alarms.get(body.alarm_id)
            return "sensors", alarm.sensor_id if alarm else ""
        return "events", body.event_id

    def _open(self, item: QListWidgetItem) -> None:
        layer, item_id = item.data(_THING_ROLE)
        if item_id:
            self._session.focus.select(layer, item_id)


def _done(body: Body) -> str:
    """What has happened once the desk has accepted ``body``."""
    if isinstance(body, ReportEvent):
        return word(STEPS["EventReported"])
    if isinstance(body, AlarmCommand):
        return state(next(rule.target for rule in TABLE if rule.command is type(body)))
    return word(STEPS[BY_COMMAND[type(body)].record.__name__])
