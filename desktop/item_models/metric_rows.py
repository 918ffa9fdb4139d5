"""All metrics as a Qt table model, under the headings of their themes: this period, the one before, and the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from county.catalog import Catalog
from county.figures.metric import FigureValue, Metric
from county.figures.text import THEMES, change_text, interval_text, is_better, short_text, value_text
from desktop import theme
from desktop.i18n import pick
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


class MetricRows(QAbstractTableModel):
    """Rows of headings cannot be selected."""

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
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, COLUMNS - 1))

    def retranslate(self) -> None:
        """The language has changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COLUMNS - 1)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, COLUMNS - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLES.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _ROLES.TextAlignmentRole:
            return _alignment(section)
        if orientation is not Qt.Orientation.Horizontal or role != _ROLES.DisplayRole:
            return None
        return (self.tr("Metric"), self.tr("This period"), self.tr("Before"), self.tr("Change"))[section]

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
                return _alignment(column)
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
                return change_text(metric, line.value, line.before)

    def _color(self, line: MetricLine, metric: Metric, column: int) -> QColor | None:
        shown = {VALUE: line.value, BEFORE: line.before}.get(column)
        if shown is not None and shown.quality in ("unknown", "small_sample"):
            return QColor(theme.MUTED)
        better = is_better(metric, line.value, line.before) if column == CHANGE else None
        return None if better is None else QColor(theme.GOOD if better else theme.WARNING)


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Of cells and heading alike."""
    side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
