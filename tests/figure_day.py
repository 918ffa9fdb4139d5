"""A simulated month with a busy last day: lives of events with all side paths, calls, visits and indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from county import records as r
from county.figures import inputs as f
from county.figures.indicators import IndicatorReported
from county.records import Record, RecordBody
from county.response.evacuations import EvacueesArrived, EvacueesLeft
from county.response.levels import ResponseEnded, ResponseLevelSet
from county.response.plans import PlanEnded, PlanStarted
from county.roads.closures import RoadClosed, RoadOpened
from county.units.status import CODES, UnitStatusSet
from services.store.upcast import schema_of

DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
FIRST_MS = 1_790_784_000_000
"""2026-10-01 00:00 in the county."""
DAYS = 31
LAST_DAY_MS = FIRST_MS + (DAYS - 1) * DAY_MS
END_MS = FIRST_MS + DAYS * DAY_MS
COUNTY = "990123"
VILLAGES = tuple(f"{COUNTY}{town:03}{village:03}" for town in (1, 101, 201) for village in (1, 201, 202))
GRIDS = tuple(f"{village}{number:03}" for village in VILLAGES for number in (1, 2))
SIGNS = (
    "neighbour_dispute", "land_dispute", "wage_dispute", "mass_incident", "power_failure", "gas_leak", "pipe_burst",
    "open_burning", "water_pollution", "air_pollution", "elder_help", "street_stall", "illegal_flyers",
    "ebike_charging", "food_safety",
)
"""Subclasses of some further events, which vital signs count."""
MOBILE = ("truck-1", "truck-2", "engine-1", "team-1")
SUBCLASSES = ("exposed_garbage", "bin_overflow", "road_cleaning", "rubble")
UNITS = ("truck-1", "truck-2", "city_management")
SOURCES = ("hotline", "grid_worker", "sensor", "video", "department", "citizen", "file")
Step = tuple[int, int, RecordBody]
"""When it happened, when it was recorded, and what."""


def records_of_month(seed: int, events: int = 260) -> list[Record[Any]]:
    """The same for a seed; some two fifths of the events on the last day."""
    random = Random(seed)
    steps: list[Step] = []
    for number in range(events):
        busy = random.random() < 0.4
        at_ms = LAST_DAY_MS + random.randrange(DAY_MS) if busy else FIRST_MS + random.randrange((DAYS - 1) * DAY_MS)
        steps += _life(random, f"E{number}", at_ms)
    steps += _reported(random)
    signs = Random(f"signs of {seed}")
    for number in range(90 if events >= 100 else 0):
        steps += _life(signs, f"S{number}", FIRST_MS + signs.randrange(DAYS * DAY_MS), SIGNS)
    for number, subclass in enumerate(SIGNS):
        steps.append((END_MS - HOUR_MS, END_MS - HOUR_MS, r.EventReported(
            event_id=f"O{number}", subclass=subclass, title="x", source="hotline", x_m=39_500_000.0 + 5_000 * number,
            y_m=3_600_000.0, division=GRIDS[0], level="general",
        )))  # fmt: skip
    steps += _operations(signs)
    steps.sort(key=lambda step: step[1])
    known: set[str] = set()
    records: list[Record[Any]] = []
    for happened_ms, recorded_ms, body in steps:
        if isinstance(body, r.ReportsJoined) and body.event_id not in known:
            continue  # reported later than the one that was merged into it
        if isinstance(body, r.EventReported):
            known.add(body.event_id)
        records.append(Record(
            seq=len(records) + 1, realm="live", happened_ms=happened_ms, recorded_ms=recorded_ms, command_id="c",
            by="owner", schema=schema_of(body), body=body,
        ))  # fmt: skip
    return records


def _life(random: Random, id: str, at_ms: int, subclasses: tuple[str, ...] = SUBCLASSES) -> Iterator[Step]:
    late_ms = random.choice((0, 0, 5 * MINUTE_MS, 3 * HOUR_MS))
    now_ms = at_ms + late_ms

    def step(body: r.EventRecord, after_ms: int) -> Step:
        nonlocal now_ms
        now_ms += after_ms
        return now_ms - random.choice((0, 0, MINUTE_MS)), now_ms, body

    spot = random.randrange(12)
    yield at_ms, now_ms, r.EventReported(
        event_id=id, subclass=random.choice(subclasses), title=f"{id} 垃圾", source=random.choice(SOURCES),  # type: ignore[arg-type]
        x_m=39_500_000.0 + 70 * spot, y_m=3_600_000.0 + random.choice((0, 90, 900)),
        division=random.choice((*GRIDS, *VILLAGES, VILLAGES[0][:9] + "000", COUNTY, "")),
        level=random.choice(("general", "larger")),
        reporter=random.choice(("", "r-" + "0" * 19 + str(random.randrange(6)))),
    )  # fmt: skip
    if random.random() < 0.08:
        yield step(r.EventRejected(event_id=id, note="x"), 10 * MINUTE_MS)
        return
    if random.random() < 0.08:
        yield step(r.EventMerged(event_id=id, into="E0"), 10 * MINUTE_MS)
        if random.random() < 0.5:
            return
        yield step(r.EventUnmerged(event_id=id, out_of="E0", note="x"), HOUR_MS)
    if random.random() < 0.1:
        return
    yield step(r.EventFiled(event_id=id), random.randrange(HOUR_MS))
    corrected = Random(f"correction of {id} at {at_ms}")
    if corrected.random() < 0.2:
        yield step(r.EventCorrected(
            event_id=id, note="x", title=f"{id} 更正", subclass=corrected.choice(subclasses), level="larger",
            x_m=39_500_000.0 + 70 * corrected.randrange(12), y_m=3_600_000.0, division=corrected.choice(GRIDS),
            address="",
        ), MINUTE_MS)  # fmt: skip
    while True:
        due_ms = now_ms + random.randrange(HOUR_MS, 2 * DAY_MS)
        yield step(r.EventDispatched(event_id=id, unit=random.choice(UNITS), due_ms=due_ms), 5 * MINUTE_MS)
        if random.random() < 0.15:
            return
        if random.random() < 0.12:
            yield step(r.TaskReturned(event_id=id, note="x"), HOUR_MS)
            continue
        break
    yield step(r.TaskAccepted(event_id=id), random.randrange(HOUR_MS))
    if random.random() < 0.3:
        yield step(r.UnitArrived(event_id=id, unit="truck-1"), random.randrange(HOUR_MS))
    if random.random() < 0.15:
        due_ms += DAY_MS
        yield step(r.DeadlineExtended(event_id=id, due_ms=due_ms, note="x"), HOUR_MS)
    if random.random() < 0.15:
        yield step(r.EventSuspended(event_id=id, note="x"), HOUR_MS)
        if random.random() < 0.3:
            return
        due_ms += 5 * HOUR_MS
        yield step(r.EventResumed(event_id=id, due_ms=due_ms), 5 * HOUR_MS)
    if random.random() < 0.1:
        yield step(r.EventSupervised(event_id=id), HOUR_MS)
    elif random.random() < 0.1:
        yield step(r.EventEscalated(event_id=id, step="supervise", to="department", supervises=True), HOUR_MS)
    if random.random() < 0.1:
        return
    while True:
        yield step(r.HandlingFedBack(event_id=id, note="x"), random.randrange(30 * HOUR_MS))
        if random.random() < 0.15:
            due_ms += HOUR_MS
            yield step(r.EventSentBack(event_id=id, due_ms=due_ms, note="x"), HOUR_MS)
            continue
        if random.random() < 0.1:
            return
        yield step(r.EventClosed(event_id=id), HOUR_MS)
        if random.random() < 0.6:
            solved = random.choice((True, True, False, None))
            yield step(r.FollowUpMade(event_id=id, satisfied=random.random() < 0.8, solved=solved), HOUR_MS)
        if random.random() < 0.2:
            yield step(r.EventEvaluated(event_id=id, score=4), HOUR_MS)
        if random.random() < 0.1:
            due_ms = now_ms + DAY_MS
            yield step(r.EventReopened(event_id=id, unit="truck-1", due_ms=due_ms), HOUR_MS)
            continue
        return


def _reported(random: Random) -> Iterator[Step]:
    for day in range(DAYS - 3):
        at_ms = FIRST_MS + (day + 1) * DAY_MS
        offered = random.randrange(50, 400)
        yield at_ms, at_ms, f.CallCounted(period=f"2026-10-{day + 1:02}", offered=offered, answered=offered * 9 // 10)
        if random.random() < 0.2:  # corrected the day after
            yield at_ms + DAY_MS, at_ms + DAY_MS, f.CallCounted(
                period=f"2026-10-{day + 1:02}", offered=offered, answered=offered * 8 // 10, note="x"
            )
        if random.random() < 0.3:  # an hour of a day that is counted as a whole
            yield at_ms, at_ms, f.CallCounted(period=f"2026-10-{day + 1:02}T09", offered=9, answered=1)
    for grid in GRIDS:
        for _ in range(random.randrange(3)):
            at_ms = FIRST_MS + random.randrange(DAYS * DAY_MS)
            yield at_ms, at_ms + HOUR_MS, f.GridVisited(grid=grid, worker="W1")
    for village in VILLAGES[:6]:
        at_ms = END_MS - HOUR_MS
        for name, value in (("collective_income", 46_000 + random.randrange(9_000)), ("service_asked", 40),
                            ("service_satisfied", random.randrange(40))):  # fmt: skip
            yield at_ms, at_ms, IndicatorReported(
                indicator=name, division=village, period="2026-10", value=float(value), note="survey"
            )
    yield END_MS - HOUR_MS, END_MS - HOUR_MS, IndicatorReported(  # of a town, parts of which report themselves
        indicator="collective_income", division=VILLAGES[0][:9] + "000", period="2026-10", value=1.0, note="x"
    )


RULES = {
    "manhole_open": "tilt", "slope_rain": "rainfall", "smoke_fire": "density", "bin_full": "fill", "air_pm25": "pm25",
    "water_acid": "ph", "water_level": "level", "noise_loud": "level", "video_crowd": "people",
    "video_stall": "stalls",
}  # fmt: skip
"""Rules of alarms, and the channel that each judges."""


def _operations(random: Random) -> Iterator[Step]:
    """Alarms, closures, responses, plans, evacuations and what units said, some of which have no end."""

    def often(count: int) -> Iterator[tuple[str, int, int | None]]:
        """Ids, and when something begins and ends."""
        for number in range(count):
            begin_ms = FIRST_MS + random.randrange(DAYS * DAY_MS)
            yield f"X{number}", begin_ms, None if random.random() < 0.4 else begin_ms + random.randrange(9 * DAY_MS)

    def spans(count: int, begun: Callable[[str], RecordBody], ended: Callable[[str], RecordBody]) -> Iterator[Step]:
        for id, begin_ms, end_ms in often(count):
            yield begin_ms, begin_ms, begun(id)
            if end_ms is not None and end_ms < END_MS:
                yield end_ms, end_ms, ended(id)

    for rule, channel in RULES.items():
        yield from spans(
            6,
            lambda id, rule=rule, channel=channel: r.AlarmRaised(  # type: ignore[misc]
                alarm_id=f"{rule}-{id}", sensor_id=f"{rule}-{random.randrange(4)}", channel=channel, rule=rule,
                priority="low", value=1.0, limit=0.5,
            ),
            lambda id, rule=rule: r.AlarmCleared(alarm_id=f"{rule}-{id}", value=0.1),  # type: ignore[misc]
        )  # fmt: skip
    yield from spans(
        8, lambda id: RoadClosed(closure_id=id, extent="part", x_m=1.0, y_m=1.0, radius_m=10.0, note="x"),
        lambda id: RoadOpened(closure_id=id),
    )  # fmt: skip
    yield from spans(
        6, lambda id: ResponseLevelSet(response_id=id, emergency="natural", level="IV", area=COUNTY, note="x"),
        lambda id: ResponseEnded(response_id=id, note="x"),
    )  # fmt: skip
    yield from spans(
        6, lambda id: PlanStarted(plan_id=id, plan="flood", level="IV", tasks=(), radius_m=0.0),
        lambda id: PlanEnded(plan_id=id, note="x"),
    )  # fmt: skip
    yield from spans(
        6, lambda id: EvacueesArrived(arrival_id=id, village=VILLAGES[0], shelter="s", people=9),
        lambda id: EvacueesLeft(arrival_id=id),
    )  # fmt: skip
    for unit in (*MOBILE, "team-1"):
        at_ms = FIRST_MS + random.randrange(DAYS * DAY_MS)
        yield at_ms, at_ms, UnitStatusSet(unit=unit, status=random.choice(CODES))
    for village in VILLAGES:
        for name, value in (("service_entitled", 100), ("service_covered", random.randrange(100)),
                            ("households", 300), ("households_taking_part", random.randrange(300))):  # fmt: skip
            yield END_MS - HOUR_MS, END_MS - HOUR_MS, IndicatorReported(
                indicator=name, division=village, period="2026-10", value=float(value), note="x"
            )
