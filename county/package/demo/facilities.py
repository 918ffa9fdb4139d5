"""Facilities of public services: the largest at the seats of towns, then in the villages with most people."""

from __future__ import annotations

import numpy as np
import shapely

from county.coverage.settings import PublicService
from county.package.demo.devices import DeviceSites
from county.package.demo.divisions import Divisions
from county.package.demo.raster import stream
from county.package.open import Table

CAPACITY: dict[str, tuple[int, int]] = {
    "school": (120, 1200), "clinic": (6, 180), "elder_care": (30, 160), "service_centre": (3, 14),
}  # fmt: skip
"""Range of the capacity, in the catalogue's unit."""
OTHER = (10, 100)


def place_facilities(
    ground: DeviceSites, divisions: Divisions, services: dict[str, PublicService], seed: int, share: float
) -> Table:
    """``share`` of the catalogue's counts, at least one of each service; columns without ``division``."""
    raster, seats = ground.land.raster, ground.seats
    largest = np.argsort(-divisions.villages["population"].astype(float), kind="stable").tolist()
    names = [str(name) for name in divisions.villages["name"]]
    sites = [(seats.towns[town], name) for town, name in enumerate(divisions.town_names)]
    towns = set(seats.towns.tolist())
    sites += [(seats.villages[row], names[row]) for row in largest if int(seats.villages[row]) not in towns]
    where, ids, labels, keys, capacity = [], [], [], [], []
    for key, service in services.items():
        rng = stream(seed, f"facilities {key}")
        low, high = CAPACITY.get(key, OTHER)
        chosen = sites[: max(1, round(service.count * share))]
        capacity += sorted((round(low * (high / low) ** rng.random()) for _ in chosen), reverse=True)
        for number, (cell, name) in enumerate(chosen, 1):
            where.append(raster.xy(cell) + rng.normal(0, 60, 2))
            ids.append(f"{key}-{number:03d}")
            labels.append(f"{name}{service.name.zh}")
            keys.append(key)
    text = {"id": ids, "name": labels, "kind": keys}
    columns = {k: np.array(v, dtype=object) for k, v in text.items()}
    points = shapely.points(ground.out_of_rivers(np.array(where)))
    return Table(points, {**columns, "capacity": np.array(capacity, dtype=np.int64)})
