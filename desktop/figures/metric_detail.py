"""One metric of the evaluation: its definition, its course over twelve periods, and its figures by town, unit, class or
channel; a click on one of these lists its records."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from county.figures.compared_periods import last_spans
from county.figures.metric import GRAINS, FigureValue, Grain, Metric, Period, Scope
from county.figures.periods import before
from county.figures.text import basis_text, interval_text, period_text, value_text
from county.figures.trend import counted_as, incomplete
from desktop import theme
from desktop.figures.asker import FigureAsker
from desktop.figures.bars import FigureBars
from desktop.figures.counted_records import CountedRecords
from desktop.figures.period_line import BOX_CHARACTERS
from desktop.figures.shown_figure import ShownFigure
from desktop.figures.trend_chart import TrendChart, TrendPoint
from desktop.i18n import pick
from desktop.input.held_rows import HeldRows
from desktop.input.menu_calls import MenuCalls
from desktop.item_models.group_rows import BAR, DENOMINATOR, GROUP_ROLE, NO_RANK, GroupLine, GroupRows
from desktop.item_models.metric_rows import MetricLine
from desktop.panels.panel import SPACING_PX
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.narrow_box import narrow
from desktop.widgets.text_table import show_rows
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import CountedBy, FigureTable

TREND = 12
"""Periods of the trend; the one before them is asked for, too, which tells whether the records begin in the first."""
TREND_SHARE, GROUPS_SHARE = 2, 3
"""Of the height of the details."""
TREND_FROM_PX = 430
"""A lower panel has no room for the trend beside the groups."""
DEFINITION_FROM_PX = 300
"""A still lower one shows it as the tool tip of the heading."""
BAR_LEAST_PX = 34
TABLE_PX = 150
"""Least height of a table; where large texts leave no room for both of them, they scroll."""
DETAIL_PX = 360
"""It is never narrower: the metrics, which keep their width in a wider panel, give way."""


class EvaluatedPeriod(NamedTuple):
    """What the figures of the evaluation are of."""

    period: str
    compared: tuple[Period, ...]
    """The period and the one before."""
    scope: Scope
    as_of_seq: int
    as_of_ms: int

    def figure(self, metric: str, value: FigureValue, before: FigureValue) -> ShownFigure:
        """One of them; ``before``: of the period before."""
        as_of = self.as_of_seq, self.as_of_ms
        return ShownFigure.of(metric, self.compared[0], value, as_of, scope=self.scope, before=before)


class MetricDetail(QWidget):
    """Two requests: groups and trend, as of the record of the figures beside them."""

    records_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""
    menu_wanted = Signal(object, QPoint)
    """Of a ShownFigure, at a place of the screen."""

    def __init__(self, session: Session, told: Callable[[], None]) -> None:
        """``told``: the analysis has answered, or said why not."""
        super().__init__()
        self._session, self._told = session, told
        self._names: GroupNames | None = None
        self._asker, self._records = FigureAsker(session, told), CountedRecords(session, told, self)
        self._evaluated: EvaluatedPeriod | None = None
        self._line = MetricLine("", "", None)
        self._groups: FigureTable | None = None
        """The figures that the groups show, named anew in another language."""
        self.grain = QComboBox()
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "title")
        self.definition = PlainLabel()
        self.definition.setWordWrap(True)
        self.definition.setProperty("role", "muted")
        self.trend = TrendChart()
        self.groups = GroupRows(self)
        self.group_table = QTableView()
        self._arrange()
        self.grain.activated.connect(self._choose_grain)
        self.group_table.clicked.connect(self._open_number)
        self._records.events_wanted.connect(self.records_wanted)
        MenuCalls(self.group_table).wanted.connect(self._want_menu)
        self.hold = HeldRows(self.group_table, lambda index: index.siblingAtColumn(1).data())

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is missing."""
        return self._asker.is_waiting

    @property
    def trouble(self) -> str:
        """What the analysis said last instead of an answer; "" for nothing."""
        return self._asker.trouble or self._records.trouble

    def retranslate(self) -> None:
        """Set all texts."""
        grains = (
            self.tr("Whole county"), self.tr("By town"), self.tr("By village"), self.tr("By grid"), self.tr("By unit"),
            self.tr("By class"), self.tr("By subclass"), self.tr("By channel"),
        )  # fmt: skip
        for place, text in enumerate(grains):
            self.grain.setItemText(place, text)
        self.groups.retranslate()
        if self._groups is not None:
            self._show_groups(self._groups)
        self._show_texts()

    def fit(self, height_px: int) -> None:
        """Leave out what has no room in a panel of such a height."""
        self.trend.setVisible(height_px >= theme.px(TREND_FROM_PX))
        self.definition.setVisible(height_px >= theme.px(DEFINITION_FROM_PX))

    def show_metric(self, line: MetricLine, evaluated: EvaluatedPeriod | None) -> None:
        """Show a metric, and ask for its groups and its trend; ``evaluated`` None: its figures are not known yet."""
        if line.name != self._line.name:
            self._groups = None
            self.groups.clear()
            self.trend.show_trend(None, ())
        self._line, self._evaluated = line, evaluated
        self._show_texts()
        self._ask()

    def forget(self) -> None:
        """What was asked is not needed any more."""
        self._asker.forget()

    def release(self) -> None:
        """Give up what was asked."""
        for part in (self._asker, self._records):
            part.release()

    @property
    def _metric(self) -> Metric:
        metric = self._line.metric
        assert metric is not None, "a heading is not chosen"
        return metric

    def _grain(self) -> Grain:
        grain: Grain = self.grain.currentData()
        return grain

    def _choose_grain(self) -> None:
        self._show_texts()
        self._ask()

    def _ask(self) -> None:
        self._asker.forget()
        evaluated, asked, grain = self._evaluated, (self._line.name,), self._grain()
        if evaluated is None:
            return
        as_of = evaluated.as_of_seq
        if grain in self._metric.grains and grain != "county":
            self._asker.table(
                asked, evaluated.compared, self._take_groups, scope=evaluated.scope, grain=grain, as_of_seq=as_of
            )
        else:
            self._show_groups(None)
        spans = last_spans(evaluated.period, TREND + 1)
        self._asker.table(
            asked, spans, lambda table: self._take_trend(evaluated.period, spans, table), scope=evaluated.scope,
            as_of_seq=as_of,
        )  # fmt: skip

    def _take_groups(self, table: FigureTable) -> None:
        self._show_groups(table)
        self._told()

    def _show_groups(self, table: FigureTable | None) -> None:
        self._groups = table
        row = self._line
        total = GroupLine(NO_RANK, None, self.tr("Whole county"), row.value, row.before)
        if table is None:
            self.groups.show_groups(self._metric, total, (), (), ())
            return
        names, grain = self._group_names(), self._grain()
        named = [(group, pick(names.name_of(grain, group))) for group in table.groups]
        befores = [counted_as(row.before, value) for value in table.values[1][0]]
        self.groups.show_groups(self._metric, total, named, table.values[0][0], befores)

    def _take_trend(self, period: str, spans: list[Period], table: FigureTable) -> None:
        values = [totals[0] for totals in reversed(table.totals)]
        marks = incomplete(self._metric, spans[::-1], values, self._session.clock.now_ms())
        points = []
        for value, mark in zip(values[:0:-1], marks[:0:-1], strict=True):
            points.append(TrendPoint(_short(period), value, mark))
            period = before(period)
        self.trend.show_trend(self._metric, points[::-1])
        self._told()

    def _show_texts(self) -> None:
        metric, value = self._metric, self._line.value
        self.heading.setText(f"{pick(metric.name)}  {' · '.join(filter(None, self._parts(metric, value)))}")
        source = f" ({metric.source_ref})" if metric.source_ref else ""
        text = self.tr("Definition: {formula}").format(formula=pick(metric.formula) + source)
        if self._grain() not in metric.grains:
            text += "\n" + self.tr("This metric is not known {grain}.").format(grain=self.grain.currentText())
        self.definition.setText(text)
        self.heading.setToolTip(literal(text))

    def _parts(self, metric: Metric, value: FigureValue) -> list[str]:
        interval = interval_text(metric, value)
        parts = [pick(value_text(metric, value))]
        if metric.has_denominator and value.quality not in ("unknown", "small_sample"):
            parts.append(basis_text(metric, value))
        if interval:
            parts.append(self.tr("95 % interval: {interval}").format(interval=interval))
        if value.quality == "partial":
            of_sensors = self.tr("the backend started shortly before: silent devices may not be known yet")
            reported = self.tr("not all of the period was reported")
            parts.append(of_sensors if metric.source == "sensors" else reported)
        return parts

    def _open_number(self, index: QModelIndex) -> None:
        if not self.groups.opens(index) or self._evaluated is None:
            return
        group, evaluated, metric = index.data(GROUP_ROLE), self._evaluated, self._metric
        part = "denominator" if index.column() == DENOMINATOR else "numerator"
        counted = CountedBy(
            metric=self._line.name, scope=evaluated.scope, period=evaluated.compared[0],
            grain="county" if group is None else self._grain(), group=group, part=part,  # type: ignore[arg-type]
            as_of_seq=evaluated.as_of_seq,
        )  # fmt: skip
        name = self.groups.lines[index.row()].name
        words = [pick(metric.name), name, pick(period_text(evaluated.period))]
        if metric.kind == "ratio":
            words.append(self.tr("denominator") if part == "denominator" else self.tr("numerator"))
        self._records.list_part(counted, " · ".join(words))

    def _want_menu(self, at: QPoint) -> None:
        """Of the group in the row there; what belongs to no group has none."""
        index = self.group_table.indexAt(self.group_table.viewport().mapFromGlobal(at))
        if not index.isValid() or self._evaluated is None:
            return
        group, line = index.data(GROUP_ROLE), self.groups.lines[index.row()]
        shown = self._evaluated.figure(self._line.name, self._line.value, self._line.before)
        if group is None:
            self.menu_wanted.emit(shown, at)
        elif group:
            self.menu_wanted.emit(shown.of_group(self._grain(), group, line.value, line.before), at)

    def _group_names(self) -> GroupNames:
        if self._names is None:
            self._names = GroupNames(self._session.package, self._session.catalog)
        return self._names

    def _arrange(self) -> None:
        for grain in GRAINS:
            self.grain.addItem("", grain)
        self.grain.setCurrentIndex(GRAINS.index("town"))
        narrow(self.grain, BOX_CHARACTERS)
        self.setMinimumWidth(theme.px(DETAIL_PX))
        show_rows(self.group_table, self.groups)
        self.group_table.setMinimumHeight(theme.px(TABLE_PX))
        self.group_table.setItemDelegateForColumn(BAR, FigureBars(self.group_table))
        header = self.group_table.horizontalHeader()
        header.setResizeContentsPrecision(40)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(theme.px(BAR_LEAST_PX))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(BAR, QHeaderView.ResizeMode.Stretch)  # what is drawn takes the room
        self.group_table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.group_table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        line = QHBoxLayout()
        line.setSpacing(theme.px(SPACING_PX))
        line.addWidget(self.heading, 1)
        line.addWidget(self.grain)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(SPACING_PX))
        box.addLayout(line)
        box.addWidget(self.definition)
        box.addWidget(self.trend, TREND_SHARE)
        box.addWidget(self.group_table, GROUPS_SHARE)


def _short(period: str) -> str:
    """A label of an axis: ``10-05``, ``26-10``, ``26Q4``, ``2026``."""
    if len(period) == 10:
        return period[5:]
    return period if len(period) == 4 else period[2:].replace("-Q", "Q").replace("-H", "H")
