"""Chart of one channel: history from the backend, new readings appended, gaps, alarm limits."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from county.catalog import AlarmRule, Channel
from county.sensing import Quality
from desktop import theme
from desktop.cards.chart_series import ChartSeries
from desktop.i18n import pick
from desktop.moments import local
from desktop.widgets.chart_axis import HEADROOM, roomy
from desktop.widgets.literal import PlainLabel
from services.protocol.columns import decoded
from services.protocol.messages import HistoryReply

GAP_FACTOR = 1.8
"""Readings further interval_ms than this multiple of the local median interval are not connected."""
AROUND = 3
STEPS_S = (10, 30, 60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)
TICK_PX = 90


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Hours and minutes in the county's time zone, at round times."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        wanted = (maxVal - minVal) * theme.px(TICK_PX) / max(size, 1.0)
        step = next((step for step in STEPS_S if step >= wanted), STEPS_S[-1])
        offset = local(int(minVal * 1000)).utcoffset()
        shift = offset.total_seconds() if offset else 0.0
        first = np.ceil((minVal + shift) / step) * step - shift
        return [(float(step), np.arange(first, maxVal, step).tolist())]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        form = "%m-%d %H:%M" if spacing >= 86_400 else "%H:%M:%S" if spacing < 60 else "%H:%M"
        return [local(int(value * 1000)).strftime(form) for value in values]


class HistoryChart(QWidget):
    """x: seconds since 1970; y: the channel's unit."""

    def __init__(self) -> None:
        super().__init__()
        self._series = ChartSeries()
        self.plot = pg.PlotWidget(
            enableMenu=False, background=theme.GROUND, axisItems={"bottom": TimeAxis(orientation="bottom")}
        )
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.showGrid(x=True, y=True, alpha=0.18)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.LINE)
            axis.setTextPen(theme.MUTED)
            axis.setStyle(tickFont=theme.font(11))
        self._line = self.plot.plot([], [], pen=pg.mkPen(theme.ACCENT, width=theme.px(2)))
        self._doubtful = self.plot.plot([], [], pen=None, symbol="x", symbolSize=theme.px(7), symbolPen=theme.WARNING)
        self._limits: list[pg.InfiniteLine] = []
        """Those of the channel."""
        self._lines: list[pg.InfiniteLine] = []
        """All that were ever shown: to make and add one takes longer than to show it for another limit."""
        self._decimals, self._states = 0, 0
        """Of the channel: digits after the point, and how many named states its values are."""
        self.caption = PlainLabel()
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.caption)
        box.addWidget(self.plot)
        self.setMinimumHeight(theme.px(150))

    def begin(self, channel: Channel, rules: list[AlarmRule]) -> None:
        """Start with another channel."""
        self._series.clear()
        limits = [(limit, rule) for rule in rules for limit in (rule.above, rule.below) if limit is not None]
        while len(self._lines) < len(limits):
            self._lines.append(self._new_line())
        self._limits = self._lines[: len(limits)]
        for line, (limit, rule) in zip(self._limits, limits, strict=True):
            _show_limit(line, limit, rule)
        for line in self._lines[len(limits) :]:
            line.hide()
        self.plot.getAxis("left").enableAutoSIPrefix(False)  # the unit is the one of the card
        self.caption.setText(f"{pick(channel.name)} ({channel.unit})" if channel.unit else pick(channel.name))
        self._decimals, self._states = channel.decimals, len(channel.states)
        names = [(value, pick(name)) for value, name in enumerate(channel.states)]
        self.plot.getAxis("left").setTicks([names] if names else None)
        self._draw()

    def fill(self, reply: HistoryReply) -> None:
        """Insert history from the backend; newer readings received meanwhile are kept."""
        self._series.prepend(decoded(reply.stream, reply.columns))
        self._draw()

    def add(self, at_ms: int, value: float, quality: Quality) -> None:
        """Append one reading; one that is not newer is ignored."""
        if self._series.add(at_ms, value, quality):
            self._draw()

    def release(self) -> None:
        """Release the context menu that pyqtgraph creates for every plot."""
        self.plot.plotItem.close()

    def show_range(self, from_ms: int, to_ms: int) -> None:
        """Show this period."""
        self.plot.setXRange(from_ms / 1000, to_ms / 1000, padding=0)

    def __len__(self) -> int:
        return len(self._series)

    def curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds and values as drawn: NaN at gaps and bad readings."""
        x, y = self._series.at_ms / 1000, np.where(self._series.quality == Quality.BAD, np.nan, self._series.value)
        interval_ms = np.diff(self._series.at_ms)
        breaks = np.flatnonzero(interval_ms > GAP_FACTOR * _median_interval(interval_ms)) + 1
        return np.insert(x, breaks, np.nan), np.insert(y, breaks, np.nan)

    def _draw(self) -> None:
        x, y = self.curve()
        self._line.setData(x, y, connect="finite")
        odd = self._series.quality != Quality.GOOD
        self._doubtful.setData(self._series.at_ms[odd] / 1000, self._series.value[odd])
        self._show_values()

    def _show_values(self) -> None:
        """Fit the range to all values and to all limits with their labels."""
        limits = [line.value() for line in self._limits]
        shown = np.append(self._series.value[np.isfinite(self._series.value)], limits)
        if self._states:
            shown = np.arange(self._states)
        low, high = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 1.0)
        room = HEADROOM * max(high - low, 1.0)
        bottom, top = (low - room, high + room) if self._states else roomy(low, high, self._decimals)
        self.plot.setYRange(bottom, top, padding=0)

    def _new_line(self) -> pg.InfiniteLine:
        line = pg.InfiniteLine(angle=0, label="", labelOpts={"position": 0.03, "anchors": [(0, 1), (0, 1)]})
        self.plot.addItem(line)
        return line


def _show_limit(line: pg.InfiniteLine, value: float, rule: AlarmRule) -> None:
    color = theme.PRIORITY_COLOR[rule.priority]
    line.setPen(pg.mkPen(color, width=1, style=Qt.PenStyle.DashLine))
    line.setValue(value)
    line.label.setColor(color)
    line.label.setFormat(f"{pick(rule.name)} {value:g}")
    line.show()


def _median_interval(interval_ms: NDArray[np.int64]) -> NDArray[np.float64]:
    """Running median of the n intervals: sensors report, and files are played, at any interval."""
    if not len(interval_ms):
        return np.empty(0)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(interval_ms, AROUND, mode="edge"), 2 * AROUND + 1)
    return np.asarray(np.median(around, axis=1))
