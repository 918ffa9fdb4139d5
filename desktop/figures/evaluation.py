"""评价: every metric for a period, compared with the one before; one of them by town, unit, class or channel, and over
twelve periods; a click on a number lists its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLayout,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from county.briefing.commands import DraftBriefing
from county.durations import HOUR_MS
from county.figures.metric import GRAINS, FigureValue, Grain, Metric, Period
from county.figures.periods import PERIOD_KINDS, before, period_at, span_ms
from county.figures.text import POINTS, basis_text, interval_text, period_text, value_text
from county.figures.trend import counted_as, incomplete, is_sum, marked_before
from desktop import moments, theme
from desktop.figures.analysis_note import analysis_note
from desktop.figures.asker import FigureAsker
from desktop.figures.bars import FigureBars
from desktop.figures.filters import EvaluationFilters
from desktop.figures.period_line import BOX_CHARACTERS, PeriodLine
from desktop.figures.records import FigureRecordsBox
from desktop.figures.trend_chart import TrendChart, TrendPoint
from desktop.i18n import pick
from desktop.input.held_rows import HeldRows
from desktop.item_models.group_rows import BAR, DENOMINATOR, GROUP_ROLE, NO_RANK, GroupLine, GroupRows
from desktop.item_models.metric_rows import BEFORE, CHANGE, METRIC_ROLE, NAME, MetricRows
from desktop.panels.panel import SPACING_PX, Panel, column_of
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.narrow_box import narrow
from desktop.widgets.scrolled import scrolled
from desktop.widgets.text_table import widen
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import CountedBy, FigureTable

REFRESH_MS = 15_000
HEALTH_MS = 1_000
TREND = 12
"""Periods of the trend; the one before them is asked for, too, which tells whether the records begin in the first."""
WIDE_PX = 820
"""From this width on the details are beside the metrics, otherwise below them."""
TREND_SHARE, GROUPS_SHARE = 2, 3
"""Of the height of the details."""
TREND_FROM_PX = 430
"""A lower panel has no room for the trend beside the groups."""
DEFINITION_FROM_PX = 300
"""A still lower one shows it as the tool tip of the heading."""
FIRST_METRIC = "closed_on_time"
ROW_PX = 26
METRIC_WIDTHS_PX = (192, 166, 76)
BAR_LEAST_PX = 34
WIDE_CHANGE = "−12.5"
"""With its unit as wide as most changes."""
SPLIT_PX = (632, 632)
COMPARED, COMPARED_FROM_PX = (BEFORE, CHANGE), 480
"""Columns of the period before and the change, and the width from which they leave room for the names of metrics."""
TABLE_PX = 150
"""Least height of a table; where large texts leave no room for both of them, they scroll."""
DETAIL_PX = 360
"""The details are never narrower: the metrics, which keep their width in a wider panel, give way."""
HANDLE_PX = 10
"""Between the metrics and the details."""
BAR_PX = 12
"""Between the parts of the line of filters."""


class Evaluation(Panel):
    """Four requests: all metrics of the county, then as of the same record the counts of one period more, which tell
    whether the records begin in the period before, and groups and trend of the chosen metric."""

    records_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names: GroupNames | None = None
        self._asker = FigureAsker(session, self._show_health)
        self._records_asker = FigureAsker(session, self._show_health)
        self._as_of_seq = 0
        self._as_of_ms = 0
        self._groups: FigureTable | None = None
        """The figures that the groups show, named anew in another language."""
        self._value = FigureValue()
        self.period = PeriodLine(PERIOD_KINDS, session.clock.now_ms, self, "month")
        self.filters = EvaluationFilters(session, self)
        self.grain = QComboBox()
        self.bulletin = QPushButton()
        self.note = PlainLabel()
        self.note.setProperty("role", "hint")
        self.note.setWordWrap(True)
        self.metrics = MetricRows(session.catalog, self)
        self.table = QTableView()
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "title")
        self.definition = PlainLabel()
        self.definition.setWordWrap(True)
        self.definition.setProperty("role", "muted")
        self.trend = TrendChart()
        self.groups = GroupRows(self)
        self.group_table = QTableView()
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        """Period, filters and bulletin: in a line of a wide panel, otherwise below each other."""
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.chosen = FIRST_METRIC if FIRST_METRIC in self.metrics.metrics else self.metrics.metrics[0]
        self._fill()
        self._arrange()
        self.grain.activated.connect(lambda: self.ask())
        self.filters.changed.connect(self.ask)
        self.period.changed.connect(self.ask)
        self.bulletin.clicked.connect(self.make_bulletin)
        self.table.selectionModel().currentRowChanged.connect(self._metric_chosen)
        self.group_table.clicked.connect(self._number_clicked)
        self.hold = HeldRows(self.group_table, lambda index: index.siblingAtColumn(1).data())
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
        grains = (
            self.tr("Whole county"), self.tr("By town"), self.tr("By village"), self.tr("By grid"), self.tr("By unit"),
            self.tr("By class"), self.tr("By subclass"), self.tr("By channel"),
        )  # fmt: skip
        for place, text in enumerate(grains):
            self.grain.setItemText(place, text)
        self.bulletin.setText(self.tr("Monthly bulletin"))
        self.metrics.retranslate()
        self.groups.retranslate()
        change = QFontMetrics(self.table.font()).horizontalAdvance(f"{WIDE_CHANGE} {pick(POINTS)}")
        widen(self.table, (*METRIC_WIDTHS_PX, round(theme.design_px(change)) + 2 * theme.CELL_PX))
        if self._groups is not None:
            self._show_groups(self._groups)
        self._show_metric()
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
        self.trend.setVisible(event.size().height() >= theme.px(TREND_FROM_PX))
        self.definition.setVisible(event.size().height() >= theme.px(DEFINITION_FROM_PX))

    def release(self) -> None:
        for asker in (self._asker, self._records_asker):
            asker.release()
        super().release()

    def ask(self) -> None:
        """Request everything again; what is shown stays until it arrives.  Nothing before the backend has told where
        its analysis is."""
        if not self.isVisible() or self._session.source.health().analysis is None:
            return
        self._asker.forget()
        compared = self._compared()
        periods = (self._periods(3)[-1], *reversed(compared))
        self._asker.table(
            self.metrics.metrics, compared, lambda table: self._take_metrics(periods, table), scope=self.filters.scope()
        )

    def make_bulletin(self) -> None:
        """Show the bulletin of the shown month among the briefings; one is drafted where there is none."""
        self._session.briefings.bulletin(self._month())

    def _month(self) -> str:
        """The shown month; that in which another shown period begins."""
        span = span_ms(self.period.period)
        assert span is not None, "it is one of ours"
        return period_at("month", span.start)

    def _periods(self, count: int) -> list[Period]:
        """The shown period and those before it, newest first."""
        found, period = [], self.period.period
        for _ in range(count):
            span = span_ms(period)
            assert span is not None, "it is one of ours"
            found.append(Period(span.start, span.stop))
            period = before(period)
        return found

    def _compared(self) -> list[Period]:
        """The shown period and the one before, of which only as much as has passed of one that is not over."""
        now, earlier = self._periods(2)
        passed_ms = max(self._session.clock.now_ms() - now.from_ms, 0) // HOUR_MS * HOUR_MS
        if passed_ms < now.to_ms - now.from_ms:
            earlier = Period(earlier.from_ms, min(earlier.to_ms, earlier.from_ms + max(passed_ms, HOUR_MS)))
        return [now, earlier]

    def _metric_chosen(self, index: QModelIndex) -> None:
        name = index.data(METRIC_ROLE) if index.isValid() else None
        if name and name != self.chosen:
            self.chosen = name
            self._groups = None
            self.groups.clear()
            self.trend.show_trend(None, ())
            self._show_metric()
            self._ask_details()

    def _ask_details(self) -> None:
        """Groups and trend of the chosen metric, as of the record of the other figures."""
        if not self._as_of_seq:
            return
        self._asker.forget()
        metric, grain, asked = self._metric, self._grain(), (self.chosen,)
        if grain in metric.grains and grain != "county":
            self._asker.table(
                asked, self._compared(), self._take_groups, scope=self.filters.scope(), grain=grain,
                as_of_seq=self._as_of_seq,
            )  # fmt: skip
        else:
            self._show_groups(None)
        self._asker.table(
            asked, self._periods(TREND + 1), self._take_trend, scope=self.filters.scope(), as_of_seq=self._as_of_seq
        )

    @property
    def _metric(self) -> Metric:
        return self._session.catalog.metrics[self.chosen]

    def _grain(self) -> Grain:
        grain: Grain = self.grain.currentData()
        return grain

    def _follow_health(self) -> None:
        """Ask as soon as the analysis answers if it was not there when the panel was first shown."""
        if not self._as_of_seq:
            self._refresh()
        self._show_health()

    def _refresh(self) -> None:
        """Ask again when there are records that the figures do not count, unless answers are missing or a hand is about
        to choose a group."""
        health = self._session.source.health().analysis
        is_new = health is not None and health.seq != self._as_of_seq
        if is_new and not self._asker.is_waiting and not self.hold.holding:
            self.ask()

    def _take_metrics(self, periods: Sequence[Period], table: FigureTable) -> None:
        """They wait for the counts of the first of three ``periods``, the one before those that are compared."""
        counts = tuple(name for name in self.metrics.metrics if is_sum(self._session.catalog.metrics[name]))
        self._asker.table(
            counts, periods[:1],
            lambda answer: self._show_metrics(periods, table, dict(zip(counts, answer.totals[0], strict=True))),
            scope=self.filters.scope(), as_of_seq=table.as_of_seq,
        )  # fmt: skip

    def _show_metrics(
        self, periods: Sequence[Period], table: FigureTable, oldest: Mapping[str, FigureValue]
    ) -> None:
        """``oldest``: the counts of the first of ``periods``."""
        self._as_of_seq, self._as_of_ms = table.as_of_seq, table.as_of_ms
        metrics, now_ms = self._session.catalog.metrics, self._session.clock.now_ms()
        befores = [
            marked_before(metrics[name], periods, (oldest[name], earlier, value), now_ms) if name in oldest else earlier
            for name, value, earlier in zip(self.metrics.metrics, *table.totals, strict=True)
        ]
        self.metrics.show_figures(table.totals[0], befores)
        self._ask_details()
        self._show_metric()
        self._show_health()

    def _take_groups(self, table: FigureTable) -> None:
        self._show_groups(table)
        self._show_health()

    def _take_trend(self, table: FigureTable) -> None:
        self._show_trend(table)
        self._show_health()

    def _show_groups(self, table: FigureTable | None) -> None:
        self._groups = table
        row = self.metrics.lines[self.metrics.row_of(self.chosen)]
        total = GroupLine(NO_RANK, None, self.tr("Whole county"), row.value, row.before)
        if table is None:
            self.groups.show_groups(self._metric, total, (), (), ())
            return
        names, grain = self._group_names(), self._grain()
        named = [(group, pick(names.name_of(grain, group))) for group in table.groups]
        befores = [counted_as(row.before, value) for value in table.values[1][0]]
        self.groups.show_groups(self._metric, total, named, table.values[0][0], befores)

    def _show_trend(self, table: FigureTable) -> None:
        values = [totals[0] for totals in reversed(table.totals)]
        spans = self._periods(TREND + 1)[::-1]
        marks = incomplete(self._metric, spans, values, self._session.clock.now_ms())
        points, period = [], self.period.period
        for value, mark in zip(values[:0:-1], marks[:0:-1], strict=True):
            points.append(TrendPoint(_short(period), value, mark))
            period = before(period)
        self.trend.show_trend(self._metric, points[::-1])

    def _show_metric(self) -> None:
        metric, place = self._metric, self.metrics.row_of(self.chosen)
        self._value = self.metrics.lines[place].value
        interval = interval_text(metric, self._value)
        parts = [pick(value_text(metric, self._value))]
        if metric.has_denominator and self._value.quality not in ("unknown", "small_sample"):
            parts.append(basis_text(metric, self._value))
        if interval:
            parts.append(self.tr("95 % interval: {interval}").format(interval=interval))
        if self._value.quality == "partial":
            of_sensors = self.tr("the backend started shortly before: silent devices may not be known yet")
            reported = self.tr("not all of the period was reported")
            parts.append(of_sensors if metric.source == "sensors" else reported)
        self.heading.setText(f"{pick(metric.name)}  {' · '.join(filter(None, parts))}")
        source = f" ({metric.source_ref})" if metric.source_ref else ""
        text = self.tr("Definition: {formula}").format(formula=pick(metric.formula) + source)
        if self._grain() not in metric.grains:
            text += "\n" + self.tr("This metric is not known {grain}.").format(grain=self.grain.currentText())
        self.definition.setText(text)
        self.heading.setToolTip(literal(text))
        if self.table.currentIndex().row() != place:
            self.table.setCurrentIndex(self.metrics.index(place, 0))

    def _number_clicked(self, index: QModelIndex) -> None:
        if not self.groups.opens(index) or not self._as_of_seq:
            return
        group = index.data(GROUP_ROLE)
        part = "denominator" if index.column() == DENOMINATOR else "numerator"
        counted = CountedBy(
            metric=self.chosen, scope=self.filters.scope(), period=self._periods(1)[0],
            grain="county" if group is None else self._grain(), group=group, part=part,  # type: ignore[arg-type]
            as_of_seq=self._as_of_seq,
        )  # fmt: skip
        name = self.groups.lines[index.row()].name
        words = [pick(self._metric.name), name, pick(period_text(self.period.period))]
        if self._metric.kind == "ratio":
            words.append(self.tr("denominator") if part == "denominator" else self.tr("numerator"))
        title = " · ".join(words)
        if self._metric.source == "events":
            self.records_wanted.emit(counted, title)
            return
        self._records_asker.forget()
        self._records_asker.records(counted, lambda found: FigureRecordsBox(title, found, self.window()).open())

    def _group_names(self) -> GroupNames:
        if self._names is None:
            self._names = GroupNames(self._session.package, self._session.catalog)
        return self._names

    def _show_health(self) -> None:
        note = analysis_note(self._session, self._as_of_ms)
        health = self._session.source.health().analysis
        can_ask = health is not None and health.state not in ("offline", "opening")
        denied = why_not(self._session, DraftBriefing)
        self.bulletin.setEnabled(can_ask and not denied)
        said = denied or self.tr("Drafts the bulletin of the shown month, or shows it, among the briefings")
        self.bulletin.setToolTip(said if can_ask else note)
        trouble = self._asker.trouble or self._records_asker.trouble
        if not note and not trouble and self._as_of_ms:
            as_of = moments.short(self._as_of_ms, self._session.clock.now_ms())
            span = span_ms(self.period.period)
            if span is not None and self._as_of_ms < span.stop:
                note = self.tr(
                    "The period is not over: figures as of {time}, compared with as much of the one before"
                ).format(time=as_of)
        text = "\n".join(filter(None, (note, trouble)))
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _fill(self) -> None:
        for grain in GRAINS:
            self.grain.addItem("", grain)
        self.grain.setCurrentIndex(GRAINS.index("town"))
        narrow(self.grain, BOX_CHARACTERS)

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
        detail = QWidget()
        detail.setMinimumWidth(theme.px(DETAIL_PX))
        inner = QVBoxLayout(detail)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(SPACING_PX))
        line = QHBoxLayout()
        line.setSpacing(theme.px(SPACING_PX))
        line.addWidget(self.heading, 1)
        line.addWidget(self.grain)
        inner.addLayout(line)
        inner.addWidget(self.definition)
        inner.addWidget(self.trend, TREND_SHARE)
        inner.addWidget(self.group_table, GROUPS_SHARE)
        for table, model in ((self.table, self.metrics), (self.group_table, self.groups)):
            table.setModel(model)
            table.setMinimumHeight(theme.px(TABLE_PX))
            _plain(table)
        for place, one in enumerate(self.metrics.lines):
            if one.metric is None:
                self.table.setSpan(place, 0, 1, self.metrics.columnCount())
        self.group_table.setItemDelegateForColumn(BAR, FigureBars(self.group_table))
        groups_header = self.group_table.horizontalHeader()
        groups_header.setResizeContentsPrecision(40)
        groups_header.setStretchLastSection(False)
        groups_header.setMinimumSectionSize(theme.px(BAR_LEAST_PX))
        groups_header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        groups_header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)  # what is drawn takes the room
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.group_table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.group_table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.split.addWidget(self.table)
        self.split.addWidget(detail)
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


def _plain(table: QTableView) -> None:
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(theme.px(ROW_PX))
    header = table.horizontalHeader()
    header.setSectionsClickable(False)
    header.setHighlightSections(False)
    header.setStretchLastSection(True)


def _short(period: str) -> str:
    """A label of an axis: ``10-05``, ``26-10``, ``26Q4``, ``2026``."""
    if len(period) == 10:
        return period[5:]
    return period if len(period) == 4 else period[2:].replace("-Q", "Q").replace("-H", "H")
