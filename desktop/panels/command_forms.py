"""Inline forms for the parameters of commands; commands without parameters have none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
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
from desktop.literal import PlainLabel
from desktop.moments import QT_COUNTY_TIME
from desktop.panels.calendar import style_calendar
from desktop.session import Session
from desktop.unit_choice import choice_text, merge_targets, unit_name
from desktop.wording import SCORES, explained, word
from layers.events import EventsLayer
from services.protocol.messages import RankReply, Trouble

_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class CommandForm(QWidget):
    """A note and further parameters of one command.  :meth:`body` is the command as filled in."""

    edited = Signal()
    """The input changed; :meth:`missing` may have changed."""

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
        self.add_inputs(event)
        self.box.addWidget(self.note)

    def prompt(self) -> str:
        """Placeholder of the note."""
        return self.tr("Note (required)") if self.note_required else self.tr("Note")

    def add_inputs(self, event: Event) -> None:
        """Add the inputs of this command other than the note."""

    @property
    def ready(self) -> bool:
        """Whether all choices are loaded."""
        return True

    def missing(self) -> str:
        """What remains to be filled in; "" when nothing does."""
        return (
            self.tr("Enter a reason: a note is required") if self.note_required and not self.note.text().strip() else ""
        )

    def body(self) -> c.EventCommand:
        """The command as filled in."""
        return self.command(event_id=self.event_id, note=self.note.text().strip())


class DispatchForm(CommandForm):
    """The available units, best first, each with the reason.

    They are ranked by the desk, which also records the reason: both always agree.
    """

    def add_inputs(self, event: Event) -> None:
        self.coming = PlainLabel(self.tr("Requesting the available units …"))
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
        self.session.feed.arrived.connect(self._arrived)
        self.request()

    def request(self) -> None:
        """Request the ranking, again when what it depends on changed."""
        self._request = self.session.source.ranking(self.event_id)

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, Trouble) and answer.request == self._request:
            self.coming.setText(explained(answer.line))
        if not isinstance(answer, RankReply) or answer.request != self._request:
            return
        self._request = ""
        item = self.units.currentItem()
        chosen = "" if item is None else str(item.data(_ID_ROLE))
        first = self.units.count() == 0 or self.units.currentRow() == 0
        self.units.clear()
        for candidate in answer.candidates:
            item = QListWidgetItem(f"{unit_name(self.session, candidate.unit)}\n{choice_text(candidate.choice)}")
            item.setData(_ID_ROLE, candidate.unit)
            self.units.addItem(item)
        self.coming.hide()
        self.units.show()
        order = [candidate.unit for candidate in answer.candidates]
        self.units.setCurrentRow(0 if first or chosen not in order else order.index(chosen))
        self.edited.emit()

    @property
    def ready(self) -> bool:
        return not self._request

    def missing(self) -> str:
        return "" if self.units.currentItem() else self.tr("Select the unit to dispatch")

    def body(self) -> c.EventCommand:
        unit = str(self.units.currentItem().data(_ID_ROLE))
        return c.DispatchEvent(event_id=self.event_id, note=self.note.text().strip(), unit=unit)


class ExtendForm(CommandForm):
    """The new deadline; initially a day after the present one."""

    def add_inputs(self, event: Event) -> None:
        now_ms = self.session.clock.now_ms()
        until_ms = max(event.due_ms or 0, now_ms) + DAY_MS
        self.until = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(until_ms, QT_COUNTY_TIME))
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setTimeZone(QT_COUNTY_TIME)
        self.until.setCalendarPopup(True)
        style_calendar(self.until.calendarWidget(), QDateTime.fromMSecsSinceEpoch(now_ms, QT_COUNTY_TIME).date())
        self.box.addWidget(self.until)

    def body(self) -> c.EventCommand:
        until_ms = self.until.dateTime().toMSecsSinceEpoch()
        return c.ExtendDeadline(event_id=self.event_id, note=self.note.text().strip(), until_ms=until_ms)


class SuperviseForm(CommandForm):
    """The supervisor's requirement, and to whom it is addressed."""

    def prompt(self) -> str:
        return self.tr("What is required, of whom, by when (required)")


class CloseForm(CommandForm):
    """Confirmation, as closing cannot be undone."""

    def prompt(self) -> str:
        return self.tr("Result of the verification")

    def add_inputs(self, event: Event) -> None:
        warning = PlainLabel(self.tr("A closed event cannot be opened again."))
        warning.setWordWrap(True)
        warning.setProperty("role", "hint")
        self.box.addWidget(warning)


class MergeForm(CommandForm):
    """Open events of which this one may be a duplicate, the nearest of its subclass first."""

    def add_inputs(self, event: Event) -> None:
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
    """A choice by radio buttons."""

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

    def add_inputs(self, event: Event) -> None:
        self.offer([(f"{score}\n{word(meaning)}", score) for score, meaning in SCORES.items()])

    def body(self) -> c.EventCommand:
        return c.EvaluateEvent(event_id=self.event_id, note=self.note.text().strip(), score=self.group.checkedId())


class FollowUpForm(_ChoiceForm):
    """The citizen's satisfaction."""

    def add_inputs(self, event: Event) -> None:
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
"""Commands with parameters or that cannot be undone; all others are sent on click."""
