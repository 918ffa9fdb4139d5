"""Settlements: the county seat in the widest valley, towns, then villages along rivers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from county.package.demo.raster import Floats, Ints, Mask, stream
from county.package.demo.terrain import Land

HAMLETS_PER_VILLAGE = 4
PEOPLE_PER_VILLAGE = 755
"""137 villages have about 103,000 people; the article's numbers of devices are per 100,000 people."""


@dataclass(frozen=True)
class Settlements:
    """Seats as flat cells.  Town 0 is that of the county seat; every town seat is also the seat of a village."""

    towns: Ints
    villages: Ints
    urban: Mask
    """By village: a community of the built-up county seat or of a town's market street."""
    hamlets: Ints
    """Smaller clusters of houses (自然村) between the seats."""
    fitness: Floats
    """By cell 0..1: suitability for settlement."""


def fitness(land: Land, wet: Mask) -> Floats:
    """0 (water, steep, remote) to 1 (flat, just above a river)."""
    n = land.raster.n
    slope = gaussian_filter(land.slope.reshape(n, n), 1).ravel()
    score = np.exp(-slope / 0.10) * np.exp(-land.above_river_m / 60) * np.exp(-np.maximum(land.z_m - 300, 0) / 900)
    return np.where(land.inside & ~wet, score, 0.0)


def settle(land: Land, wet: Mask, seed: int, *, towns: int, villages: int) -> Settlements:
    """Choose ``towns`` town seats (the county seat first) and ``villages`` village seats among them and around."""
    raster, n = land.raster, land.raster.n
    square = land.inside.reshape(n, n)
    border = (distance_transform_edt(square) * raster.cell_m).ravel()
    good = np.where(border > 250, fitness(land, wet), 0.0)
    wide = gaussian_filter(good.reshape(n, n), 9).ravel()
    span = raster.cell_m * n
    trunk = land.inside & (land.area_km2 > 0.12 * land.area_km2[land.outlet])
    near_trunk = np.exp(-((distance_transform_edt(~trunk.reshape(n, n)).ravel() * raster.cell_m / 1200) ** 2))
    central = 1 - np.exp(-((border / (0.14 * span)) ** 2))
    seat = int(np.argmax(wide * near_trunk * central * (good > 0.2)))

    open_land = (good > 0.05) & (border > 400)
    noise = np.exp(0.25 * stream(seed, "seats").standard_normal(raster.cells))
    chosen = [seat]
    distance = _distance(raster.centres, seat)
    while len(chosen) < towns:
        spread = np.minimum(distance / (0.16 * span), 1.0) ** 2
        cell = int(np.argmax(np.where(open_land, spread * wide**0.7 * noise**0.5 * (distance > 0.07 * span), 0)))
        chosen.append(cell)
        distance = np.minimum(distance, _distance(raster.centres, cell))
    town_seats = np.array(chosen)

    seats, urban = list(chosen), [True] * towns
    per_town = np.zeros(towns, dtype=int)
    extra = max(0, min(round(0.155 * villages), villages - towns))
    per_town[0] = round(extra * 0.45)
    for i in range(extra - per_town[0]):
        per_town[1 + i % max(1, towns - 1) if towns > 1 else 0] += 1
    for town, count in zip(chosen, per_town, strict=True):
        around = _distance(raster.centres, town)
        for _ in range(count):
            close = [s for s in seats if _near(raster.xy(s), raster.xy(town))]
            gap = np.minimum.reduce([_distance(raster.centres, s) for s in close])
            score = good * np.exp(-((around / 1500) ** 2)) * (gap > 520)
            if score.max() <= 0:
                break
            seats.append(int(np.argmax(score * noise)))
            urban.append(True)
    distance = np.minimum.reduce([_distance(raster.centres, s) for s in seats])
    spacing = np.sqrt(land.inside.sum() * raster.cell_m**2 / villages)
    ground = (good + 0.004) ** 0.6 * noise * (land.inside & ~wet & (border > 250))
    while len(seats) < villages:
        cell = int(np.argmax(np.minimum(distance / spacing, 1.6) ** 2 * ground))
        seats.append(cell)
        urban.append(False)
        distance = np.minimum(distance, _distance(raster.centres, cell))
    hamlets: list[int] = []
    while len(hamlets) < HAMLETS_PER_VILLAGE * villages:
        cell = int(np.argmax(np.minimum(distance / 900, 1.2) ** 2 * (distance > 420) * ground * open_land))
        if distance[cell] <= 420 or not open_land[cell]:
            break
        hamlets.append(cell)
        distance = np.minimum(distance, _distance(raster.centres, cell))
    return Settlements(town_seats, np.array(seats), np.array(urban), np.array(hamlets, dtype=np.int64), good)


def _distance(centres: Floats, cell: int) -> Floats:
    return np.asarray(np.hypot(centres[:, 0] - centres[cell, 0], centres[:, 1] - centres[cell, 1]))


def _near(a: Floats, b: Floats) -> bool:
    return bool(np.hypot(*(a - b)) < 6000)
