"""The groups of one metric as a Qt table model, ranked where they can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from county.figures.metric import FigureValue, Metric
from county.figures.text import interval_text, rank_texts, ranked, value_text
from county.names import Name
from desktop import theme
from desktop.i18n import pick
from desktop.item_models.figure_rows import FigureRows, change_color, change_words, doubt_color
from desktop.item_models.keyed_rows import Index

COLUMNS = 9
RANK, GROUP, VALUE, BAR, NUMERATOR, DENOMINATOR, INTERVAL, BEFORE, CHANGE = range(COLUMNS)
GROUP_ROLE = Qt.ItemDataRole.UserRole
BAR_ROLE = Qt.ItemDataRole.UserRole + 1
_ROLES = Qt.ItemDataRole
NO_RANK = Name("", "")
"""Of the whole county, and of nothing else."""


class GroupLine(NamedTuple):
    """A group with its figures; the group None is the whole county."""

    rank: Name
    group: str | None
    name: str
    value: FigureValue
    before: FigureValue


class BarOfGroup(NamedTuple):
    """Shares of the width of the column: the value and the ends of its interval."""

    value: float
    low: float
    high: float
    is_small: bool


class GroupRows(FigureRows):
    """The first row is the total."""

    columns = COLUMNS
    left = frozenset({GROUP, BAR})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.metric: Metric | None = None
        self.lines: list[GroupLine] = []
        self._full = 1.0
        """The value at the right end of the bars."""

    def show_groups(
        self, metric: Metric, total: GroupLine, names: Sequence[tuple[str, str]], values: Sequence[FigureValue],
        before: Sequence[FigureValue],
    ) -> None:  # fmt: skip
        """Replace all rows; ``names``: codes and names of the groups."""
        self.beginResetModel()
        self.metric = metric
        order = ranked(metric, values)
        self.lines = [total] + [
            GroupLine(rank, *names[i], values[i], before[i])
            for (i, _), rank in zip(order, rank_texts([rank for _, rank in order]), strict=True)
        ]
        highs = [v for line in self.lines[1:] for v in (line.value.value, line.value.high) if v is not None]
        self._full = 1.0 if metric.is_share else max(highs, default=0.0) or 1.0
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self.metric, self.lines = None, []
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        return (
            self.tr("Rank"), self.tr("Group"), self.tr("Value"), "", self.tr("Numerator"), self.tr("Denominator"),
            self.tr("95 % interval"), self.tr("Before"), self.tr("Change"),
        )  # fmt: skip

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:
        line, column, metric = self.lines[index.row()], index.column(), self.metric
        if metric is None:
            return None
        match role:
            case _ROLES.DisplayRole:
                return self._text(line, metric, column)
            case _ROLES.TextAlignmentRole:
                return self.alignment(column)
            case _ROLES.ForegroundRole:
                return self._color(line, metric, column)
            case _ROLES.ToolTipRole if self.opens(index):
                return self.tr("Click to list these records")
            case _ if role == GROUP_ROLE:
                return line.group
            case _ if role == BAR_ROLE:
                return self._bar(line)
        return None

    def opens(self, index: Index) -> bool:
        """Whether a click on a number lists its records."""
        line, column = self.lines[index.row()], index.column()
        if column == NUMERATOR:
            return bool(self._counted(line))
        return bool(line.value.den) if column == DENOMINATOR else column == VALUE and line.value.value is not None

    def _counted(self, line: GroupLine) -> float | None:
        """The numerator as it is shown; none of a duration, which is a sum of times."""
        return None if self.metric is None or self.metric.kind == "duration" else line.value.num

    def _text(self, line: GroupLine, metric: Metric, column: int) -> str:
        match column:
            case 0:
                return "" if line.group is None else pick(line.rank)
            case 1:
                return line.name
            case 2:
                return pick(value_text(metric, line.value))
            case 4:
                counted = self._counted(line)
                return "" if counted is None else f"{counted:,.10g}"
            case 5:
                return "" if line.value.den is None else f"{line.value.den:,}"
            case 6:
                return interval_text(metric, line.value)
            case 7:
                return pick(value_text(metric, line.before))
            case 8:
                return change_words(metric, line.value, line.before)
        return ""

    def _color(self, line: GroupLine, metric: Metric, column: int) -> QColor | None:
        if column == CHANGE:
            return change_color(metric, line.value, line.before)
        doubtful = doubt_color({VALUE: line.value, BEFORE: line.before}.get(column))
        opening = column in (NUMERATOR, DENOMINATOR, VALUE)
        return doubtful or (QColor(theme.ACCENT) if opening else None)

    def _bar(self, line: GroupLine) -> BarOfGroup | None:
        value = line.value
        if value.value is None or (line.group is None and self.metric is not None and not self.metric.has_denominator):
            return None
        low, high = (value.value if end is None else end for end in (value.low, value.high))
        at, low, high = (min(max(end / self._full, 0.0), 1.0) for end in (value.value, low, high))
        return BarOfGroup(at, low, high, is_small=value.quality == "small_sample")
