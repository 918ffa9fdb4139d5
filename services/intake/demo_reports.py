"""Demo reports: what the 12345 hotline, grid workers, citizens and departments say happened, and where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import numpy as np
import shapely

from county.commands import ReportEvent, Source
from county.numbering import event_id_of
from county.package.open import CountyPackage, Table
from services.intake.demo_tables import Phrases

SIMULATED = "模拟·"
"""What the name of everybody begins with who is not a person: it is seen in every time line."""
_ROLE: dict[Source, str] = {
    "hotline": "12345 话务员",
    "grid_worker": "网格员",
    "citizen": "市民上报",
    "department": "部门上报",
}
HAMLET_M = 220.0
"""How far from a village's seat things happen, metres (standard deviation)."""


class Reports:
    """Draws reports; the same seed and times give the same ones."""

    def __init__(self, package: CountyPackage, phrases: Phrases, *, seed: int) -> None:
        self._package = package
        self._phrases = phrases
        self._random = Random(f"{seed}:reports")
        self._seed = seed
        self._subclasses = list(phrases.subclasses)
        self._weights = [phrases.subclasses[key].weight for key in self._subclasses]
        self._places = _populated(package)
        self._workers = _workers(package.table("grids"))

    def draw(self, at_ms: int) -> tuple[str, ReportEvent] | None:
        """Actor and report of something that happens at ``at_ms``; None where nobody lives."""
        rng = self._random
        subclass = rng.choices(self._subclasses, self._weights)[0]
        phrase = self._phrases.subclasses[subclass]
        spot = self._spot()
        if spot is None:
            return None
        place, x_m, y_m, division = spot
        words = {"place": place, "spot": rng.choice(self._phrases.spots), "n": str(rng.randint(2, 9))}
        source = rng.choice(phrase.sources)
        if source == "grid_worker":
            actor = reporter = f"{_ROLE[source]} {self._workers.get(division, '')}".strip()
        else:
            actor = f"{_ROLE[source]} {rng.randint(1, 12):02d}号" if source == "hotline" else _ROLE[source]
            reporter = rng.choice(self._phrases.callers)
        return SIMULATED + actor, ReportEvent(
            event_id=event_id_of(at_ms, "demo", str(self._seed), str(at_ms), str(rng.random())),
            subclass=subclass,
            title=rng.choice(phrase.titles).format_map(words),
            note=rng.choice(phrase.notes).format_map(words),
            source=source,
            x_m=round(x_m, 1),
            y_m=round(y_m, 1),
            level="larger" if rng.random() < 0.02 else "general",
            reporter=reporter,
        )

    def _spot(self) -> tuple[str, float, float, str] | None:
        """A point near a village's seat, inside the county."""
        names, xy_m, weights = self._places
        for _ in range(20):
            if not len(names):
                return None
            i = self._random.choices(range(len(names)), weights)[0]
            angle = self._random.random() * 2 * math.pi
            away_m = abs(self._random.gauss(0, HAMLET_M))
            x_m, y_m = xy_m[i][0] + away_m * math.cos(angle), xy_m[i][1] + away_m * math.sin(angle)
            division = self._package.division_at(x_m, y_m)
            if division:
                return names[i], x_m, y_m, division
        return None


def _populated(package: CountyPackage) -> tuple[list[str], list[tuple[float, float]], Sequence[float]]:
    """Names, seats (else a point inside) and populations of the villages."""
    villages = package.table("villages")
    places = package.table("places")
    seats = {
        str(code): (float(x), float(y))
        for code, kind, x, y in zip(
            places["code"], places["kind"], shapely.get_x(places.geometry), shapely.get_y(places.geometry), strict=True
        )
        if kind == "village_seat"
    }
    inside = shapely.point_on_surface(villages.geometry)
    middle = [(float(x), float(y)) for x, y in zip(shapely.get_x(inside), shapely.get_y(inside), strict=True)]
    xy_m = [seats.get(str(code), xy) for code, xy in zip(villages["code"], middle, strict=True)]
    people = np.asarray(villages["population"], dtype=float)
    weights = np.where(people > 0, people, 1.0) if len(people) else people
    return [str(name) for name in villages["name"]], xy_m, weights.tolist()


def _workers(grids: Table) -> dict[str, str]:
    return {str(code): str(worker) for code, worker in zip(grids["code"], grids["worker"], strict=True)}
