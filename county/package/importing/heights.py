"""The values of a raster as heights in metres: which of them are voids, their scale, offset and unit.

Only few rasters declare their voids: those of SRTM are -32768, others fill with the ends of the type's range, -9999 or
±3.4e38.  Interpolated with their neighbours they would become chasms and peaks of the terrain.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from county.explained import ExplainedLine
from county.package.checks.relief import HIGHEST_M as GROUND_M
from county.package.importing.undeclared_feet import FOOT_M, whole_metres_in_feet
from county.package.manifest import PackageError
from county.tables.units import METRES
from county.tables.values import unit_key

VOIDS = (-32768.0, -32767.0, -9999.0, -99999.0)
"""Values that rasters use for cells without a height, mostly without declaring it; and the largest of their type."""
ENDLESS = 1e30
"""Larger absolute values are voids: the ends of the range of 32-bit floats."""
LOWEST_M, HIGHEST_M = -500.0, 9_000.0
"""No ground is outside (Dead Sea -430 m, Qomolangma 8,849 m)."""
OUTLIERS = 0.5
"""A larger share of heights outside these is a wrong unit, not voids."""
DETACHED_M, DETACHED_CELLS = 50.0, 5
"""Cells of one value that are by this much below or above all others are voids, where there are so many."""
LARGEST_STEP = 0.2
"""Values rise without a gap when no step between two of them is larger than this share of their range."""
DECIMETRE, CENTIMETRE = 0.1, 0.01
ABOVE_SEA_M = 50.0
"""Where all other heights are so much above them, cells of exactly 0, as stored in the raster, are voids."""
SAMPLE = 1_000
"""Cells on each side of the sample that decides what the values are."""
NAMED_HEIGHTS = ("elevation", "height", "altitude", "dem", "dtm", "dsm", "高程", "海拔", "地形")
"""Words in the description of a band of heights."""


class HeightBand:
    """One band of an open raster, read as heights in metres with NaN for voids."""

    def __init__(self, path: Path, source: rasterio.DatasetReader, window: Window) -> None:
        """``path``: for messages.  ``window``: the part that will be read.

        Raises PackageError when the band contains no heights.
        """
        self._path = path
        self._source = source
        self.number = _band_of_heights(path, source)
        self._scale, self._offset = source.scales[self.number - 1], source.offsets[self.number - 1]
        self._unit_m = self._metres()
        self._zero_is_void = False
        self._voids = (*VOIDS, *_largest(source.dtypes[self.number - 1]))
        self.voids: Counter[float] = Counter()
        """Cells read that are voids although the raster does not declare it, by value of the raster."""
        self._inspect(window)
        self.voids.clear()

    @property
    def converted(self) -> str:
        """Scale, offset and unit where values are not metres, else ""."""
        parts = []
        if self._scale != 1:
            parts.append(f"scale {self._scale:g}")
        if self._offset:
            parts.append(f"offset {self._offset:g}")
        if self._unit_m != 1:
            parts.append(f"1 unit = {self._unit_m:g} m")
        return ", ".join(parts)

    def read(self, window: Window, shape: tuple[int, int] | None = None) -> NDArray[np.float32]:
        """Heights of ``window``; with a ``shape`` (rows, cols) every n-th cell of it, not interpolated."""
        values = self._source.read(self.number, window=window, out_shape=shape, masked=True)
        raw = np.asarray(values.data, dtype=np.float64)
        declared = np.ma.getmaskarray(values) | np.isnan(raw)
        metres = (raw * self._scale + self._offset) * self._unit_m
        void = np.isin(raw, self._voids) | (np.abs(raw) > ENDLESS) | (metres < LOWEST_M) | (metres > HIGHEST_M)
        if self._zero_is_void:
            void |= raw == 0
        void &= ~declared
        if void.any():
            found, number = np.unique(raw[void], return_counts=True)
            self.voids.update(dict(zip(found.tolist(), number.tolist(), strict=True)))
        metres[declared | void] = np.nan
        return np.asarray(metres, dtype=np.float32)

    def _metres(self) -> float:
        unit = self._source.units[self.number - 1] or ""
        if not unit.strip():
            unit = _vertical_unit(self._source) or "m"
        metres = METRES.get(unit_key(unit))
        if metres is None:
            raise PackageError(
                "{path}: its heights are in {unit}, an unknown unit; convert them to metres and say so",
                path=self._path, unit=repr(unit),
            )  # fmt: skip
        return metres

    def _inspect(self, window: Window) -> None:
        """Decide by a sample what cannot be decided cell by cell.  Raises PackageError."""
        shape = min(SAMPLE, int(window.height)), min(SAMPLE, int(window.width))
        values = self._source.read(self.number, window=window, out_shape=shape, masked=True)
        raw = np.asarray(values.data, dtype=np.float64)[~np.ma.getmaskarray(values)]
        raw = raw[np.isfinite(raw) & ~np.isin(raw, self._voids) & (np.abs(raw) <= ENDLESS)]
        if not raw.size:
            return
        metres = (raw * self._scale + self._offset) * self._unit_m
        if not self.converted and whole_metres_in_feet(metres):
            raise PackageError(
                "{path}: its heights, {least} to {most}, are whole metres only when taken as feet ({metres} m); write "
                "the unit into the raster, or convert it to metres",
                path=self._path, least=f"{metres.min():,.0f}", most=f"{metres.max():,.0f}",
                metres=f"{metres.min() * FOOT_M:,.0f} to {metres.max() * FOOT_M:,.0f}",
            )  # fmt: skip
        outside = (metres < LOWEST_M) | (metres > HIGHEST_M)
        if unit := _other_unit(metres):
            raise PackageError(
                "{path}: its heights, {least} to {most} m, look like {unit}; write the unit into the raster, or "
                "convert it to metres",
                path=self._path, least=f"{metres.min():,.0f}", most=f"{metres.max():,.0f}", unit=unit,
            )  # fmt: skip
        if outside.mean() > OUTLIERS:
            raise PackageError(
                "{path}: its values, {least} to {most}, are no heights in metres; convert them to metres, or write "
                "their unit (cm, dm, ft) or scale into the raster",
                path=self._path, least=f"{raw.min():,.0f}", most=f"{raw.max():,.0f}",
            )  # fmt: skip
        self._voids = (*self._voids, *_detached(raw, metres, ~outside))
        others = metres[(raw != 0) & ~outside & ~np.isin(raw, self._voids)]
        zero_m = self._offset * self._unit_m
        self._zero_is_void = bool((raw == 0).any() and others.size and others.min() - zero_m > ABOVE_SEA_M)


def _band_of_heights(path: Path, source: rasterio.DatasetReader) -> int:
    """Number of the band of heights.  Raises PackageError for a picture."""
    if source.colorinterp[0] in (ColorInterp.palette, ColorInterp.red) or set(source.dtypes) <= {"uint8", "int8"}:
        bands = f"{source.count} band{'s' if source.count > 1 else ''} of {source.dtypes[0]}"
        raise PackageError(
            "{path}: is a picture ({bands}), no terrain: colours or shades are no heights; give a raster of heights "
            "in metres with 16-bit or floating-point values",
            path=path, bands=bands,
        )  # fmt: skip
    if source.count == 1:
        return 1
    named = [
        number
        for number, text in enumerate(source.descriptions, 1)
        if text and any(word in text.lower() for word in NAMED_HEIGHTS)
    ]
    if len(named) != 1:
        named_bands = ", ".join(f"{n} {text or 'without a name'}" for n, text in enumerate(source.descriptions, 1))
        raise PackageError(
            "{path}: has {n} bands ({bands}), and it is not clear which one contains heights; give a raster with that "
            "band alone",
            path=path, n=source.count, bands=named_bands,
        )  # fmt: skip
    return named[0]


def _other_unit(metres: NDArray[np.float64]) -> ExplainedLine | None:
    """The units that explain values that rise above all ground without a gap; None where they are metres or voids."""
    values = np.sort(metres)
    most, span = values[-1], values[-1] - values[0]
    if most <= GROUND_M or values[0] < LOWEST_M:
        return None
    upper = values[max(0, np.searchsorted(values, GROUND_M, side="right") - 1) :]
    if len(upper) < 2 or np.diff(upper).max() > span * LARGEST_STEP:
        return None
    if most * CENTIMETRE > GROUND_M:
        return None
    dm, cm = (f"{values[0] * size:,.0f} to {most * size:,.0f} m" for size in (DECIMETRE, CENTIMETRE))
    if most * DECIMETRE > GROUND_M:
        return ExplainedLine("centimetres ({cm})", cm=cm)
    return ExplainedLine("decimetres ({dm}) or centimetres ({cm})", dm=dm, cm=cm)


def _detached(raw: NDArray[np.float64], metres: NDArray[np.float64], plausible: NDArray[np.bool_]) -> list[float]:
    """Values of many cells far below or above all others: ground is continuous, so that these are voids."""
    values, first, count = np.unique(raw[plausible], return_index=True, return_counts=True)
    if len(values) < 2:
        return []
    at_m = metres[plausible][first]
    ends = [(0, abs(at_m[1] - at_m[0])), (-1, abs(at_m[-1] - at_m[-2]))]
    few = OUTLIERS * count.sum()
    return [float(values[i]) for i, gap in ends if gap > DETACHED_M and DETACHED_CELLS <= count[i] < few]


def _largest(dtype: str) -> tuple[float, ...]:
    """The largest value of an integer type; none of another."""
    return (float(np.iinfo(dtype).max),) if np.issubdtype(np.dtype(dtype), np.integer) else ()


def _vertical_unit(source: rasterio.DatasetReader) -> str:
    """Unit of the vertical part of a compound CRS, else ""."""
    from pyproj import CRS

    if source.crs is None:
        return ""
    parts = CRS.from_wkt(source.crs.to_wkt()).sub_crs_list
    return next((part.axis_info[0].unit_name.lower() for part in parts if part.is_vertical), "")
