"""A square of roads, and the command that closes a part of it."""

from __future__ import annotations

import numpy as np
import shapely

from county import catalog
from county.roads.closures import CloseRoad, Extent
from county.roads.network import RoadGraph


def ring() -> RoadGraph:
    """A square of roads of 8 km: R1 along its south with a branch R5 in the middle, R2 and R3 and R4 around it."""
    lines = [
        [(1_000, 1_000), (9_000, 1_000)], [(1_000, 1_000), (1_000, 9_000)], [(1_000, 9_000), (9_000, 9_000)],
        [(9_000, 9_000), (9_000, 1_000)], [(5_000, 1_000), (5_000, 3_000)],
    ]  # fmt: skip
    geometry = np.array([shapely.LineString(line) for line in lines], dtype=object)
    ids = ["R1", "R2", "R3", "R4", "R5"]
    return RoadGraph(geometry, ids, ["county"] * len(ids), catalog.load().road_speeds)


def close(closure_id: str = "C1", *, extent: Extent = "part", x_m: float = 6_000.0, **more: object) -> CloseRoad:
    fields = {"closure_id": closure_id, "extent": extent, "x_m": x_m, "y_m": 1_000.0, "road": "R1", "note": "塌方"}
    return CloseRoad(**(fields | more))  # type: ignore[arg-type]
