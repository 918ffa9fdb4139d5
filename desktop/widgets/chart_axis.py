"""The vertical axis of a chart: a range with room for all values, and round numbers on it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

INTERVALS = 4
"""Between the numbers on the axis, at most."""
ALIKE = 0.12
"""Share of a value by which the axis begins lower where all values are alike."""
HEADROOM = 0.18
"""Margin above and below as a share of the range, for the labels of limits."""
FLAT = 0.2
"""The least range as a share of the values: a series between 79 and 80 % is a line in its middle."""
FEWEST_STEPS = 4
"""The least range in steps of the last decimal."""
ROUNDING = 1e-9
"""Share of a step that is an error of rounding."""
_STEPS = (1.0, 2.0, 5.0, 10.0)


class ChartAxis(NamedTuple):
    """From the lowest to the highest of its numbers."""

    numbers: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.numbers[0]

    @property
    def high(self) -> float:
        return self.numbers[-1]

    def share(self, value: float) -> float:
        """Where a value is: 0 at the lower end, 1 at the upper one."""
        return (value - self.low) / (self.high - self.low)


def fitted(values: Iterable[float], decimals: int) -> ChartAxis:
    """The axis for ``values``, at least one, whose numbers are written with so many decimals.

    It begins at 0 or above where no value is negative.
    """
    known = list(values)
    low, high = min(known), max(known)
    if low == high:
        low -= ALIKE * abs(low)
    step = _round_step((high - low) / INTERVALS, 10.0**-decimals)
    first = math.floor(low / step + ROUNDING)
    last = max(math.ceil(high / step - ROUNDING), first + 1)
    return ChartAxis(tuple(number * step for number in range(first, last + 1)))


def roomy(low: float, high: float, decimals: int) -> tuple[float, float]:
    """A range with room around the values from ``low`` to ``high``, which are written with so many decimals.

    Values that hardly differ do not fill its height, and it does not go below 0 where no value does.
    """
    span = max(high - low, FLAT * max(abs(low), abs(high)), FEWEST_STEPS * 10.0**-decimals)
    room = HEADROOM * span + (span - (high - low)) / 2
    bottom, top = low - room, high + room
    return (0.0, top - bottom) if low >= 0 > bottom else (bottom, top)


def _round_step(least: float, finest: float) -> float:
    """1, 2 or 5 times a power of ten, at least both."""
    least = max(least, finest)
    power = 10.0 ** math.floor(math.log10(least) + ROUNDING)
    return next(factor * power for factor in _STEPS if factor * power >= least * (1 - ROUNDING))
