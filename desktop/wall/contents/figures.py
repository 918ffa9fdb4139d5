"""Contents made of figures of the analysis: the hotline, and what was reported in the last days."""

from __future__ import annotations

from collections.abc import Sequence

from county.durations import DAY_MS, MINUTE_MS
from county.figures.metric import Period, Scope
from county.figures.text import NO_DATA, PARTIAL, SMALL_SAMPLE, short_text
from county.figures.trend import incomplete
from desktop.i18n import locale, pick
from desktop.moments import day_of, local
from desktop.wall.contents.asked import AskedContents
from desktop.wall.contents.figure_link import FigureQuestion
from desktop.wall.language import translate
from desktop.wall.tiles.numbers import BigNumber, NumbersContent
from desktop.wall.tiles.trend import TrendContent

DAYS = 7


def _days(now_ms: int, count: int, back: int = 0) -> tuple[Period, ...]:
    """The last ``count`` days of the county, today last; ``back`` days earlier."""
    today = day_of(now_ms).start - back * DAY_MS
    return tuple(Period(today - n * DAY_MS, today - (n - 1) * DAY_MS) for n in range(count - 1, -1, -1))


def _of_trend(now_ms: int) -> tuple[Period, ...]:
    """The days of the trend and the one before them, which tells whether the records begin in the first; then as much
    of the day a week ago as has passed of today."""
    days = _days(now_ms, DAYS + 1)
    [week_ago] = _days(now_ms, 1, DAYS)
    passed_ms = -(-(now_ms + 1 - days[-1].from_ms) // MINUTE_MS) * MINUTE_MS
    return (*days, Period(week_ago.from_ms, week_ago.from_ms + passed_ms))


class HotlineContents(AskedContents[FigureQuestion]):
    """热线: how many calls were answered in time, how many reports came by telephone, today and yesterday.

    Each is named as of the hotline and of today: numbers of all channels and of other periods stand beside them."""

    def asked(self) -> FigureQuestion:
        known = self.session.catalog.metrics
        metrics = tuple(key for key in ("call_rate", "reported", "satisfied_rate") if key in known)
        return FigureQuestion(
            metrics=metrics, periods=lambda now_ms: _days(now_ms, 2), scope=Scope(channel="hotline")
        )

    def content(self, now_ms: int) -> NumbersContent | None:
        table, catalog = self.question.answer, self.session.catalog
        if table is None:
            return None
        yesterday, today = table.totals
        numbers = []
        for place, key in enumerate(self.question.metrics):
            metric, value, before = catalog.metrics[key], today[place], yesterday[place]
            shown, unit = split(pick(short_text(metric, value)))
            if value.value is None or value.quality == "small_sample":
                unit = pick(NO_DATA if value.value is None else SMALL_SAMPLE)
            note = translate("wall", "yesterday {value}").format(value=pick(short_text(metric, before)))
            name = translate("wall", "Hotline today: {name}").format(name=pick(metric.name))
            numbers.append(BigNumber(shown, name, unit, note))
        return NumbersContent(tuple(numbers))


class TrendContents(AskedContents[FigureQuestion]):
    """A metric over the last seven days, today beside as much of the same day a week ago; ``metric`` names it."""

    @property
    def metric(self) -> str:
        """Key of the metric."""
        return str(self.tile.params.get("metric", "reported"))

    def asked(self) -> FigureQuestion:
        return FigureQuestion(metrics=(self.metric,), periods=_of_trend)

    def content(self, now_ms: int) -> TrendContent | None:
        table, metric = self.question.answer, self.session.catalog.metrics.get(self.metric)
        if table is None or metric is None:
            return None
        *values, week_ago = [totals[0] for totals in table.totals]
        *periods, _ = _of_trend(self.question.answer_of_ms)
        marks = incomplete(metric, periods, values, self.question.answer_of_ms)
        short = locale().FormatType.ShortFormat
        labels = tuple(locale().dayName(local(day.from_ms).isoweekday(), short) for day in periods[1:])
        shown, unit = split(pick(short_text(metric, values[-1])))
        then = NO_DATA if week_ago.value is None else short_text(metric, week_ago)
        note = translate("wall", "a week ago {value}").format(value=pick(then))
        points = tuple(value.value for value in values[1:])
        if values[-1].quality == "partial":
            unit = f"{unit} {pick(PARTIAL)}"
        today = translate("wall", "Today")
        return TrendContent(points, labels, today, shown, note, unit, marks[1:], self._lacking(points))

    def _lacking(self, points: Sequence[float | None]) -> tuple[str, ...]:
        """What is said instead of columns of which there is one or none."""
        known = sum(point is not None for point in points)
        if known > 1:
            return ()
        has = translate("wall", "{known} of {days} days have a value").format(known=known, days=len(points))
        return has, translate("wall", "nothing to compare with yet")


def split(text: str) -> tuple[str, str]:
    """A number and what follows it, such as its unit."""
    for at, sign in enumerate(text):
        if not (sign.isdigit() or sign in ".,/ –-<"):
            return text[:at].strip() or text, text[at:].strip() if text[:at].strip() else ""
    return text, ""
