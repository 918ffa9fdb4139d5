"""点评: every expectation with target, actual time, status, points and the records that prove it; evaluators rate,
overrule and write notes there, and the evaluation group decides the grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, get_args
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.commands import CommandBody
from county.drill.compare import RunComparison
from county.drill.demands import demand
from county.drill.evaluation import EvaluatorNoteWritten, ExpectationRated, OverruleScore, RateExpectation
from county.drill.run import BeginHotWash, EvaluateDrill
from county.drill.scenario import Expectation, recipient
from county.drill.score import Decided, Score
from county.drill.words import LETTERS, STATUSES, status_name, status_reason
from county.events.event import LONGEST_NOTE
from desktop import moments, theme
from desktop.drill.evaluator_note_dialog import EvaluatorNoteDialog
from desktop.drill.job import DrillJob
from desktop.drill.permission import why_not_in_drill
from desktop.drill.run_comparison import EarlierScores
from desktop.drill.scale_box import ScaleBox
from desktop.drill.words import elapsed, expectation_name, judged, limits_of, points_of
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.shared_width import SharedWidth
from desktop.widgets.wrapping_line import line_of
from desktop.wording import refusal, verb
from layers.events import EventsLayer

if TYPE_CHECKING:
    from services.drill_report.command import WrittenReport
    from services.drill_report.earlier_runs import EarlierRun
    from services.drill_report.facts import RunPercent, RunScores

STATUS_COLORS = {
    "met": theme.GOOD, "late": theme.NOTICE, "missed": theme.DANGER, "pending": theme.TEXT,
    "not_applicable": theme.DISABLED, "not_due": theme.DISABLED,
}  # fmt: skip
NARROWEST_PX = 40
"""Of a column: most of them say little."""
NAME, NAME_PX, NAME_COMPARED_PX = 1, 305, 180
"""The column of what is expected, and its width, also beside an earlier run, before the status is cut: its tool tip
shows a longer one as a whole."""
STATUS, STATUS_COMPARED = 4, 6
"""The column of the status, also beside an earlier run."""
OVER = ("ended", "hot_wash", "evaluated", "archived", "aborted")
OPEN = ("running", "ended", "hot_wash", "aborted", "evaluated")


class DrillScores(RecordPanel):
    """A double click selects the event that an expectation is about, a button shows the replay at what proves it."""

    steps = (RateExpectation, OverruleScore)
    record_wanted = Signal(int, str)
    """Number of the record whose moment a replay is to show, and of the event that is to be selected there; "" for
    none."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.table.horizontalHeader().setMinimumSectionSize(theme.px(NARROWEST_PX))
        self.long_columns = SharedWidth(self.table, (STATUS,), NAME, theme.px(NAME_PX))
        self.table.itemSelectionChanged.connect(self._show_rating)
        self.listen(session.drill.changed, self.follow)
        QShortcut(KEYS["drill.note"].sequences[0], self, self.write_note).setAutoRepeat(False)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DrillScores", "Scores and hot wash")

    def form(self) -> QLayout:
        self.state_line = PlainLabel()
        self.state_line.setFont(theme.font(theme.BODY_PX, bold=True))
        self.state_line.setWordWrap(True)
        self.write, self.hot_wash, self.evaluate = QPushButton(), QPushButton(), QPushButton()
        self.write.clicked.connect(self.write_note)
        self.hot_wash.clicked.connect(lambda: self._send(BeginHotWash(drill=self.session.realm.id)))
        self.evaluate.clicked.connect(self._evaluate)
        self.report = QPushButton()
        self.report.clicked.connect(self._write_report)
        self.against = QComboBox()
        self.dialog: EvaluatorNoteDialog | None = None
        """The note that is being written."""
        self.job: DrillJob | None = None
        """Looks for earlier runs once the drill is over, or writes a report."""
        self._runs_known = False
        self._grade_chosen = False
        """By the person; until then it is the proposed one."""
        self._earlier: dict[str, EarlierScores] = {}
        """By realm, of runs that have been compared with."""
        self.proof = QPushButton()
        self.proof.clicked.connect(self._show_proof)
        self.against.currentIndexChanged.connect(lambda _: self._compare())
        self.grade = QComboBox()
        for grade in self.session.catalog.drill_grading.grades:
            self.grade.addItem(pick(grade.name), grade.name.zh)
        self.grade.setCurrentIndex(-1)
        self.grade.activated.connect(self._keep_grade)
        self.share = QDoubleSpinBox()
        self.share.setRange(0, 100)
        self.share.setDecimals(0)
        self.share.setSuffix(" %")
        self.share.setValue(100)
        self.scale = ScaleBox()
        self.scale.step_chosen.connect(lambda share: self.share.setValue(100 * share))
        self.share.valueChanged.connect(lambda _: self._show_scale())
        self.status = QComboBox()
        for status in get_args(Decided):
            if status != "pending":
                self.status.addItem(pick(STATUSES[status]), status)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.button.hide()  # what is done to an expectation is a step about the chosen row
        lines = QVBoxLayout()
        lines.addWidget(self.state_line)
        lines.addLayout(line_of(self.write, self.hot_wash, self.grade, self.evaluate, self.against, self.report))
        lines.addLayout(
            line_of(self.scale, self.share, self.status, self.reason, self.button, stretch={self.reason: 1})
        )
        return lines

    def below(self) -> QLayout:
        self._compared_line = PlainLabel()
        self._compared_line.setWordWrap(True)
        self._compared_line.setProperty("role", "hint")
        self._compared_line.hide()
        self.whole = PlainLabel()
        self.whole.setWordWrap(True)
        self.whole.hide()
        lines = QVBoxLayout()
        lines.addWidget(self._compared_line)
        lines.addWidget(self.whole)
        lines.addLayout(line_of(self.proof))
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "reason"):
            return
        self.write.setText(f"{verb('WriteEvaluatorNote')} … ({label_of('drill.note')})")
        self.hot_wash.setText(verb("BeginHotWash"))
        self.evaluate.setText(verb("EvaluateDrill"))
        self.report.setText(self.tr("Evaluation report …"))
        self.proof.setText(self.tr("Replay the proof"))
        self.proof.setToolTip(literal(self.tr("Show the replay at the record that decided the chosen expectation")))
        self.against.setAccessibleName(self.tr("Earlier run to compare with"))
        if not self.against.count():
            self.against.addItem("", "")
        self.against.setItemText(0, self.tr("no comparison"))
        self.reason.setPlaceholderText(self.tr("Reason (required to overrule and to decide the grade)"))
        self.share.setAccessibleName(self.tr("Share of the points"))
        self.scale.setAccessibleName(self.tr("Step of the scale"))
        self.scale.setPlaceholderText(self.tr("no step"))
        self.status.setAccessibleName(self.tr("Status after overruling"))
        self.grade.setAccessibleName(self.tr("Grade"))
        self.grade.setPlaceholderText(self.tr("Grade"))
        self.hint.say(self.tr("Scores are open to directors and evaluators, and to everybody from the hot wash on"))
        super().retranslate()

    def heads(self) -> Sequence[str]:
        compared = [self.tr("Earlier run"), self.tr("Change")] if self._comparison() is not None else []
        return [
            self.tr("Id"), self.tr("Expectation"), self.tr("Points"), self.tr("Actual"), *compared,
            self.tr("Status"), self.tr("Target / limit"), self.tr("Inject"), self.tr("Proof"),
        ]  # fmt: skip

    def rows(self) -> Sequence[Row]:
        scenario, found = self.session.drill.scenario, self._comparison()
        if scenario is None:
            return []
        rows = [self._row(expectation) for expectation in scenario.expectations]
        if found is None:
            return rows
        earlier, compared = found
        return [
            replace(row, cells=(*row.cells[:4], *earlier.cells(compared, row.id), *row.cells[4:])) for row in rows
        ]

    def put(self, rows: list[Row]) -> None:
        alone = self._comparison() is None
        self.long_columns.divide(
            (STATUS if alone else STATUS_COMPARED,), theme.px(NAME_PX if alone else NAME_COMPARED_PX)
        )
        super().put(rows)
        self.long_columns.share()

    def _comparison(self) -> tuple[EarlierScores, RunComparison] | None:
        """With the chosen run, once it has been read."""
        earlier, scenario = self._earlier.get(self.against.currentData() or ""), self.session.drill.scenario
        found = None if earlier is None or scenario is None else earlier.compared(scenario, self.session.drill.scores)
        return None if earlier is None or found is None else (earlier, found)

    def _named(self, expectation: Expectation) -> str:
        """What is expected, whole."""
        name = expectation_name(expectation)
        if asked := pick(demand(expectation, self.session.catalog, self._name_of)):
            name = self.tr("{name} ({asked})").format(name=name, asked=asked)
        return self.tr("critical · {name}").format(name=name) if expectation.critical else name

    def _row(self, expectation: Expectation) -> Row:
        score: Score | None = self.session.drill.scores.get(expectation.id)
        name = self._named(expectation)
        limits = limits_of(expectation)
        if score is None:
            return Row(expectation.id, (expectation.id, name, "", "", "", limits, expectation.of, ""))
        proof = "、".join(f"#{seq}" for seq in score.proof)
        points, status = points_of(score), self._status(expectation, score)
        cells = expectation.id, name, points, elapsed(score.elapsed_ms), status, limits, expectation.of, proof
        return Row(expectation.id, cells, STATUS_COLORS[score.status])

    def _status(self, expectation: Expectation, score: Score) -> str:
        """With what was said when it was overruled, and who was not reached."""
        status = pick(status_name(score))
        known = self.session.drill.runs.get(expectation.of)
        why = status_reason(score, known is not None and known.stage != "waiting")
        if why is not None and score.overruled is None:
            status = f"{status} · {pick(why)}"
        if score.overruled is not None:
            old = score.overruled
            status = self.tr("{status} (overruled by {who}: {reason}; before: {old} {points})").format(
                status=status, who=old.by.removeprefix("u:"), reason=old.reason, old=pick(STATUSES[old.old_status]),
                points=f"{old.old_points:.2f}",
            )  # fmt: skip
        missed = [self._name_of(one.who) for one in score.called if one.finding != "acknowledged"]
        if missed and known is not None and known.delivered_ms is not None:  # before it nobody was to be called
            status = self.tr("{status} · not reached: {who}").format(status=status, who="、".join(missed))
        return status

    def _name_of(self, who: str) -> str:
        """Of somebody who was to be called."""
        kind, to = recipient(who) or ("post", who)
        if kind == "unit":
            return unit_name(self.session, to)
        return self.session.divisions.path(to) or to if kind == "division" else to

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "reason"):
            return
        session, run, result = self.session, self.session.drill.run, self.session.drill.result
        state = "" if run is None else run.state
        evaluates = session.drill.who.evaluates and state in OPEN
        denied = "" if session.drill.who.evaluates else refusal("drill_evaluators_only", {})
        for button in self.step_buttons.values():
            button.setEnabled(button.isEnabled() and evaluates)
            if denied:
                button.setToolTip(literal(denied))
        acts = not denied or not why_not_in_drill(session, BeginHotWash)
        for part in (self.write, self.hot_wash, self.grade, self.evaluate, self.report, self.share, self.status,
                     self.reason, *self.step_buttons.values()):  # fmt: skip
            part.setVisible(acts)  # to those who may never use them they only take the room of the table
        self._show_scale()
        self._show_whole()
        self.proof.setEnabled(self._deciding(self.chosen) is not None)
        self.write.setEnabled(evaluates)
        self.write.setToolTip(literal(denied))
        self.hot_wash.setEnabled(state == "ended" and not why_not_in_drill(session, BeginHotWash))
        decided = state in ("ended", "hot_wash", "aborted") and not why_not_in_drill(session, EvaluateDrill)
        self.evaluate.setEnabled(decided)
        here = session.drill_folder is not None
        self.report.setEnabled(here and state in OVER and session.drill.who.evaluates and self.job is None)
        self.against.setVisible(self.against.count() > 1)
        if here and state in OVER and not self._runs_known and self.job is None and self.is_seen:
            self._look_for_runs()
        self.report.setToolTip("" if here else literal(self.tr("The drill's journal is on another machine")))
        parts = []
        if result is not None:
            counted = self.tr("{points} of {weight} points") if result.weight else self.tr("Nothing is judged yet")
            parts.append(counted.format(points=f"{result.points:.2f}", weight=f"{result.weight:g}"))
            if result.weight:
                parts.append(judged(session.drill.scores.values()))
            if result.percent is not None:
                parts.append(f"{result.percent:.2f} %")
            if not self._grade_chosen:  # none is begun with where none is proposed
                self.grade.setCurrentIndex(-1 if result.grade is None else self.grade.findData(result.grade.zh))
            if result.grade is not None:
                parts.append(self.tr("proposed: {grade}").format(grade=pick(result.grade)))
            if result.capped_by:
                parts.append(self.tr("critical missed: {ids}").format(ids="、".join(result.capped_by)))
        if run is not None and run.grade:
            parts.append(self.tr("decided: {grade}").format(grade=run.grade))
        letters = session.drill.letters.items()
        parts += [f"{objective} {pick(LETTERS[letter])}" for objective, letter in letters]
        written = sum(note.steps[0].kind == EvaluatorNoteWritten.__name__ for note in session.drill.notes.values())
        if written:
            parts.append(self.tr("{n} notes").format(n=written))
        handed_in = sum(note.is_self_assessment for note in session.drill.notes.values())
        if handed_in:
            parts.append(self.tr("{n} self-assessments").format(n=handed_in))
        self.state_line.setText(" · ".join(filter(None, parts)))
        found = self._comparison()
        if found is None or session.drill.scenario is None:
            self._compared_line.hide()
        else:
            percent = None if result is None else result.percent
            self._compared_line.setText("\n".join(found[0].lines(found[1], session.drill.scenario, percent)))
            self._compared_line.show()

    def _expectation(self, item_id: str) -> Expectation | None:
        scenario = self.session.drill.scenario
        known = () if scenario is None else scenario.expectations
        return next((one for one in known if one.id == item_id), None)

    def _show_scale(self) -> None:
        """The steps of the chosen expectation, to those who may rate it."""
        found = self._expectation(self.chosen)
        self.scale.show_scale(found if self.share.isVisibleTo(self) else None, self.share.value() / 100)

    def _show_rating(self) -> None:
        """An observed expectation was chosen: begin with its rating, all points where it has none."""
        found, score = self._expectation(self.chosen), self.session.drill.scores.get(self.chosen)
        if found is None or found.what != "observed":
            return
        rated = score is not None and score.counts and score.weight
        self.share.setValue(100 * score.points / score.weight if score is not None and rated else 100)

    def _show_whole(self) -> None:
        """The chosen expectation and its status as a whole, which columns may cut, and what was said when it was
        rated."""
        found, notes = self._expectation(self.chosen), self.session.drill.notes.values()
        parts = [] if found is None else [found.id, self._named(found)]
        score = None if found is None else self.session.drill.scores.get(found.id)
        if found is not None and score is not None:
            parts.append(self._status(found, score))
        rated = [
            note for note in notes
            if found is not None and note.expectation == found.id and note.steps[0].kind == ExpectationRated.__name__
        ]  # fmt: skip
        if rated and rated[-1].text:
            by = rated[-1].steps[0].actor.removeprefix("u:")
            parts.append(self.tr("{who} on the rating: {text}").format(who=by, text=rated[-1].text))
        self.whole.setText(" · ".join(parts))
        self.whole.setVisible(bool(parts))

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        drill, note = self.session.realm.id, self.reason.text().strip()
        found = self._expectation(item_id)
        share, note_id = self.share.value() / 100, f"N-{uuid4().hex[:12]}"
        if found is None:
            return None
        if command is RateExpectation and found.what == "observed":
            rated = share if self.scale.share is None else self.scale.share
            return RateExpectation(note_id=note_id, drill=drill, expectation=item_id, share=rated, note=note)
        if command is OverruleScore:
            if not note:
                return self.tr("Write why the score is overruled")
            status = self.status.currentData()
            return OverruleScore(
                note_id=note_id, drill=drill, expectation=item_id, status=status, share=share, note=note
            )
        return None

    def sent(self, body: CommandBody) -> None:
        self.reason.clear()

    def write_note(self) -> None:
        """Open a note with the time and the event of now; by its key also while nobody sees this panel."""
        self.refresh()
        if self.write.isEnabled():
            self.dialog = EvaluatorNoteDialog(self.session, self.chosen, self.window())
            self.dialog.sent.connect(self._follow_note)
            self.dialog.finished.connect(self._forget_dialog)
            self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _follow_note(self, command_id: str) -> None:
        """A refusal is shown here."""
        self._sent = command_id
        self.refresh()

    def _keep_grade(self) -> None:
        self._grade_chosen = True

    def _evaluate(self) -> None:
        note = self.reason.text().strip()
        if not note:
            self.show_problem(self.tr("Write why this grade was decided"))
            return
        grade: str | None = self.grade.currentData()
        if grade is None:
            self.show_problem(self.tr("Choose the grade"))
            return
        self._send(EvaluateDrill(drill=self.session.realm.id, grade=grade, note=note))

    def _look_for_runs(self) -> None:
        drill = self.session.drill_folder
        assert drill is not None
        self._runs_known = True
        self.job = DrillJob(drill.earlier_runs, self)
        self.job.finished.connect(self._offer_runs)
        self.job.failed.connect(self._show_failure)

    def _offer_runs(self, runs: Sequence[EarlierRun]) -> None:
        """The newest that was played to its end is compared with, unless the person chooses otherwise: of an aborted
        one little counts."""
        self.job = None
        for run in runs:
            began = moments.full(run.began_ms)[:16]
            said = (self.tr("compare with {time}, version {n}, aborted") if run.is_aborted
                    else self.tr("compare with {time}, version {n}"))  # fmt: skip
            text = said.format(time=began, n=run.version)
            self.against.addItem(text, run.realm)
            self.against.setItemData(self.against.count() - 1, run.realm, Qt.ItemDataRole.ToolTipRole)
        ended = (place for place, run in enumerate(runs, 1) if not run.is_aborted)
        self.against.setCurrentIndex(next(ended, 0))
        self.follow()

    def _compare(self) -> None:
        """Read the chosen run, unless it has been read."""
        run, drill = self.against.currentData(), self.session.drill_folder
        if run and drill is not None and run not in self._earlier and self.job is None:
            self.job = DrillJob(partial(drill.comparison, run), self)
            self.job.finished.connect(partial(self._take_comparison, run))
            self.job.failed.connect(self._show_failure)
        self.follow()

    def _take_comparison(self, run: str, found: tuple[RunScores, Sequence[RunPercent]]) -> None:
        self.job = None
        self._earlier[run] = EarlierScores(*found)
        self._compare()  # another one may have been chosen meanwhile

    def _write_report(self) -> None:
        folder, drill = self.session.dialogs.choose_folder(self), self.session.drill_folder
        if folder is None or drill is None:
            return
        self.problem.hide()
        self.note.setText(self.tr("The report is being written …"))
        self.job = DrillJob(partial(drill.write_report, folder, self.against.currentData()), self)
        self.job.finished.connect(self._show_report)
        self.job.failed.connect(self._show_failure)
        self.refresh()

    def _show_report(self, written: WrittenReport) -> None:
        self.job = None
        lacks = "；".join(f"{gap.chapter} {gap.text}" for gap in written.gaps) or self.tr("nothing")
        names = "、".join(str(path) for path in written.paths)
        self.note.setText(self.tr("Written: {files}. It lacks: {gaps}").format(files=names, gaps=lacks))
        self._compare()

    def _show_failure(self, why: str) -> None:
        self.job = None
        self.note.setText("")
        self.show_problem(why)
        self.refresh()

    def release(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        if self.job is not None:
            self.job.release()
        super().release()

    def _deciding(self, item_id: str) -> int | None:
        score = self.session.drill.scores.get(item_id)
        return None if score is None else score.decided_by

    def _show_proof(self) -> None:
        seq = self._deciding(self.chosen)
        if seq is not None:
            self.record_wanted.emit(seq, self._event_of(self.chosen))

    def _event_of(self, item_id: str) -> str:
        """Number of the event that an expectation is about; "" for none."""
        found = self._expectation(item_id)
        run = None if found is None else self.session.drill.runs.get(found.of)
        return "" if run is None else run.event_id

    def open_row(self, item_id: str) -> None:
        """Select the event that proves it."""
        event = self._event_of(item_id)
        if event in self.session.layers.states("event"):
            self.session.focus.select(EventsLayer.key, event)
