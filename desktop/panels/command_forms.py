"""What a command needs to know, asked inline in the card: one small form a command, none where a click is enough."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from county import commands as c
from county.deadlines import DAY_MS
from county.event import BY_COMMAND, Event
from desktop import theme
from desktop.i18n import pick
from desktop.moments import QT_COUNTY_TIME
from desktop.panels.calendar import dress
from desktop.session import Session
from desktop.unit_choice import choice_text, merge_targets, unit_name
from desktop.wording import SCORES, explained, word
from layers.events import EventsLayer
from services.protocol.messages import RankReply, Trouble

_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class CommandForm(QWidget):
    """A note and what else one command needs.  :meth:`body` is the command as filled in."""

    edited = Signal()
    """Something was filled in: what was missing before may not be any more."""

    def __init__(self, session: Session, event: Event, command: type[c.EventCommand]) -> None:
        super().__init__()
        self.session = session
        self.event_id = event.id
        self.command = command
        self.note_required = BY_COMMAND[command].note_required
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.prompt())
        self.note.textEdited.connect(self.edited)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.px(6))
        self.ask(event)
        self.box.addWidget(self.note)

    def prompt(self) -> str:
        """What the note is asked for."""
        return self.tr("Note (required)") if self.note_required else self.tr("Note")

    def ask(self, event: Event) -> None:
        """Add what this command needs beside the note."""

    @property
    def ready(self) -> bool:
        """Whether everything there is to choose from is here."""
        return True

    def missing(self) -> str:
        """What still has to be filled in; "" when nothing is."""
        return (
            self.tr("Enter a reason: a note is required") if self.note_required and not self.note.text().strip() else ""
        )

    def body(self) -> c.EventCommand:
        """The command as filled in."""
        return self.command(event_id=self.event_id, note=self.note.text().strip())


class DispatchForm(CommandForm):
    """The units that could go, best first, each with the reason.

    The desk ranks them, as it does when it records why a unit was chosen: the screen can say nothing else.
    """

    def ask(self, event: Event) -> None:
        self.coming = QLabel(self.tr("Requesting the available units …"))
        self.coming.setWordWrap(True)
        self.coming.setProperty("role", "hint")
        self.box.addWidget(self.coming)
        self.units = QListWidget()
        self.units.setWordWrap(True)
        self.units.setSpacing(1)
        self.units.currentRowChanged.connect(self.edited)
        self.units.setMinimumHeight(theme.px(150))
        self.units.hide()
        self.box.addWidget(self.units)
        self._asked = self.session.source.ranking(event.id)
        self.session.feed.arrived.connect(self._arrived)

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, Trouble) and answer.request == self._asked:
            self.coming.setText(explained(answer.line))
        if not isinstance(answer, RankReply) or answer.request != self._asked:
            return
        self._asked = ""
        for candidate in answer.candidates:
            item = QListWidgetItem(f"{unit_name(self.session, candidate.unit)}\n{choice_text(candidate.choice)}")
            item.setData(_ID_ROLE, candidate.unit)
            self.units.addItem(item)
        self.coming.hide()
        self.units.show()
        self.units.setCurrentRow(0)
        self.edited.emit()

    @property
    def ready(self) -> bool:
        return not self._asked

    def missing(self) -> str:
        return "" if self.units.currentItem() else self.tr("Select the unit to dispatch")

    def body(self) -> c.EventCommand:
        unit = str(self.units.currentItem().data(_ID_ROLE))
        return c.DispatchEvent(event_id=self.event_id, note=self.note.text().strip(), unit=unit)


class ExtendForm(CommandForm):
    """The new deadline; a day after the present one to begin with."""

    def ask(self, event: Event) -> None:
        now_ms = self.session.clock.now_ms()
        until_ms = max(event.due_ms or 0, now_ms) + DAY_MS
        self.until = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(until_ms, QT_COUNTY_TIME))
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setTimeZone(QT_COUNTY_TIME)
        self.until.setCalendarPopup(True)
        dress(self.until.calendarWidget(), QDateTime.fromMSecsSinceEpoch(now_ms, QT_COUNTY_TIME).date())
        self.box.addWidget(self.until)

    def body(self) -> c.EventCommand:
        until_ms = self.until.dateTime().toMSecsSinceEpoch()
        return c.ExtendDeadline(event_id=self.event_id, note=self.note.text().strip(), until_ms=until_ms)


class SuperviseForm(CommandForm):
    """What the supervisor asks for, and of whom."""

    def prompt(self) -> str:
        return self.tr("What is required, of whom, by when (required)")


class CloseForm(CommandForm):
    """A second click, because there is no way back."""

    def prompt(self) -> str:
        return self.tr("Result of the verification")

    def ask(self, event: Event) -> None:
        warning = QLabel(self.tr("A closed event cannot be opened again."))
        warning.setWordWrap(True)
        warning.setProperty("role", "hint")
        self.box.addWidget(warning)


class MergeForm(CommandForm):
    """The open events that this one could be a repeat of, the nearest of its subclass first."""

    def ask(self, event: Event) -> None:
        self.into = QComboBox()
        columns = self.session.layers.of(EventsLayer).columns
        for other, title, distance_m in merge_targets(columns, self.session.event_texts, event):
            self.into.addItem(f"{pick(title)} · {distance_m:,.0f} m · {other}", other)
        self.into.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.addWidget(self.into)

    def missing(self) -> str:
        return "" if self.into.currentData() else self.tr("No other open event to merge into")

    def body(self) -> c.EventCommand:
        return c.MergeEvent(event_id=self.event_id, note=self.note.text().strip(), into=self.into.currentData())


class _ChoiceForm(CommandForm):
    """One of a few buttons."""

    def offer(self, choices: list[tuple[str, int]]) -> None:
        line = QHBoxLayout()
        self.group = QButtonGroup(self)
        for text, value in choices:
            button = QPushButton(text)
            button.setCheckable(True)
            self.group.addButton(button, value)
            line.addWidget(button, 1)
        self.group.idClicked.connect(self.edited)
        self.box.addLayout(line)

    def missing(self) -> str:
        return "" if self.group.checkedId() >= 0 else self.tr("Choose one")


class EvaluateForm(_ChoiceForm):
    """A score from 1 to 5, each with its meaning."""

    def ask(self, event: Event) -> None:
        self.offer([(f"{score}\n{word(meaning)}", score) for score, meaning in SCORES.items()])

    def body(self) -> c.EventCommand:
        return c.EvaluateEvent(event_id=self.event_id, note=self.note.text().strip(), score=self.group.checkedId())


class FollowUpForm(_ChoiceForm):
    """Was the citizen satisfied?"""

    def ask(self, event: Event) -> None:
        self.offer([(self.tr("Satisfied"), 1), (self.tr("Not satisfied"), 0)])

    def body(self) -> c.EventCommand:
        satisfied = self.group.checkedId() == 1
        return c.FollowUpEvent(event_id=self.event_id, note=self.note.text().strip(), satisfied=satisfied)


_Make = Callable[[Session, Event, type[c.EventCommand]], CommandForm]
_NOTED: dict[type[c.EventCommand], _Make] = {
    command: CommandForm for command, rule in BY_COMMAND.items() if rule.note_required
}
FORMS: dict[type[c.EventCommand], _Make] = _NOTED | {
    c.DispatchEvent: DispatchForm,
    c.ExtendDeadline: ExtendForm,
    c.SuperviseEvent: SuperviseForm,
    c.CloseEvent: CloseForm,
    c.MergeEvent: MergeForm,
    c.EvaluateEvent: EvaluateForm,
    c.FollowUpEvent: FollowUpForm,
}
"""Commands that ask for something, or that cannot be undone; every other one is sent with the click."""
