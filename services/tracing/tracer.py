"""Answers questions about batches from the index of scans: both walks, places, balances, gaps and circles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from county.catalog import Catalog
from county.durations import HOUR_MS
from county.figures.metric import Period
from county.tracing.batch_life import BatchLife, Stay, life_of
from county.tracing.mass_balance import NO_BALANCE, UnitTable, balance_of
from county.tracing.question import MATCHES_MAX, TraceQuestion
from county.tracing.results import (
    BatchMatch,
    Holding,
    Processing,
    TraceAnswer,
    TraceCircle,
    TracedBatch,
    TraceFlow,
    TraceFound,
    TraceGap,
    TraceHolding,
    TraceNote,
    TracePlace,
    Way,
)
from services.store.ports import Cancelled
from services.tracing.places import ReadPoints
from services.tracing.scan_index import INPUT, NEVER, NOWHERE, OUTPUT, Ints, ScanIndex
from services.tracing.sights import BatchSights
from services.tracing.walk import ALWAYS, ReachedBatch, Walk

BATCHES_MAX, FLOWS_MAX, PROCESSINGS_MAX, GAPS_MAX, CIRCLES_MAX = 500, 1_000, 500, 500, 50
"""Listed in an answer; how many more there are is said.  Whom to tell is always whole."""
BATCHES_OF_PLACE = 20
NAMES_OF_PROCESSING = 20
_ORDER: dict[Holding, int] = {"has": 0, "sold": 1, "used": 2, "sent": 3, "had": 4}
_WAYS: tuple[Way, ...] = ("seed", "forward", "backward")


@dataclass
class _Flow:
    batches: int = 0
    first_ms: int = int(NEVER)
    last_ms: int = 0
    amounts: list[float | None] = field(default_factory=list)
    units: set[str] = field(default_factory=set)


class Balances(NamedTuple):
    """How the balances of transformations are; of those in which things grow none is computed, nor is it missing."""

    computed: int
    unbalanced: int
    unknown: int
    """Amounts are missing or cannot be added."""


class Tracer:
    """Used by one thread, as its index is."""

    def __init__(self, index: ScanIndex, catalog: Catalog, places: ReadPoints) -> None:
        self._index, self._places = index, places
        self._settings = catalog.tracing
        self._units = UnitTable(catalog.trace_units, catalog.trace_products)
        self._products = catalog.trace_products

    def answer(
        self, asked: TraceQuestion, now_ms: int, as_of_seq: int | None = None, cancelled: Callable[[], bool] = bool
    ) -> TraceAnswer:
        """By the scans of records up to ``as_of_seq`` (None: all), as of ``now_ms`` where no time was asked for.
        Raises Cancelled."""
        seq = self._index.seq if as_of_seq is None else as_of_seq
        at_ms = now_ms if asked.at_ms is None else asked.at_ms
        text = asked.batch.strip()
        number = self._index.batches.find(text) if text else None
        found, matches = None, tuple[BatchMatch, ...]()
        if number is not None:
            found = _OneTrace(self._index, self._units, self._places, self._settings, at_ms, seq, cancelled).found(
                number
            )
        if found is None and text:
            matches = tuple(self._matches(text))
        return TraceAnswer(
            found=found, matches=matches, scans=len(self._index), batches=len(self._index.batches),
            newest_ms=self._index.newest_ms,
        )  # fmt: skip

    def balances(self, period: Period, as_of_seq: int) -> Balances:
        """Of all transformations that ended in the period, by the scans of records up to ``as_of_seq``."""
        one = _OneTrace(
            self._index, self._units, self._places, self._settings, period.to_ms - 1, as_of_seq, cancelled=bool
        )
        return one.balances(period.from_ms)

    def _matches(self, text: str) -> Iterable[BatchMatch]:
        """Also by the name of the product."""
        wanted = text.casefold()
        named = [
            one.prefix for one in self._products.values() if wanted in one.name.zh or wanted in one.name.en.casefold()
        ]
        index = self._index
        for number in index.matching(text, tuple(named), MATCHES_MAX):
            pairs, _ = index.pairs_of_batches(np.array([number]))
            at_ms = index.row("at_ms")[index.pair("row")[pairs]]
            epc = index.batches.texts[number]
            product = self._units.product(epc)
            yield BatchMatch(
                epc, None if product is None else product.name, len(at_ms), int(at_ms.min()), int(at_ms.max())
            )


class _OneTrace:
    """Works out one answer."""

    def __init__(
        self, index: ScanIndex, units: UnitTable, places: ReadPoints, settings: Any, at_ms: int, seq: int,
        cancelled: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._index, self._units, self._read_points, self._settings = index, units, places, settings
        self._at_ms, self._seq, self._cancelled = at_ms, seq, cancelled
        self._walk = Walk(index, at_ms, seq)
        self._place_of: dict[int, int] = {}
        """Number of a place → its index in the answer."""
        self._shown_places: list[TracePlace] = []
        self._gaps: list[TraceGap] = []
        self._circles: list[TraceCircle] = []
        self._flows: dict[tuple[int, int, Way, bool], _Flow] = {}
        self._stays: dict[int, list[tuple[int, Stay, str]]] = {}
        """By place the batches that were there, and the unit of their amounts."""
        self._on_way = 0

    def found(self, number: int) -> TraceFound | None:
        """None where no scan of the batch counts."""
        index = self._index
        alone = np.array([number])
        own, _ = self._walk.pairs_during(alone, np.array([ALWAYS]), np.array([NEVER]))
        if not len(own):
            return None
        seeds, since = self._walk.seeds(number)
        ahead = self._walk.forward(seeds, since)
        back = self._walk.backward(seeds)
        self._stop_if_cancelled()
        batches = self._batches(seeds, since, ahead, back)
        processings = [
            one for way, reached in (("forward", ahead), ("backward", back))
            for one in self._processings(reached.processes, way)  # type: ignore[arg-type]
        ]  # fmt: skip
        self._batch_circles(np.union1d(ahead.processes, back.processes))
        at_ms = index.row("at_ms")[index.pair("row")[own]]
        product = self._units.product(index.batches.texts[number])
        flows = self._told_flows()
        return TraceFound(
            batch=index.batches.texts[number], product=None if product is None else product.name,
            first_ms=int(at_ms.min()), last_ms=int(at_ms.max()),
            holdings=self._holdings(), places=tuple(self._shown_places), batches=tuple(batches[:BATCHES_MAX]),
            flows=tuple(flows[:FLOWS_MAX]),
            processings=tuple(sorted(processings, key=_importance)[:PROCESSINGS_MAX]),
            gaps=tuple(self._gaps[:GAPS_MAX]), circles=tuple(self._circles[:CIRCLES_MAX]), on_way=self._on_way,
            forward=len(ahead.batches) - len(seeds), backward=len(back.batches) - len(seeds),
            notes=self._notes(len(batches), len(flows)),
        )  # fmt: skip

    def balances(self, from_ms: int) -> Balances:
        """Of all transformations since then, but those in which things grow and those that are under way."""
        index, steps = self._index, self._index.steps
        growing = [number for number in map(steps.find, self._settings.growing) if number is not None]
        at_ms = index.row("at_ms")
        chosen = (index.row("process") != NOWHERE) & (at_ms >= from_ms) & (at_ms <= self._at_ms)
        chosen &= ~np.isin(index.row("step"), growing)
        computed = unbalanced = unknown = 0
        for one in self._processings(np.unique(index.row("process")[chosen]), "forward"):
            if one.unexplained is not None:
                computed += 1
                unbalanced += one.is_unbalanced
            elif one.outputs or not self._is_under_way(one.at_ms):
                unknown += 1
        return Balances(computed, unbalanced, unknown)

    def _is_under_way(self, at_ms: int) -> bool:
        """Whether what came of a transformation may still be scanned."""
        return self._at_ms - at_ms <= int(self._settings.on_way_hours * HOUR_MS)

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled

    # ---- batches and where they were

    def _batches(self, seeds: Ints, since: Ints, ahead: ReachedBatch, back: ReachedBatch) -> list[TracedBatch]:
        """All of them, the nearest first; fills what is known about places."""
        only_back = ~np.isin(back.batches, ahead.batches)
        numbers = np.concatenate((ahead.batches, back.batches[only_back]))
        is_back = np.repeat([False, True], [len(ahead.batches), int(only_back.sum())])
        limit = np.concatenate((ahead.limit_ms, back.limit_ms[only_back]))
        depth = np.concatenate((ahead.depth, back.depth[only_back]))
        from_ms = np.where(is_back, ALWAYS, limit)
        to_ms = np.where(is_back, limit, NEVER)
        sights = BatchSights(self._index, self._walk, self._units, self._settings)
        told: list[TracedBatch] = []
        is_seed = np.isin(numbers, seeds)
        on_way_ms = self._settings.on_way_hours * HOUR_MS
        columns = numbers.tolist(), limit.tolist(), depth.tolist(), is_back.tolist(), is_seed.tolist()
        for one in sights.of(numbers, from_ms, to_ms, self._cancelled):
            number, limit_ms, steps, backward, seed = (column[one.at] for column in columns)
            way: Way = "seed" if seed else "backward" if backward else "forward"
            was_contained = seed and limit_ms > ALWAYS
            life = life_of(one.sights, self._at_ms, on_way_ms, has_origin=not was_contained)
            name = self._index.batches.texts[number]
            self._take(number, name, way, life, one.unit)
            self._gaps += [TraceGap(kind="packing", way=way, batch=name, place=-1, at_ms=ms) for ms in one.unpacked_ms]
            places = tuple(dict.fromkeys(self._place(place) for place in life.stays))
            told.append(TracedBatch(
                epc=name, way=way, depth=steps, from_ms=max(0, min(limit_ms, self._at_ms)), places=places,
                quantity=life.amount, unit=one.unit if life.amount is not None else "",
            ))  # fmt: skip
        self._stop_if_cancelled()
        told.sort(key=lambda batch: (batch.depth, _WAYS.index(batch.way), batch.from_ms, batch.epc))
        return told

    def _take(self, number: int, name: str, way: Way, life: BatchLife, unit: str) -> None:
        for delivery in life.deliveries:
            key = self._place(delivery.origin), self._place(delivery.target), way, delivery.is_gap
            flow = self._flows.setdefault(key, _Flow())
            flow.batches += 1
            flow.first_ms, flow.last_ms = min(flow.first_ms, delivery.sent_ms), max(flow.last_ms, delivery.got_ms)
            flow.amounts.append(delivery.amount)
            flow.units.add(unit)
        for gap in life.gaps:
            self._gaps.append(
                TraceGap(kind=gap.kind, way=way, batch=name, place=self._place(gap.place), at_ms=gap.at_ms)
            )
        for circle in life.circles:
            self._circles.append(TraceCircle(batches=(name,), places=tuple(map(self._place, circle))))
        if way != "backward":
            self._on_way += life.on_way
            for place, stay in life.stays.items():
                self._stays.setdefault(place, []).append((number, stay, unit))

    def _place(self, number: int) -> int:
        """Its index in the answer; -1 for nowhere."""
        if number == NOWHERE:
            return -1
        if number not in self._place_of:
            self._place_of[number] = len(self._shown_places)
            self._shown_places.append(self._read_points.find(self._index.places.texts[number]))
        return self._place_of[number]

    def _holdings(self) -> tuple[TraceHolding, ...]:
        names = self._index.batches.texts
        found = []
        for place, stays in self._stays.items():
            holding = min((stay.holding or "had" for _, stay, _ in stays), key=_ORDER.__getitem__)
            has = [(number, stay, unit) for number, stay, unit in stays if (stay.holding or "had") == holding]
            left = [stay.left for _, stay, _ in has]
            units = {unit for _, _, unit in has}
            is_known = holding == "has" and len(units) == 1 and all(each is not None for each in left)
            found.append(TraceHolding(
                place=self._place(place), holding=holding,
                batches=tuple(names[number] for number, _, _ in has[:BATCHES_OF_PLACE]),
                since_ms=min(stay.first_ms for _, stay, _ in stays),
                last_ms=max(stay.last_ms for _, stay, _ in stays),
                quantity=sum(each for each in left if each is not None) if is_known else None,
                unit=next(iter(units)) if is_known else "",
            ))  # fmt: skip
        found.sort(key=lambda one: (_ORDER[one.holding], one.place))
        return tuple(found)

    def _told_flows(self) -> list[TraceFlow]:
        told = []
        for (origin, target, way, is_gap), flow in self._flows.items():
            known = [each for each in flow.amounts if each is not None]
            is_known = len(known) == len(flow.amounts) and len(flow.units) == 1
            told.append(TraceFlow(
                origin=origin, target=target, way=way, batches=flow.batches, first_ms=flow.first_ms,
                last_ms=flow.last_ms, quantity=sum(known) if is_known else None,
                unit=next(iter(flow.units)) if is_known else "", is_gap=is_gap,
            ))  # fmt: skip
        told.sort(key=lambda one: (_WAYS.index(one.way), one.first_ms))
        return told

    # ---- transformations

    def _processings(self, processes: Ints, way: Way) -> Iterable[Processing]:
        index = self._index
        rows, which = index.rows_of_processes(processes)
        chosen = index.is_seen(rows, self._at_ms, self._seq)
        rows, which = rows[chosen], which[chosen]
        pairs, of_row = index.pairs_of_rows(rows)
        of_process = which[of_row]
        order = np.argsort(of_process, kind="stable")
        columns = [
            column[order].tolist() for column in (
                of_process, index.pair("role")[pairs], index.pair("batch")[pairs], index.pair("quantity")[pairs],
                index.pair("unit")[pairs],
            )
        ]  # fmt: skip
        sides: dict[int, tuple[list[Any], list[Any]]] = {}
        for process, role, batch, quantity, unit in zip(*columns, strict=True):
            used, made = sides.setdefault(process, ([], []))
            if role in (INPUT, OUTPUT):
                (used if role == INPUT else made).append((batch, quantity, unit))
        last: dict[int, tuple[int, int]] = {}
        for process, row in sorted(zip(which.tolist(), rows.tolist(), strict=True)):
            at_ms = int(index.row("at_ms")[row])
            if process not in last or at_ms >= last[process][0]:
                last[process] = at_ms, row
        for process, (used, made) in sides.items():
            at_ms, row = last[process]
            yield self._processing(int(processes[process]), way, at_ms, row, used, made)

    def _processing(self, process: int, way: Way, at_ms: int, row: int, used: list[Any], made: list[Any]) -> Processing:
        index = self._index
        names, units = index.batches.texts, index.units.texts
        place = self._place(int(index.row("place")[row]))
        grows = index.steps.texts[index.row("step")[row]] in self._settings.growing
        balance = (
            NO_BALANCE
            if grows
            else balance_of(
                (self._units.amount(names[batch], quantity, units[unit]) for batch, quantity, unit in used),
                (self._units.amount(names[batch], quantity, units[unit]) for batch, quantity, unit in made),
            )
        )
        if not used or (not made and not self._is_under_way(at_ms)):
            first = (made or used)[0][0]
            self._gaps.append(TraceGap(
                kind="outputs" if used else "inputs", way=way, batch=names[first], place=place, at_ms=at_ms
            ))  # fmt: skip
        missing = balance.unexplained
        return Processing(
            id=f"{process}", way=way, place=place, at_ms=at_ms,
            inputs=tuple(names[batch] for batch, _, _ in used[:NAMES_OF_PROCESSING]),
            outputs=tuple(names[batch] for batch, _, _ in made[:NAMES_OF_PROCESSING]),
            input_amount=balance.came, output_amount=balance.went, unit=balance.unit, unexplained=missing,
            is_unbalanced=missing is not None and abs(missing) > self._settings.tolerance,
        )  # fmt: skip

    def _batch_circles(self, processes: Ints) -> None:
        """Batches that went into each other, or into themselves."""
        index = self._index
        rows, which = index.rows_of_processes(processes)
        chosen = index.is_seen(rows, self._at_ms, self._seq)
        rows, which = rows[chosen], which[chosen]
        pairs, of_row = index.pairs_of_rows(rows)
        role = index.pair("role")[pairs]
        batches, batch = np.unique(index.pair("batch")[pairs], return_inverse=True)
        node = len(batches) + which[of_row]
        n = len(batches) + len(processes)
        source = np.where(role == INPUT, batch, node)
        target = np.where(role == INPUT, node, batch)
        edge: NDArray[np.bool_] = (role == INPUT) | (role == OUTPUT)
        graph = coo_array((np.ones(int(edge.sum()), np.int8), (source[edge], target[edge])), shape=(n, n))
        found, label = connected_components(graph.tocsr(), directed=True, connection="strong") if n else (0, batch)
        if found == n:
            return
        size = np.bincount(label)
        for part in np.flatnonzero(size > 1)[:CIRCLES_MAX].tolist():
            names = [index.batches.texts[batches[each]] for each in np.flatnonzero(label[: len(batches)] == part)]
            self._circles.insert(0, TraceCircle(batches=tuple(names[:BATCHES_OF_PLACE]), places=()))

    # ---- what is said beside it

    def _notes(self, batches: int, flows: int) -> tuple[TraceNote, ...]:
        index = self._index
        known = index.row("seq") <= self._seq
        counts: Sequence[tuple[str, int]] = (
            ("batches_hidden", batches - BATCHES_MAX), ("flows_hidden", flows - FLOWS_MAX),
            ("places_unknown", sum(not place.name for place in self._shown_places)),
            ("corrected", int(np.count_nonzero(known & (index.row("wrong_seq") <= self._seq)))),
            ("conflicts", int(np.count_nonzero(index.conflicts.values <= self._seq))),
            ("late", int(np.count_nonzero(known & (index.row("late") > 0)))),
        )  # fmt: skip
        return tuple(TraceNote(key, count) for key, count in counts if count > 0)


def _importance(one: Processing) -> tuple[bool, int]:
    return not one.is_unbalanced, -one.at_ms
