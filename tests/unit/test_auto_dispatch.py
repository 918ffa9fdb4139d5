"""Events of a class that allows it are dispatched by the backend, when nothing has to be weighed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county.authority import WATCH
from county.catalog import Catalog
from county.events.event import State
from county.roads.network import RoadGraph
from county.units.status import SetUnitStatus
from tests.unit.running_desk import RunningDesk, report


def allowing(cover_minutes: float | None = None) -> Catalog:
    known = catalog.load()
    subclass = replace(known.subclasses["exposed_garbage"], auto_dispatch=True)
    truck = replace(known.resource_kinds["collection_truck"], cover_minutes=cover_minutes)
    return replace(
        known, subclasses=known.subclasses | {"exposed_garbage": subclass},
        resource_kinds=known.resource_kinds | {"collection_truck": truck},
    )  # fmt: skip


def filed(running: RunningDesk) -> State:
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    return running.desk.events["E1"].state


def road(running: RunningDesk, *points: tuple[float, float], villages: Mapping[str, tuple[float, float]]) -> None:
    line = np.array([shapely.LineString(points)], dtype=object)
    running.desk._roads = RoadGraph(line, ["R1"], ["county"], running.desk.catalog.road_speeds)
    running.desk._villages = villages


def test_it_is_off_by_default() -> None:
    assert not any(row.auto_dispatch for row in catalog.load().subclasses.values())
    assert filed(RunningDesk()) is State.FILED


def test_a_filed_event_goes_to_the_first_suggestion_at_once_by_the_backend_itself() -> None:
    running = RunningDesk(known=allowing())
    assert filed(running) is State.DISPATCHED
    event = running.desk.events["E1"]
    assert event.unit == "truck-near"
    assert event.timeline[-1].actor == WATCH.id
    assert event.choice is not None
    assert event.choice.code == "nearest_free"
    assert running.log[-1].command_id == "E1:dispatch"


def test_what_a_unit_returns_is_left_to_a_person() -> None:
    running = RunningDesk(known=allowing())
    filed(running)
    running.give(c.ReturnTask(event_id="E1", note="not ours"))
    assert running.desk.events["E1"].state is State.FILED


def test_it_is_left_to_a_person_when_no_unit_is_free() -> None:
    running = RunningDesk(known=allowing())
    for unit in ("truck-near", "truck-far"):
        running.give(SetUnitStatus(unit=unit, status="busy"))
    assert filed(running) is State.FILED


def test_it_is_left_to_a_person_when_the_first_unit_has_no_way() -> None:
    running = RunningDesk(known=allowing())
    road(running, (50_000, 50_000), (60_000, 50_000), villages={})
    assert filed(running) is State.FILED


def test_it_is_left_to_a_person_when_a_village_would_lose_its_cover() -> None:
    villages = {"v": (1_200.0, 1_000.0)}
    running = RunningDesk(known=allowing(cover_minutes=5.0))
    road(running, (0, 1_000), (9_000, 1_000), (9_000, 9_000), villages=villages)
    assert filed(running) is State.FILED
    covered = RunningDesk(known=allowing(cover_minutes=60.0))
    road(covered, (0, 1_000), (9_000, 1_000), (9_000, 9_000), villages=villages)
    assert filed(covered) is State.DISPATCHED
