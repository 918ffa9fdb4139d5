"""培训学时: who has how many hours this year, who will miss the target at the pace up to now, and sessions."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from county.commands import CommandBody
from county.durations import HOUR_MS
from county.names import BETWEEN
from county.numbering import COUNTY_TIME
from county.plan_tracker.days import county_day
from county.training.outlook import MISS, REACH, Outlook, YearOfTraining
from county.training.people import LONGEST_POST, EnrolTrainee, RegroupTrainee, ReleaseTrainee, Trainee
from county.training.sessions import (
    LONGEST_HOURS,
    MODES,
    TITLE_MAX,
    RecordTraining,
    TrainingSession,
    WithdrawTraining,
)
from desktop import theme
from desktop.i18n import pick
from desktop.input.pointer_hold import PointerHold
from desktop.panels.record_panel import RecordPanel, Row
from desktop.permission import why_not
from desktop.session import Session
from desktop.training.shown_years import ShownYears
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of

NUMBERS = (2, 3, 4, 5, 6, 7, 8)
COLORS: dict[Outlook, str] = {
    "reached": theme.GOOD, "on_the_way": theme.TEXT, "will_miss": theme.DANGER, "missed": theme.DANGER,
    "too_early": theme.MUTED, "no_target": theme.MUTED,
}  # fmt: skip
BEGINS_PX = 250
"""Room for the text that says how a beginning is written."""
TABLE_PX, SESSIONS_PX = 160, 84
"""Heights of the table at least, in a low dock the whole panel scrolls, and of the sessions of the chosen person."""
LONGEST_LIST = 2_000
TIME_FORM = "%Y-%m-%d %H:%M"


class TrainingHours(RecordPanel):
    """The form records a session; steps are about the chosen person, or the chosen one of its sessions."""

    command = RecordTraining
    steps = (RegroupTrainee, ReleaseTrainee, WithdrawTraining)

    def __init__(self, session: Session) -> None:
        self._years = ShownYears(session)
        self._rows: list[Row] = []
        self._rows_of: object = None
        """What the rows were made of: of thousands of people they take longer than a frame."""
        self._listed: tuple[str, list[TrainingSession]] = ("", [])
        super().__init__(session, session.layers.book("trainee"), session.layers.book("training"))
        self.table.setMinimumHeight(theme.px(TABLE_PX))
        self.table.itemSelectionChanged.connect(self._show_sessions)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("TrainingHours", "Training hours")

    def form(self) -> QLayout:
        self.subject, self.begins, self.people = QLineEdit(), QLineEdit(), QLineEdit()
        self.subject.setMaxLength(TITLE_MAX)
        self.people.setMaxLength(LONGEST_LIST)
        self.begins.setMinimumWidth(theme.px(BEGINS_PX))
        self.mode, self.group = QComboBox(), QComboBox()
        self.lasts, self.hours = QDoubleSpinBox(), QDoubleSpinBox()
        for box in (self.lasts, self.hours):
            box.setRange(0.5, LONGEST_HOURS)
            box.setDecimals(1)
            box.setSingleStep(0.5)
        for key in MODES:
            self.mode.addItem("", key)
        self.post, self.why, self.enrol = QLineEdit(), QLineEdit(), QPushButton()
        self.post.setMaxLength(LONGEST_POST)
        self.enrol.clicked.connect(lambda: self._send(self._enrolled()))
        lines = QVBoxLayout()
        lines.addLayout(line_of(
            self.subject, self.mode, self.begins, self.lasts, self.hours, self.people, self.button,
            stretch={self.subject: 1, self.people: 2},
        ))  # fmt: skip
        self.about = PlainLabel()
        """How many will miss the target."""
        self.about.setProperty("role", "muted")
        lines.addWidget(self.about)
        lines.addLayout(line_of(self.post, self.group, self.enrol, self.why, stretch={self.post: 1, self.why: 1}))
        return lines

    def below(self) -> QLayout:
        self.sessions = QListWidget()
        self._hold = PointerHold(self.sessions)
        self._hold.ended.connect(self._show_sessions)
        self.sessions.setFixedHeight(theme.px(SESSIONS_PX))
        self.sessions.itemSelectionChanged.connect(self.refresh)
        self.sessions.hide()
        box = QVBoxLayout()
        box.addWidget(self.sessions)
        return box

    def retranslate(self) -> None:
        self._rows_of = None  # in another language
        self.sessions.setAccessibleName(self.tr("Sessions of the chosen person"))
        self.subject.setPlaceholderText(self.tr("Title of the session"))
        self.begins.setPlaceholderText(self.tr("Beginning, as 2026-11-29 09:00"))
        self.people.setPlaceholderText(self.tr("Keys or posts that took part, with 、 between them"))
        self.lasts.setSuffix(self.tr(" h long"))
        self.hours.setSuffix(self.tr(" training hours"))
        self.post.setPlaceholderText(self.tr("Key or post, no name of a person"))
        self.why.setPlaceholderText(self.tr("Why somebody leaves, or a session does not count"))
        self.enrol.setText(self.tr("Enrol"))
        self.button.setText(self.tr("Record the session"))
        for row, name in enumerate(MODES.values()):
            self.mode.setItemText(row, pick(name))
        chosen = self.group.currentData()
        self.group.clear()
        for key, group in self.session.catalog.training_targets.offered_groups().items():
            self.group.addItem(f"{pick(group.name)} ≥ {group.hours_in(self._year):g}", key)
        self.group.setCurrentIndex(max(0, self.group.findData(chosen)))
        self.hint.say(self.tr("Nobody is enrolled for training yet"))
        self._basis = None
        super().retranslate()

    # ---- rows

    @property
    def _year(self) -> int:
        return self._years.today.year

    def heads(self) -> list[str]:
        return [
            self.tr("Group"), self.tr("Key or post"), self.tr("Target {year}").format(year=self._year),
            self.tr("Hours"), *(pick(name) for name in MODES.values()), self.tr("At this pace"), self.tr("Outlook"),
        ]  # fmt: skip

    def numeric(self) -> tuple[int, ...]:
        return NUMBERS

    def rows(self) -> list[Row]:
        found = self._years.follow()
        if found is self._rows_of:
            return self._rows
        self._rows_of = found
        self.about.setText(self._about(found))
        self._rows = [self._row(one) for one in found]
        return self._rows

    def _about(self, found: list[YearOfTraining]) -> str:
        """How many will miss the target, of those of whom it can be told."""
        known = sum(one.outlook in MISS | REACH for one in found)
        if not known:
            text = self.tr("Too early to tell who will miss the target of {year}").format(year=self._year)
            return text if found else ""
        text = self.tr("{n} of {all} will miss the target of {year} at the pace up to now").format(
            n=sum(one.outlook in MISS for one in found), all=known, year=self._year
        )  # fmt: skip
        more = self.tr("too early to tell, or no target: {n}").format(n=len(found) - known)
        return BETWEEN.join((text, more)) if known < len(found) else text

    def _row(self, one: YearOfTraining) -> Row:
        group = self.session.catalog.training_targets.groups.get(one.group)
        return Row(one.trainee, (
            one.group if group is None else pick(group.name), one.trainee,
            "–" if one.target is None else f"{one.target:g}", f"{one.total:g}",
            *(f"{one.hours.get(mode, 0):g}" for mode in MODES),
            "–" if one.projected is None else f"{one.projected:.0f}", self._outlook_text(one),
        ), COLORS[one.outlook])  # fmt: skip

    def _outlook_text(self, one: YearOfTraining) -> str:
        match one.outlook:
            case "reached":
                return self.tr("reached")
            case "on_the_way":
                return self.tr("on the way")
            case "will_miss" | "missed":
                return self.tr("{n} hours short").format(n=f"{(one.target or 0) - one.total:g}")
            case "too_early":
                return self.tr("too early to tell")
            case _:
                return self.tr("no target")

    def state(self, item_id: str) -> Trainee | None:
        found: Trainee | None = self.session.layers.states("trainee").get(item_id)
        return found

    def fill(self) -> None:
        super().fill()
        self._show_sessions()

    def _show_sessions(self) -> None:
        """Those of the year that the chosen person took part in, the newest first."""
        sessions = [one for one in self.session.layers.states("training").values() if isinstance(one, TrainingSession)]
        own = [
            one for one in sessions
            if one.counts and county_day(one.from_ms).year == self._year
            and any(self.chosen == each.trainee for each in one.participants)
        ]  # fmt: skip
        own.sort(key=lambda one: -one.from_ms)
        shown_of, _ = self._listed
        if (self.chosen, own) == self._listed or (self._hold.holding and shown_of == self.chosen):
            return
        self._listed = (self.chosen, own)
        self.sessions.clear()
        for one in own:
            begins = datetime.fromtimestamp(one.from_ms / 1000, COUNTY_TIME)
            text = self.tr("{time} · {mode} · {title} · {hours} training hours · {n} took part").format(
                time=begins.strftime(TIME_FORM), mode=pick(MODES[one.mode]), title=one.title, hours=f"{one.hours:g}",
                n=len(one.participants),
            )  # fmt: skip
            entry = QListWidgetItem(text)
            entry.setData(Qt.ItemDataRole.UserRole, one.id)
            self.sessions.addItem(entry)
        self.sessions.setVisible(bool(own))
        self.refresh()

    def show_result(self, target: str) -> None:
        """Choose the first one of a group that will miss its hours, or of the group."""
        of_group = [one for one in self._years.follow() if one.group == target]
        of_group.sort(key=lambda one: one.outlook not in MISS)
        if of_group:
            self.choose(of_group[0].trainee)

    # ---- commands

    def body(self) -> CommandBody | str:
        try:
            begins = datetime.strptime(self.begins.text().strip(), TIME_FORM).replace(tzinfo=COUNTY_TIME)
        except ValueError:
            return self.tr("Write when it began, as 2026-11-29 09:00")
        names = (one.strip() for one in self.people.text().replace("，", "、").replace(",", "、").split("、"))
        people = tuple(dict.fromkeys(filter(None, names)))
        if not (self.subject.text().strip() and people):
            return self.tr("Write a title, and who took part")
        from_ms = round(begins.timestamp() * 1000)
        return RecordTraining(
            session_id=uuid4().hex, title=self.subject.text().strip(), mode=self.mode.currentData(), from_ms=from_ms,
            to_ms=from_ms + round(self.lasts.value() * HOUR_MS), hours=self.hours.value(), trainees=people,
        )  # fmt: skip

    def _enrolled(self) -> CommandBody | str:
        post = self.post.text().strip()
        missing = self.tr("Write the key or the post")
        return EnrolTrainee(trainee=post, group=self.group.currentData() or "") if post else missing

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        person = self.state(item_id)
        if person is None:
            return None
        if command is RegroupTrainee:
            group = self.group.currentData() or ""
            return None if group == person.group else RegroupTrainee(trainee=item_id, group=group)
        note = self.why.text().strip()
        if command is WithdrawTraining:
            chosen = self.sessions.selectedItems()
            if not chosen:
                return None
            missing = self.tr("Write why the session does not count")
            session_id = str(chosen[0].data(Qt.ItemDataRole.UserRole))
            return WithdrawTraining(session_id=session_id, note=note) if note else missing
        return ReleaseTrainee(trainee=item_id, note=note) if note else self.tr("Write why somebody leaves")

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, RecordTraining):
            self.subject.clear()
            self.people.clear()
        else:
            self.post.clear()
            self.why.clear()

    def refresh(self) -> None:
        super().refresh()
        denied = why_not(self.session, EnrolTrainee)
        self.enrol.setEnabled(not denied and not self._sent)
        self.enrol.setToolTip(literal(denied))
