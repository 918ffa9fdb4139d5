"""Simulated crews of the collection trucks: they empty the bins of their rounds when the plan says, in its order, and
now and then cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random

from county.events.event import CLOCK_RUNS, Event, State
from county.rounds.aggregate import CollectionRounds, ServeStop, SkipStop, newest_planned
from county.rounds.settings import Collection
from services.simulation.reports import SIMULATED

SKIPPED = 0.03
"""Share of the bins that cannot be emptied."""
PLANNED_MS = 1_800_000
"""A bin that is in no plan for so long after its event was filed is left to the simulated centre."""
AGAIN_MS = 60_000
"""After how long a stop without effect is reported again, because the journal was not writable."""


class SimulatedCrews:
    """Follows the rounds of one desk."""

    def __init__(
        self,
        rounds: Callable[[], Iterable[CollectionRounds]],
        is_for_rounds: Callable[[Event], bool],
        settings: Collection,
        names: Mapping[str, str],
        reasons: tuple[str, ...],
        *,
        seed: int,
    ) -> None:
        """``names`` of the units; ``reasons``: why a bin cannot be emptied."""
        self._rounds = rounds
        self._is_for_rounds = is_for_rounds
        self._stop_ms = round(settings.stop_min * 60_000)
        self._names = names
        self._reasons = reasons
        self._seed = seed
        self._asked: dict[str, int] = {}
        """When a stop was reported last, by its key."""

    def due(self, now_ms: int) -> Iterator[tuple[str, str, ServeStop | SkipStop]]:
        """Key, actor and command of every stop that is over; of each truck only the first one of its round."""
        rounds = self._current()
        if rounds is None:
            return
        for tour in rounds.rounds:
            if not tour.stops or now_ms < tour.stops[0].arrive_ms + self._stop_ms:
                continue
            bin_id = tour.stops[0].bin
            key = f"{rounds.id}:{rounds.number}:{tour.unit}:{bin_id}"
            if 0 <= now_ms - self._asked.get(key, -AGAIN_MS) < AGAIN_MS:
                continue
            self._asked = {known: at_ms for known, at_ms in self._asked.items() if now_ms - at_ms < AGAIN_MS}
            self._asked[key] = now_ms
            rng = Random(f"{self._seed}:{key}")
            actor = SIMULATED + self._names.get(tour.unit, tour.unit)
            if rng.random() < SKIPPED:
                reason = rng.choice(self._reasons)
                yield key, actor, SkipStop(shift=rounds.id, unit=tour.unit, bin=bin_id, note=reason)
            else:
                yield key, actor, ServeStop(shift=rounds.id, unit=tour.unit, bin=bin_id)

    def next_stops(self) -> dict[str, str]:
        """The bin to which each truck drives now."""
        rounds = self._current()
        return {} if rounds is None else {tour.unit: tour.stops[0].bin for tour in rounds.rounds if tour.stops}

    def has(self, event: Event, now_ms: int) -> bool:
        """Whether the event goes with a round, or will: nobody else works on it."""
        if not event.sensor_id or (event.state is not State.FILED and event.state not in CLOCK_RUNS):
            return False
        rounds = self._current()
        if rounds is not None:
            tour = rounds.round_of(event.sensor_id)
            if tour is not None:
                return event.state is State.FILED or event.unit == tour.unit
            if any(full.bin == event.sensor_id for full in rounds.unserved):
                return False
        waits = 0 <= now_ms - event.last_change.recorded_ms < PLANNED_MS
        return event.state is State.FILED and not event.returned and waits and self._is_for_rounds(event)

    def _current(self) -> CollectionRounds | None:
        return newest_planned(self._rounds())
