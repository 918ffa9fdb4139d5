"""The areas that running response plans watch: a ring around the event, named by plan and level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from county.catalog import Catalog, Name
from county.package.open import CountyPackage
from county.resource import Resource
from county.response.plan_table import LEVELS, SIGNS
from county.sensors import Sensor
from layers.base import Fact, LegendEntry
from layers.batches import Batch, Labels
from layers.geometry import circles, lines_of
from layers.live import StatesLayer

ACTIVE = 0
STYLES = tuple(f"plan.{level}" for level in LEVELS)


class Inside(NamedTuple):
    """What lies within the radius of a plan."""

    villages: tuple[str, ...]
    """Names of the villages that the circle touches, the nearest first."""
    people: int | None
    """Their inhabitants, where the circle covers them: by the share of a village's area; None where no village has
    a number."""
    sensors: int
    shelters: int


class PlanAreasLayer(StatesLayer):
    """One ring for each running plan about an event."""

    key: ClassVar[str] = "plan_areas"
    name: ClassVar[Name] = Name("预案关注范围", "Areas of response plans")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("plan",)

    def __init__(self, package: CountyPackage, catalog: Catalog) -> None:
        super().__init__()
        self._package = package
        self._plans = catalog.response_plans
        self._known: dict[tuple[float, float, float], Inside] = {}

    def drawn(self) -> int:
        return len(self._rows())

    def legend(self) -> tuple[LegendEntry, ...]:
        return tuple(
            LegendEntry(f"plan.{level}", Name(f"{SIGNS[level]}级预案", f"Plan at level {level}"))
            for level in reversed(LEVELS)
        )

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self.columns.row(item_id)
        if row is None:
            return ()
        radius_m = float(self.columns["radius_m"][row])
        return (
            Fact(Name("预案", "Plan"), self._name(row)),
            Fact(Name("级别", "Level"), SIGNS[self.columns["level"][row]]),
            Fact(Name("关注半径", "Radius"), f"{radius_m / 1000:g} km"),
        )

    def title(self, item_id: str) -> str | Name:
        row = self.columns.row(item_id)
        return "" if row is None else self._name(row)

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        row = self.columns.row(item_id)
        if row is None:
            return None
        x_m, y_m, radius_m = (float(self.columns[name][row]) for name in ("x_m", "y_m", "radius_m"))
        return x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m

    def inside(self, x_m: float, y_m: float, radius_m: float) -> Inside:
        """What lies within the radius around a place; computed once for each."""
        key = x_m, y_m, radius_m
        if key not in self._known:
            self._known[key] = self._inside(x_m, y_m, radius_m)
        return self._known[key]

    def _inside(self, x_m: float, y_m: float, radius_m: float) -> Inside:
        place = shapely.Point(x_m, y_m)
        circle = place.buffer(radius_m)
        villages = self._package.table("villages")
        touched = np.flatnonzero(shapely.intersects(villages.geometry, circle))
        near = touched[np.argsort(shapely.distance(villages.geometry[touched], place), kind="stable")]
        numbers = np.asarray(villages["population"])[near]
        shapes = villages.geometry[near]
        area = shapely.area(shapes)
        covered = shapely.area(shapely.intersection(shapes, circle))
        share = np.divide(covered, area, out=np.ones(len(near)), where=area > 0)
        known = numbers >= 0
        people = round(float((numbers * share)[known].sum())) if known.any() else None
        return Inside(
            villages=tuple(str(name) for name in villages["name"][near]),
            people=people,
            sensors=_near(self._package.sensors, x_m, y_m, radius_m),
            shelters=_near([r for r in self._package.resources if r.kind == "shelter"], x_m, y_m, radius_m),
        )

    def _name(self, row: int) -> str | Name:
        plan = self._plans.get(self.columns["plan"][row])
        return str(self.columns["plan"][row]) if plan is None else plan.name

    def _rows(self) -> NDArray[np.intp]:
        return np.flatnonzero((self.columns["state"] == ACTIVE) & (self.columns["radius_m"] > 0))

    def _build(self) -> tuple[Batch, ...]:
        rows, columns = self._rows(), self.columns
        ids = columns.ids[rows].astype(object)
        xy_m = np.stack([columns["x_m"][rows], columns["y_m"][rows]], axis=1) if len(rows) else np.empty((0, 2))
        radius_m = columns["radius_m"][rows]
        style = np.array([LEVELS.index(level) for level in columns["level"][rows]], dtype=np.uint16)
        rings = circles(xy_m, radius_m)
        top_m = xy_m + np.stack([np.zeros(len(rows)), radius_m], axis=1)
        text = np.array([f"{SIGNS[level]} {by / 1000:g} km" for level, by in zip(
            columns["level"][rows], radius_m, strict=True
        )], dtype=object)  # fmt: skip
        return (
            lines_of(ids, rings, style, STYLES, np.zeros(len(rings))),
            Labels(ids, text, top_m, style.astype(float), np.zeros(len(ids), np.uint16), ("label.plan",)),
        )


def _near(things: Sequence[Sensor] | Sequence[Resource], x_m: float, y_m: float, radius_m: float) -> int:
    """Number of things within the radius."""
    xy_m = np.array([(thing.x_m, thing.y_m) for thing in things], dtype=float).reshape(-1, 2)
    return int((np.hypot(xy_m[:, 0] - x_m, xy_m[:, 1] - y_m) <= radius_m).sum())
