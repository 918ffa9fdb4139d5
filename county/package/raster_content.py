"""What is read of a raster of the package, for those that open it and for those that check it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from rasterio import Affine, DatasetReader
from rasterio.crs import CRS

from county.package.gdal_files import opened_raster
from county.package.heights import has_square_cells

T = TypeVar("T")


class RasterContent(NamedTuple, Generic[T]):
    """``place``: of the cells; ``squares``: whether they are squares with north up."""

    values: T
    squares: bool
    crs: CRS | None
    place: Affine


def raster_content(path: Path, read: Callable[[DatasetReader], T]) -> RasterContent[T]:
    """The raster ``path`` with what ``read`` takes from it.  Raises UnsafeFile and rasterio's errors."""
    with opened_raster(path) as source:
        return RasterContent(read(source), has_square_cells(source), source.crs, source.transform)
