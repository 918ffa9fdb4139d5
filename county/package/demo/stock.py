"""Emergency resources of every kind in the catalogue: hydrants along streets, the others at the seats of towns."""

from __future__ import annotations

import numpy as np
import shapely

from county.catalog import ResourceKind
from county.package.demo.devices import DeviceSites, spread
from county.package.demo.divisions import Divisions, apportion
from county.package.demo.raster import stream
from county.package.open import Table

CAPACITY: dict[str, tuple[int, int]] = {
    "collection_truck": (3, 12), "fire_engine": (4, 12), "ambulance": (1, 2), "excavator": (6, 30), "drone": (25, 55),
    "drainage_team": (200, 1500), "hospital": (30, 400), "shelter": (150, 3000), "supply_store": (200, 2000),
    "police_patrol": (2, 4), "hydrant": (15, 30),
}  # fmt: skip
"""Range of the capacity, in the catalogue's unit; teams: people."""
TEAM = (4, 18)
HYDRANT, HYDRANT_GAP_M = "hydrant", 120.0
"""Hydrants stand about so far apart (GB 50974: at most so far)."""


def _extensions(kinds: list[str]) -> list[str]:
    """A number of the county's own exchange for each, which cannot be anybody's; none for hydrants."""
    return ["" if kind == HYDRANT else f"内线 {6001 + row}" for row, kind in enumerate(kinds)]


def place_resources(
    ground: DeviceSites, divisions: Divisions, kinds: dict[str, ResourceKind], seed: int, share: float
) -> Table:
    """``share`` of the catalogue's counts, at least one per kind; columns without ``division``."""
    raster, seats = ground.land.raster, ground.seats
    where, ids, names, keys, capacity = [], [], [], [], []
    weight = np.full(len(seats.towns), 1.0)
    weight[0] = 3.0
    for key, kind in kinds.items():
        rng = stream(seed, f"resources {key}")
        count = max(1, round(kind.count * share))
        low, high = CAPACITY.get(key, TEAM)
        if key == HYDRANT:
            where += list(spread(rng.permutation(ground.along_streets()), count, HYDRANT_GAP_M))
            ids += [f"{key}-{i + 1:03d}" for i in range(count)]
            names += [f"{kind.name.zh}{i + 1:03d}号" for i in range(count)]
            keys += [key] * count
            capacity += [round(low * (high / low) ** rng.random()) for _ in range(count)]
            continue
        number = 0
        for town, n in enumerate(apportion(weight, count)):
            for i in range(n):
                number += 1
                where.append(raster.xy(seats.towns[town]) + rng.normal(0, 260, 2))
                ids.append(f"{key}-{number:03d}")
                short = divisions.town_names[town]
                names.append(f"{short}{kind.name.zh}" + (f"{i + 1}号" if n > 1 else ""))
                keys.append(key)
                capacity.append(round(low * (high / low) ** rng.random()))
    text = {"id": ids, "name": names, "kind": keys, "phone": _extensions(keys)}
    columns = {k: np.array(v, dtype=object) for k, v in text.items()}
    points = shapely.points(ground.out_of_rivers(np.array(where)))
    return Table(points, {**columns, "capacity": np.array(capacity, dtype=np.int64)})
