"""评价: every metric for a period, compared with the one before, and beside them what is known of the chosen one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QLayout,
    QPushButton,
    QSplitter,
    QTableView,
    QWidget,
)

from county.briefing.commands import DraftBriefing
from county.figures.compared_periods import compared_spans, last_spans
from county.figures.metric import Figure, FigureValue, Period
from county.figures.periods import PERIOD_KINDS, period_at, period_of, span_ms
from county.figures.text import POINTS
from county.figures.trend import is_sum, marked_before
from desktop import moments, theme
from desktop.figures.analysis_note import analysis_note
from desktop.figures.asker import FigureAsker
from desktop.figures.filters import EvaluationFilters
from desktop.figures.metric_detail import TABLE_PX, EvaluatedPeriod, MetricDetail
from desktop.figures.period_line import PeriodLine
from desktop.i18n import pick
from desktop.input.menu_calls import MenuCalls
from desktop.item_models.metric_rows import BEFORE, CHANGE, METRIC_ROLE, NAME, MetricRows
from desktop.panels.panel import SPACING_PX, Panel, column_of
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.scrolled import scrolled
from desktop.widgets.text_table import show_rows, widen
from services.protocol.analysis_messages import FigureTable

REFRESH_MS = 15_000
HEALTH_MS = 1_000
WIDE_PX = 820
"""From this width on the details are beside the metrics, otherwise below them."""
FIRST_METRIC = "closed_on_time"
METRIC_WIDTHS_PX = (192, 166, 76)
WIDE_CHANGE = "−12.5"
"""With its unit as wide as most changes."""
SPLIT_PX = (632, 632)
COMPARED, COMPARED_FROM_PX = (BEFORE, CHANGE), 480
"""Columns of the period before and the change, and the width from which they leave room for the names of metrics."""
HANDLE_PX = 10
"""Between the metrics and the details."""
BAR_PX = 12
"""Between the parts of the line of filters."""


class Evaluation(Panel):
    """Two requests: all metrics of the county, then as of the same record the counts of one period more, which tell
    whether the records begin in the period before; :class:`MetricDetail` asks for the rest."""

    records_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""
    menu_wanted = Signal(object, QPoint)
    """Of a ShownFigure, at a place of the screen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asker = FigureAsker(session, self._show_health)
        self._evaluated: EvaluatedPeriod | None = None
        """Whose figures are shown; None before the first ones."""
        self.period = PeriodLine(PERIOD_KINDS, session.clock.now_ms, self, "month")
        self.filters = EvaluationFilters(session, self)
        self.bulletin = QPushButton()
        self.note = PlainLabel()
        self.note.setProperty("role", "hint")
        self.note.setWordWrap(True)
        self.metrics = MetricRows(session.catalog, self)
        self.table = QTableView()
        self.detail = MetricDetail(session, self._show_health)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        """Period, filters and bulletin: in a line of a wide panel, otherwise below each other."""
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.chosen = FIRST_METRIC if FIRST_METRIC in self.metrics.metrics else self.metrics.metrics[0]
        self._arrange()
        self._show_chosen()
        self.filters.changed.connect(self.ask)
        self.period.changed.connect(self.ask)
        self.bulletin.clicked.connect(self.make_bulletin)
        self.table.selectionModel().currentRowChanged.connect(self._metric_chosen)
        self.detail.records_wanted.connect(self.records_wanted)
        self.detail.menu_wanted.connect(self.menu_wanted)
        MenuCalls(self.table).wanted.connect(self._want_menu)
        self.every(REFRESH_MS, self._refresh)
        self.every(HEALTH_MS, self._follow_health)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Evaluation", "Evaluation")

    def retranslate(self) -> None:
        self.period.retranslate((
            self.tr("By day"), self.tr("By month"), self.tr("By quarter"), self.tr("By half-year"), self.tr("By year"),
        ))  # fmt: skip
        self.filters.retranslate()
        self.bulletin.setText(self.tr("Monthly bulletin"))
        self.metrics.retranslate()
        change = QFontMetrics(self.table.font()).horizontalAdvance(f"{WIDE_CHANGE} {pick(POINTS)}")
        widen(self.table, (*METRIC_WIDTHS_PX, round(theme.design_px(change)) + 2 * theme.CELL_PX))
        self.detail.retranslate()
        self._show_health()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(WIDE_PX)
        self.split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        self._bar.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        for column in COMPARED:
            self.table.setColumnHidden(column, event.size().width() < theme.px(COMPARED_FROM_PX))
        self.detail.fit(event.size().height())

    def release(self) -> None:
        self._asker.release()
        self.detail.release()
        super().release()

    def ask(self) -> None:
        """Request everything again; what is shown stays until it arrives.  Nothing before the backend has told where
        its analysis is."""
        if not self.isVisible() or self._session.source.health().analysis is None:
            return
        self._asker.forget()
        self.detail.forget()
        period, scope = self.period.period, self.filters.scope()
        compared = compared_spans(period, self._session.clock.now_ms())
        self._asker.table(
            self.metrics.metrics, compared,
            lambda table: self._take_metrics(
                EvaluatedPeriod(period, tuple(compared), scope, table.as_of_seq, table.as_of_ms), table
            ),
            scope=scope,
        )  # fmt: skip

    def show_figure(self, figure: Figure) -> None:
        """The course of a metric over periods as long as that of a figure, with its filters."""
        self.chosen = figure.metric
        self.period.show_period(period_of(figure.period.from_ms, figure.period.to_ms))
        self.filters.show_scope(figure.scope)
        self._show_chosen()
        self.ask()

    def make_bulletin(self) -> None:
        """Show the bulletin of the shown month among the briefings; one is drafted where there is none."""
        self._session.briefings.bulletin(self._month())

    def _month(self) -> str:
        """The shown month; that in which another shown period begins."""
        span = span_ms(self.period.period)
        assert span is not None, "it is one of ours"
        return period_at("month", span.start)

    def _metric_chosen(self, index: QModelIndex) -> None:
        name = index.data(METRIC_ROLE) if index.isValid() else None
        if name and name != self.chosen:
            self.chosen = name
            self._show_chosen()

    def _show_chosen(self) -> None:
        place = self.metrics.row_of(self.chosen)
        self.detail.show_metric(self.metrics.lines[place], self._evaluated)
        if self.table.currentIndex().row() != place:
            self.table.setCurrentIndex(self.metrics.index(place, 0))

    def _want_menu(self, at: QPoint) -> None:
        """Of the metric in the row there, once its figure is known."""
        index = self.table.indexAt(self.table.viewport().mapFromGlobal(at))
        name = index.data(METRIC_ROLE) if index.isValid() else None
        if name and self._evaluated is not None:
            line = self.metrics.lines[self.metrics.row_of(name)]
            self.menu_wanted.emit(self._evaluated.figure(name, line.value, line.before), at)

    def _follow_health(self) -> None:
        """Ask as soon as the analysis answers if it was not there when the panel was first shown."""
        if self._evaluated is None:
            self._refresh()
        self._show_health()

    def _refresh(self) -> None:
        """Ask again when there are records that the figures do not count, unless answers are missing or a hand is about
        to choose a group."""
        health = self._session.source.health().analysis
        is_new = health is not None and (self._evaluated is None or health.seq != self._evaluated.as_of_seq)
        if is_new and not (self._asker.is_waiting or self.detail.is_waiting or self.detail.hold.holding):
            self.ask()

    def _take_metrics(self, evaluated: EvaluatedPeriod, table: FigureTable) -> None:
        """They wait for the counts of the period before those that are compared."""
        counts = tuple(name for name in self.metrics.metrics if is_sum(self._session.catalog.metrics[name]))
        oldest = last_spans(evaluated.period, 3)[-1]
        self._asker.table(
            counts, (oldest,),
            lambda answer: self._show_metrics(
                evaluated, table, oldest, dict(zip(counts, answer.totals[0], strict=True))
            ),
            scope=evaluated.scope, as_of_seq=evaluated.as_of_seq,
        )  # fmt: skip

    def _show_metrics(
        self, evaluated: EvaluatedPeriod, table: FigureTable, oldest: Period, counted: Mapping[str, FigureValue]
    ) -> None:
        """``counted``: the counts of ``oldest``, the period before those that are compared."""
        self._evaluated = evaluated
        metrics, now_ms = self._session.catalog.metrics, self._session.clock.now_ms()
        periods = (oldest, *reversed(evaluated.compared))
        befores = [
            marked_before(metrics[name], periods, (counted[name], earlier, value), now_ms) if name in counted
            else earlier
            for name, value, earlier in zip(self.metrics.metrics, *table.totals, strict=True)
        ]  # fmt: skip
        self.metrics.show_figures(table.totals[0], befores)
        self._show_chosen()
        self._show_health()

    def _show_health(self) -> None:
        as_of_ms = 0 if self._evaluated is None else self._evaluated.as_of_ms
        note = analysis_note(self._session, as_of_ms)
        health = self._session.source.health().analysis
        can_ask = health is not None and health.state not in ("offline", "opening")
        denied = why_not(self._session, DraftBriefing)
        self.bulletin.setEnabled(can_ask and not denied)
        said = denied or self.tr("Drafts the bulletin of the shown month, or shows it, among the briefings")
        self.bulletin.setToolTip(said if can_ask else note)
        trouble = self._asker.trouble or self.detail.trouble
        if not note and not trouble and as_of_ms:
            as_of = moments.short(as_of_ms, self._session.clock.now_ms())
            span = span_ms(self.period.period)
            if span is not None and as_of_ms < span.stop:
                note = self.tr(
                    "The period is not over: figures as of {time}, compared with as much of the one before"
                ).format(time=as_of)
        text = "\n".join(filter(None, (note, trouble)))
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _arrange(self) -> None:
        self._bar.setSpacing(theme.px(BAR_PX))
        lines: tuple[tuple[QWidget, ...], ...] = (
            self.period.parts, self.filters.parts, (self.bulletin,),
        )  # fmt: skip
        for parts in lines:
            row = QHBoxLayout()
            row.setSpacing(theme.px(SPACING_PX))
            for part in parts:
                row.addWidget(part)
            row.addStretch(0 if self.bulletin in parts else 1)
            self._bar.addLayout(row)
        show_rows(self.table, self.metrics)
        self.table.setMinimumHeight(theme.px(TABLE_PX))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for place, one in enumerate(self.metrics.lines):
            if one.metric is None:
                self.table.setSpan(place, 0, 1, self.metrics.columnCount())
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.split.addWidget(self.table)
        self.split.addWidget(self.detail)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.px(HANDLE_PX))
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([theme.px(size) for size in SPLIT_PX])
        outer = column_of(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a narrower panel is arranged otherwise
        outer.addLayout(self._bar)
        outer.addWidget(self.note)
        outer.addWidget(scrolled(self.split), 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(220))
