"""The usable part of a layer: values of their column's type, geometry of the layer's type.

Other programs edit packages, too: QGIS writes nulls into new rows, and empty geometry.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.schema import DTYPE, Attribute, LayerSchema, blank_values
from county.texts import without_unseen

Mask = NDArray[np.bool_]


def values_of(column: Attribute, values: NDArray[np.generic] | None, n: int) -> tuple[NDArray[np.generic], Mask]:
    """The column in its type, nulls replaced by the unknown value, and the mask of nulls (n,)."""
    if values is None:
        return blank_values(column, n), np.zeros(n, dtype=bool)
    if column.kind == "text":
        null = np.array([not isinstance(value, str) for value in values], dtype=bool)
        return np.array([_shown(value) for value in np.where(null, "", values.astype(object))], dtype=object), null
    if values.dtype.kind not in "iufb":
        return blank_values(column, n), np.ones(n, dtype=bool)
    numbers = values.astype(float)
    null = ~np.isfinite(numbers)
    return np.where(null, column.unknown, numbers).astype(DTYPE[column.kind]), null


def _shown(text: str) -> str:
    """Without characters that control terminals or the order of others; as in commands (:mod:`county.texts`)."""
    return text if text.isprintable() else without_unseen(" ".join(text.split()))


def geometry_of(wkb: NDArray[np.object_]) -> NDArray[np.object_]:
    """The geometry (n,) of features; None where it cannot be read.  Unusable: see :func:`geometry_faults`."""
    with np.errstate(invalid="ignore"):  # of coordinates that are no numbers
        return np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)


def geometry_faults(schema: LayerSchema, geometry: NDArray[np.object_]) -> Iterator[tuple[str, Mask]]:
    """Reasons why geometry of the layer is unusable, each with its mask (n,)."""
    missing = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    yield "has no geometry; draw or remove it", missing
    yield (
        "has coordinates that are not finite numbers, as projecting "
        "swapped longitudes and latitudes gives; import it again",
        _without_place(geometry),
    )
    kinds = {"Point": (0,), "MultiLineString": (1, 5), "MultiPolygon": (3, 6)}[schema.geometry]
    yield f"is not a {schema.geometry}; redraw it", ~missing & ~np.isin(shapely.get_type_id(geometry), kinds)


def _without_place(geometry: NDArray[np.object_]) -> Mask:
    """The mask (n,) of those with a coordinate that is no finite number; the bounds of a line leave out such ones."""
    xy, row = shapely.get_coordinates(geometry, return_index=True)
    mask = np.zeros(len(geometry), dtype=bool)
    mask[row[~np.isfinite(xy).all(axis=1)]] = True
    return mask
