"""The land of the demo county: an outline, and a surface that rivers have worked on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_closing, binary_fill_holes, binary_opening, gaussian_filter, label, zoom

from county.package.demo.hydrology import Drainage, drain, erode
from county.package.demo.raster import Edges, Floats, Mask, Raster, fbm, stream

OUTLET_M, SUMMIT_M = 165.0, 1180.0
"""Heights of the county's outlet and of its highest ground: hill country at the edge of the Yungui plateau."""
RIVER_KM2 = 2.4
"""Catchment from which a stream counts as a river and is mapped."""


@dataclass(frozen=True)
class Land:
    """Flat arrays over ``raster``: heights, county mask, drainage, catchment areas."""

    raster: Raster
    z_m: Floats
    inside: Mask
    outlet: int
    drainage: Drainage
    area_km2: Floats
    above_river_m: Floats
    """Height above the river that the cell drains to (HAND, Rennó et al. 2008)."""

    @property
    def slope(self) -> Floats:
        """Steepness as rise over run."""
        square = self.z_m.reshape(self.raster.n, self.raster.n)
        dy, dx = np.gradient(square, self.raster.cell_m)
        return np.asarray(np.hypot(dx, dy).ravel())


def build_land(seed: int, raster: Raster, report: Callable[[float], None]) -> Land:
    """Outline, uplift and erosion from coarse to fine; ``report`` gets the share done."""
    inside, outlet = _outline(seed, raster)
    z: Floats | None = None
    factors = [f for f in (4, 2, 1) if raster.n // f >= 40]
    steps = {4: 70, 2: 25, 1: 9}
    for i, factor in enumerate(factors):
        coarse = Raster(raster.n // factor, raster.cell_m * factor, raster.west_m, raster.north_m)
        mask = inside.reshape(raster.n, raster.n)[factor // 2 :: factor, factor // 2 :: factor].ravel()
        gate = int(coarse.cell_at(raster.xy(outlet)))
        mask[gate] = True
        edges = _edges(coarse, mask, gate)
        uplift, erodibility = _rock(seed, coarse)
        if z is None:
            z = 40 + 12 * fbm(stream(seed, "start"), coarse.n, waves=4, octaves=6).ravel()
        else:
            before = raster.n // factors[i - 1]
            z = zoom(z.reshape(before, before), coarse.n / before, order=1).ravel()
            z += 2 * fbm(stream(seed, f"detail{factor}"), coarse.n, waves=coarse.n / 8, octaves=3).ravel()
        count = steps[factor] + (60 if i == 0 and factor < 4 else 0)
        for step in range(count):
            z = erode(z, uplift, edges, coarse.rim, coarse.cell_m, erodibility=erodibility, steps=1)
            if step % 5 == 0:
                report((i + step / count) / len(factors))
    assert z is not None
    return _shaped(z, raster, inside, outlet, edges)


def _outline(seed: int, raster: Raster) -> tuple[Mask, int]:
    """The county as a flat mask, and its outlet: the cell on the southern border that all its water leaves by."""
    rng = stream(seed, "outline")
    axis = np.linspace(-1, 1, raster.n)
    x, y = np.meshgrid(axis, axis)
    wobble = 0.14 * fbm(rng, raster.n, waves=2.2, octaves=6, gain=0.55)
    angle = np.arctan2(y, x)
    radius = 0.78 + 0.07 * np.cos(2 * angle + 1.1) + 0.05 * np.cos(3 * angle - 0.4)
    blob = np.hypot(x, y) + wobble < radius
    blob &= np.maximum(abs(x), abs(y)) < 0.93
    blob = binary_fill_holes(binary_opening(binary_closing(blob, iterations=2), iterations=3))
    parts, _ = label(blob)
    blob = parts == np.bincount(parts.ravel())[1:].argmax() + 1
    column = int(raster.n * 0.56)
    row = int(np.flatnonzero(blob[:, column]).max())
    return blob.ravel(), row * raster.n + column


def _edges(raster: Raster, inside: Mask, outlet: int) -> Edges:
    """Neighbour pairs without those across the county border, except at the outlet: the border becomes a divide."""
    edges = raster.edges
    same = inside[edges.a] == inside[edges.b]
    at_gate = (edges.a == outlet) | (edges.b == outlet)
    return edges.where(same | at_gate)


def _rock(seed: int, raster: Raster) -> tuple[Floats, Floats]:
    """Uplift a step and erodibility: ranges in the north-west and east, a soft basin along the main valley."""
    n = raster.n
    axis = np.linspace(-1, 1, n)
    x, y = np.meshgrid(axis, axis)
    ranges = fbm(stream(seed, "ranges"), n, waves=2.5, octaves=3)
    spine = 0.10 + 0.22 * np.sin(2.3 * y + 0.6)
    basin = np.exp(-(((x - spine) / 0.24) ** 2)) * (0.45 + 0.55 * np.exp(-(((y - 0.15) / 0.5) ** 2)))
    uplift = np.clip(1.0 + 0.33 * ranges - 0.45 * (x + y) * 0.5 - 0.85 * basin, 0.12, None)
    rock = np.exp(0.35 * fbm(stream(seed, "rock"), n, waves=6, octaves=4) + 0.6 * basin)
    return 4.0 * uplift.ravel(), 0.9 * rock.ravel()


def _shaped(z: Floats, raster: Raster, inside: Mask, outlet: int, edges: Edges) -> Land:
    """Rounded summits, flat valley floors, true heights; every cell drains."""
    n = raster.n
    tree = drain(z, edges, raster.rim)
    cell_km2 = raster.cell_m**2 / 1e6
    area = tree.accumulate(np.full(len(z), cell_km2))
    low = z[outlet]
    z = OUTLET_M + (z - low) * (SUMMIT_M - OUTLET_M) / (np.quantile(z[inside], 0.9995) - low)
    soft = gaussian_filter(z.reshape(n, n), 1.0).ravel()
    z = np.where(area > RIVER_KM2 / 3, z, soft)
    tree = drain(z, edges, raster.rim)
    area = tree.accumulate(np.full(len(z), cell_km2))
    z = tree.raised(z, 0.02)
    river = tree.first_downstream((area >= RIVER_KM2))
    hand = np.maximum(z - z[river], 0)
    floor = 9.0 * np.clip(area[river] / 20, 0.05, None) ** 0.42
    flat = hand * hand / (hand + floor)
    z = z[river] + flat
    z = tree.raised(z, 0.01)
    return Land(raster, z, inside, outlet, tree, area, np.maximum(z - z[river], 0))
