"""Simulated reports of the 12345 hotline, grid workers, citizens and departments, with places."""

from __future__ import annotations

from random import Random

from county.commands import ReportEvent, ReportSource
from county.numbering import event_id_of
from county.package.open import CountyPackage, Table
from services.simulation.tables import Phrases
from services.simulation.villages import VillageSampler

SIMULATED = "模拟·"
"""Prefix of the names of all simulated people, visible in every time line."""
ANONYMOUS = "匿名"
_ROLE: dict[ReportSource, str] = {
    "hotline": "12345 话务员",
    "grid_worker": "网格员",
    "citizen": "市民上报",
    "department": "部门上报",
}


class Reports:
    """Draws reports; the same seed and times give the same ones."""

    def __init__(self, package: CountyPackage, phrases: Phrases, *, seed: int) -> None:
        """Raises PackageError."""
        self._seed = seed
        self._places = VillageSampler(package)
        self._spots = phrases.spots
        self._callers = phrases.callers
        offered = package.catalog.offered_subclasses()
        self._phrases = [
            (phrase, *found)
            for phrase in phrases.reports
            if phrase.subclass in offered and (found := self._places.villages(phrase.ground, phrase.only))[0]
        ]
        self._weights = [phrase.weight for phrase, _, _ in self._phrases]
        self._workers = _workers(package.table("grids"))

    def draw(self, at_ms: int) -> tuple[str, ReportEvent] | None:
        """Actor and report of an event at ``at_ms``; None where there are no inhabitants."""
        if not self._phrases:
            return None
        rng = Random(f"{self._seed}:report:{at_ms}")
        phrase, rows, weights = rng.choices(self._phrases, self._weights)[0]
        spot = self._places.draw(rng, phrase.ground, rows, weights)
        if spot is None:
            return None
        words = {"place": spot.village, "spot": rng.choice(self._spots[spot.kind]), "n": str(rng.randint(2, 9))}
        source = rng.choice(phrase.sources)
        if source == "grid_worker":
            actor = reporter = f"{_ROLE[source]} {self._workers.get(spot.division, '')}".strip()
        else:
            actor = f"{_ROLE[source]} {rng.randint(1, 12):02d}号" if source == "hotline" else _ROLE[source]
            reporter = ANONYMOUS if phrase.anonymous else rng.choice(self._callers) if source != "department" else ""
        return SIMULATED + actor, ReportEvent(
            event_id=event_id_of(at_ms, "demo", str(self._seed), str(at_ms), str(rng.random())),
            subclass=phrase.subclass,
            title=rng.choice(phrase.titles).format_map(words),
            note=rng.choice(phrase.notes).format_map(words),
            source=source,
            x_m=spot.x_m,
            y_m=spot.y_m,
            level=phrase.level,
            address=words["place"] + words["spot"],
            reporter=reporter,
        )


def _workers(grids: Table) -> dict[str, str]:
    return {str(code): str(worker) for code, worker in zip(grids["code"], grids["worker"], strict=True)}
