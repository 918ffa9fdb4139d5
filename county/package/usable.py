"""What of a layer can be used: values in the type of their column, geometry of its kind.

Others than this program write packages, too: QGIS leaves nulls in new rows and empty geometry behind.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.schema import DTYPE, Attribute, LayerSchema, blank_values

Mask = NDArray[np.bool_]


def values_of(column: Attribute, values: NDArray[np.generic] | None, n: int) -> tuple[NDArray[np.generic], Mask]:
    """The column in its type, nulls as unknown, and where they were (n,)."""
    if values is None:
        return blank_values(column, n), np.zeros(n, dtype=bool)
    if column.kind == "text":
        null = np.array([not isinstance(value, str) for value in values], dtype=bool)
        return np.where(null, "", values.astype(object)), null
    if values.dtype.kind not in "iufb":
        return blank_values(column, n), np.ones(n, dtype=bool)
    numbers = values.astype(float)
    null = ~np.isfinite(numbers)
    return np.where(null, column.unknown, numbers).astype(DTYPE[column.kind]), null


def geometry_faults(schema: LayerSchema, geometry: NDArray[np.object_]) -> Iterator[tuple[str, Mask]]:
    """What makes geometry of the layer useless, and where (n,)."""
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    yield "has no geometry; draw it or take it out", missing
    yield (
        "has coordinates that are not finite numbers, as projecting "
        "swapped longitudes and latitudes gives; import it anew",
        ~missing & ~np.isfinite(shapely.bounds(geometry)).all(axis=1),
    )
    kinds = {"Point": (0,), "MultiLineString": (1, 5), "MultiPolygon": (3, 6)}[schema.geometry]
    yield f"is not a {schema.geometry}; draw it anew", ~missing & ~np.isin(shapely.get_type_id(geometry), kinds)
