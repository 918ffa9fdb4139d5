"""What every layer is: observable, columnar, without a widget."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from psygnal import Signal

from county.catalog import Name
from layers.batches import Batch, Field, Labels


@dataclass(frozen=True)
class Fact:
    """One line of an identify card."""

    label: Name
    value: str | Name


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend: a key of the style sheet and its meaning."""

    style: str
    name: Name


@dataclass(frozen=True)
class LegendRamp:
    """A colour ramp of the legend: a key of the style sheet's ramps, its meaning, and the range of values.

    An absolute ramp shows the range of its stops instead.
    """

    style: str
    name: Name
    low: float
    high: float
    unit: str


@dataclass(frozen=True)
class LegendClasses:
    """Classes of values of areas: their entries, and how many areas each has.

    ``bars`` of a histogram are of equal width from ``ends[0]`` to ``ends[1]``: a key of the style sheet, and how many
    areas.  No bars: no area has a value.  ``outdated``: the classes are those of earlier values.
    """

    name: Name
    note: Name
    entries: tuple[LegendEntry, ...]
    numbers: tuple[int, ...]
    bars: tuple[tuple[str, int], ...] = ()
    ends: tuple[str, str] = ("", "")
    outdated: bool = False


@dataclass(frozen=True)
class LegendSizes:
    """Glyphs whose area is a number: some of them, as large as they are drawn, and their numbers."""

    name: Name
    entries: tuple[LegendEntry, ...]


@dataclass(frozen=True)
class LegendGroup:
    """The mark of several things: a key of the style sheet, those of some things in it, the most urgent first, and its
    meaning."""

    style: str
    things: tuple[str, ...]
    name: Name


LegendPart = LegendEntry | LegendRamp | LegendClasses | LegendSizes | LegendGroup


ROUND_FROM = 100.0


@dataclass(frozen=True)
class Value:
    """The unmodified value of a field at a point."""

    number: np.float32
    unit: str

    @property
    def text(self) -> str:
        """The number to 0.1 where it is ROUND_FROM or more and to 0.01 below, and the unit.

        More digits come of the arithmetic between cells, not of the data.
        """
        number = float(self.number)
        return f"{number:,.{1 if abs(number) >= ROUND_FROM else 2}f} {self.unit}".rstrip()


GROUPS: dict[str, Name] = {
    "moving": Name("动态要素", "Moving"),
    "divisions": Name("行政区划", "Divisions"),
    "base": Name("基础底图", "Base map"),
}
"""Headings of the layer tree by key, top first."""
Pace = Literal["still", "live"]
"""``still``: painted once and cached as a picture; ``live``: drawn over that picture in each frame."""


class Model:
    """Data that views follow: ``changed`` fires at most once per tick, after the data moved.

    Views subscribe and unsubscribe in their ``close()``; a model has no reference to them.  A window connects some
    three hundred such signals, which have no arguments: what their slots take is not inspected.
    """

    key: ClassVar[str]

    changed = Signal(check_nargs_on_connect=False)

    def __init__(self) -> None:
        self._dirty = False

    def touch(self) -> None:
        """Mark the data as changed; the next :meth:`tick` notifies the views."""
        self._dirty = True

    def tick(self, now_ms: int) -> None:
        """Emit ``changed`` once if anything moved since the last tick.

        Models that age (overdue events, silent sensors) also look at ``now_ms``, UTC milliseconds of the realm.
        """
        if self._dirty:
            self._dirty = False
            self.changed.emit()


class Layer(Model, ABC):
    """One kind of thing as it is on the map now.

    ``changed`` reports changed data, ``visibility_changed`` and ``opacity_changed`` how it is shown: a view that
    keeps a picture of the data need not make another one for those.
    """

    name: ClassVar[Name]
    group: ClassVar[str]
    """Heading in the layer tree: a key of GROUPS.  Nothing but the tree depends on it."""
    pace: ClassVar[Pace] = "still"
    """How views draw it: whether its data are expected to change while they are looked at."""
    single: ClassVar[bool] = False
    """A single thing by nature, such as the terrain: no count is shown."""

    expected: ClassVar[bool] = True
    """Whether every county should have such things: it is said where one lacks them."""

    visibility_changed = Signal(check_nargs_on_connect=False)
    opacity_changed = Signal(check_nargs_on_connect=False)

    def __init__(self) -> None:
        super().__init__()
        self._visible = True
        self._opacity = 1.0
        self._labelled = True

    @property
    def visible(self) -> bool:
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        if value != self._visible:
            self._visible = value
            self.visibility_changed.emit()

    @property
    def opacity(self) -> float:
        """0 (clear) to 1 (solid)."""
        return self._opacity

    @opacity.setter
    def opacity(self, value: float) -> None:
        value = min(1.0, max(0.0, value))
        if value != self._opacity:
            self._opacity = value
            self.opacity_changed.emit()

    @property
    def labelled(self) -> bool:
        """Whether its labels are written."""
        return self._labelled

    @labelled.setter
    def labelled(self, value: bool) -> None:
        if value != self._labelled:
            self._labelled = value
            self.visibility_changed.emit()

    @property
    def has_labels(self) -> bool:
        """Whether it labels what it draws otherwise."""
        labels = [isinstance(batch, Labels) for batch in self.batches()]
        return any(labels) and not all(labels)

    def reveal(self, item_id: str) -> None:
        """Make the layer, and this thing in it, visible."""
        self.visible = True
        self.opacity = self.opacity or 1.0

    def load(self) -> None:
        """Load data that is too large for the start of a window; in any thread, once.  The next tick shows it."""

    @abstractmethod
    def __len__(self) -> int:
        """How many things the layer holds."""

    @property
    def lacking(self) -> bool:
        """Whether the county's package has no data for the layer; False while that is not known yet."""
        return self.pace == "still" and not len(self)

    def drawn(self) -> int:
        """How many of them are on the map now."""
        return len(self)

    @abstractmethod
    def batches(self) -> tuple[Batch, ...]:
        """What to draw, bottom first.  The same objects until the data moves: views compare by identity."""

    def legend(self) -> tuple[LegendPart, ...]:
        """Lines of the legend, most important first."""
        return ()

    def values_legend(self) -> tuple[LegendPart, ...]:
        """The parts of the legend about values that things are drawn by: views show them, too."""
        return ()

    def classify_anew(self) -> None:
        """Compute the classes of :class:`LegendClasses` from the present values; only layers that have some."""

    def counts(self) -> Mapping[str, int]:
        """Number of things of each legend entry, by its style; only layers that know it cheaply."""
        return {}

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        """Facts to show about one thing; empty when it is not in the layer."""
        return ()

    def title(self, item_id: str) -> str | Name:
        """The thing's name in one line; "" when the layer does not hold it."""
        return ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        """West, south, east, north of one thing; None when the layer does not hold it."""
        return None

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        """Id of the thing at a point, the nearest within ``radius_m`` for points and lines."""
        return None

    def value_at(self, x_m: float, y_m: float) -> Value | None:
        """Value of the topmost field of the layer at a point; None where there is none."""
        for batch in reversed(self.batches()):
            if isinstance(batch, Field) and not np.isnan(number := batch.value_at(x_m, y_m)):
                return Value(number, batch.unit)
        return None

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        """Ids of the things inside a box; only layers whose things can be box-selected answer."""
        return []

    def search(self, text: str, limit: int) -> list[str]:
        """Ids of the things whose name, code or number matches ``text``, best first."""
        return []
