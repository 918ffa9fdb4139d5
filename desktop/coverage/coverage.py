"""服务覆盖: who reaches which public service in time, where a further facility would help most, and tours of mobile
services for the rest; what is kept of it stays on the desk."""

from __future__ import annotations

from uuid import uuid4

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.attachments import safe_name
from county.commands import CommandBody
from county.coverage.kept_courses import kept_courses
from county.coverage.kept_plans import PLAN_STATES, TITLE_MAX, CoveragePlan, KeepCoveragePlan, WithdrawCoveragePlan
from county.coverage.question import CoverageQuestion
from county.names import Name
from desktop import moments, theme
from desktop.backend.asked_study import AskedStudy
from desktop.coverage import answer_text
from desktop.coverage.answer_rows import AnswerRows
from desktop.coverage.inputs import KEPT, CoverageInputs
from desktop.coverage.shown_answer import ShownAnswer
from desktop.figures.study_note import study_note
from desktop.i18n import language, pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.printing.paper_job import PaperJobs
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from desktop.window.session_mark import session_banner
from layers.closures import ClosuresLayer
from layers.coverage import CoverageAreasLayer, CoverageLayer
from layers.villages import VillagesLayer
from services.coverage.paper import CoveragePaper, ToldAnswer
from services.protocol.coverage_messages import CoverageReply

SERVICE_TARGET, PLAN_TARGET = "service", "plan"
"""What :meth:`CoveragePanel.show_result` shows: ``service/clinic``, or a kept plan by its id."""
REPEATED_MS = 500
"""How often it is asked how far an answer is."""


class CoveragePanel(RecordPanel):
    """The form keeps what is shown; a row leads to its village, that of a kept plan shows the plan."""

    command = KeepCoveragePlan
    steps = (WithdrawCoveragePlan,)

    def __init__(self, session: Session) -> None:
        self.asking = AskedStudy(CoverageReply, self._send_question, self._give_up)
        self._answer: ShownAnswer | None = None
        self._areas = session.layers.of(CoverageAreasLayer)
        self._layer = session.layers.of(CoverageLayer)
        villages = session.package.table("villages")
        self._names = dict(zip(map(str, villages["code"]), map(str, villages["name"]), strict=True))
        self._closed: frozenset[str] = frozenset()
        super().__init__(session, session.layers.book("coverage_plan"))
        self.answer_rows = AnswerRows(self._named, self)
        self.jobs = PaperJobs(self)
        self.jobs.failed.connect(self.show_problem)
        session.feed.arrived.connect(self._arrived)
        self.listen(session.layers.of(ClosuresLayer).changed, self._follow_roads)
        self.every(REPEATED_MS, self._ask_again)
        self.retranslate()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        self.jobs.release()
        super().release()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("CoveragePanel", "Coverage by services")

    # ---- what is asked

    def form(self) -> QLayout:
        self.inputs = inputs = CoverageInputs(
            self.session.catalog, self._homes(), self.session.clock.now_ms(), self
        )  # fmt: skip
        self.search, self.give_up, self.export = QPushButton(), QPushButton(), QPushButton()
        self.search.clicked.connect(self.ask)
        self.give_up.clicked.connect(self._stop)
        self.export.clicked.connect(self._export)
        self.plan_title = QLineEdit()
        self.plan_title.setMaxLength(TITLE_MAX)
        self.said, self.basis, self.waiting = PlainLabel(), PlainLabel(), PlainLabel()
        for label, role in ((self.said, ""), (self.basis, "muted"), (self.waiting, "hint")):
            label.setWordWrap(True)
            label.setProperty("role", role)
        inputs.service.currentIndexChanged.connect(self._choose)
        inputs.part.currentIndexChanged.connect(self._choose)
        lines = QVBoxLayout()
        lines.addLayout(line_of(inputs.service, inputs.part, self.search, self.give_up, self.export))
        lines.addLayout(line_of(*inputs.further))
        for label in (self.waiting, self.said, self.basis):
            lines.addWidget(label)
        lines.addLayout(line_of(self.plan_title, self.button, stretch={self.plan_title: 1}))
        return lines

    def _homes(self) -> dict[str, str]:
        """The seats of county and towns that the map has, by code, the county's first."""
        places = self.session.package.table("places")
        rows = list(zip(places["code"], places["name"], places["kind"], strict=True))
        return {
            str(code): str(name) for wanted in ("county_seat", "town_seat") for code, name, kind in rows
            if kind == wanted
        }  # fmt: skip

    def retranslate(self) -> None:
        self.inputs.retranslate()
        self.search.setText(self.tr("Compute"))
        self.give_up.setText(self.tr("Stop"))
        self.export.setText(self.tr("Export …"))
        self.plan_title.setPlaceholderText(self.tr("Title of the plan to keep, or why one is withdrawn"))
        self.button.setText(self.tr("Keep the plan"))
        self._show()
        super().retranslate()

    def ask(self) -> None:
        """Ask what is filled in."""
        if self.inputs.service.currentData() is not None and self.inputs.shown != KEPT:
            self.asking.want(self.inputs.question)
            self._show()

    def _choose(self) -> None:
        """Another service or part was chosen: times are asked at once, the rest when it is wanted."""
        if self.asking.question is not None and self.asking.question != self.inputs.question:
            self.asking.stop()
        self._suggest_title()
        if self.inputs.shown == "times" and self.is_seen:
            self.ask()
        self._show()

    def _stop(self) -> None:
        self.asking.stop()
        self._show()

    def uncover(self) -> None:
        super().uncover()
        if self.asking.question is None and self._answer is None:
            self._choose()

    def _ask_again(self) -> None:
        """Behind another tab, too: an answer for which nobody asks is given up."""
        self.asking.ask()
        if self.is_seen:
            self._show_waiting()

    def _follow_roads(self) -> None:
        """A road was closed or opened: what is shown of the present is computed again."""
        closed = frozenset(c.id for c in self.session.layers.states("closure").values() if c.closed)
        if closed != self._closed:
            self._closed = closed
            if self.asking.question is not None:
                self.asking.renew()

    def _send_question(self, question: CoverageQuestion) -> str:
        return "" if self.session.source.health().analysis is None else self.session.source.coverage(question)

    def _give_up(self, question: CoverageQuestion) -> None:
        if self.session.source.health().analysis is not None:
            self.session.source.coverage(question, give_up=True)

    def _arrived(self, answer: object) -> None:
        if not self.asking.take(answer):
            return
        found = None if self.asking.reply is None else ShownAnswer.of_reply(self.asking.reply)
        if found is not None:
            self._answer = found
            self._suggest_title()
        self._show()

    # ---- what is shown

    @property
    def answer(self) -> ShownAnswer | None:
        """The answer to what is filled in, or the kept plan that was opened; None while there is none."""
        answer = self._answer
        if answer is None or bool(answer.title) != (self.inputs.shown == KEPT):
            return None
        return answer if answer.title or answer.question == self.inputs.question else None

    def _show(self) -> None:
        answer, is_kept = self.answer, self.inputs.shown == KEPT
        self.inputs.follow()
        self.search.setVisible(not is_kept)
        waits = self.asking.is_waiting and not is_kept
        nothing = self.tr("No plan was kept") if is_kept else self.tr("Choose a service and compute")
        self.hint.say("" if waits else nothing)
        self.said.setText("" if answer is None else self._said(answer))
        self.basis.setText("" if answer is None else answer_text.basis_text(
            self.session.catalog, answer.question.service, answer.limit_min, answer.coverage
        ))  # fmt: skip
        for label in (self.said, self.basis):
            label.setVisible(bool(label.text()))
        self._show_waiting()
        if answer is not None:  # else what was drawn stays until something else is
            service = self.session.catalog.public_services[answer.question.service].name
            title = Name(f"到{service.zh}的时间", f"Time to: {service.en}")
            self._areas.show(title, answer.limit_min, answer.minutes)
            self._layer.show(answer.coverage, answer.sites, answer.tours)
        self.follow()
        self.renew()

    def _show_waiting(self) -> None:
        self.waiting.setText("" if self.inputs.shown == KEPT else study_note(self.asking, self.session))
        self.waiting.setVisible(bool(self.waiting.text()))
        self.give_up.setVisible(self.asking.is_waiting and self.inputs.shown != KEPT)

    def _said(self, answer: ShownAnswer) -> str:
        said = ""
        if answer.tours is not None:
            said = answer_text.tours_text(answer.tours)
        elif answer.sites is not None:
            said = answer_text.sites_text(answer.sites, answer.limit_min)
        elif answer.coverage is not None:
            said = answer_text.times_text(answer.coverage)
        return " · ".join(filter(None, (answer.title, said, self._as_of(answer))))

    def _as_of(self, answer: ShownAnswer) -> str:
        return self.tr("as of {time}, record {seq}").format(time=moments.full(answer.as_of_ms), seq=answer.as_of_seq)

    def heads(self) -> list[str]:
        match self.inputs.shown:
            case "tours":
                return self.answer_rows.tours_heads()
            case "sites":
                return self.answer_rows.sites_heads()
            case "times":
                return self.answer_rows.times_heads()
        return [self.tr("Title"), self.tr("State"), self.tr("Kept"), self.tr("By"), self.tr("Note")]

    def numeric(self) -> tuple[int, ...]:
        answer = self.answer
        if answer is None or answer.title or answer.tours is not None:
            return ()
        return (1,) if answer.sites is not None else (1, 2, 3)

    def rows(self) -> list[Row]:
        answer = self.answer
        if self.inputs.shown == KEPT:
            return self._kept_rows()
        if answer is None:
            return []
        if answer.tours is not None:
            return list(self.answer_rows.tours(answer.tours))
        if answer.sites is not None:
            return list(self.answer_rows.sites(answer.sites))
        return [] if answer.coverage is None else list(self.answer_rows.times(answer.coverage))

    def _kept_rows(self) -> list[Row]:
        plans = [p for p in self.session.layers.states("coverage_plan").values() if isinstance(p, CoveragePlan)]
        plans.sort(key=lambda plan: (plan.state != "kept", -plan.steps[0].happened_ms))
        return [self._kept_row(plan, self.session.clock.now_ms()) for plan in plans]

    def _kept_row(self, plan: CoveragePlan, now_ms: int) -> Row:
        first, last = plan.steps[0], plan.steps[-1]
        kept = moments.short(first.happened_ms, now_ms)
        cells = (plan.title, pick(PLAN_STATES[plan.state]), kept, first.actor, last.note)
        return Row(plan.id, cells, theme.TEXT if plan.state == "kept" else theme.MUTED)

    def _named(self, code: str) -> str:
        return self._names.get(code, code)

    # ---- what is kept

    def _suggest_title(self) -> None:
        """Of what can be kept; what is kept already has one, and why it is withdrawn somebody must write."""
        answer = self.answer
        self.plan_title.setText("" if answer is None or self.closed() else self._name_of(answer))

    def _name_of(self, answer: ShownAnswer) -> str:
        """A title: service, what it is, and the day."""
        service = pick(self.session.catalog.public_services[answer.question.service].name)
        part = self.inputs.part.itemText(self.inputs.part.findData(answer.question.part))
        return f"{service} · {part} · {moments.full(answer.as_of_ms)[:10]}"

    def closed(self) -> str:
        answer = self.answer
        if answer is None or answer.title or answer.question.part == "times":
            return self.tr("Compute further sites or tours first: they can be kept")
        return ""

    def body(self) -> CommandBody | str:
        answer, title = self.answer, self.plan_title.text().strip()
        if answer is None:
            return self.closed()
        if not title:
            return self.tr("Give the plan a title")
        sites = None if answer.sites is None else replace(answer.sites, minutes=())
        tours = answer.tours
        if tours is not None:
            tours = replace(tours, courses=kept_courses(tours.courses))
        return KeepCoveragePlan(
            plan_id=uuid4().hex, title=title, question=answer.question, limit_min=answer.limit_min,
            as_of_seq=answer.as_of_seq, as_of_ms=answer.as_of_ms, sites=sites, tours=tours,
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        self.plan_title.clear()

    def state(self, item_id: str) -> CoveragePlan | None:
        plan: CoveragePlan | None = self.session.layers.states("coverage_plan").get(item_id)
        return plan

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        plan, why = self.state(item_id), self.plan_title.text().strip()
        if plan is None or plan.state != "kept":
            return None
        return WithdrawCoveragePlan(plan_id=item_id, note=why) if why else self.tr("Write why it is withdrawn")

    def open_row(self, item_id: str) -> None:
        plan = self.state(item_id)
        if plan is not None:
            self._answer = ShownAnswer.of_plan(plan)
            self._show()
            return
        bounds = self.session.layers.of(VillagesLayer).bounds_m(item_id)
        if bounds is not None:
            west, south, east, north = bounds
            self.session.focus.select(VillagesLayer.key, item_id)
            self.session.focus.fly_to.emit((west + east) / 2, (south + north) / 2, max(east - west, north - south))

    def show_result(self, target: str) -> None:
        """Times of a service, or a plan that was kept."""
        kind, _, key = target.partition("/")
        inputs = self.inputs
        if kind == PLAN_TARGET:
            inputs.part.setCurrentIndex(inputs.part.findData(KEPT))
            self.choose(key)
            self.open_row(key)
            return
        inputs.service.setCurrentIndex(inputs.service.findData(key))
        inputs.part.setCurrentIndex(inputs.part.findData("times"))
        self.ask()

    def refresh(self) -> None:
        super().refresh()
        self.export.setEnabled(self.answer is not None)

    def _export(self) -> None:
        answer = self.answer
        if answer is None:
            return
        name = safe_name(f"{answer.title or self._name_of(answer)}.docx")
        path = self.session.dialogs.save_coverage(self, name)
        if path is not None:
            paper = CoveragePaper(self.session.package.manifest, self.session.catalog, self._names, language())
            as_of = " · ".join(filter(None, (session_banner(self.session), self._as_of(answer))))
            told = ToldAnswer(
                answer.question.service, answer.limit_min, as_of, answer.coverage, answer.sites, answer.tours
            )
            self.jobs.save(lambda: paper.page(told, answer.title), path)
