"""Whether a figure is significantly higher, or worse, than it was: what a person should look at, and no noise.

Counts of two equally long periods are compared by the share of the later one in both, which is 1/2 where nothing
changed (the conditional test of two Poisson rates, Przyborowski and Wilenski 1940); so also an increase from none is
found, and one from 0 to 1 is not.
"""

from __future__ import annotations

from typing import NamedTuple

from county.figures.metric import FigureValue, Metric, wilson

Z_RISE = 3.0
"""Bounds of 99.7 %: a page that compares some sixty subclasses shows by chance one in ten pages."""
LEAST_RISE = 5
"""Fewer in a week are no risk of the county, however few there were before."""


class Rise(NamedTuple):
    """A count that rises: events of this week, of the week before, and of the week a year ago (None: not known)."""

    group: str
    now: int
    before: int
    year_ago: int | None

    @property
    def factor(self) -> float:
        """By how much it grew since the week before; of an increase from none the count itself."""
        return self.now / max(self.before, 1)


def rises(now: int, before: int) -> bool:
    """Whether a count is significantly higher than that of an equally long period before."""
    return now >= LEAST_RISE and now > before and wilson(now, now + before, Z_RISE).low > 0.5


def rise_of(group: str, now: FigureValue, before: FigureValue, year_ago: FigureValue) -> Rise | None:
    """The rise of a count, against the week before and, where that is known, against the same week a year ago; None
    where it does not rise against both or is unknown.  A week that is counted in part is not known."""
    if now.value is None or before.value is None or before.quality == "partial":
        return None
    known = None if year_ago.value is None or year_ago.quality == "partial" else int(year_ago.value)
    found = Rise(group, int(now.value), int(before.value), known)
    if not rises(found.now, found.before) or (known is not None and not rises(found.now, known)):
        return None
    return found


def is_worse(metric: Metric, now: FigureValue, before: FigureValue) -> bool:
    """Whether a share or a duration is significantly worse: the intervals of 95 % do not touch.  Small samples and
    metrics of which neither direction is good are never worse."""
    if "small_sample" in (now.quality, before.quality) or metric.good == "none":
        return False
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return False
    return now.low > before.high if metric.good == "down" else now.high < before.low
