"""民生需求预测: how many events of a class each village or town will have this week or the next one, how far that can
be relied on, and a visit that follows from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QPushButton, QVBoxLayout

from county.commands import ReportEvent
from county.names import Name
from county.need.classes import need_classes
from county.need.question import LEVELS, NeedLevel, NeedQuestion
from county.need.results import NeedForecast, NeedsForecast, next_interval
from county.need.sentences import NOT_FOR, NOT_NEED, notes, sentence, skill_text
from county.need.weeks import monday
from desktop.backend.asked_study import AskedStudy
from desktop.figures.study_note import study_note
from desktop.i18n import pick
from desktop.need.answer_rows import PARTS, NeedPart, NeedRows
from desktop.need.forecast_chart import WEEKS, ChartedPlace, ForecastChart
from desktop.panels.record_panel import RecordPanel, Row
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of
from layers.need_areas import TABLES, NeedAreasLayer
from services.protocol.need_messages import NeedReply

REPEATED_MS = 500
"""How often it is asked how far an answer is."""


class VisitToReport(NamedTuple):
    """An event that is to be reported because of a forecast: its title, where (working CRS, metres), and why."""

    title: str
    place: tuple[float, float]
    note: str


class _AskedNeed(NamedTuple):
    question: NeedQuestion
    need: str
    """The class whose past is wanted."""


class NeedForecastPanel(RecordPanel):
    """The table of the chosen part stands above the chart of the chosen place."""

    visit_wanted = Signal(VisitToReport)
    """Somebody wants to have a forecast looked into on the spot."""

    def __init__(self, session: Session) -> None:
        self.asking: AskedStudy[_AskedNeed, NeedReply] = AskedStudy(NeedReply, self._send_question, self._give_up)
        self._classes = need_classes(session.catalog)
        self._areas = session.layers.of(NeedAreasLayer)
        self._answer: NeedReply | None = None
        self._answered_need = ""
        super().__init__(session)
        self.answer_rows = NeedRows(session.divisions.path, self._classes, self)
        session.feed.arrived.connect(self._arrived)
        self.table.itemSelectionChanged.connect(self._show_place)
        self.every(REPEATED_MS, self._ask_again)
        self.retranslate()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("NeedForecastPanel", "Need forecast")

    # ---- what is asked

    def form(self) -> QLayout:
        self.need, self.level, self.ahead, self.part = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        for key in self._classes:
            self.need.addItem("", key)
        for level in LEVELS:
            self.level.addItem("", level)
        for ahead in (1, 2):
            self.ahead.addItem("", ahead)
        for part in PARTS:
            self.part.addItem("", part)
        self.button.hide()  # nothing is sent: a visit is reported by the form of reports
        self.begin, self.give_up, self.visit = QPushButton(), QPushButton(), QPushButton()
        self.begin.clicked.connect(self.ask)
        self.give_up.clicked.connect(self._stop)
        self.visit.clicked.connect(self._want_visit)
        self.waiting, self.said, self.basis, self.warning = PlainLabel(), PlainLabel(), PlainLabel(), PlainLabel()
        for label, role in ((self.waiting, "hint"), (self.said, ""), (self.basis, "muted"), (self.warning, "hint")):
            label.setWordWrap(True)
            label.setProperty("role", role)
        for box in (self.need, self.level, self.ahead):
            box.currentIndexChanged.connect(self.ask)
        self.part.currentIndexChanged.connect(self._show)
        lines = QVBoxLayout()
        lines.addLayout(line_of(
            self.need, self.level, self.ahead, self.part, self.begin, self.give_up, self.visit, self.button
        ))  # fmt: skip
        for label in (self.waiting, self.said, self.basis, self.warning):
            lines.addWidget(label)
        return lines

    def below(self) -> QLayout:
        self.chart = ForecastChart()
        lines = QVBoxLayout()
        lines.addWidget(self.chart)
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(self._classes.values()):
            self.need.setItemText(row, pick(name))
        for row, name in enumerate(LEVELS.values()):
            self.level.setItemText(row, pick(name))
        for row, text in enumerate((self.tr("This week"), self.tr("Next week"))):
            self.ahead.setItemText(row, text)
        parts = (
            self.tr("Places"), self.tr("All classes"), self.tr("Methods"), self.tr("What the model looks at"),
            self.tr("Fairness"), self.tr("Former forecasts"),
        )  # fmt: skip
        for row, text in enumerate(parts):
            self.part.setItemText(row, text)
        self.begin.setText(self.tr("Forecast"))
        self.give_up.setText(self.tr("Stop"))
        self.visit.setText(self.tr("Report a visit …"))
        self.warning.setText(f"{pick(NOT_NEED)}{pick(NOT_FOR)}")
        self._show()
        super().retranslate()

    @property
    def asked(self) -> _AskedNeed:
        """What is chosen."""
        question = NeedQuestion(level=self.level.currentData(), ahead=self.ahead.currentData())
        return _AskedNeed(question, str(self.need.currentData()))

    def ask(self) -> None:
        """Ask what is chosen."""
        if self.is_seen:
            self.asking.want(self.asked)
            self._show()

    def _stop(self) -> None:
        asked = self.asking.question
        self.asking.stop()
        if asked is not None and self.session.source.health().analysis is not None:
            self.session.source.needs(asked.question, give_up=True)
        self._show()

    def uncover(self) -> None:
        super().uncover()
        if self.asking.question is None and self._answer is None:
            self.ask()

    def _ask_again(self) -> None:
        """Behind another tab, too: an answer for which nobody asks is given up."""
        self.asking.ask()
        if self.is_seen:
            self._show_waiting()

    def _send_question(self, asked: _AskedNeed) -> str:
        if self.session.source.health().analysis is None:
            return ""
        return self.session.source.needs(asked.question, asked.need)

    def _give_up(self, asked: _AskedNeed) -> None:
        """The same forecast has all classes: another class of it is no other forecast."""
        if self.session.source.health().analysis is not None and asked.question != self.asked.question:
            self.session.source.needs(asked.question, give_up=True)

    def _arrived(self, answer: object) -> None:
        if not self.asking.take(answer):
            return
        reply = self.asking.reply
        if reply is not None and reply.answer is not None:
            assert self.asking.question is not None
            self._answer, self._answered_need = reply, self.asking.question.need
        self._show()

    # ---- what is shown

    @property
    def shown_part(self) -> NeedPart:
        part: NeedPart = self.part.currentData()
        return part

    @property
    def shown(self) -> tuple[NeedsForecast, NeedForecast] | None:
        """The forecast of all classes and that of the chosen one, where it answers what is chosen."""
        reply = self._answer
        if reply is None or reply.answer is None or (reply.question, self._answered_need) != self.asked:
            return None
        found = next((one for one in reply.answer.needs if one.need == self._answered_need), None)
        return None if found is None else (reply.answer, found)

    def _show(self) -> None:
        shown = self.shown
        self.hint.say("" if self.asking.is_waiting else self._nothing())
        self.said.setText("" if shown is None else self._said(*shown))
        self.basis.setText("" if shown is None else " · ".join(pick(note) for note in notes(*shown)))
        for label in (self.said, self.basis):
            label.setVisible(bool(label.text()))
        self._show_waiting()
        if shown is not None:  # else what was drawn stays until something else is
            found, one = shown
            name = self._classes[one.need]
            day = monday(found.week).isoformat()
            title = Name(f"{name.zh}：{day} 起一周预测", f"{name.en}: forecast of the week from {day}")
            told = dict(zip(found.codes, one.forecasts.tolist(), strict=True)) if one.told else {}
            self._areas.show(title, self.asked.question.level, told)
        self.follow()
        self._show_place()
        self.renew()

    def _nothing(self) -> str:
        shown = self.shown
        if shown is None:
            return self.tr("Nothing is forecast yet")
        if self.shown_part == "former":
            return self.tr("No week of a kept forecast is over yet")
        if self.shown_part == "influences":
            return self.tr("No model was tried")
        return pick(sentence(shown[1], shown[0].weeks))

    def _show_waiting(self) -> None:
        self.waiting.setText(study_note(self.asking, self.session))
        self.waiting.setVisible(bool(self.waiting.text()))
        self.begin.setVisible(not self.asking.is_waiting and self.shown is None)  # after Stop, or a refusal
        self.give_up.setVisible(self.asking.is_waiting)

    def _said(self, found: NeedsForecast, one: NeedForecast) -> str:
        assert self._answer is not None
        parts = [self.tr("Week from {day}").format(day=monday(found.week).isoformat())]
        if one.told:
            parts.append(self.tr("{n} events are expected in all").format(n=f"{one.forecasts.sum():.1f}"))
        parts.append(pick(sentence(one, found.weeks)))
        skill = skill_text(one)
        if skill is not None:
            parts.append(pick(skill))
        parts.append(self.tr("by {weeks} whole weeks, as of {day} 00:00, record {seq}").format(
            weeks=found.weeks, day=monday(found.week - self._answer.question.ahead + 1).isoformat(),
            seq=self._answer.as_of_seq,
        ))  # fmt: skip
        return " · ".join(parts)

    def heads(self) -> list[str]:
        return self.answer_rows.heads(self.shown_part)

    def numeric(self) -> tuple[int, ...]:
        return self.answer_rows.numeric(self.shown_part)

    def rows(self) -> list[Row]:
        shown = self.shown
        return [] if shown is None else list(self.answer_rows.rows(self.shown_part, *shown))

    # ---- the chosen place

    def _place(self) -> int | None:
        """Number of the chosen place, or of the one with most."""
        shown = self.shown
        if shown is None or not shown[1].told:
            return None
        found, one = shown
        if self.shown_part == "places" and self.chosen in found.codes:
            return found.codes.index(self.chosen)
        return int(np.argmax(one.forecasts))

    def _show_place(self) -> None:
        shown, place = self.shown, self._place()
        if shown is None or place is None:
            self.chart.show_place(None)
            return
        found, one = shown
        past = one.past_counts(len(found.codes))[-WEEKS:, place].tolist()
        around = next_interval(one)
        assert self._answer is not None
        ahead = self._answer.question.ahead
        first = found.week - ahead - len(past) + 1
        days = [monday(first + week).isoformat() for week in range(len(past))]
        self.chart.show_place(ChartedPlace(
            self.tr("{place}: events a week, forecast in amber").format(
                place=self.session.divisions.path(found.codes[place])
            ),
            tuple(past), (*days, monday(found.week).isoformat()), ahead, float(one.forecasts[place]),
            None if around is None else float(around[0][place]), None if around is None else float(around[1][place]),
        ))  # fmt: skip

    def open_row(self, item_id: str) -> None:
        """A place is shown on map and twin; a class is chosen."""
        if self.shown_part == "classes" and item_id in self._classes:
            self.part.setCurrentIndex(0)
            self.need.setCurrentIndex(self.need.findData(item_id))
        elif self.shown_part == "places":
            level = self.asked.question.level
            bounds = self._bounds(level, item_id)
            if bounds is not None:
                west, south, east, north = bounds
                self.session.focus.select(TABLES[level], item_id)
                middle = (west + east) / 2, (south + north) / 2
                self.session.focus.fly_to.emit(*middle, max(east - west, north - south))

    def _bounds(self, level: NeedLevel, code: str) -> tuple[float, float, float, float] | None:
        table = self.session.package.table(TABLES[level])
        rows = np.flatnonzero(table["code"].astype(str) == code)
        if not len(rows):
            return None
        west, south, east, north = shapely.total_bounds(table.geometry[rows]).tolist()
        return west, south, east, north

    def show_result(self, target: str) -> None:
        """The forecast of a class for a place: ``village/complaint/510000000001`` of the week that runs."""
        level, need, code = target.split("/")
        for box, value in ((self.level, level), (self.ahead, 1), (self.need, need), (self.part, "places")):
            box.setCurrentIndex(box.findData(value))
        self.choose(code)
        self.ask()

    # ---- what follows from it

    def refresh(self) -> None:
        super().refresh()
        why = why_not(self.session, ReportEvent)
        is_place = self.shown_part == "places" and bool(self.chosen)
        self.visit.setEnabled(not why and is_place and self.shown is not None)
        self.visit.setToolTip(literal(why or self.tr("Have somebody look into it on the spot: choose a place first")))

    def _want_visit(self) -> None:
        shown, place = self.shown, self._place()
        if shown is None or place is None:
            return
        found, one = shown
        code = found.codes[place]
        table = self.session.package.table(TABLES[self.asked.question.level])
        [row] = np.flatnonzero(table["code"].astype(str) == code)
        point = shapely.point_on_surface(table.geometry[row])
        name = pick(self._classes[one.need])
        around = next_interval(one)
        bounds = "" if around is None else f" ({around[0][place]:.1f}–{around[1][place]:.1f})"
        title = self.tr("Visit: {place}, {need} expected").format(place=self.session.divisions.path(code), need=name)
        note = self.tr("Forecast of the week from {day}: {told} events{bounds}. {basis}").format(
            day=monday(found.week).isoformat(), told=f"{one.forecasts[place]:.1f}", bounds=bounds,
            basis=self._said(found, one),
        )  # fmt: skip
        self.visit_wanted.emit(VisitToReport(title, (float(point.x), float(point.y)), f"{note}\n{pick(NOT_NEED)}"))
