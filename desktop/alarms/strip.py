"""Alarms by priority: acknowledge, shelve and unshelve, go to the sensor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QVBoxLayout,
)

from county import commands as c
from county.alarms import (
    ACTIVE,
    NEEDS_REASON,
    NOT_ANNUNCIATED,
    TABLE,
    WATCH_ONLY,
    Alarm,
    AlarmState,
    allowed,
)
from county.events.event import Event
from county.numbering import short_number
from desktop import theme
from desktop.alarms.aside_form import AsideForm
from desktop.alarms.sensor_events import event_of_alarm
from desktop.alarms.table import AlarmTable
from desktop.backend.submissions import Answer, subject
from desktop.drafts.source import Fields
from desktop.figures.as_of import data_arrived, marked_as_of
from desktop.input.action_keys import ALARM_EVENT_KEY, ALARM_KEYS, ALARM_LOCATE_KEY
from desktop.input.held_rows import HeldRows
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import label_of
from desktop.item_models.alarm_rows import ALARM_ROLE, AlarmRows
from desktop.item_models.place_delegate import PlaceDelegate
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.selected_row import select_row
from desktop.widgets.steady import SteadyButton
from desktop.widgets.wrapping_line import WrappingLine
from desktop.wording import VERBS, word
from layers.alarms import AlarmBook
from layers.focus import Selection
from layers.sensors import SensorsLayer

LEAST_COLUMN_PX = 76
LISTS_PX = 330
"""Room for the two lists beside the steps; where their numbers need more they are elided."""
ROW_PX = 25
ROOMY_PX = 900
"""Below this width the time of the alarm is hidden, as its age is shown, too: the name is never cut."""
SENSOR_PX = 130
"""Width of the device's column there."""
NARROW_PX = 760
"""Below this width, that of a column at the side with large texts, the device and its value, which the card of a chosen
alarm shows, too, leave their room to what is the matter, where, for how long, and in which state."""
NARROWEST_PX, PLACE_PX = 440, 96
"""Below this width the age does so, too, and place and state are elided."""
SPACIOUS_PX = 1400
"""Below this width the place, which the map shows, too, is elided before the state is out of view."""
STATE_PX = 184
"""Of a state there at most: who set the alarm aside when and why leaves its room to the place, as the card and the list
of what is set aside say it."""
ASIDE_PLACE = 0.3
"""Part of the width that the place takes at most in that list."""
STEPS = tuple(dict.fromkeys(rule.command for rule in TABLE if rule.command not in WATCH_ONLY))
"""Commands on alarms, in life cycle order."""
TAKEN_BACK: dict[type[c.AlarmCommand], type[c.AlarmCommand]] = {
    c.ShelveAlarm: c.UnshelveAlarm, c.SuppressAlarm: c.UnsuppressAlarm, c.TakeOutOfService: c.ReturnToService,
}  # fmt: skip
"""Steps that have one place for both: an alarm allows one of the two at most."""


class AlarmStrip(Panel):
    """One row per alarm; the buttons apply to the selected rows, which stay listed and selected after an action.

    Every step has a key, which acts where the focus is in this panel; after each step the focus is on the rows.
    No row moves under the pointer: the rows are held until it leaves or rests.
    """

    report_wanted = Signal(str, str)
    """Sensor and alarm of an event that is to be reported."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._book = session.layers.of(AlarmBook)
        self.rows = AlarmRows(session, self)
        self.view = AlarmTable()
        self.view.setModel(self.rows)
        self.view.setItemDelegateForColumn(self.rows.PLACE, PlaceDelegate(self.view))
        self.view.setMouseTracking(True)
        self.hold = HeldRows(self.view, lambda index: self.rows.id_at(index.row()))
        self.hold.began.connect(self.rows.hold)
        self.hold.ended.connect(self.rows.let_go)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # Rows of a moment of a replay are replaced with every other one: those in sight are measured only.
        header.setResizeContentsPrecision(40 if session.timeline is None else 0)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(LEAST_COLUMN_PX))
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        keys = {step: key for step, (key, _) in ALARM_KEYS.items()}
        self.steps = {step: KeyedButton(keys.get(step, label_of("list.acknowledge"))) for step in STEPS}
        self.jump, self.event_button = KeyedButton(ALARM_LOCATE_KEY.key), KeyedButton(ALARM_EVENT_KEY.key)
        for keyed in (*self.steps.values(), self.jump, self.event_button):
            keyed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if keyed is not self.steps[c.AcknowledgeAlarm]:
                shortcut = QShortcut(QKeySequence(keyed.key), self, partial(self._press, keyed))
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.setAutoRepeat(False)
        self.form = AsideForm(session.catalog.duty_shifts, session.clock.now_ms)
        self.active, self.aside = SteadyButton(), SteadyButton()
        self._lists = QButtonGroup(self)
        for button in (self.active, self.aside):
            button.setProperty("narrow", True)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # the steps have theirs first
            self._lists.addButton(button)
        self.active.setChecked(True)
        self._said_of: frozenset[str] = frozenset()
        """The alarms that were selected when :attr:`problem` was said."""
        self.problem = ProblemLabel()
        self.denied = PlainLabel()
        """Why some of the steps are not permitted in this window."""
        self.denied.setTextFormat(Qt.TextFormat.PlainText)
        self.denied.setProperty("role", "muted")
        self.denied.setWordWrap(True)
        self.denied.hide()
        lists, steps = QHBoxLayout(), WrappingLine()
        for button in (self.active, self.aside):
            lists.addWidget(button)
        self.view.entered_row.connect(self.steps[c.AcknowledgeAlarm].click)
        for step, keyed in self.steps.items():
            keyed.clicked.connect(partial(self._take, step))
            steps.addWidget(keyed)
        steps.addWidget(self.event_button)
        steps.addWidget(self.jump)
        self._list_line, self._step_line = lists, steps
        self._line = line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.addLayout(lists, 1)
        line.addLayout(steps)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(4))
        box.setSpacing(theme.px(6))
        box.addLayout(line)
        box.addWidget(self.view, 1)
        box.addWidget(self.problem)  # below the rows, which stay where they are
        box.addWidget(self.denied)
        box.addWidget(self.form)
        self.form.sent.connect(lambda commands: self.form.await_answers(self._send(commands)))
        self.form.closed.connect(self.view.setFocus)
        self.form.told.connect(self._say)
        self.form.taken_back.connect(self.problem.take_back)
        self.event_button.clicked.connect(self._show_event)
        self._leaving = QTimer(self, singleShot=True, interval=0)
        self._leaving.timeout.connect(lambda: self.rows.keep_only(self._chosen_ids()))
        self.aside.toggled.connect(self._list)
        self.jump.clicked.connect(self._jump)
        self.view.doubleClicked.connect(self._jump)
        self.view.clicked.connect(self._choose)
        self.view.moved_by_key.connect(self._choose)
        self.view.selectionModel().selectionChanged.connect(self._follow_choice)
        self.listen(self._book.changed, self._follow)
        self.listen(session.submissions.answered, self._answered)
        self.listen(session.focus.selected, self._show_selection)
        self.every(1000, self.rows.age)
        self.every(1000, self.form.follow_clock)
        self.every(PERMISSIONS_MS, self._show_counts)
        self.retranslate()

    def release(self) -> None:
        self._leaving.stop()
        super().release()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the line of the lists, and as its widest step."""
        hint = super().minimumSizeHint()
        lines = (line.minimumSize().width() for line in (self._list_line, self._step_line))
        return QSize(max(lines) + 2 * theme.px(8), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_buttons()
        self._arrange_columns(theme.design_px(self.width()))

    def _arrange_columns(self, width: float) -> None:
        """The state is in view at every width, in pixels of the design; one column has the room that is left: where
        alarms are set aside that of the state, which says until when, by whom and why."""
        rows, modes = self.rows, QHeaderView.ResizeMode
        aside = rows.aside and width < SPACIOUS_PX
        self.view.setColumnHidden(rows.RAISED, aside or width < ROOMY_PX)
        for column in (rows.SENSOR, rows.VALUE):
            self.view.setColumnHidden(column, aside or width < NARROW_PX)
        self.view.setColumnHidden(rows.AGE, width < (NARROW_PX if aside else NARROWEST_PX))
        spare = rows.PLACE if not aside and NARROWEST_PX <= width < SPACIOUS_PX else rows.STATE
        fixed = {rows.SENSOR: SENSOR_PX} if width < ROOMY_PX else {}
        fixed |= {rows.PLACE: PLACE_PX} if width < NARROWEST_PX else {}
        self.view.limit(rows.STATE, None if spare == rows.STATE else theme.px(STATE_PX))
        self.view.limit(rows.PLACE, round(ASIDE_PLACE * self.width()) if aside else None)
        header = self.view.horizontalHeader()
        for column in (rows.PLACE, rows.SENSOR, rows.STATE):
            if column in fixed:
                header.setSectionResizeMode(column, modes.Fixed)
                self.view.setColumnWidth(column, theme.px(fixed[column]))
            else:
                header.setSectionResizeMode(column, modes.Stretch if column == spare else modes.ResizeToContents)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a button's text or visibility changed
            self._arrange_buttons()
        return super().event(event)

    def _arrange_buttons(self) -> None:
        """One line of buttons, or two when one is too narrow for the texts of all steps that may be shown.

        Numbers that grow, steps that are taken back and an alarm with or without an event change nothing of it: the
        rows below stay where they are.
        """
        own = {step: button.own_hint().width() for step, button in self.steps.items()}
        pairs = [(own[step], own[back]) for step, back in TAKEN_BACK.items()]
        hidden = TAKEN_BACK.keys() if self.rows.aside else TAKEN_BACK.values()
        shown = [own[step] for step in STEPS if step not in hidden]
        event_px = max(map(self.event_button.width_for, self._event_texts()))
        self.event_button.prefer_width(event_px)
        shown += [self.jump.own_hint().width(), event_px]
        steps_px = sum(shown) + self._step_line.spacing() * (len(shown) - 1)
        if not self.rows.aside:
            steps_px += max(0, *(back - step for step, back in pairs))  # one of them at a time
        around = self._line.spacing() + 2 * theme.px(8)
        narrow = theme.px(LISTS_PX) + steps_px + around > self.width()
        for step, back in TAKEN_BACK.items():
            for one in (step, back):
                self.steps[one].prefer_width(max(own[step], own[back]) if narrow else 0)
        for place, button in enumerate((self.active, self.aside)):
            self._list_line.setStretch(place, button.sizeHint().width())
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _event_texts(self) -> tuple[str, str]:
        """Of the button: for an alarm with an event, and for one without."""
        return self.tr("Open event"), self.tr("Report event …")

    def _say(self, why: str, about: str = "") -> None:
        """Why something cannot be done (``about``: the number of its alarm), until other alarms are selected; "" leaves
        its room to the rows."""
        self._said_of = self._chosen_ids()
        self.problem.setText(why)
        self.problem.setToolTip(literal(about))
        self.problem.setVisible(bool(why))

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("AlarmStrip", "Alarms")

    def retranslate(self) -> None:
        for step, button in self.steps.items():
            name = word(VERBS[step.__name__])
            button.setText(self.tr("{command} …").format(command=name) if step in NEEDS_REASON else name)
        self.jump.setText(self.tr("Locate"))
        self.jump.setToolTip(self.tr("Show the sensor on the map"))
        self.aside.setToolTip(self.tr("Shelved, suppressed or out of service"))
        self.form.retranslate()
        self.rows.retranslate()
        self._show_counts()

    def show_alarm(self, alarm_id: str) -> None:
        """Select the row of an alarm that waits, and scroll to it: Enter acts on what is in view."""
        self.active.setChecked(True)
        row = self.rows.row_of(alarm_id)
        if row is None and self.rows.holds_back:
            self.rows.let_go()
            row = self.rows.row_of(alarm_id)
        if row is not None:
            select_row(self.view, row)
            self.view.scrollTo(self.rows.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)

    def drafts(self) -> Mapping[str, Fields]:
        """See :class:`desktop.drafts.source.DraftSource`."""
        return self.form.drafts()

    def take_draft(self, form: str, fields: Fields) -> bool:
        """For those of its alarms for which the step is possible still."""
        if self.form.draft() is not None:
            self.form.line.setFocus()
            return False
        step = next((step for step in NEEDS_REASON if step.__name__ == form), None)
        states = self._session.layers.states("alarm")
        alarms = [states[one] for one in fields.get("alarms", "").split() if one in states]
        able = tuple(alarm.id for alarm in alarms if step is not None and step in allowed(alarm))
        if step is None or not able:
            self._say(self.tr("The alarms of the draft have ended or are set aside: it is dropped"))
            return True
        self.form.open_for(step, able)
        self.form.take(fields)
        return True

    def draft_title(self, form: str, fields: Fields) -> str:
        command = word(VERBS[form]) if form in VERBS else form
        text = self.tr("{command} (alarms: {n})").format(command=command, n=len(fields.get("alarms", "").split()))
        return f"{text} · {fields.get('reason', '')}"

    def _follow(self) -> None:
        self.rows.follow(self._book.last_change)
        if not self.form.isHidden():
            self._follow_form()
        self._show_counts()

    def _follow_form(self) -> None:
        """Alarms may have ended, or have been set aside at another seat, while their form is filled in."""
        states, step = self._session.layers.states("alarm"), self.form.command
        ended = self.form.leave_out(lambda alarm_id: alarm_id not in states or step not in allowed(states[alarm_id]))
        if ended:
            self._say(self.tr("{n} alarms of the form ended or were dealt with meanwhile").format(n=ended))

    def _show_counts(self) -> None:
        if not data_arrived(self._session):
            self.active.setText(self.tr("Connecting, no alarms have arrived yet …"))
            self.aside.setText(self.tr("Set aside"))
            self._show_buttons()
            return
        book = self._book
        active, returned, waiting = (
            book.number(*states) for states in (ACTIVE, (AlarmState.RETURNED,), (AlarmState.UNACKNOWLEDGED,))
        )
        text = self.tr("{n} active, {waiting} unacknowledged").format(n=active, waiting=waiting)
        returned_text = self.tr("{n} returned to normal, unacknowledged").format(n=returned)
        listed = f"{text} · {returned_text}" if returned else text
        self.active.setText(marked_as_of(listed, self._session))
        self.aside.setText(self.tr("{n} set aside").format(n=book.number(*NOT_ANNUNCIATED)))
        self._show_buttons()

    def _list(self, aside: bool) -> None:
        """Show the active alarms, or those that are shelved, suppressed or out of service."""
        self.form.close_form()
        self.view.clearSelection()
        self.rows.aside = aside
        self._arrange_columns(theme.design_px(self.width()))
        self._show_counts()

    def _chosen(self) -> list[Alarm]:
        chosen = (index.data(ALARM_ROLE) for index in self.view.selectionModel().selectedRows())
        return [alarm for alarm in chosen if alarm is not None]

    def _follow_choice(self) -> None:
        """The alarms that are selected stay listed; those selected before leave later: rows that move change the
        selection, too."""
        chosen = self._chosen_ids()
        if chosen - self._said_of:
            self._say("")
        self.rows.keep(chosen)
        self._leaving.start()
        self._show_buttons()

    def _chosen_ids(self) -> frozenset[str]:
        return frozenset(alarm.id for alarm in self._chosen())

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        shown, denied = self._shown_steps(chosen), ""
        for step, button in self.steps.items():
            button.setVisible(step in shown)
            able = [alarm for alarm in chosen if step in allowed(alarm)]
            reasons = [why_not(self._session, step, alarm) for alarm in able] or [why_not(self._session, step)]
            why = "" if "" in reasons else reasons[0]
            denied = denied or why
            button.setEnabled(not why and bool(able))
            button.setToolTip(literal(why))
        self.jump.setEnabled(len(chosen) == 1)
        linked = event_of_alarm(self._session, chosen[0]) if len(chosen) == 1 else ""
        reports = why_not(self._session, c.ReportEvent)
        opens, reports_new = self._event_texts()
        self.event_button.setText(opens if linked else reports_new)
        self.event_button.setEnabled(len(chosen) == 1 and bool(linked or not reports))
        self.event_button.setToolTip("" if linked else literal(reports))
        self.denied.setText(denied)
        self.denied.setVisible(bool(denied))

    def _shown_steps(self, chosen: list[Alarm]) -> set[type[c.AlarmCommand]]:
        """Always as many, so that the rows below stay where they are: of a step and the one that takes it back, the
        one that the chosen alarms allow, else that of the list."""
        able = {step for alarm in chosen for step in allowed(alarm)}
        shown: set[type[c.AlarmCommand]] = set(STEPS)
        for step, back in TAKEN_BACK.items():
            usual, other = (back, step) if self.rows.aside else (step, back)
            shown.remove(usual if other in able and usual not in able else other)
        return shown

    def _press(self, button: KeyedButton) -> None:
        """The key of a button: as a click on it, or why that cannot be."""
        if button.isVisible() and button.isEnabled():
            button.click()
        else:
            self._say(button.toolTip() or self.tr("Select an alarm for which this can be done"))

    def _take(self, step: type[c.AlarmCommand]) -> None:
        """Give ``step`` for every selected alarm that allows it, or ask for its reason first."""
        able = tuple(
            alarm.id
            for alarm in self._chosen()
            if step in allowed(alarm) and not why_not(self._session, step, alarm)
        )
        if step in NEEDS_REASON:
            self._say("")
            self.form.open_for(step, able)
        else:
            self._send([step(alarm_id=alarm_id) for alarm_id in able])

    def _send(self, commands: list[c.AlarmCommand]) -> set[str]:
        """Returns the alarms about which a command was sent: not those whose last one has no answer yet."""
        self._say("")
        if any(button.hasFocus() for button in self.steps.values()):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)  # the button may be hidden in the new state
        free = [one for one in commands if self._session.submissions.pending(one.alarm_id) is None]
        for command in free:
            self._session.submissions.send(command, alone=len(free) == 1)
        return {command.alarm_id for command in free}

    def _show_event(self) -> None:
        """Open the event of the selected alarm, or have one reported."""
        for alarm in self._chosen()[:1]:
            linked = event_of_alarm(self._session, alarm)
            if linked:
                self._session.focus.pick("events", linked)
            else:
                self.report_wanted.emit(alarm.sensor_id, alarm.id)

    def _choose(self, index: QModelIndex) -> None:
        alarm: Alarm | None = index.data(ALARM_ROLE)
        if alarm is not None:
            self._session.focus.pick("sensors", alarm.sensor_id)

    def _jump(self) -> None:
        for alarm in self._chosen()[:1]:
            sensors = self._session.layers.of(SensorsLayer)
            bounds = sensors.bounds_m(alarm.sensor_id)
            self._session.focus.select("sensors", alarm.sensor_id)
            if bounds is not None:
                self._session.focus.fly_to.emit(bounds[0], bounds[1], 600.0)

    def _show_selection(self, selection: Selection | None) -> None:
        chosen = {alarm.sensor_id for alarm in self._chosen()}
        wanted = set(selection.ids) if selection is not None and selection.layer == "sensors" else set()
        if chosen & wanted:
            return
        if selection is not None and selection.layer == "events" and self._is_of_chosen(selection.ids[0]):
            return
        self._say("")
        self.view.clearSelection()
        row = self.rows.row_of_sensor(selection.ids[0]) if selection is not None and wanted else None
        if row is not None:
            select_row(self.view, row)

    def _is_of_chosen(self, event_id: str) -> bool:
        """Whether it is the event of a selected alarm: the row from which it was opened stays selected."""
        event: Event | None = self._session.layers.states("event").get(event_id)
        of_sensor = (alarm for alarm in self._chosen() if event is not None and alarm.sensor_id == event.sensor_id)
        return any(event_of_alarm(self._session, alarm) == event_id for alarm in of_sensor)

    def _answered(self, answer: Answer) -> None:
        if not isinstance(answer.command.body, c.AlarmCommand):
            return
        self.form.take_answer(answer.command.body, refused=answer.refusal is not None)
        if answer.refusal is not None:
            why = named_refusal(self._session, answer.refusal.code, answer.refusal.params)
            self._say(why, about=short_number(subject(answer.command.body)))
