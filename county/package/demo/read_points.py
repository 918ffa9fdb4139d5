"""Places where goods of the demo county are scanned: farms and shops in villages, mills and markets in towns."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.demo.devices import DeviceSites
from county.package.demo.divisions import Divisions
from county.package.demo.raster import stream
from county.package.open import Table
from county.tracing.settings import TracePlaceKind

COUNTS: dict[str, tuple[int, bool]] = {
    "input_supplier": (2, True), "farm": (14, False), "mill": (2, True), "slaughterhouse": (1, True),
    "processor": (1, True), "market": (2, True), "shop": (12, True), "canteen": (6, True),
}  # fmt: skip
"""How many of each kind, and whether they are at the seats of towns; those of other kinds there are none."""
COMPANY = "9521234"
"""952 is the prefix that GS1 keeps for demonstrations: none of these places exists."""


def place_read_points(
    ground: DeviceSites, divisions: Divisions, kinds: dict[str, TracePlaceKind], seed: int
) -> Table:
    """Numbered in the order of the kinds; columns without ``division``."""
    raster, seats = ground.land.raster, ground.seats
    villages = [str(name) for name in divisions.villages["name"]]
    where: list[NDArray[np.float64]] = []
    ids: list[str] = []
    labels: list[str] = []
    keys: list[str] = []
    for key, (count, in_towns) in COUNTS.items():
        if key not in kinds:
            continue
        rng = stream(seed, f"read points {key}")
        cells, names = (seats.towns, divisions.town_names) if in_towns else (seats.villages, villages)
        for number, place in enumerate(rng.permutation(np.arange(count) % len(cells)).tolist()):
            again = "" if count <= len(cells) else f"{number + 1}号"
            where.append(raster.xy(cells[place]) + rng.normal(0, 180, 2))
            ids.append(f"urn:epc:id:sgln:{COMPANY}.{len(ids):05d}.0")
            labels.append(f"{names[place]}{kinds[key].name.zh.partition('（')[0]}{again}")
            keys.append(key)
    phones = [f"0999-{6_100_000 + n}" for n in range(len(ids))]
    text = {"id": ids, "name": labels, "kind": keys, "phone": phones}
    columns = {name: np.array(values, dtype=object) for name, values in text.items()}
    return Table(shapely.points(np.array(where).reshape(-1, 2)), columns)
