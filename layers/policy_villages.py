"""政策模拟 on the map: villages by what a change would do to them.

It holds what the analysis answered to this window, not the realm's state: the panel shows its answer here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from county.catalog import Name
from county.figures.class_breaks import class_breaks, class_of
from county.package.open import CountyPackage
from layers.area_figures import NONE, SCALE
from layers.base import Layer, LegendClasses, LegendEntry, LegendPart
from layers.batches import Batch
from layers.geometry import polygons_of

STYLES = (*SCALE, NONE)


class PolicyVillagesLayer(Layer):
    """Villages coloured by a number of each; empty while nothing was asked."""

    key: ClassVar[str] = "policy_villages"
    name: ClassVar[Name] = Name("政策模拟", "Policy simulation")
    group: ClassVar[str] = "divisions"
    expected: ClassVar[bool] = False

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        villages = package.table("villages")
        self._geometry = villages.geometry
        self._codes = [str(code) for code in villages["code"]]
        self._title, self._note = Name("", ""), Name("", "")
        self._values: dict[str, float | None] = {}
        self._decimals = 0
        self._breaks: tuple[float, ...] = ()
        self._batches: tuple[Batch, ...] = ()

    def show(self, title: Name, note: Name, decimals: int, values: Mapping[str, float | None]) -> None:
        """Colour the villages by ``values``, by code, in natural classes; None: no number; {}: none."""
        if (title, note, values) != (self._title, self._note, self._values):
            self._title, self._note, self._decimals, self._values = title, note, decimals, dict(values)
            known = np.array([value for value in values.values() if value is not None])
            self._breaks = class_breaks(known, "natural")
            self._batches = self._build() if values else ()
            self.touch()

    def __len__(self) -> int:
        return len(self._codes)

    def drawn(self) -> int:
        return len(self._values)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendPart, ...]:
        if not self._values:
            return ()
        texts = [Name(f"≤ {end:,.{self._decimals}f}", f"≤ {end:,.{self._decimals}f}") for end in self._breaks]
        styles = [*SCALE[: len(self._breaks)], NONE]
        used = [self._class(value) for value in self._values.values()]
        return (
            LegendClasses(
                name=self._title, note=self._note, outdated=False,
                entries=tuple(
                    LegendEntry(style, text)
                    for style, text in zip(styles, [*texts, Name("没有数值", "No number")], strict=True)
                ),
                numbers=tuple(
                    used.count(place) for place in (*range(len(self._breaks)), len(STYLES) - 1)
                ),
                bars=(), ends=("", ""),
            ),
        )  # fmt: skip

    def values_legend(self) -> tuple[LegendPart, ...]:
        return self.legend()

    def _class(self, value: float | None) -> int:
        if value is None:
            return len(STYLES) - 1
        return int(class_of(np.array([value]), self._breaks)[0])

    def _build(self) -> tuple[Batch, ...]:
        rows = [row for row, code in enumerate(self._codes) if code in self._values]
        codes = np.array([self._codes[row] for row in rows], dtype=object)
        style = np.array([self._class(self._values[code]) for code in codes], dtype=np.uint16)
        return (polygons_of(codes, self._geometry[rows], style, STYLES),)
