"""The second step: one number over some weeks, and the towns beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county.division import is_town
from county.figures.metric import FigureValue, Period
from county.figures.text import basis_text, interval_text
from county.figures.trend import counted_as, counts_over_period, incomplete
from county.figures.weeks import TREND, trend_until, weeks_until
from county.names import BETWEEN
from desktop import theme
from desktop.figures.asker import FigureAsker
from desktop.figures.shown_figure import ShownFigure, caption
from desktop.i18n import pick
from desktop.leader.figure_button import LookOf
from desktop.leader.figure_words import compared, unrecorded, whole_value
from desktop.leader.shown_metrics import LEVEL_WEEKS
from desktop.leader.town_bars import TownBars, TownLine
from desktop.leader.week_chart import WeekChart, WeekPoint
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import FigureTable


class FigureDetail(QWidget):
    """What it shows stays as of the record of the number that led here."""

    records_wanted = Signal(object)
    """ShownFigure whose records are to be listed."""
    menu_wanted = Signal(object, object)
    """ShownFigure and a place of the screen."""
    arrived = Signal()
    """Trend and towns are here, or why not."""

    def __init__(self, session: Session, look: LookOf, names: GroupNames) -> None:
        super().__init__()
        self._session, self._names = session, names
        self._asker = FigureAsker(session, self._show_trouble)
        self.shown: ShownFigure | None = None
        self._values: list[FigureValue] = []
        """Of the weeks that are known, the newest first."""
        self._weeks: Sequence[Period] = ()
        self._has_towns = False
        self.value, self.basis, self.note = PlainLabel(), PlainLabel(), PlainLabel()
        self.value.setFont(theme.font(44, bold=True))
        for label in (self.basis, self.note):
            label.setFont(theme.font(18))
            label.setWordWrap(True)
        self.note.setProperty("role", "hint")
        self.chart, self.towns = WeekChart(look), TownBars(look)
        self.records, self.menu = QPushButton(), QPushButton()
        self.records.clicked.connect(lambda: self.records_wanted.emit(self.shown))
        self.menu.clicked.connect(
            lambda: self.menu_wanted.emit(self.shown, self.menu.mapToGlobal(self.menu.rect().bottomLeft()))
        )
        self.towns.chosen.connect(lambda line: self.records_wanted.emit(line.shown))
        self.towns.menu_wanted.connect(self.menu_wanted)
        self._arrange()

    def retranslate(self) -> None:
        """Set all texts."""
        self.records.setText(self.tr("Records behind it"))
        self.menu.setText(self.tr("Definition, report …"))
        if self.shown is not None:
            self.show_figure(self.shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def show_figure(self, shown: ShownFigure) -> None:
        """Show a number, and ask for its weeks and towns."""
        self._asker.forget()
        self.shown = shown
        figure, metric = shown.figure, shown.metric(self._session.catalog)
        self.value.setText(whole_value(metric, figure.value))
        weeks, now_ms = weeks_until(figure.period.to_ms - 1), self._session.clock.now_ms()
        then = [
            compared(metric, figure.value, value, label, unrecorded(metric, shown.began_ms, week.to_ms, now_ms))
            for value, week, label in (
                (shown.before, weeks.before, self.tr("the 7 days before")),
                (shown.year_ago, weeks.year_ago, self.tr("a year ago")),
            )
        ]
        basis = basis_text(metric, figure.value) if metric.has_denominator else ""
        interval = interval_text(metric, figure.value)
        parts = [basis, self.tr("95 % interval: {interval}").format(interval=interval) if interval else ""]
        parts += [" ".join(filter(None, (one.label, one.value, one.change))) for one in then]
        self.basis.setText(BETWEEN.join(filter(None, parts)))
        self.note.hide()
        self.chart.show_weeks(None, ())
        self.towns.show_towns(metric, ())
        more = 1 if counts_over_period(metric) else 0  # it tells whether the records begin in the first week shown
        self._weeks = trend_until(figure.period.to_ms - 1, TREND + more)
        self._values, self._has_towns = [], "town" not in metric.grains
        self.towns.setVisible(not self._has_towns)
        self.resume()

    def pause(self) -> None:
        """Another step is wanted first: it does not wait for what is missing here."""
        self._asker.forget()

    def resume(self) -> None:
        """Ask for what is missing."""
        if self.shown is None or self._asker.is_waiting:
            return
        if len(self._values) < len(self._weeks):
            self._ask_weeks(self._weeks)
        if not self._has_towns:
            figure = self.shown.figure
            self._asker.table(
                (figure.metric,), self._weeks[:2], self._take_towns, scope=figure.scope, grain="town",
                as_of_seq=figure.as_of_seq,
            )  # fmt: skip

    def title(self) -> str:
        """Of the number that is shown."""
        return "" if self.shown is None else caption(self.shown, self._session.catalog, self._names)

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()

    def _ask_weeks(self, weeks: Sequence[Period]) -> None:
        """The newest weeks that are missing."""
        assert self.shown is not None
        figure, metric, known = self.shown.figure, self.shown.metric(self._session.catalog), len(self._values)
        asked = weeks[known : known + LEVEL_WEEKS] if metric.kind == "level" else weeks[known:]
        self._asker.table(
            (figure.metric,), asked, lambda table: self._take_weeks(weeks, table), scope=figure.scope,
            as_of_seq=figure.as_of_seq,
        )  # fmt: skip

    def _take_weeks(self, weeks: Sequence[Period], table: FigureTable) -> None:
        assert self.shown is not None
        metric = self.shown.metric(self._session.catalog)
        self._values += [totals[0] for totals in table.totals]
        missing = len(weeks) - len(self._values)
        values, periods = [*self._values, *([FigureValue()] * missing)][::-1], weeks[::-1]
        marks = incomplete(metric, periods, values, periods[-1].to_ms)
        self.chart.show_weeks(metric, list(map(WeekPoint, periods, values, marks))[-TREND:])
        if missing:
            self._ask_weeks(weeks)
        if not self._asker.is_waiting:
            self.arrived.emit()

    def _take_towns(self, table: FigureTable) -> None:
        assert self.shown is not None
        self._has_towns = True
        shown, lines = self.shown, []
        for place, code in enumerate(table.groups):
            if is_town(code):
                value, before = table.values[0][0][place], counted_as(shown.before, table.values[1][0][place])
                lines.append(
                    TownLine(pick(self._names.name_of("town", code)), shown.of_group("town", code, value, before))
                )
        self.towns.show_towns(shown.metric(self._session.catalog), lines)
        if not self._asker.is_waiting:
            self.arrived.emit()

    def _show_trouble(self) -> None:
        self.note.setText(self._asker.trouble)
        self.note.show()
        self.arrived.emit()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self.value)
        head.addWidget(self.basis, 1)
        head.addWidget(self.records)
        head.addWidget(self.menu)
        body = QHBoxLayout()
        body.setSpacing(theme.px(18))
        body.addWidget(self.chart, 3)
        body.addWidget(self.towns, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(10))
        box.addLayout(head)
        box.addWidget(self.note)
        box.addLayout(body, 1)
        self.note.hide()
        for button in (self.records, self.menu):
            button.setFont(theme.font(18))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()
