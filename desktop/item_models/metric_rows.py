"""All metrics as a Qt table model, under the headings of their themes: this period, the one before, and the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from county.catalog import Catalog
from county.figures.metric import FigureValue, Metric
from county.figures.text import THEMES, interval_text, short_text, value_text
from desktop import theme
from desktop.i18n import pick
from desktop.item_models.figure_rows import FigureRows, change_color, change_words, doubt_color
from desktop.item_models.keyed_rows import Index

METRIC_ROLE = Qt.ItemDataRole.UserRole
COLUMNS = 4
NAME, VALUE, BEFORE, CHANGE = range(COLUMNS)
_ROLES = Qt.ItemDataRole
_NOTHING = FigureValue()


class MetricLine(NamedTuple):
    """A row: a metric with its figures, or the heading of a theme, which has no metric."""

    name: str
    theme: str
    metric: Metric | None
    value: FigureValue = _NOTHING
    before: FigureValue = _NOTHING


class MetricRows(FigureRows):
    """Rows of headings cannot be selected."""

    columns = COLUMNS
    left = frozenset({NAME})

    def __init__(self, catalog: Catalog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[MetricLine] = []
        offered = catalog.offered_metrics()
        for one in THEMES:
            of_theme = [MetricLine(name, one, metric) for name, metric in offered.items() if metric.theme == one]
            if of_theme:
                self.lines += [MetricLine("", one, None), *of_theme]

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of all metrics, in the order of their rows."""
        return tuple(line.name for line in self.lines if line.metric is not None)

    def row_of(self, metric: str) -> int:
        """The row of a metric; -1 where there is none."""
        return next((row for row, line in enumerate(self.lines) if line.name == metric), -1)

    def show_figures(self, values: Sequence[FigureValue], before: Sequence[FigureValue]) -> None:
        """The figures of :attr:`metrics`."""
        pairs = iter(zip(values, before, strict=True))
        self.lines = [
            line if line.metric is None else line._replace(value=value, before=earlier)
            for line in self.lines
            for value, earlier in [(_NOTHING, _NOTHING) if line.metric is None else next(pairs)]
        ]
        self.lines_changed()

    def headings(self) -> tuple[str, ...]:
        return self.tr("Metric"), self.tr("This period"), self.tr("Before"), self.tr("Change")

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.lines[index.row()].metric is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:
        line, column = self.lines[index.row()], index.column()
        metric = line.metric
        if metric is None:
            if column == NAME and role == _ROLES.DisplayRole:
                return pick(THEMES[line.theme])
            return QColor(theme.ACCENT) if role == _ROLES.ForegroundRole else None
        match role:
            case _ROLES.DisplayRole:
                return self._text(line, metric, column)
            case _ROLES.TextAlignmentRole:
                return self.alignment(column)
            case _ROLES.ForegroundRole:
                return self._color(line, metric, column)
            case _ROLES.ToolTipRole:
                shown = line.before if column == BEFORE else line.value
                named = f"{pick(metric.name)}  {pick(value_text(metric, shown))}"
                interval = interval_text(metric, shown)
                more = self.tr("95 % interval: {interval}").format(interval=interval) if interval else ""
                return "\n".join(filter(None, (named, pick(metric.formula), more)))
            case _ if role == METRIC_ROLE:
                return line.name
        return None

    def _text(self, line: MetricLine, metric: Metric, column: int) -> str:
        match column:
            case 0:
                return pick(metric.name)
            case 1:
                return pick(value_text(metric, line.value))
            case 2:
                return pick(short_text(metric, line.before))
            case _:
                return change_words(metric, line.value, line.before)

    def _color(self, line: MetricLine, metric: Metric, column: int) -> QColor | None:
        if column == CHANGE:
            return change_color(metric, line.value, line.before)
        return doubt_color({VALUE: line.value, BEFORE: line.before}.get(column))
