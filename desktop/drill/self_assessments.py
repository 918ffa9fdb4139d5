"""自评 in the window of a drill: each player hands in its own, and everybody sees who has, from the 点评 on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLayout, QVBoxLayout

from county.commands import CommandBody
from county.drill.evaluation import EvaluationEntry
from county.drill.self_assessment import ASSESSED_IN, HandInSelfAssessment, assessment_id
from county.drill.standing import member_of
from county.drill.words import OWN_VERDICTS
from desktop import moments, theme
from desktop.drill.self_assessment_dialog import SelfAssessmentDialog
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.scrolled import Scrolled
from desktop.widgets.wrapping_line import line_of
from desktop.wording import refusal, verb

SHOWN_IN = ASSESSED_IN | {"archived"}
WHOLE_PX = 170
"""Greatest height of the chosen self-assessment: the table keeps its room."""


class SelfAssessments(RecordPanel):
    """One row for each player; the chosen one is shown as a whole below."""

    command = HandInSelfAssessment

    def __init__(self, session: Session) -> None:
        self.dialog: SelfAssessmentDialog | None = None
        """The form that is open."""
        super().__init__(session)
        self.listen(session.drill.changed, self.follow)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("SelfAssessments", "Self-assessments")

    def form(self) -> QLayout:
        return line_of(self.button)

    def below(self) -> QLayout:
        self.whole = PlainLabel()
        self.whole.setWordWrap(True)
        self.whole_part = Scrolled(self.whole)
        self.whole_part.setMaximumHeight(theme.px(WHOLE_PX))
        self.whole_part.hide()
        lines = QVBoxLayout()
        lines.addWidget(self.whole_part)
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "hint"):
            return
        self.hint.say(self.tr("Players hand in their self-assessments from the hot wash on"))
        super().retranslate()

    def heads(self) -> Sequence[str]:
        return [
            self.tr("State"), self.tr("Player"), self.tr("Role"), self.tr("Own grade"), self.tr("Objectives met"),
            self.tr("What went well"), self.tr("What did not go well"), self.tr("Suggestions"),
        ]  # fmt: skip

    def rows(self) -> Sequence[Row]:
        run = self.session.drill.run
        if run is None or run.state not in SHOWN_IN or not self.session.drill.sees_all:
            return []
        return [self._row(person, role) for person, role in self._players()]

    def _players(self) -> Iterator[tuple[str, str]]:
        """Those who play, and those who handed one in before another had their role, with the names of roles."""
        room = self.session.drill
        roles = () if room.run is None else room.run.roles
        playing = {person: role.name for role in roles if role.side == "player" for person in role.members}
        yield from playing.items()
        for entry in room.notes.values():
            person = member_of(entry.steps[0].actor)
            if entry.is_self_assessment and person not in playing:
                yield person, ""

    def _row(self, person: str, role: str) -> Row:
        entry, name = self.state(person), person.removeprefix("u:")
        if entry is None:
            return Row(person, (self.tr("not handed in"), name, role, "", "", "", "", ""), theme.NOTICE)
        met = sum(verdict.met for verdict in entry.verdicts)
        texts = (" ".join(text.split()) for text in (entry.went_well, entry.went_badly, entry.suggestions))
        handed_in = self.tr("handed in {time}").format(time=moments.full(entry.steps[-1].recorded_ms)[:16])
        return Row(person, (handed_in, name, role, entry.grade, f"{met} / {len(entry.verdicts)}", *texts))

    def state(self, item_id: str) -> EvaluationEntry | None:
        return self.session.drill.notes.get(assessment_id(item_id))

    def refresh(self) -> None:
        super().refresh()
        room = self.session.drill
        own = self.state(room.who.person) if room.who.person else None
        self.button.setText(f"{verb('HandInSelfAssessment' if own is None else 'ReviseSelfAssessment')} …")
        entry = self.state(self.chosen) if self.chosen else None
        self.whole.setText("" if entry is None else self._whole(entry))
        self.whole_part.setVisible(bool(self.whole.text()))

    def closed(self) -> str:
        room = self.session.drill
        if not room.who.plays:
            return refusal("drill_players_only", {})
        if room.run is None or room.run.state not in ASSESSED_IN:
            return refusal("self_assessment_closed", {})
        return self.tr("Receiving data …") if room.scenario is None else ""

    def _whole(self, entry: EvaluationEntry) -> str:
        scenario = self.session.drill.scenario
        titles = {} if scenario is None else {one.id: one.title for one in scenario.objectives}
        stated = ((titles.get(one.objective, one.objective), pick(OWN_VERDICTS[one.met]), one.reason)
                  for one in entry.verdicts)  # fmt: skip
        lines = [" · ".join(filter(None, parts)) for parts in stated]
        named = (
            (self.tr("What went well"), entry.went_well), (self.tr("What did not go well"), entry.went_badly),
            (self.tr("Suggestions"), entry.suggestions),
        )  # fmt: skip
        lines += [self.tr("{name}: {text}").format(name=name, text=text) for name, text in named if text]
        return "\n".join(lines)

    def send_form(self) -> None:
        """Open the form, with what was stated before."""
        if not self.button.isEnabled():
            super().send_form()  # says why
        elif self.dialog is None:
            self.dialog = SelfAssessmentDialog(
                self.session, self.state(self.session.drill.who.person), self.window()
            )
            self.dialog.stated.connect(self._send)
            self.dialog.finished.connect(self._forget_dialog)
            self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def sent(self, body: CommandBody) -> None:
        if self.dialog is not None:
            self.dialog.accept()

    def show_problem(self, text: str) -> None:
        """In the form while it is open."""
        if self.dialog is None:
            super().show_problem(text)
        else:
            self.dialog.show_problem(text)

    def release(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        super().release()
