"""Inline forms for the parameters of commands; commands without parameters have none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QDateTimeEdit,
    QHBoxLayout,
    QWidget,
)

from county import commands as c
from county.authority import acts_as_unit
from county.events.deadlines import TimeLimits
from county.events.event import Event
from county.events.table import BY_COMMAND, note_required, unit_choices
from desktop.backend.reporter_contact import ReporterContact
from desktop.cards.linked_events import answers
from desktop.drafts.source import Fields
from desktop.files.attached_files import AttachedFiles
from desktop.input.action_keys import is_main_key
from desktop.input.choice_button import ChoiceButton
from desktop.moments import QT_COUNTY_TIME
from desktop.session import Session
from desktop.steps.command_form import CommandForm
from desktop.steps.correct_form import CorrectForm
from desktop.steps.hand_over_form import HandOverForm
from desktop.steps.merge_form import MergeForm
from desktop.units.choice import unit_name
from desktop.units.ranked_unit_form import RankedUnitForm
from desktop.widgets.calendar import style_calendar
from desktop.widgets.literal import PlainLabel
from desktop.wording import SCORES, word

GOOD_SCORE = 4
"""Of an evaluation, from which it contradicts a reporter who is not satisfied."""


class OwnUnitForm(CommandForm):
    """One of the event's units."""

    def add_inputs(self, event: Event) -> None:
        self.unit = QComboBox()
        for unit in own_units(self.session, event, self.command):
            self.unit.addItem(unit_name(self.session, unit), unit)
        self.box.addWidget(self.unit)

    def body(self) -> c.EventCommand:
        fields = {"note": self.note.text().strip(), "unit": self.unit.currentData()}
        return self.command(event_id=self.event_id, **fields)


class ExtendForm(CommandForm):
    """The new deadline, requested or set; initially the requested one, or the present one moved by the limit of the
    event's class, in its own time."""

    def add_inputs(self, event: Event) -> None:
        now_ms = self.session.clock.now_ms()
        limits = TimeLimits(self.session.catalog)
        until_ms = event.extension_until_ms or limits.due_ms(event.subclass, max(event.due_ms or 0, now_ms))
        self.until = QDateTimeEdit(QDateTime.fromMSecsSinceEpoch(until_ms, QT_COUNTY_TIME))
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setTimeZone(QT_COUNTY_TIME)
        self.until.setCalendarPopup(True)
        style_calendar(self.until.calendarWidget(), QDateTime.fromMSecsSinceEpoch(now_ms, QT_COUNTY_TIME).date())
        self.box.addWidget(self.until)

    def body(self) -> c.EventCommand:
        until_ms = self.until.dateTime().toMSecsSinceEpoch()
        kind = c.RequestExtension if self.command is c.RequestExtension else c.ExtendDeadline
        return kind(event_id=self.event_id, note=self.note.text().strip(), until_ms=until_ms)


class FeedBackForm(CommandForm):
    """What was done, with photos and documents."""

    def add_inputs(self, event: Event) -> None:
        self.files = AttachedFiles(self.session)
        self.files.chosen.connect(self.edited)
        self.files.sent.connect(self._settled)
        self.files.failed.connect(self._fail)
        self.box.addWidget(self.files)
        self.box.addWidget(self.files.attach, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def ready(self) -> bool:
        return not self.files.waiting

    @property
    def waiting(self) -> bool:
        return self.files.waiting

    def give(self) -> None:
        self.files.give(self.body())
        self._settled()

    def release(self) -> None:
        self.files.release()

    def _settled(self) -> None:
        for part in (self.note, self.files.attach):
            part.setEnabled(not self.waiting)
        self.edited.emit()

    def _fail(self, why: str) -> None:
        self._settled()
        self.failed.emit(why)


class SuperviseForm(CommandForm):
    """The supervisor's requirement, and to whom it is addressed."""

    def prompt(self) -> str:
        return self.tr("What is required, of whom, by when (required)")


class NoteForm(CommandForm):
    """What there is to know about the event."""

    def prompt(self) -> str:
        return self.tr("What there is to know, e.g. who called and said what (required)")

    def missing(self) -> str:
        return "" if self.note.text().strip() else self.tr("Write the note")


class CloseForm(CommandForm):
    """Confirmation, as what was closed by mistake cannot simply be continued."""

    def prompt(self) -> str:
        return self.tr("Result of the verification")

    def add_inputs(self, event: Event) -> None:
        warning = PlainLabel(self.tr("A closed event can only be assigned again, with a new deadline."))
        warning.setWordWrap(True)
        warning.setProperty("role", "hint")
        self.box.addWidget(warning)


class _ChoiceForm(CommandForm):
    """Lines of buttons of which one each is chosen, by a click, or by its place in the line as a digit; Enter sends."""

    def offer(self, choices: list[tuple[str, int]], *, above: bool = False) -> None:
        self.group = self.choices(choices, above=above)

    def choices(self, choices: list[tuple[str, int]], *, above: bool = False) -> QButtonGroup:
        """A line of buttons of which one is chosen: texts and the ids of the group; ``above``: their keys are above."""
        line, group = QHBoxLayout(), QButtonGroup(self)
        for place, (text, value) in enumerate(choices, 1):
            button = ChoiceButton(text, str(place), above=above)
            group.addButton(button, value)
            line.addWidget(button, 1)
        group.idClicked.connect(self.edited)
        self.box.addLayout(line)
        return group

    @property
    def first_input(self) -> QWidget:
        """The first choice; the others are reached by Tab or the arrow keys."""
        button: QWidget = self.findChildren(QButtonGroup)[0].buttons()[0]
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        lines = self.findChildren(QButtonGroup)
        line = next((n for n, group in enumerate(lines) if any(one.hasFocus() for one in group.buttons())), None)
        if line is None:
            super().keyPressEvent(event)
        elif is_main_key(event):
            self.entered.emit()
        elif chosen := next((one for one in lines[line].buttons() if _key(one) == event.text()), None):
            chosen.click()
            following = lines[line + 1].buttons()[0] if line + 1 < len(lines) else chosen
            following.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def draft_fields(self) -> Fields:
        groups = enumerate(self.findChildren(QButtonGroup))
        chosen = {f"choice{n}": str(group.checkedId()) for n, group in groups if group.checkedId() >= 0}
        return super().draft_fields() | chosen

    def take_fields(self, fields: Fields) -> None:
        super().take_fields(fields)
        for number, group in enumerate(self.findChildren(QButtonGroup)):
            button = group.button(int(fields.get(f"choice{number}", -1)))
            if button is not None:
                button.setChecked(True)

    def missing(self) -> str:
        return "" if self.group.checkedId() >= 0 else self.tr("Choose one")


class EvaluateForm(_ChoiceForm):
    """A score from 1 to 5, each with its meaning; a good one against a reporter's answer needs a reason."""

    def add_inputs(self, event: Event) -> None:
        answers_given = (event.satisfied, *(report.satisfied for report in event.joined))
        self._complained = event.unsolved or False in answers_given
        self.offer([(word(meaning), score) for score, meaning in SCORES.items()], above=True)

    def missing(self) -> str:
        contradicts = self._complained and self.group.checkedId() >= GOOD_SCORE
        if contradicts and not self.note.text().strip():
            return self.tr("A reporter is not satisfied: give a reason for this score, or assign the event again")
        return super().missing()

    def body(self) -> c.EventCommand:
        return c.EvaluateEvent(event_id=self.event_id, note=self.note.text().strip(), score=self.group.checkedId())


class FollowUpForm(_ChoiceForm):
    """Whose report, whether the matter is solved, and the citizen's satisfaction."""

    def add_inputs(self, event: Event) -> None:
        self._reporters = {"": event.reporter} | {report.event_id: report.reporter for report in event.joined}
        if event.joined:
            self._add_reports(event)
        self.solved = self.choices([(self.tr("Solved"), 1), (self.tr("Not solved"), 0), (self.tr("Not known"), 2)])
        self.offer([(self.tr("Satisfied"), 1), (self.tr("Not satisfied"), 0)])

    def missing(self) -> str:
        return super().missing() if self.solved.checkedId() >= 0 else self.tr("Choose one of each line")

    def body(self) -> c.EventCommand:
        satisfied, solved = self.group.checkedId() == 1, self.solved.checkedId()
        return c.FollowUpEvent(
            event_id=self.event_id, note=self.note.text().strip(), satisfied=satisfied,
            solved=None if solved == 2 else solved == 1, report=self._report(),
        )  # fmt: skip

    def _report(self) -> str:
        """The merged event whose reporter is asked; "" for the event's own."""
        return str(self.reports.currentData()) if len(self._reporters) > 1 else ""

    def _add_reports(self, event: Event) -> None:
        """The reports of a merge, those not answered yet first, and the contact of the chosen one."""
        own = [] if event.satisfied is None else [answers(event.satisfied, event.solved)]
        lines = [(event.satisfied is not None, "", " · ".join([event.id, *own]))]
        for report in event.joined:
            said = [] if report.satisfied is None else [answers(report.satisfied, report.solved)]
            lines.append((report.satisfied is not None, report.event_id, " · ".join([report.event_id, *said])))
        self.reports = QComboBox()
        for _, event_id, text in sorted(lines, key=lambda line: line[0]):
            self.reports.addItem(text, event_id)
        self.reports.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.contact = PlainLabel()
        self.contact.setWordWrap(True)
        self._contact = ReporterContact(self.session, self)
        self.reports.currentIndexChanged.connect(self._show_contact)
        self.session.feed.arrived.connect(self._arrived)
        self.box.addWidget(self.reports)
        self.box.addWidget(self.contact)
        self._show_contact()

    def _arrived(self, answer: object) -> None:
        if self._contact.take(answer):
            self._show_contact()

    def _show_contact(self) -> None:
        token = self._reporters[self._report()]
        self._contact.request(token)
        self.contact.setText(self._contact.text() if token else self.tr("no reporter"))


class ReopenForm(CommandForm):
    """The reason, where the reporter did not give one, and what happens."""

    def prompt(self) -> str:
        return self.tr("Why it is assigned again (required)")

    def add_inputs(self, event: Event) -> None:
        unit = unit_name(self.session, event.unit)
        hint = PlainLabel(self.tr("{unit} gets the task again, with a new deadline.").format(unit=unit))
        hint.setWordWrap(True)
        hint.setProperty("role", "hint")
        self.box.addWidget(hint)


def _key(button: QAbstractButton) -> str:
    return button.key if isinstance(button, ChoiceButton) else ""


_Make = Callable[[Session, Event, type[c.EventCommand]], CommandForm]
_NOTED: dict[type[c.EventCommand], _Make] = {
    command: CommandForm for command, rule in BY_COMMAND.items() if rule.note_required
}
FORMS: dict[type[c.EventCommand], _Make] = _NOTED | {
    c.DispatchEvent: RankedUnitForm,
    c.AddUnit: RankedUnitForm,
    c.ReleaseUnit: OwnUnitForm,
    c.SetMainUnit: OwnUnitForm,
    c.ReportDeparture: OwnUnitForm,
    c.ReportArrival: OwnUnitForm,
    c.RequestExtension: ExtendForm,
    c.ExtendDeadline: ExtendForm,
    c.FeedBack: FeedBackForm,
    c.SuperviseEvent: SuperviseForm,
    c.CloseEvent: CloseForm,
    c.MergeEvent: MergeForm,
    c.EvaluateEvent: EvaluateForm,
    c.FollowUpEvent: FollowUpForm,
    c.ReopenEvent: ReopenForm,
    c.CorrectEvent: CorrectForm,
    c.HandOverEvent: HandOverForm,
    c.NoteEvent: NoteForm,
}
"""Commands with parameters or that cannot be undone; all others are sent on click."""


def sent_on_click(session: Session, event: Event, command: type[c.EventCommand]) -> c.EventCommand | None:
    """What a click on the button of ``command`` sends; None: its form has to be filled in."""
    if command is c.ReopenEvent and not note_required(event, command):
        return command(event_id=event.id)
    if FORMS.get(command) is OwnUnitForm:
        units = own_units(session, event, command)
        fields = {"unit": units[0]} if units else {}
        return command(event_id=event.id, **fields) if len(units) == 1 else None
    return None if command in FORMS else command(event_id=event.id)


def own_units(session: Session, event: Event, command: type[c.EventCommand]) -> list[str]:
    """Units of the event that this client may give ``command`` about."""
    principal = session.source.health().principal
    own = principal.unit if principal is not None and acts_as_unit(principal, command) else ""
    return [unit for unit in unit_choices(event, command) if not own or unit == own]
