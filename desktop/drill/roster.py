"""点名与角色: which role each person has, who has answered the roll call, and the answer of the person on duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHeaderView, QLayout, QPushButton, QVBoxLayout

from county.commands import CommandBody
from county.drill.run import AnswerRollCall, BindRole, DrillRun
from county.drill.standing import PERSON, BoundRole, member_of
from county.drill.words import SIDES
from desktop import theme
from desktop.drill.names_line import NamesLine
from desktop.drill.permission import why_not_in_drill
from desktop.drill.roll_call import without_window
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb

LONGEST_MEMBERS = 2_000
NARROWEST_PX = 50
"""Width of a column, at least."""
PERSONS, PRESENT = 2, 3
"""Columns that share the room which the others leave."""


class DrillRoster(RecordPanel):
    """The director binds the chosen role to the persons that are written in the line, to no others."""

    command = BindRole

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.layers.book("drill"))
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(theme.px(NARROWEST_PX))
        self.table.setColumnCount(PRESENT + 1)
        for column in (PERSONS, PRESENT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._show_members)
        QShortcut(KEYS["drill.present"].sequences[0], self, self.answer.click).setAutoRepeat(False)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DrillRoster", "Roll call and roles")

    def form(self) -> QLayout:
        self.mine = PlainLabel()
        self.mine.setFont(theme.font(theme.BODY_PX, bold=True))
        self.mine.setWordWrap(True)
        self.answer = QPushButton()
        self.answer.setProperty("role", "primary")
        self.answer.clicked.connect(lambda: self._send(AnswerRollCall(drill=self.session.realm.id)))
        self.members = NamesLine(self._known)
        self.members.setMaxLength(LONGEST_MEMBERS)
        self.members.entered.connect(self.send_form)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.mine, self.answer, stretch={self.mine: 1}))
        lines.addLayout(line_of(self.members, self.button, stretch={self.members: 1}))
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "members"):
            return
        self.answer.setText(self.tr("Present ({key})").format(key=label_of("drill.present")))
        self.members.setPlaceholderText(self.tr("Persons of the chosen role, as enrolled, with 、 between them"))
        self.button.setText(verb("BindRole"))
        self.hint.say(self.tr("No scenario is loaded"))
        super().retranslate()

    def heads(self) -> Sequence[str]:
        return [self.tr("Role"), self.tr("Side"), self.tr("Persons"), self.tr("Present")]

    def rows(self) -> Sequence[Row]:
        run = self.session.drill.run
        return [] if run is None else [self._row(role, run) for role in run.roles]

    def _row(self, role: BoundRole, run: DrillRun) -> Row:
        names = "、".join(person.removeprefix(PERSON) for person in role.members)
        here = [person.removeprefix(PERSON) for person in role.members if person in run.present]
        text = self.tr("nobody") if not here else "、".join(here)
        away = without_window(self.session, run, [role])
        if away:
            text += " · " + self.tr("at no window: {people}").format(people="、".join(away))
        return Row(role.id, (role.name, pick(SIDES[role.side]), names or self.tr("nobody"), text),
                   theme.TEXT if here and not away else theme.WARNING)  # fmt: skip

    def body(self) -> CommandBody | str:
        if not self.chosen:
            return self.tr("Choose a role in the list")
        members = tuple(map(member_of, self.members.names()))
        return BindRole(drill=self.session.realm.id, role=self.chosen, members=members)

    def _known(self) -> Iterator[str]:
        """Names of persons: those at other windows, those of this key, those who have a role."""
        session, run = self.session, self.session.drill.run
        yield from session.attendance.people
        yield from () if session.enrolment is None else session.enrolment.people
        for role in () if run is None else run.roles:
            yield from (person.removeprefix(PERSON) for person in role.members)

    def begin(self, role: str) -> None:
        """Choose a role, and let its persons be typed."""
        self.choose(role)
        self.members.setFocus(Qt.FocusReason.OtherFocusReason)

    def depends_on(self) -> object:
        return self.session.drill.run

    def closed(self) -> str:
        return why_not_in_drill(self.session, BindRole)

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "members"):
            return
        run, who = self.session.drill.run, self.session.drill.who
        role = self.tr("none")
        if who.role is not None:
            role = self.tr("{role} ({side})").format(role=who.role.name, side=pick(SIDES[who.role.side]))
        elif who.directs:
            role = self.tr("director of the exercise")
        answered = run is not None and who.person in run.present
        text = self.tr("Your role: {role} · present") if answered else self.tr("Your role: {role}")
        self.mine.setText(text.format(role=role))
        able = run is not None and run.state in ("armed", "running") and who.role is not None and not answered
        self.answer.setEnabled(able and not self._sent)
        unable = "" if able else self.tr("After the roll call has begun, for persons with a role")
        self.answer.setToolTip(literal(unable))

    def _show_members(self) -> None:
        run = self.session.drill.run
        role = None if run is None else run.role_of.get(self.chosen)
        if role is not None and not (self.members.hasFocus() and self.members.isModified()):
            self.members.setText("、".join(person.removeprefix(PERSON) for person in role.members))
