"""Between which numbers the value of a leaf lies, whatever is reported or counted: no projection leaves them."""

from __future__ import annotations

import math

from county.figures.indicator_limits import manual_limits
from county.figures.kpi_table import KpiNode
from county.figures.metric import Interval, Metric


def bounds_of(node: KpiNode, metric: Metric | None) -> Interval:
    """Of a share 0 and 1; of a reported rate and a reported amount what can be reported; of all else 0 and anything.

    ``metric``: of the leaf; None for one that is reported."""
    if metric is not None:
        return Interval(0.0, 1.0 if metric.is_share else math.inf)
    limits = manual_limits(node)
    return Interval(limits.least, limits.most)
