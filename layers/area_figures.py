"""The figures of one metric by area, in classes that an area is coloured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from county.figures.class_breaks import CLASSES_MOST, Classing, class_breaks, class_of
from county.figures.metric import FigureValue, Metric
from county.figures.text import NO_DATA, SMALL_SAMPLE, in_unit, rank_texts, ranked, value_text
from county.names import Name
from layers.base import Fact, LegendClasses, LegendEntry
from layers.batches import F64

CLASSING_NAMES: dict[Classing, Name] = {
    "natural": Name("自然断点", "Natural breaks"),
    "quantiles": Name("分位数", "Quantiles"),
    "equal": Name("等距", "Equal intervals"),
}
SCALE = tuple(f"figure.{place}" for place in range(1, CLASSES_MOST + 1))
"""From the least to the greatest."""
SMALL, NONE = "figure.small", "figure.none"
FIGURE_STYLES = (*SCALE, SMALL, NONE)
BARS = 24
"""Of the histogram."""


@dataclass(frozen=True)
class ClassLimits:
    """``least``: the least value of all; ``breaks``: upper bounds of the classes; ``as_of``: of which figures."""

    least: float
    breaks: tuple[float, ...]
    as_of: Name


@dataclass(frozen=True, eq=False)
class AreaFigures:
    """``figures`` by code of each area that has one; what is missing has no data.

    ``period``: what is counted in words, ``as_of``: up to when, ``elsewhere``: how many are in none of the areas.
    ``since_ms``: where a period of the calendar begins; None of one that slides, and of what is as at present.
    ``kept``: classes of earlier figures, of which the lowest and the highest are open; None: own ones.
    """

    metric: Metric
    figures: Mapping[str, FigureValue]
    classing: Classing
    period: Name
    as_of: Name
    elsewhere: float = 0
    since_ms: int | None = None
    kept: ClassLimits | None = None

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Values in the metric's unit as they are written, by code; without those of too small a sample."""
        factor, decimals = in_unit(self.metric), self.metric.decimals
        return {
            code: round(figure.value * factor, decimals)
            for code, figure in self.figures.items()
            if figure.value is not None and figure.quality != "small_sample"
        }

    def in_classes_of(self, earlier: AreaFigures) -> AreaFigures:
        """These in the classes of earlier ones: an area whose value stays keeps its colour.  They have own classes
        where another choice was made or another month or year has begun, and where the earlier ones had one class or
        none, as of a month in which nothing has happened yet: it would hold every later value."""
        chosen = earlier.metric, earlier.classing, earlier.period, earlier.since_ms
        if len(earlier.breaks) < 2 or (self.metric, self.classing, self.period, self.since_ms) != chosen:
            return self
        return replace(self, kept=earlier.limits)

    def in_own_classes(self) -> AreaFigures:
        """These in classes that are computed anew."""
        return replace(self, kept=None)

    @property
    def has_earlier_classes(self) -> bool:
        """Whether its classes are those of figures as of another time."""
        return self.kept is not None and self.kept.as_of != self.as_of

    @cached_property
    def limits(self) -> ClassLimits:
        """Those of its classes."""
        values = np.array([*self.numbers.values()])
        own = ClassLimits(float(values.min(initial=np.inf)), class_breaks(values, self.classing), self.as_of)
        return own if self.kept is None else self.kept

    @property
    def breaks(self) -> tuple[float, ...]:
        """Upper bounds of the classes."""
        return self.limits.breaks

    def _places(self, values: F64) -> list[int]:
        """The class of each of ``values`` (n,), from 0."""
        places: list[int] = np.minimum(class_of(values, self.breaks), max(len(self.breaks) - 1, 0)).tolist()
        return places

    @cached_property
    def styles(self) -> dict[str, str]:
        """The key of the style sheet for each code that has a value or too small a sample."""
        places = self._places(np.array([*self.numbers.values()]))
        small = {code: SMALL for code, figure in self.figures.items() if figure.value is not None}
        return small | {code: self._scale[place] for code, place in zip(self.numbers, places, strict=True)}

    def fact(self, code: str) -> Fact:
        """Its value and its rank among the areas that can be compared."""
        metric, ranks = self.metric, self._ranks
        value = value_text(metric, self.figures.get(code, FigureValue()))
        label = Name(f"{metric.name.zh}（{self.period.zh}）", f"{metric.name.en} ({self.period.en})")
        if code not in ranks:
            return Fact(label, value)
        rank, of = ranks[code], len(ranks)
        return Fact(label, Name(f"{value.zh}，排名 {rank.zh}／{of}", f"{value.en}, rank {rank.en} of {of}"))

    def legend(self, areas: int) -> LegendClasses:
        """Its classes among ``areas``, those without a value last; a histogram."""
        metric, used = self.metric, [*self.styles.values()]
        values = np.array([*self.numbers.values()])
        entries = [LegendEntry(style, text) for style, text in zip(self._scale, self._ranges(), strict=True)]
        entries += [LegendEntry(SMALL, SMALL_SAMPLE)] if SMALL in used else []
        entries += [LegendEntry(NONE, NO_DATA)] if areas > len(used) else []
        numbers = [areas - len(used) if entry.style == NONE else used.count(entry.style) for entry in entries]
        return LegendClasses(
            name=Name(f"{metric.name.zh}（{metric.unit.zh}）", f"{metric.name.en} ({metric.unit.en})"),
            note=self._note(), outdated=self.has_earlier_classes,
            entries=tuple(entries), numbers=tuple(numbers), bars=self._bars(),
            ends=(self._written(values.min()), self._written(values.max())) if len(values) else ("", ""),
        )  # fmt: skip

    def _note(self) -> Name:
        classing, unit, number = CLASSING_NAMES[self.classing], self.metric.unit, self._written(self.elsewhere)
        zh = [f"{self.period.zh}，{self.as_of.zh}", classing.zh]
        en = [f"{self.period.en}, {self.as_of.en}", classing.en]
        if self.has_earlier_classes:
            zh[1] += f"，分级{self.limits.as_of.zh}"
            en[1] += f", classes {self.limits.as_of.en}"
        if self.elsewhere:
            zh.append(f"另有 {number} {unit.zh}未定位到该级")
            en.append(f"{number} {unit.en} not located at this level")
        return Name("\n".join(zh), "\n".join(en))

    @property
    def _scale(self) -> list[str]:
        """The colours of the classes, spread over the scale where they are few."""
        classes = len(self.breaks)
        return [SCALE[(2 * place + 1) * len(SCALE) // (2 * classes)] for place in range(classes)]

    @cached_property
    def _ranks(self) -> dict[str, Name]:
        """The rank of each area that has one."""
        codes = [*self.figures]
        order = [(i, rank) for i, rank in ranked(self.metric, [*self.figures.values()]) if rank is not None]
        texts = rank_texts([rank for _, rank in order])
        return {codes[i]: text for (i, _), text in zip(order, texts, strict=True)}

    def _ranges(self) -> list[Name]:
        """What lies in each class: from its least to its greatest value, of equal intervals from bound to bound; of
        kept classes all that would lie in it."""
        values, found = np.array([*self.numbers.values()]), []
        if self.kept is not None:
            return self._kept_ranges(values)
        bounded = self.classing == "equal" and len(set(values.tolist())) > len(self.breaks)
        for before, upper in pairwise((-np.inf, *self.breaks)):
            inside = values[(values > before) & (values <= upper)]
            ends = (max(before, values.min()), upper) if bounded else (inside.min(), inside.max())
            text = "–".join(dict.fromkeys(map(self._written, ends)))
            found.append(Name(text, text))
        return found

    def _kept_ranges(self, values: F64) -> list[Name]:
        step, breaks = 10.0**-self.metric.decimals, self.limits.breaks
        least = min(values.min(initial=np.inf), self.limits.least, breaks[0])
        greatest = max(values.max(initial=-np.inf), breaks[-1])
        ends = zip((least, *(upper + step for upper in breaks[:-1])), (*breaks[:-1], greatest), strict=True)
        texts = ["–".join(dict.fromkeys(map(self._written, pair))) for pair in ends]
        return [Name(text, text) for text in texts]

    def _bars(self) -> tuple[tuple[str, int], ...]:
        values = np.array([*self.numbers.values()])
        if not len(values):
            return ()
        low, high = float(values.min()), float(values.max())
        if low == high:
            return ((self._scale[self._places(values)[0]], len(values)),)
        whole = self.metric.decimals == 0 and high - low < BARS  # then a bar for each number, without gaps
        edges = np.arange(low - 0.5, high + 1.0) if whole else np.linspace(low, high, BARS + 1)
        number, _ = np.histogram(values, edges)
        bar_of = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(number) - 1)
        middle = [np.median(values[bar_of == bar]) if n else low for bar, n in enumerate(number)]
        places = self._places(np.array(middle))
        return tuple((self._scale[place], int(n)) for place, n in zip(places, number, strict=True))

    def _written(self, number: float) -> str:
        return f"{number:,.{self.metric.decimals}f}"
