"""The chart of a metric over periods: values above 100 % too, the larger ones higher, with the unit of its axis."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from county.catalog import load
from county.figures.metric import FigureValue, Metric, Period
from desktop import i18n, theme
from desktop.figures.trend_chart import TrendChart, TrendPoint
from desktop.leader.look import BY_DAY
from desktop.leader.week_chart import WeekChart, WeekPoint
from desktop.widgets.trend_line import dotted_note, lacking_note

METRICS = load().metrics
SHARE = METRICS["closed_on_time"]
SIZE = (400, 160)


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[TrendChart]:
    i18n.set_language("zh")
    chart = TrendChart()
    qtbot.addWidget(chart)
    chart.resize(*SIZE)
    chart.show()
    yield chart
    i18n.set_language("en")


def shown(chart: TrendChart, metric: Metric, *values: float) -> QImage:
    points = [TrendPoint(f"26-{n:02}", FigureValue(value=v, quality="ok")) for n, v in enumerate(values)]
    chart.show_trend(metric, points)
    return chart.grab().toImage()


def rows_of_the_line(image: QImage, part: range) -> list[int]:
    """Rows of the pixels of the line in these columns."""
    accent = QColor(theme.ACCENT)
    return [y for y in range(image.height()) for x in part if image.pixelColor(x, y) == accent]


@pytest.mark.parametrize("values", [(0.9, 1.1, 1.4), (1.1, 1.2, 1.3), (0.2, 0.6, 1.0), (40.0, 60.0, 120.0)])
def test_a_larger_share_is_higher_also_above_100_percent_and_all_of_them_are_on_the_chart(
    chart: TrendChart, values: tuple[float, ...]
) -> None:
    image = shown(chart, SHARE, *values)
    width = image.width()
    rows = [rows_of_the_line(image, range(start, start + width // 4)) for start in (width // 5, width * 3 // 4 - 4)]
    assert min(rows[0]) > min(rows[1]), "a rising line rises"
    assert max(rows[0]) > max(rows[1])
    assert chart.axis is not None
    assert chart.axis.low <= 100 * min(values)
    assert 100 * max(values) <= chart.axis.high


def test_a_share_that_is_never_above_100_percent_has_no_axis_beyond_it(chart: TrendChart) -> None:
    shown(chart, SHARE, 0.93, 0.97, 1.0)
    assert chart.axis is not None
    assert chart.axis.high == pytest.approx(100)


def test_a_duration_is_drawn_in_its_unit(chart: TrendChart) -> None:
    metric = next(metric for metric in METRICS.values() if metric.kind == "duration" and metric.unit.en == "h")
    shown(chart, metric, 2 * 3_600_000, 7 * 3_600_000)
    assert chart.axis is not None
    assert (chart.axis.low, chart.axis.high) == pytest.approx((2, 8))


def test_the_line_to_a_period_that_is_not_wholly_counted_is_dotted(chart: TrendChart) -> None:
    def gaps(*, incomplete: bool) -> int:
        """Columns without a line between the last two points."""
        values = [FigureValue(value=one, quality="ok") for one in (0.5, 0.5, 0.9)]
        points = [TrendPoint(f"26-{n:02}", value, incomplete and n == 2) for n, value in enumerate(values)]
        chart.show_trend(SHARE, points)
        image = chart.grab().toImage()
        between = range(image.width() * 2 // 3, image.width() * 5 // 6)
        return sum(not rows_of_the_line(image, range(x, x + 1)) for x in between)

    assert gaps(incomplete=True) > gaps(incomplete=False)


def test_the_unit_stands_at_the_axis_and_without_a_value_nothing_is_drawn(chart: TrendChart) -> None:
    def drawn(image: QImage) -> set[tuple[int, int]]:
        ground = image.pixelColor(image.width() - 1, 0)
        corner = ((x, y) for x in range(theme.px(60)) for y in range(theme.px(16)))
        return {place for place in corner if image.pixelColor(*place) != ground}

    assert drawn(shown(chart, SHARE, 0.5, 0.6))
    chart.show_trend(SHARE, [TrendPoint("26-01", FigureValue())])
    assert chart.axis is None
    assert not drawn(chart.grab().toImage())


KNOWN, UNKNOWN = FigureValue(value=0.5, quality="ok"), FigureValue()


@pytest.mark.parametrize(
    ("values", "begin", "said"),
    [((KNOWN, KNOWN, KNOWN), 0, True), ((UNKNOWN, KNOWN, KNOWN), 1, True), ((KNOWN, UNKNOWN, KNOWN), 0, False),
     ((UNKNOWN, UNKNOWN, KNOWN), 2, False), ((UNKNOWN, KNOWN, KNOWN), 0, False)],
)  # fmt: skip
def test_what_dotted_means_is_said_only_where_a_line_is_dotted(
    values: tuple[FigureValue, ...], begin: int, said: bool
) -> None:
    points = [TrendPoint(f"26-{n:02}", value, n == begin) for n, value in enumerate(values)]
    assert bool(dotted_note(points)) == said


@pytest.mark.parametrize(
    ("values", "known"),
    [((UNKNOWN,) * 3, 0), ((UNKNOWN, UNKNOWN, KNOWN), 1), ((KNOWN, UNKNOWN, KNOWN), 2), ((UNKNOWN, KNOWN, KNOWN), None),
     ((), None)],
)  # fmt: skip
def test_a_trend_without_a_line_says_how_many_periods_it_has_and_needs(
    chart: TrendChart, values: tuple[FigureValue, ...], known: int | None
) -> None:
    said = "" if known is None else f"3 期中 {known} 期有数：相邻两期有数才有走势"
    assert lacking_note([TrendPoint(f"26-{n:02}", value) for n, value in enumerate(values)]) == said


@pytest.mark.parametrize("value", [KNOWN, UNKNOWN])
def test_both_charts_paint_what_a_trend_lacks(chart: TrendChart, qtbot: QtBot, value: FigureValue) -> None:
    def middle(image: QImage) -> set[int]:
        """Colours in the middle, where no curve and no axis is."""
        x, y = image.width() // 2, image.height() // 2
        return {image.pixel(x + dx, y + dy) for dx in range(-60, 60) for dy in range(-30, 5)}

    weeks = WeekChart(lambda: BY_DAY)
    qtbot.addWidget(weeks)
    weeks.resize(*SIZE)
    chart.show_trend(SHARE, [TrendPoint("26-01", UNKNOWN), TrendPoint("26-02", value)])
    weeks.show_weeks(SHARE, [WeekPoint(Period(n, n + 1), one) for n, one in enumerate((UNKNOWN, value))])
    for one in (chart, weeks):
        assert len(middle(one.grab().toImage())) > 4, "letters"
