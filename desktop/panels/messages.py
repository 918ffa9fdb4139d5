"""Outcomes of this window's commands, newest first, with reasons of refusals.  A click opens the subject."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from county.alarms import TABLE
from county.catalog import Name
from county.commands import AlarmCommand, Command, CommandBody, EventCommand, ReportEvent
from county.drill.inject_run import InjectCommand
from county.events.table import BY_COMMAND
from county.numbering import short_number
from county.realm_clock import JumpClockAhead, SetClockRate
from desktop import moments, theme
from desktop.backend.submissions import Answer, subject
from desktop.i18n import pick
from desktop.input.held_rows import HeldRows
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.empty_hint import EmptyHint
from desktop.wording import STEPS, state, verb, word

SHOWN_MAX = 200
LONGEST_BEGINNING = 40
"""Characters of a text used as its title."""
_THING_ROLE = int(Qt.ItemDataRole.UserRole)
_COMMAND_ROLE = _THING_ROLE + 1


class Messages(Panel):
    """The last replies to this window's commands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._answers: list[Answer] = []
        self._things: dict[str, tuple[str, str]] = {}
        """Subject of each command, by command id; see :meth:`_thing`."""
        self._titles: dict[str, str | Name] = {}
        """Its name by command id: the thing may be gone when the answer is shown in another language."""
        self.lines = QListWidget()
        self.lines.setWordWrap(True)
        self.hint = EmptyHint(self.lines)
        self._late: list[Answer] = []
        """Answers that came while a hand chose a line."""
        self.hold = HeldRows(self.lines, lambda index: index.data(_COMMAND_ROLE))
        self.hold.ended.connect(self._take_late)
        self.lines.itemClicked.connect(self._open)
        self.lines.itemActivated.connect(self._open)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.lines)
        self.listen(session.submissions.sent, self._sent)
        self.listen(session.submissions.answered, self._answered)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Messages", "Messages")

    def retranslate(self) -> None:
        self.hint.say(self.tr("The outcome of each command of this window appears here"))
        self._late = []
        self.lines.clear()
        for answer in self._answers:
            self._add(answer)

    def _sent(self, command: Command) -> None:
        """Store the subject while it is known: the command itself may archive it."""
        layer, item_id = self._thing(command.body)
        self._things[command.id] = layer, item_id
        if item_id:
            self._titles[command.id] = self._session.layers[layer].title(item_id)

    def _answered(self, answer: Answer) -> None:
        self._answers = [*self._answers, answer]
        while len(self._answers) > SHOWN_MAX:
            gone = self._answers.pop(0).command.id
            self._things.pop(gone, None)
            self._titles.pop(gone, None)
        self._late.append(answer)
        if not self.hold.holding:
            self._take_late()

    def _take_late(self) -> None:
        for answer in self._late:
            self._add(answer)
        self._late = []
        while self.lines.count() > SHOWN_MAX:
            self.lines.takeItem(self.lines.count() - 1)

    def _add(self, answer: Answer) -> None:
        body = answer.command.body
        layer, item_id = self._things.get(answer.command.id) or self._thing(body)
        title = self._session.layers[layer].title(item_id) if item_id else ""
        what = _what(body, pick(title or self._titles.get(answer.command.id, "")))
        if answer.refusal is None:
            text, color = self.tr("{what}: {done}").format(what=what, done=_done(body)), theme.TEXT
        else:
            why = named_refusal(self._session, answer.refusal.code, answer.refusal.params)
            refused = self.tr("{verb} {what}: {answer}")
            text, color = refused.format(verb=verb(type(body).__name__), what=what, answer=why), theme.DANGER
        item = QListWidgetItem(f"{moments.clock(answer.at_ms)}  {text}")
        item.setForeground(QColor(color))
        item.setData(_THING_ROLE, (layer, item_id))
        item.setData(_COMMAND_ROLE, answer.command.id)
        self.lines.insertItem(0, item)

    def _thing(self, body: CommandBody) -> tuple[str, str]:
        """Layer and id of the command's subject: for an alarm its sensor; "" when it is on no layer."""
        if isinstance(body, AlarmCommand):
            alarm = self._session.layers.states("alarm").get(body.alarm_id)
            return "sensors", alarm.sensor_id if alarm else ""
        return ("events", body.event_id) if isinstance(body, EventCommand) else ("", "")

    def _open(self, item: QListWidgetItem) -> None:
        layer, item_id = item.data(_THING_ROLE)
        if item_id:
            self._session.focus.pick(layer, item_id)


def _what(body: CommandBody, title: str) -> str:
    """The command's subject: its title on the map, else its number, else the first words of its text."""
    match body:
        case ReportEvent():
            return body.title
        case AlarmCommand():
            return title or short_number(body.alarm_id)
        case EventCommand():
            return title or body.event_id
        case InjectCommand():
            return body.inject_id
        case SetClockRate():
            return f"{body.rate:g}×" if body.rate else pick(Name("暂停", "pause"))
        case JumpClockAhead():
            return moments.full(body.to_ms)
    text = str(getattr(body, "note", "")) or subject(body)
    return text if len(text) <= LONGEST_BEGINNING else f"{text[:LONGEST_BEGINNING]}…"


def _done(body: CommandBody) -> str:
    """The effect of an accepted ``body``."""
    if isinstance(body, ReportEvent):
        return word(STEPS["EventReported"])
    if isinstance(body, AlarmCommand):
        return state(next(rule.target for rule in TABLE if rule.command is type(body)))
    if isinstance(body, EventCommand):
        return word(STEPS[BY_COMMAND[type(body)].record.__name__])
    return verb(type(body).__name__)
