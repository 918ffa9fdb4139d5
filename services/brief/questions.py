"""What a bulletin asks the analysis, and for which periods: the one it tells of, and as much of the one before."""

from __future__ import annotations

from typing import NamedTuple

from county.briefing.kinds import BriefingKind, briefing_span, earlier
from county.catalog import Catalog
from county.figures.metric import Grain, Period, Scope
from county.figures.trend import is_sum

KEY_METRICS = (
    "reported", "due", "closed_on_time", "closed_rate", "handling_wall", "rework_rate", "satisfied_rate",
    "overdue_stock",
)  # fmt: skip
"""Columns of the tables of towns, units, classes and channels."""
GRAINS: tuple[tuple[Grain, str], ...] = (
    ("town", "各乡镇（街道）"), ("unit", "各处置单位"), ("class", "各事件大类"), ("channel", "各来源渠道"),
)  # fmt: skip


TREND_METRICS = ("reported", "closed_on_time")
TREND_PERIODS: dict[BriefingKind, int] = {"daily": 7, "weekly": 8, "monthly": 12}


class PeriodWords(NamedTuple):
    """How a kind of bulletin names itself, its period and the one before."""

    name: str
    this: str
    before: str


WORDS: dict[BriefingKind, PeriodWords] = {
    "daily": PeriodWords("日报", "本日", "前一日"),
    "weekly": PeriodWords("周报", "本周", "上周"),
    "monthly": PeriodWords("月度通报", "本月", "上月"),
}


class Question(NamedTuple):
    """What to ask the analysis, as :meth:`services.protocol.source.Source.figures`."""

    metrics: tuple[str, ...]
    scope: Scope
    periods: tuple[Period, ...]
    grain: Grain
    as_of_seq: int = 0
    """The last record that counts; 0: that of the first answer, of which it is the newest one."""


class Told(NamedTuple):
    """The period that a bulletin tells of, as of one record."""

    kind: BriefingKind
    period: str
    as_of_seq: int
    as_of_ms: int
    """When that record was recorded."""

    @property
    def this(self) -> Period:
        """Raises ValueError for a text that is no period of the kind."""
        return _period(self.kind, self.period)

    @property
    def is_unfinished(self) -> bool:
        return self.as_of_ms < self.this.to_ms

    @property
    def compared(self) -> Period:
        """The period before; of one that is not finished as much as has passed of this one."""
        whole = _period(self.kind, earlier(self.kind, self.period))
        passed_ms = self.as_of_ms - self.this.from_ms
        if not self.is_unfinished or not 0 < passed_ms < whole.to_ms - whole.from_ms:
            return whole
        return Period(whole.from_ms, whole.from_ms + passed_ms)

    @property
    def trend(self) -> tuple[str, ...]:
        """The last periods that are finished, the oldest first."""
        last = earlier(self.kind, self.period) if self.is_unfinished else self.period
        found = [last]
        while len(found) < TREND_PERIODS[self.kind]:
            found.append(earlier(self.kind, found[-1]))
        return tuple(reversed(found))

    @property
    def words(self) -> PeriodWords:
        words = WORDS[self.kind]
        return words._replace(before=f"{words.before}同时段") if self.is_unfinished else words


def questions(catalog: Catalog, told: Told) -> list[Question]:
    """What a bulletin needs: the county, each of GRAINS, and the trend with the period before it: of TREND_METRICS, and
    of all counts, which it tells whether their records begin in it.  Raises ValueError for a period that is none."""
    periods = (told.this, told.compared)
    offered = catalog.offered_metrics()
    key = tuple(name for name in KEY_METRICS if name in offered)
    trend = tuple(name for name, metric in offered.items() if name in TREND_METRICS or is_sum(metric))
    spans = tuple(_period(told.kind, one) for one in (earlier(told.kind, told.trend[0]), *told.trend))
    return [
        Question(tuple(offered), Scope(), periods, "county", told.as_of_seq),
        *(Question(key, Scope(), periods, grain, told.as_of_seq) for grain, _ in GRAINS),
        Question(trend, Scope(), spans, "county", told.as_of_seq),
    ]


def _period(kind: BriefingKind, text: str) -> Period:
    span = briefing_span(kind, text)
    if span is None:
        raise ValueError(f"{text!r} is no period")
    return Period(span.start, span.stop)
