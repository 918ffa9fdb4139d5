"""空窗: which villages lose cover while a unit is away, said before it is sent."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from county import catalog
from county.catalog import Catalog
from county.resource import Resource
from county.roads.network import RoadGraph
from county.units.cover import LostCover, UncoveredVillage, lost_cover

KNOWN = catalog.load()
KM_MIN = 1.5
"""Minutes a kilometre of a fire engine on a county road."""


def with_limit(minutes: float | None) -> Catalog:
    kinds = KNOWN.resource_kinds
    return replace(KNOWN, resource_kinds=kinds | {"fire_engine": replace(kinds["fire_engine"], cover_minutes=minutes)})


TEN = with_limit(10.0)
LINE = np.array([shapely.LineString([(0, 0), (60_000, 0)])], dtype=object)
ROADS = RoadGraph(LINE, ["R1"], ["county"], KNOWN.road_speeds)
VILLAGES = {f"v{km}": (1_000.0 * km, 0.0) for km in (1, 5, 20, 40)}


def engine(key: str, km: float, kind: str = "fire_engine") -> Resource:
    return Resource(key, kind, key, 1_000.0 * km, 0.0, "v", 1)


A, B = engine("a", 2), engine("b", 22)


def codes(found: LostCover | None) -> list[str]:
    assert found is not None
    return [village.code for village in found.villages]


def test_villages_that_only_this_unit_reaches_in_time_lose_their_cover() -> None:
    found = lost_cover(A, [A, B], VILLAGES, TEN, ROADS)
    assert found == LostCover(
        10.0, (UncoveredVillage("v1", pytest.approx(21 * KM_MIN)), UncoveredVillage("v5", pytest.approx(17 * KM_MIN)))
    ), "the longest first; v40 was never covered"
    assert codes(lost_cover(A, [A, B, engine("c", 4)], VILLAGES, TEN, ROADS)) == []


def test_without_any_other_unit_nobody_can_come() -> None:
    found = lost_cover(A, [A], VILLAGES, TEN, ROADS)
    assert found is not None
    assert {village.minutes for village in found.villages} == {None}


def test_units_that_are_busy_off_duty_or_of_another_kind_cover_nothing() -> None:
    c = engine("c", 4)
    assert codes(lost_cover(A, [A, c], VILLAGES, TEN, ROADS, tasks={"c": 1})) == ["v1", "v5"]
    assert codes(lost_cover(A, [A, c], VILLAGES, TEN, ROADS, status={"c": "off_duty"})) == ["v1", "v5"]
    assert codes(lost_cover(A, [A, engine("c", 4, "ambulance")], VILLAGES, TEN, ROADS)) == ["v1", "v5"]
    assert codes(lost_cover(A, [A, c], VILLAGES, TEN, ROADS, tasks={"a": 1})) == [], "it covered nothing itself"


def test_units_cover_from_where_they_are() -> None:
    assert codes(lost_cover(A, [A, B], VILLAGES, TEN, ROADS, places={"b": (3_000.0, 0.0)})) == []
    assert codes(lost_cover(A, [A, B], VILLAGES, TEN, ROADS, places={"a": (40_000.0, 0.0)})) == ["v40"]


def test_a_closed_road_changes_what_is_lost() -> None:
    parts = [shapely.LineString([(0, 0), (3_000, 0)]), shapely.LineString([(3_000, 0), (60_000, 0)])]
    roads = RoadGraph(np.array(parts, dtype=object), ["R1", "R2"], ["county"] * 2, KNOWN.road_speeds)
    units = [A, engine("c", 6)]
    assert codes(lost_cover(A, units, VILLAGES, TEN, roads)) == []
    assert codes(lost_cover(A, units, VILLAGES, TEN, roads, {"R1"})) == [], "on foot to the open road nobody is in time"


def test_kinds_without_a_limit_or_without_a_vehicle_are_not_asked_about() -> None:
    assert lost_cover(A, [A], VILLAGES, with_limit(None), ROADS) is None
    assert lost_cover(engine("d", 1, "drone"), [], VILLAGES, KNOWN, ROADS) is None


KM = st.integers(0, 12)


@settings(deadline=None, max_examples=80)
@given(KM, st.lists(KM, max_size=4), st.lists(KM, min_size=1, max_size=6, unique=True), st.integers(1, 8))
def test_what_is_lost_agrees_with_the_minutes_of_every_unit_to_every_village(
    own: int, others: list[int], villages: list[int], limit: int
) -> None:
    units = [engine("own", own), *(engine(f"o{i}", km) for i, km in enumerate(others))]
    places = {f"v{km}": (1_000.0 * km, 700.0) for km in villages}
    limit_min = limit * KM_MIN + 0.7 / 4 * 60 + 0.1
    found = lost_cover(units[0], units, places, with_limit(limit_min), ROADS)
    here = {km for km in villages if abs(own - km) <= limit}
    left = {km for km in here if all(abs(other - km) > limit for other in others)}
    assert found is not None
    assert {village.code for village in found.villages} == {f"v{km}" for km in left}
    for village in found.villages:
        nearest = min((abs(other - int(village.code[1:])) for other in others), default=None)
        expected = None if nearest is None else pytest.approx(nearest * KM_MIN + 0.7 / 4 * 60, abs=1e-6)
        assert village.minutes == expected
