"""The choice of a unit for an event in a large county, against one bare search of scipy on the same roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from bench.analysis import timed
from bench.figures import BenchFigure
from bench.rounds import Progress, alternating
from county.catalog import Catalog
from county.resource import Resource
from county.roads.network import OPEN, Closures, RoadGraph
from county.units.dispatch import rank
from county.units.fleet import Fleet

ROUNDS = 21
CLOSED_ROADS = 3
GRID_WORKERS = "grid_worker_team"
STEP_M = (120.0, 380.0)
"""Distances of neighbouring roads."""


@dataclass(frozen=True)
class RankedReport:
    """What an event needs to be dispatched."""

    subclass: str
    x_m: float
    y_m: float


def figures(catalog: Catalog, nodes: int, workers: int, units: int, progress: Progress) -> list[BenchFigure]:
    """The figures of a county with some ``nodes`` crossings, ``workers`` grid workers and ``units`` others."""
    random = np.random.default_rng(7)
    progress(0.0, "roads")
    graph, side_m = road_grid(catalog, round(nodes**0.5), random)
    graph.prepare()
    subclass, others = next(
        (key, [kind for kind in row.resource_kinds if kind != GRID_WORKERS])
        for key, row in catalog.subclasses.items()
        if GRID_WORKERS in row.resource_kinds and len(row.resource_kinds) > 2
    )
    kinds = [GRID_WORKERS] * workers + [others[i % len(others)] for i in range(units)]
    places = random.uniform(0, side_m, (workers + units, 2)).tolist()
    numbered = enumerate(zip(kinds, places, strict=True))
    resources = [Resource(f"u{i}", kind, f"u{i}", x, y, "", 1) for i, (kind, (x, y)) in numbered]
    fleet = Fleet(resources)
    tasks = {resource.id: i % 3 for i, resource in enumerate(resources) if i % 4 == 0}
    edges = graph.edges
    u, v = edges.ends.T
    both = (np.concatenate([u, v]), np.concatenate([v, u]))
    matrix = csr_array((np.tile(edges.length_m, 2), both), shape=(len(edges.node_xy),) * 2)
    sources = iter(random.integers(len(edges.node_xy), size=1_000).tolist())
    events = iter(random.uniform(0, side_m, (1_000, 2)).tolist())

    def decision(closures: Closures = OPEN) -> float:
        event = RankedReport(subclass, *next(events))

        def work() -> None:
            ranking = rank(event, fleet, catalog, tasks, graph, closures)
            ranking.choice_of(ranking[0].unit)

        return timed(work)

    closed = frozenset(graph.ids[len(graph.ids) * i // CLOSED_ROADS] for i in range(CLOSED_ROADS))

    def bare() -> float:
        return timed(lambda: dijkstra(matrix, indices=next(sources)))

    works = {"decision": decision, "closed": lambda: decision(closed), "scipy": bare}
    found = alternating(works, ROUNDS, progress)
    title = f"dispatch among {workers:,} grid workers and {units:,} units on {len(edges.node_xy):,} nodes"
    return [
        BenchFigure(title, found["decision"] * 1e3, "ms"),
        BenchFigure("one bare Dijkstra of scipy there", found["scipy"] * 1e3, "ms"),
        BenchFigure("decision / bare Dijkstra", found["decision"] / found["scipy"], "ratio", at_most=3.0),
        BenchFigure(
            f"decision with {CLOSED_ROADS} closed roads / bare Dijkstra", found["closed"] / found["scipy"], "ratio",
            at_most=3.0,
        ),
    ]


def road_grid(catalog: Catalog, lines: int, random: np.random.Generator) -> tuple[RoadGraph, float]:
    """Straight roads of irregular distances, ``lines`` in each direction, and the length of a side in metres."""
    at = [np.cumsum(random.uniform(*STEP_M, lines)) for _ in range(2)]
    side_m = float(max(at[0][-1], at[1][-1]))
    roads = [shapely.LineString([(x, 0), (x, side_m)]) for x in at[0]]
    roads += [shapely.LineString([(0, y), (side_m, y)]) for y in at[1]]
    classes = list(catalog.road_speeds.roads)
    names = [f"R{i}" for i in range(len(roads))]
    return (
        RoadGraph(
            np.array(roads, dtype=object), names, [classes[i % len(classes)] for i in range(len(roads))],
            catalog.road_speeds,
        ),
        side_m,
    )  # fmt: skip
