"""Records of operations: something of each layer that shows what people decided."""

from __future__ import annotations

import numpy as np
import shapely

from county.coverage.results import FacilityCoverage, ServiceCoverage
from county.drill.hazard_area import HazardArea
from county.names import Name
from county.package.open import CountyPackage
from county.records import Record, RecordBody
from county.resource import Resource
from county.response.evacuations import EvacueesArrived
from county.response.plans import PlanStarted
from county.roads.closures import RoadClosed
from county.rounds.aggregate import PlannedStop, RoundsPlanned, TruckRound
from county.tracing.results import TraceFlow, TraceFound, TraceHolding, TracePlace
from county.units.cover import UncoveredVillage
from county.units.status import UnitStatusSet
from layers.candidates import CandidatesLayer, UnitMark
from layers.coverage import CoverageAreasLayer, CoverageLayer
from layers.hazards import HazardsLayer, ToldHazard
from layers.nearby import NearbyLayer, NearbyMark
from layers.need_areas import NeedAreasLayer
from layers.policy_villages import PolicyVillagesLayer
from layers.registry import LayerSet
from layers.tracing import TracingLayer
from layers.ways import PROPOSED, ShownWay, WaysLayer

OPERATIONS = ("closures", "plan_areas", "rounds", "shelters", "unit_status", "ways", "candidates", "nearby",
              "hazards", "coverage_areas", "coverage",
              "tracing", "policy_villages", "need_areas")  # fmt: skip
"""The layers of :func:`operations_at`."""


def operations_at(layers: LayerSet, package: CountyPackage, place: Resource, now_ms: int) -> None:
    """At ``place``: roads are closed around it, people arrived in it, it is off duty, it is to drive to a bin, a
    response plan watches around it, a way leads there, and a clinic is beside it.  A unit to choose from and a near
    thing are marked beside it, where they cover nothing."""
    villages = package.table("villages")
    village = str(villages["code"][0])
    away_m = shapely.distance(villages.geometry, shapely.Point(place.x_m, place.y_m))
    near = [code for code in villages["code"][np.argsort(away_m)].astype(str).tolist() if code != village]
    entitled, needy = near[:2]
    sensor = package.sensors[0]
    stop = PlannedStop(bin=sensor.id, arrive_ms=now_ms, fill=90, kg=99)
    tour = TruckRound(
        unit=place.id, stops=(stop,), back_ms=now_ms, start="", ready_ms=now_ms, load_kg=0, capacity_kg=5_000
    )
    bodies: tuple[RecordBody, ...] = (
        RoadClosed(closure_id="C1", extent="circle", x_m=place.x_m, y_m=place.y_m, radius_m=2_000.0, note="积水"),
        EvacueesArrived(arrival_id="A1", village=village, shelter=place.id, people=12),
        RoundsPlanned(
            shift="20261126-0500", until_ms=now_ms, number=1, why="first", seed=1, iterations=1, closures=(),
            rounds=(tour,), unserved=(),
        ),
        UnitStatusSet(unit=place.id, status="off_duty", note="检修"),
        PlanStarted(
            plan_id="P1", plan="flash_flood", level="IV", tasks=(), radius_m=600.0, about="E1", x_m=place.x_m,
            y_m=place.y_m,
        ),
    )
    layers.apply(
        Record(
            seq=seq, realm="live", happened_ms=now_ms, recorded_ms=now_ms, command_id=f"c{seq}", by="desk", body=body
        )
        for seq, body in enumerate(bodies, start=1_000)
    )
    way = np.array([(place.x_m - 1_000.0, place.y_m), (place.x_m, place.y_m)])
    uncovered = [UncoveredVillage(code=village, minutes=33.0)]
    layers.of(WaysLayer).show([ShownWay(place.id, way, 2.0, PROPOSED)], uncovered)
    layers.of(CandidatesLayer).show([UnitMark(place.id, place.name, 1, 2.0, place.x_m + 400.0, place.y_m)])
    layers.of(HazardsLayer).show([
        ToldHazard("I03", "下风向一公里内警戒", HazardArea(x_m=place.x_m, y_m=place.y_m - 900.0, radius_m=400.0), 0)
    ])  # fmt: skip
    minutes: dict[str, float | None] = {village: 3.0}
    layers.of(CoverageAreasLayer).show(Name("到医疗机构的时间", "Time to: Clinic"), 15.0, minutes)
    layers.of(PolicyVillagesLayer).show(Name("享受人数", "Entitled"), Name("按 75 岁", "From 75"), 0, {entitled: 12.0})
    layers.of(NeedAreasLayer).show(Name("下周诉求", "Needs of the coming week"), "village", {needy: 3.0})
    clinic = FacilityCoverage("F1", "卫生院", place.x_m - 400.0, place.y_m, 10, 0, None)
    layers.of(CoverageLayer).show(ServiceCoverage(
        service="clinic", limit_min=15.0, origin="facilities", facilities=(clinic,), villages=(), notes=(),
    ))  # fmt: skip
    ends = (
        TracePlace(id="m", name="米厂", kind="mill", stage="processing", x_m=place.x_m, y_m=place.y_m),
        TracePlace(id="s", name="一店", kind="shop", stage="outlet", x_m=place.x_m + 600.0, y_m=place.y_m + 300.0),
    )
    layers.of(TracingLayer).show(TraceFound(
        batch="L1", product=None, first_ms=1, last_ms=2, places=ends, batches=(),
        holdings=(TraceHolding(place=1, holding="has", batches=("L1",), since_ms=1, last_ms=2),),
        flows=(TraceFlow(origin=0, target=1, way="forward", batches=1, first_ms=1, last_ms=2),), processings=(),
        gaps=(), circles=(), on_way=0, forward=0, backward=0, notes=(),
    ))  # fmt: skip
    layers.of(NearbyLayer).show([NearbyMark("mdi6.fire-truck", place.x_m, place.y_m + 400.0)])
    layers.tick(now_ms)
