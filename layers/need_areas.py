"""民生需求预测 on the map: villages or towns by the level of what is forecast for a class.

It holds what the analysis answered to this window, not the realm's state: the panel shows its answer here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from county.names import Name
from county.need.level import LEVEL_NAMES, level
from county.need.question import NeedLevel
from county.need.results import level_scores
from county.package.open import CountyPackage
from layers.area_figures import SCALE
from layers.base import Layer, LegendClasses, LegendEntry, LegendPart
from layers.batches import Batch
from layers.geometry import polygons_of

STYLES = (SCALE[0], SCALE[2], SCALE[4])
TABLES: Mapping[NeedLevel, str] = {"village": "villages", "town": "towns"}


class NeedAreasLayer(Layer):
    """Empty while nothing is forecast."""

    key: ClassVar[str] = "need_areas"
    name: ClassVar[Name] = Name("需求预测", "Need forecast")
    group: ClassVar[str] = "divisions"
    expected: ClassVar[bool] = False

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        self._package = package
        self._title = Name("", "")
        self._level: NeedLevel = "village"
        self._told: dict[str, float] = {}
        self._levels: dict[str, int] = {}
        self._batches: tuple[Batch, ...] = ()

    def show(self, title: Name, level_of_places: NeedLevel, told: Mapping[str, float]) -> None:
        """Colour the places by ``told``, events in the week by code; {}: none."""
        if (title, level_of_places, told) == (self._title, self._level, self._told):
            return
        self._title, self._level, self._told = title, level_of_places, dict(told)
        scores = level_scores(np.array(list(told.values()), float))
        self._levels = dict(zip(told, map(level, scores.tolist()), strict=True))
        self._batches = self._build() if told else ()
        self.touch()

    def __len__(self) -> int:
        return len(self._package.table(TABLES[self._level]))

    def drawn(self) -> int:
        return len(self._told)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendPart, ...]:
        if not self._told:
            return ()
        used = list(self._levels.values())
        thirds = max(self._told.values()) * np.arange(1, len(STYLES)) / len(STYLES)
        ends = ["0", *(f"{end:.1f}" for end in thirds), f"{max(self._told.values()):.1f}"]
        return (
            LegendClasses(
                name=self._title, outdated=False,
                note=Name("件/周，按最高一地的三分之一分级", "events a week, in thirds of the highest"),
                entries=tuple(
                    LegendEntry(style, Name(f"{name.zh}（{low}～{high}）", f"{name.en} ({low} to {high})"))
                    for style, name, low, high in zip(STYLES, LEVEL_NAMES, ends[:-1], ends[1:], strict=True)
                ),
                numbers=tuple(used.count(place) for place in range(len(STYLES))), bars=(), ends=("", ""),
            ),
        )  # fmt: skip

    def values_legend(self) -> tuple[LegendPart, ...]:
        return self.legend()

    def _build(self) -> tuple[Batch, ...]:
        table = self._package.table(TABLES[self._level])
        codes = [str(code) for code in table["code"]]
        rows = [row for row, code in enumerate(codes) if code in self._levels]
        ids = np.array([codes[row] for row in rows], dtype=object)
        style = np.array([self._levels[codes[row]] for row in rows], dtype=np.uint16)
        return (polygons_of(ids, table.geometry[rows], style, STYLES),)
