"""The header of the window: county, clock, counts over all events and alarms on the desk, and the figure of the
analysis that says how many of the events due today are closed.

Every figure is a button that lists its records, and has the menu of numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from county.alarms import ACTIVE, AlarmState
from desktop import theme
from desktop.events.query import ALL, IN_HAND, TO_VERIFY, WAITING, EventQuery, name_of
from desktop.figures.as_of import as_of, data_arrived
from desktop.figures.closing_rate import CLOSING_RATE, ClosingRate
from desktop.figures.definition_box import plain_definition
from desktop.figures.figure_menu import PlainNumber
from desktop.figures.tiles import FigureTile, FigureTiles
from desktop.i18n import locale, pick
from desktop.moments import day_of, local
from desktop.panels.panel import Panel
from desktop.replay.live_mark import LiveMark
from desktop.session import Session
from desktop.widgets.elided import ElidedButton, ElidedLabel
from desktop.widgets.literal import literal
from desktop.widgets.steady import SteadyLabel
from desktop.window.provenance_marks import provenance_marks
from desktop.wording import role_names
from layers.alarms import AlarmBook
from layers.resources import ResourcesLayer
from layers.sensors import SensorsLayer

COUNT_MS = 1_000
ASK_MS = 5_000
"""Between two questions to the analysis."""
ALARM_DIGITS = 3
"""Digits for which each of the two numbers of alarms has room."""
FIRST_TO_GO = ("closing_rate", "reported_today", "to_verify", "in_hand", "waiting", "alarms", "overdue")
"""Figures in the order in which a narrow window moves them into the menu of further ones; none is cut."""
NAME_SHARE = 0.25
"""Of the width, for the county's name with what the room is called; a longer one, of large texts, leaves that out."""


ON_TWO_SCREENS = (
    ("reported_today", "emergencies", "waiting", "in_hand", "to_verify", "due_soon", "overdue"),
    ("closing_rate", "units", "alarms", "silent"),
)
"""Figures on each of two screens beside each other: events at the left; results, units and devices at the right."""

METRIC_OF = {
    "reported_today": "reported", "waiting": "waiting_stock", "in_hand": "in_hand_stock",
    "to_verify": "to_verify_stock", "overdue": "overdue_stock", "closing_rate": CLOSING_RATE,
}  # fmt: skip
"""The metric of today by which the analysis counts the same as a figure; the others are only of the desk."""
COUNTED_STATES = {"waiting": WAITING, "in_hand": IN_HAND, "to_verify": TO_VERIFY}
"""Figures that count events by their state."""


@dataclass(frozen=True)
class HeaderFigures:
    """Counted over all events and alarms at one time."""

    waiting: int
    in_hand: int
    to_verify: int
    overdue: int
    reported_today: int
    alarms: int
    unacknowledged: int
    """Unacknowledged ones of ``alarms``."""
    returned: int
    """Unacknowledged alarms that have returned to normal."""


def count(session: Session, now_ms: int) -> HeaderFigures:
    """The figures at ``now_ms``."""
    tally, alarms, today = session.tally, session.layers.of(AlarmBook), day_of(now_ms)
    return HeaderFigures(
        waiting=tally.number(WAITING),
        in_hand=tally.number(IN_HAND),
        to_verify=tally.number(TO_VERIFY),
        overdue=tally.overdue(now_ms),
        reported_today=tally.reported_in(today),
        alarms=alarms.number(*ACTIVE),
        unacknowledged=alarms.number(AlarmState.UNACKNOWLEDGED),
        returned=alarms.number(AlarmState.RETURNED),
    )


class Header(Panel):
    """County on the left, figures in the middle, clock on the right."""

    alarms_wanted = Signal()
    units_wanted = Signal()
    quality_wanted = Signal()
    list_wanted = Signal()
    """A figure was clicked; show the event list."""
    operator_wanted = Signal()
    records_wanted = Signal(object, str)
    """The figure of the analysis was clicked; list what it counts: CountedBy and title."""
    menu_wanted = Signal(str, QPoint)
    """Of the metric, at a place of the screen."""
    plain_menu_wanted = Signal(object, QPoint)
    """Of a PlainNumber."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.county = ElidedLabel()
        self.county.setStyleSheet(f"font-size: {theme.px(26)}px; font-weight: 700; color: {theme.TEXT};")
        self.marks = ElidedLabel()
        self.marks.setProperty("role", "hint")
        self.figures = {
            "reported_today": FigureTile(theme.TEXT),
            "waiting": FigureTile(theme.WARNING),
            "in_hand": FigureTile(theme.ACCENT),
            "to_verify": FigureTile(theme.ACCENT),
            "overdue": FigureTile(theme.DANGER),
            "closing_rate": FigureTile(theme.TEXT),
            "alarms": FigureTile(theme.NOTICE, f"{'0' * ALARM_DIGITS} / {'0' * ALARM_DIGITS}"),
        }
        self.further_figures = {
            "emergencies": FigureTile(theme.TEXT),
            "due_soon": FigureTile(theme.TEXT),
            "units": FigureTile(theme.ACCENT),
            "silent": FigureTile(theme.TEXT),
        }
        """On two screens beside each other, which have room for them."""
        every = self.figures | self.further_figures
        left, right = ([every[name] for name in names] for names in ON_TWO_SCREENS)
        self.tiles = FigureTiles(self.figures, FIRST_TO_GO, (left, right))
        self.time = SteadyLabel(spare=False)
        self.time.setFont(theme.font(30, bold=True))
        self.live = LiveMark(session.past_beside)
        self.date = SteadyLabel(spare=False)
        self.date.setProperty("role", "muted")
        self.person = ElidedButton()
        self.person.setFlat(True)
        self.person.clicked.connect(self.operator_wanted)
        self.closing_rate = ClosingRate(session, self)
        self._rate_tip = ""
        """What its tile says it is; before that comes why it is not known."""
        self._arrange()
        for name, opens in self._openers().items():
            every[name].clicked.connect(opens)
            every[name].menu_wanted.connect(partial(self._want_menu, name))
        self.listen(session.operator.renamed, lambda _: self.retranslate())
        self.every(COUNT_MS, self.count_now)
        self.every(ASK_MS, self.closing_rate.follow)
        self.retranslate()

    def retranslate(self) -> None:
        manifest = self._session.package.manifest
        self._name_county()
        self._marks = provenance_marks(manifest)
        self.definitions = {
            "reported_today": self.tr("Events of today, since midnight, whatever their state"),
            "waiting": self.tr("The next step is the centre's"),
            "in_hand": self.tr("A unit was sent; it works on them, or their clock is suspended"),
            "to_verify": self.tr("The unit has fed back; the centre verifies and closes"),
            "overdue": self.tr("Open events past their time limit"),
            "closing_rate": self._definition(),
            "alarms": self.tr(
                "Alarms nobody has acknowledged, of all that are active; and those that returned to normal before "
                "somebody acknowledged them"
            ),
            "emergencies": self.tr("Open events of urgent classes or high levels: people may be in danger"),
            "due_soon": self.tr("Open events of which 70 % of the time limit is used"),
            "units": self.tr("Units that have a task of an open event"),
            "silent": self.tr("Devices that have sent nothing for longer than their kind may"),
        }
        every = self.figures | self.further_figures
        for name, text in self.definitions.items():
            lines = [text, self.tr("A click lists them")]
            if name in COUNTED_STATES:
                states = pick(name_of(COUNTED_STATES[name]))
                lines.insert(0, self.tr("Events in the states: {states}").format(states=states))
            every[name].setToolTip("\n".join(lines))
            if name == "closing_rate":
                self._rate_tip = "\n".join(lines)
        self.tiles.further.setToolTip(self.tr("Figures that have no room here"))
        self.tiles.further.setAccessibleName(self.tr("Further figures"))
        self.count_now()

    def release(self) -> None:
        self.closing_rate.release()
        super().release()

    def _definition(self) -> str:
        """Of the figure that the analysis counts, as the catalogue says it."""
        metric = self._session.catalog.metrics.get(CLOSING_RATE)
        return "" if metric is None else f"{pick(metric.name)}: {pick(metric.formula)}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_county()

    def _name_county(self) -> None:
        """The figures need the room more than the name does."""
        county = self._session.package.manifest.name
        whole = self.tr("{county} Command Centre").format(county=county)
        has_room = self.county.fontMetrics().horizontalAdvance(whole) <= NAME_SHARE * self.width()
        self.county.setText(whole if has_room else county)

    def _count_further(self, now_ms: int) -> None:
        """Show those of wide windows in one."""
        if not self.tiles.over_two_screens:
            return
        layers, tally = self._session.layers, self._session.tally
        silent = sum(layers.of(SensorsLayer).silent().values())
        for name, number, caption, color in (
            ("emergencies", tally.emergencies(), self.tr("Emergencies"), theme.DANGER),
            ("due_soon", tally.due_soon(now_ms), self.tr("Due soon"), theme.WARNING),
            ("units", len(layers.of(ResourcesLayer).tasks), self.tr("Units at work"), theme.ACCENT),
            ("silent", silent, self.tr("Silent devices"), theme.TEXT),
        ):
            self.further_figures[name].set_texts(str(number), caption)
            self.further_figures[name].set_color(color if number else theme.TEXT)

    def _show_person(self) -> None:
        """The operator on duty, and whether commands carry that name; the key where no person can be on duty."""
        enrolment = self._session.enrolment
        acting, principal = self._session.submissions.acting, self._session.source.health().principal
        text, tip = "", self.tr("Operator on duty; the name is recorded with every command")
        if acting:
            text = self.tr("On duty: {name}").format(name=acting)
        elif enrolment is not None and principal is not None:
            key = f"{principal.id} · {role_names(principal.roles)}"
            tip = self.tr("Commands carry only the key's name until an enrolled person signs on")
            if not enrolment.for_persons:
                text, tip = key, self.tr("No person is enrolled for this key")
            elif not enrolment.has_people:
                text = self.tr("On duty: not signed on") + f" · {key}"
                tip = self.tr("No person is enrolled for this key: commands carry only the key's name")
            elif enrolment.enrolling:
                text = self.tr("On duty: {name} (not enrolled)").format(name=enrolment.enrolling)
                tip = enrolment.refusal or tip
            else:
                text = self.tr("On duty: not signed on")
        self.person.setVisible(bool(text))
        self.person.setEnabled(enrolment is None or enrolment.for_persons)
        self.person.setText(text)
        self.person.setToolTip(literal(tip))

    def _arrange(self) -> None:
        self.setObjectName("header")
        name = QVBoxLayout()
        name.setSpacing(0)
        name.addWidget(self.county)
        name.addWidget(self.marks)
        when = QVBoxLayout()
        when.setSpacing(0)
        when.addWidget(self.time)
        when.addWidget(self.date)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        line.setSpacing(theme.px(10))
        line.addLayout(name)
        line.addWidget(self.tiles, 1)
        line.addWidget(self.person)
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.VLine)
        rule.setStyleSheet(f"color: {theme.LINE};")
        line.addWidget(rule)
        line.addWidget(self.live, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(when)

    def _openers(self) -> dict[str, Callable[[], None]]:
        def open_list(query: EventQuery) -> None:
            self._session.active_query.set(query)
            self.list_wanted.emit()

        def open_due() -> None:
            counted = self.closing_rate.counted_by()
            if counted is None:
                open_list(EventQuery(states=ALL, due_today=True))
            else:
                self.records_wanted.emit(counted, self.tr("Closed of due today"))

        return {
            "reported_today": lambda: open_list(EventQuery(states=ALL, reported_today=True)),
            "waiting": lambda: open_list(EventQuery(states=WAITING)),
            "in_hand": lambda: open_list(EventQuery(states=IN_HAND)),
            "to_verify": lambda: open_list(EventQuery(states=TO_VERIFY)),
            "overdue": lambda: open_list(EventQuery(overdue=True)),
            "closing_rate": open_due,
            "alarms": self.alarms_wanted.emit,
            "emergencies": lambda: open_list(EventQuery(emergency=True)),
            "due_soon": lambda: open_list(EventQuery(due_soon=True)),
            "units": self.units_wanted.emit,
            "silent": self.quality_wanted.emit,
        }

    def _want_menu(self, name: str, at: QPoint) -> None:
        if METRIC_OF.get(name) in self._session.catalog.offered_metrics():
            self.menu_wanted.emit(METRIC_OF[name], at)
            return
        tile = (self.figures | self.further_figures)[name]
        lines = plain_definition(
            tile.value.text(), self.definitions[name], self.tr("States on the desk"), self._session.clock.now_ms()
        )
        why = self.tr("counted on the desk, no metric")
        self.plain_menu_wanted.emit(PlainNumber(tile.caption.text(), lines, tile.click, why), at)

    def count_now(self) -> None:
        """Show the current time and figures."""
        now_ms = self._session.clock.now_ms()
        moment = local(now_ms)
        self.time.setText(f"{moment:%H:%M:%S}")
        self.date.setText(f"{moment:%Y-%m-%d} {locale().dayName(moment.isoweekday())}")
        self._show_person()
        figures = count(self._session, now_ms)
        show = {name: figure.set_texts for name, figure in self.figures.items()}
        show["reported_today"](str(figures.reported_today), self.tr("Reported today"))
        for name, states in COUNTED_STATES.items():
            show[name](str(getattr(figures, name)), pick(name_of(states)))
        show["overdue"](str(figures.overdue), self.tr("Overdue"))
        self.figures["overdue"].set_color(theme.DANGER if figures.overdue else theme.TEXT)  # red is a state
        if self.closing_rate.is_missing:
            self.closing_rate.follow()
        show["closing_rate"](self.closing_rate.text, self.tr("Closed of due today"))
        why = self.closing_rate.why_unknown
        self.figures["closing_rate"].setToolTip(literal("\n".join(filter(None, (why, self._rate_tip)))))
        caption = self.tr("Alarms: new / active")
        returned = caption + " · " + self.tr("{n} returned")
        show["alarms"](
            f"{figures.unacknowledged} / {figures.alarms}",
            returned.format(n=figures.returned) if figures.returned else caption,
            longest=returned.format(n="0" * ALARM_DIGITS),
        )
        self._count_further(now_ms)
        stale, arrived = as_of(self._session), data_arrived(self._session)
        for figure in (*self.figures.values(), *self.further_figures.values()):
            figure.set_current(not stale)
            if not arrived:
                figure.value.setText("–")
        if not self.closing_rate.is_current:
            self.figures["closing_rate"].set_current(False)
        self.marks.setText(" · ".join(part for part in (stale, *self._marks) if part))
        self.tiles.place()
