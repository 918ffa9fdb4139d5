"""What a command needs to know, asked inline in the card: one small form a command, none where a click is enough."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
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
from county.event import BY_COMMAND, Event
from desktop import theme
from desktop.panels.calendar import dress
from desktop.session import Session
from desktop.unit_choice import UnitChoice, merge_targets, unit_choices
from desktop.wording import SCORES, word

DAY_MS = 86_400_000
_CHINA = QTimeZone(8 * 3600)
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

    def missing(self) -> str:
        """What still has to be filled in; "" when nothing is."""
        return self.tr("Write why: a note is required") if self.note_required and not self.note.text().strip() else ""

    def body(self) -> c.EventCommand:
        """The command as filled in."""
        return self.command(event_id=self.event_id, note=self.note.text().strip())


class DispatchForm(CommandForm):
    """The units that could go, best first, each with the reason."""

    def ask(self, event: Event) -> None:
        self.units = QListWidget()
        self.units.setWordWrap(True)
        self.units.setSpacing(1)
        self.choices: dict[str, UnitChoice] = {}
        for choice in unit_choices(self.session, event):
            item = QListWidgetItem(f"{choice.name}\n{choice.why}")
            item.setData(_ID_ROLE, choice.unit)
            self.choices[choice.unit] = choice
            self.units.addItem(item)
        self.units.setCurrentRow(0)
        self.units.currentRowChanged.connect(self.edited)
        self.units.setMinimumHeight(theme.px(150))
        self.box.addWidget(self.units)

    def missing(self) -> str:
        return "" if self.units.currentItem() else self.tr("Choose the unit to send")

    def body(self) -> c.EventCommand:
        choice = self.choices[str(self.units.currentItem().data(_ID_ROLE))]
        return c.DispatchEvent(
            event_id=self.event_id, note=self.note.text().strip(), unit=choice.unit, reason=choice.reason
        )


class ExtendForm(CommandForm):
    """The new deadline; a day after the present one to begin with."""

    def ask(self, event: Event) -> None:
        now_ms = self.session.clock.now_ms()
        self.until = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(max(event.due_ms or 0, now_ms) + DAY_MS, _CHINA))
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setTimeZone(_CHINA)
        self.until.setCalendarPopup(True)
        dress(self.until.calendarWidget(), QDateTime.fromMSecsSinceEpoch(now_ms, _CHINA).date())
        self.box.addWidget(self.until)

    def body(self) -> c.EventCommand:
        until_ms = self.until.dateTime().toMSecsSinceEpoch()
        return c.ExtendDeadline(event_id=self.event_id, note=self.note.text().strip(), until_ms=until_ms)


class SuperviseForm(CommandForm):
    """What the supervisor asks for, and of whom."""

    def prompt(self) -> str:
        return self.tr("What is asked for, of whom, by when (required)")


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
        for other, distance_m in merge_targets(self.session.layers.events, event):
            self.into.addItem(f"{other.title} · {distance_m:,.0f} m · {other.id}", other.id)
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
