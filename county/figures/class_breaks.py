"""Classes of values for maps: equal intervals, quantiles, natural breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Classing = Literal["natural", "quantiles", "equal"]
CLASSES_MOST = 5
"""More colours of one scale cannot be told apart on a map (C. A. Brewer, 1994)."""


def class_breaks(values: F64, classing: Classing, most: int = CLASSES_MOST) -> tuple[float, ...]:
    """Upper bounds of the classes of ``values`` (n,), ascending; the last one is their maximum.

    A value belongs to the first class whose bound it does not exceed.  No more than ``most`` different values are a
    class each; () of no values.
    """
    different, count = np.unique(values, return_counts=True)
    if len(different) <= most:
        return tuple(different.tolist())
    return tuple(BREAKS[classing](different, count, most))


def class_of(values: F64, breaks: tuple[float, ...]) -> I64:
    """The class of each of ``values`` (n,), from 0."""
    return np.searchsorted(np.array(breaks), values, side="left")


def equal_intervals(different: F64, count: I64, classes: int) -> list[float]:
    """Bounds of classes of the same width."""
    bounds = np.linspace(different[0], different[-1], classes + 1)[1:]
    bounds[-1] = different[-1]  # whatever was rounded
    return [float(bound) for bound in bounds]


def quantiles(different: F64, count: I64, classes: int) -> list[float]:
    """Bounds of classes with as many values each as equal values allow: the values of ranks ⌈n·k/classes⌉."""
    rank = np.cumsum(count)
    wanted = np.ceil(rank[-1] * np.arange(1, classes + 1) / classes)
    return [float(bound) for bound in np.unique(different[np.searchsorted(rank, wanted)])]


def natural_breaks(different: F64, count: I64, classes: int) -> list[float]:
    """Bounds of the classes with the least sum of squared deviations from the classes' means.

    The optimum, by dynamic programming over the sorted values (W. D. Fisher, On grouping for maximum homogeneity,
    Journal of the American Statistical Association 53, 1958), which G. F. Jenks brought to maps (1967).  The last split
    never moves back as values are added, so that each step looks at few splits for most values.
    """
    centred = different - np.average(different, weights=count)
    sums = [np.concatenate(([0.0], np.cumsum(part))) for part in (count, count * centred, count * centred**2)]

    def deviation(first: I64, end: I64) -> F64:
        """Of the values from ``first`` to before ``end``."""
        number, total, squares = (of[end] - of[first] for of in sums)
        return np.asarray(squares - total**2 / number)

    n = len(different)
    least = np.concatenate(([np.inf], deviation(np.zeros(n, np.int64), np.arange(1, n + 1))))
    splits = []
    for _ in range(classes - 1):
        least, split = _with_another_class(least, deviation)
        splits.append(split)
    ends = [n]
    for split in reversed(splits):
        ends.append(int(split[ends[-1]]))
    return [float(different[end - 1]) for end in reversed(ends)]


def _with_another_class(least: F64, deviation: Callable[[I64, I64], F64]) -> tuple[F64, I64]:
    """``least`` (n + 1,) deviations of the first values in one class more, and where that class begins.

    Of every step the ends in the middle between those that are known: their splits lie between the known ones'.
    """
    n = len(least) - 1
    total, split = np.full(n + 1, np.inf), np.zeros(n + 2, np.int64)
    split[n + 1] = n
    step = 1 << n.bit_length()
    while step > 1:
        step //= 2
        ends = np.arange(step, n + 1, 2 * step)
        ends = ends[ends > 1]
        if not len(ends):
            continue
        first = np.maximum(split[ends - step], 1)
        last = np.minimum(split[np.minimum(ends + step, n + 1)], ends - 1)
        size = np.maximum(last - first + 1, 1)
        starts = np.cumsum(size) - size
        begin = np.arange(int(size.sum())) + np.repeat(first - starts, size)
        cost = least[begin] + deviation(begin, np.repeat(ends, size))
        total[ends] = np.minimum.reduceat(cost, starts)
        place = np.flatnonzero(cost == np.repeat(total[ends], size))
        owner = np.searchsorted(starts, place, side="right") - 1
        split[ends[owner[::-1]]] = begin[place[::-1]]
    return total, split[: n + 1]


BREAKS: dict[Classing, Callable[[F64, I64, int], list[float]]] = {
    "natural": natural_breaks, "quantiles": quantiles, "equal": equal_intervals,
}  # fmt: skip
