"""The land of the demo county: an outline, and a surface eroded by rivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import (
    binary_closing,
    binary_dilation,
    binary_erosion,
    binary_fill_holes,
    binary_opening,
    distance_transform_edt,
    gaussian_filter,
    label,
    zoom,
)

from county.package.demo.hydrology import Drainage, drain, erode
from county.package.demo.raster import Edges, Floats, Mask, Raster, fbm, stream

OUTLET_M, SUMMIT_M = 165.0, 1180.0
"""Heights of the county's outlet and of its highest ground: hill country at the edge of the Yungui plateau."""
RIVER_KM2 = 2.4
"""Minimum catchment of a stream that is mapped as a river."""


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
        """Slope as rise over run."""
        square = self.z_m.reshape(self.raster.n, self.raster.n)
        dy, dx = np.gradient(square, self.raster.cell_m)
        return np.asarray(np.hypot(dx, dy).ravel())


def build_land(seed: int, raster: Raster, report: Callable[[float], None]) -> Land:
    """Outline, uplift and erosion from coarse to fine; ``report`` receives the share done."""
    inside, outlet = _outline(seed, raster)
    z: Floats | None = None
    factors = [f for f in (4, 2, 1) if raster.n // f >= 40]
    steps = {4: 70, 2: 25, 1: 9}
    for i, factor in enumerate(factors):
        coarse = Raster(raster.n // factor, raster.cell_m * factor, raster.west_m, raster.north_m)
        mask = inside.reshape(raster.n, raster.n)[factor // 2 :: factor, factor // 2 :: factor].ravel()
        outlet_cell = int(coarse.cell_at(raster.xy(outlet)))
        mask[outlet_cell] = True
        edges = _edges(coarse, mask, outlet_cell)
        uplift, erodibility = _rock(seed, coarse)
        if z is None:
            z = 400 + 110 * fbm(stream(seed, "start"), coarse.n, waves=5, octaves=6, gain=0.6).ravel()
            z[coarse.rim] = 100.0
        else:
            before = raster.n // factors[i - 1]
            z = zoom(z.reshape(before, before), coarse.n / before, order=1).ravel()
            z += 6 * fbm(stream(seed, f"detail{factor}"), coarse.n, waves=coarse.n / 8, octaves=3).ravel()
        count = steps[factor] + (60 if i == 0 and factor < 4 else 0)
        for step in range(count):
            z = erode(z, uplift, edges, coarse.rim, coarse.cell_m, erodibility=erodibility, steps=1)
            if step % 5 == 0:
                report((i + step / count) / len(factors))
    assert z is not None
    return _shaped(z, raster, inside, outlet, edges)


def _outline(seed: int, raster: Raster) -> tuple[Mask, int]:
    """The county as a flat mask, and its outlet: the cell on the southern border to which all of it drains."""
    rng = stream(seed, "outline")
    axis = np.linspace(-1, 1, raster.n)
    x, y = np.meshgrid(axis, axis)
    x = x + 0.07 * fbm(rng, raster.n, waves=5, octaves=6, gain=0.55)
    y = y + 0.07 * fbm(rng, raster.n, waves=5, octaves=6, gain=0.55)
    turn = np.arange(2, 7)
    swing, phase = 0.16 / turn * rng.uniform(0.6, 1.4, len(turn)), rng.uniform(0, 2 * np.pi, len(turn))
    radius = 0.80 + (swing * np.cos(np.arctan2(y, x)[..., None] * turn + phase)).sum(axis=-1)
    blob = np.hypot(x, y) < radius
    blob[:4], blob[-4:], blob[:, :4], blob[:, -4:] = False, False, False, False
    blob = binary_fill_holes(binary_opening(binary_closing(blob, iterations=3), iterations=max(3, raster.n // 60)))
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
    """Uplift per step and erodibility: ranges in the north-west and east, a soft basin along the main valley."""
    n = raster.n
    axis = np.linspace(-1, 1, n)
    x, y = np.meshgrid(axis, axis)
    bend = 0.12 * fbm(stream(seed, "bend"), n, waves=3, octaves=4)
    ranges = fbm(stream(seed, "ranges"), n, waves=3.5, octaves=5, gain=0.45)
    spine = 0.12 + 0.20 * np.sin(2.6 * y + 0.6) + bend
    basin = np.exp(-(((x - spine) / 0.17) ** 2)) * (0.35 + 0.65 * np.exp(-(((y - 0.12) / 0.42) ** 2)))
    uplift = np.clip(1.0 + 0.36 * ranges - 0.14 * x - 0.85 * basin, 0.15, None)
    rock = np.exp(0.45 * fbm(stream(seed, "rock"), n, waves=12, octaves=6, gain=0.75) + 0.5 * basin)
    return 4.0 * uplift.ravel(), 0.9 * rock.ravel()


def _shaped(z: Floats, raster: Raster, inside: Mask, outlet: int, edges: Edges) -> Land:
    """Rounded summits, flat valley floors, true heights; every cell drains."""
    n = raster.n
    low = z[outlet]
    z = OUTLET_M + (z - low) * (SUMMIT_M - OUTLET_M) / (np.quantile(z[inside], 0.9995) - low)
    z = gaussian_filter(z.reshape(n, n), 0.9).ravel()
    tree = drain(z, edges, raster.rim)
    area = tree.accumulate(np.full(len(z), raster.cell_m**2 / 1e6))
    z = tree.raised(z, 0.02)
    river = tree.first_downstream(area >= RIVER_KM2)
    hand = np.maximum(z - z[river], 0)
    floor = 9.0 * np.clip(area[river] / 20, 0.05, None) ** 0.42
    flat = hand * hand / (hand + floor)
    z = tree.raised(z[river] + flat, 0.01)
    z = tree.raised(_joined(z, raster, inside, area), 0.01)
    return Land(raster, z, inside, outlet, tree, area, np.maximum(z - z[river], 0))


def _joined(z: Floats, raster: Raster, inside: Mask, area_km2: Floats) -> Floats:
    """``z`` with the land outside raised to match the county at its border: both sides were eroded separately."""
    n = raster.n
    square, within = z.reshape(n, n), inside.reshape(n, n)
    to_inside, (row_in, col_in) = distance_transform_edt(~within, return_indices=True)
    _, (row_out, col_out) = distance_transform_edt(within, return_indices=True)
    step = square[row_in, col_in] - square[row_out[row_in, col_in], col_out[row_in, col_in]]
    lifted = square + gaussian_filter(step, 2.5) * np.exp(-to_inside * raster.cell_m / 4000)
    joined = np.where(within, square, np.maximum(lifted, 0.7 * OUTLET_M))
    crest = binary_dilation(within, iterations=3) & ~binary_erosion(within, iterations=3)
    crest &= area_km2.reshape(n, n) < RIVER_KM2
    return np.where(crest, gaussian_filter(joined, 1.5), joined).ravel()
