"""A simulated month of honest work of a county, with five planted frauds of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from county import records as r
from county.attachments import Attachment
from county.figures.indicators import IndicatorReported
from county.figures.inputs import GridVisited
from county.figures.integrity import CardKind
from county.records import Record, RecordBody
from services.store.upcast import schema_of
from tests.figure_day import DAY_MS, FIRST_MS, HOUR_MS, MINUTE_MS

PLANTED = 5
DAYS = 30
GRID_PLACES = {f"990123101{village:03}{grid:03}": (1_000.0 * grid, 3_000.0 * village)
               for village in range(201, 221) for grid in range(1, 6)}  # fmt: skip
Step = tuple[int, str, RecordBody]
"""When it happened, who did it, and what."""


def expected() -> set[tuple[CardKind, str]]:
    """The cards of the planted frauds: kind and who."""
    found = set[tuple[CardKind, str]]()
    for n in range(PLANTED):
        found |= {
            ("bunching", f"late-{n}"), ("reused_photo", f"{n:064}"), ("bulk_close", f"stamp-{n}"),
            ("implausible_patrol", f"W9{n}"), ("close_then_recur", f"careless-{n}"), ("all_satisfied", f"kind-{n}"),
            ("repeated_value", f"99012310{n}000"),
        }  # fmt: skip
    return found


def records_with_frauds(seed: int, *, planted: bool = True) -> list[Record[Any]]:
    """The same for a seed; without ``planted`` only the honest work."""
    random = Random(seed)
    steps = list(_honest(random))
    if planted:
        steps += _frauds(random)
    steps.sort(key=lambda step: step[0])
    return [
        Record(
            seq=seq, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="c", by=who, body=body,
            schema=schema_of(body),
        )
        for seq, (at_ms, who, body) in enumerate(steps, start=1)
    ]  # fmt: skip


def _life(
    random: Random, id: str, unit: str, *, used: float | None = None, actor: str = "", caller: str = "",
    satisfied: float = 0.85, photo: str = "", close_ms: int | None = None, place: tuple[float, float] | None = None,
    at_ms: int | None = None,
) -> Iterator[Step]:  # fmt: skip
    """An event from its report to its follow-up; what is not given is honest and differs each time."""
    at_ms = FIRST_MS + random.randrange((DAYS - 6) * DAY_MS) if at_ms is None else at_ms
    limit_ms = random.choice((4 * HOUR_MS, DAY_MS, 2 * DAY_MS))
    x, y = place or (random.uniform(0, 300_000), random.uniform(0, 300_000))
    yield at_ms, "grid-1", r.EventReported(
        event_id=id, subclass="exposed_garbage", title="x", source="grid_worker", x_m=39_500_000 + x, y_m=3_600_000 + y,
        division=random.choice(tuple(GRID_PLACES)), level="general",
    )  # fmt: skip
    filed_ms = at_ms + random.randrange(30 * MINUTE_MS)
    yield filed_ms, "desk-1", r.EventFiled(event_id=id)
    sent_ms = filed_ms + random.randrange(20 * MINUTE_MS)
    yield sent_ms, "desk-1", r.EventDispatched(event_id=id, unit=unit, due_ms=sent_ms + limit_ms)
    used = random.uniform(0.05, 1.25) if used is None else used
    fed_ms = sent_ms + round(used * limit_ms)
    sha = photo or f"{random.getrandbits(255):064x}"
    attachment = Attachment(sha256=sha, name="a.jpg", size=9, media_type="image/jpeg")
    yield fed_ms, unit, r.HandlingFedBack(event_id=id, note="x", attachments=(attachment,))
    closed_ms = fed_ms + random.randrange(10 * MINUTE_MS, 30 * HOUR_MS) if close_ms is None else close_ms
    yield closed_ms, actor or f"checker-{random.randrange(8)}", r.EventClosed(event_id=id)
    if caller or random.random() < 0.7:
        asked_ms = closed_ms + random.randrange(HOUR_MS, DAY_MS)
        yield asked_ms, caller or f"caller-{random.randrange(6)}", r.FollowUpMade(
            event_id=id, satisfied=random.random() < satisfied
        )


def _honest(random: Random) -> Iterator[Step]:
    for number in range(1_000):
        yield from _life(random, f"H{number}", f"unit-{random.randrange(40)}")
    for worker in range(30):
        grids = random.sample(tuple(GRID_PLACES), 4)
        for day in range(DAYS):
            at_ms = FIRST_MS + day * DAY_MS + 8 * HOUR_MS
            for grid in random.sample(grids, 3):
                at_ms += random.randrange(40 * MINUTE_MS, 3 * HOUR_MS)
                yield at_ms, "gateway", GridVisited(grid=grid, worker=f"W{worker}")
    for village in range(201, 221):
        for month in range(1, 10):
            yield FIRST_MS + village, "office", IndicatorReported(
                indicator="collective_income", division=f"990123101{village}", period=f"2026-{month:02}",
                value=float(random.randrange(2_000, 9_000)), note="x",
            )  # fmt: skip
            yield FIRST_MS + village, "office", IndicatorReported(
                indicator="complaints", division=f"990123101{village}", period=f"2026-{month:02}", value=0.0, note="x"
            )


def _frauds(random: Random) -> Iterator[Step]:
    for n in range(PLANTED):
        for number in range(16):
            yield from _life(random, f"L{n}-{number}", f"late-{n}", used=random.uniform(0.96, 0.999))
        for number in range(2):
            yield from _life(random, f"P{n}-{number}", f"unit-{n}", photo=f"{n:064}")
        begin_ms = FIRST_MS + (DAYS - 1) * DAY_MS + n * HOUR_MS
        for number in range(12):
            yield from _life(
                random, f"B{n}-{number}", f"unit-{n}", actor=f"stamp-{n}", close_ms=begin_ms + number * 4_000
            )
        yield from _visits(n)
        for number in range(14):
            spot = 500_000.0 + 9_000 * n, 400_000.0 + 2_000 * number
            yield from _life(random, f"R{n}-{number}", f"careless-{n}", place=spot, at_ms=FIRST_MS + number * HOUR_MS)
            yield from _life(
                random, f"R{n}-{number}-again", f"unit-{random.randrange(40)}", place=spot,
                at_ms=FIRST_MS + 12 * DAY_MS + number * HOUR_MS,
            )  # fmt: skip
        for number in range(70):
            unit = f"unit-{random.randrange(40)}"
            yield from _life(random, f"K{n}-{number}", unit, caller=f"kind-{n}", satisfied=1.0)
        for month in range(1, 8):
            yield FIRST_MS + n, "office", IndicatorReported(
                indicator="collective_income", division=f"99012310{n}000", period=f"2026-{month:02}", value=5_000.0,
                note="x",
            )  # fmt: skip


def _visits(n: int) -> Iterator[Step]:
    """Three workers faster than a car, two that stay on one spot."""
    grids = list(GRID_PLACES)
    at_ms = FIRST_MS + 9 * DAY_MS + 9 * HOUR_MS
    if n < 3:
        for step, grid in enumerate((grids[0], grids[-1], grids[0])):
            yield at_ms + step * 4 * MINUTE_MS, "gateway", GridVisited(grid=grid, worker=f"W9{n}")
        return
    for step in range(10):
        yield at_ms + step * 30 * MINUTE_MS, "gateway", GridVisited(grid=grids[n], worker=f"W9{n}")
