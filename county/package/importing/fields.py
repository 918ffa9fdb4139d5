"""The columns of real files as fields of a layer, and their values as arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from county.package.importing.dbf import cut
from county.tables import values as cells
from county.tables.aliases import headers, meaning

__all__ = ["Columns", "column", "headers", "meaning", "number", "text", "yes"]
Columns = Mapping[str, NDArray[np.generic]]


def column(columns: Columns, layer: str, field: str) -> NDArray[np.generic] | None:
    """The column that holds ``field``, or None when the file has none; Shapefiles truncate headers to 10 bytes."""
    by_name = {cells.undressed(name).lower(): values for name, values in columns.items()}
    known = [header.lower() for header in headers(layer, field)]
    return next((by_name[h] for h in (*known, *map(cut, known)) if h in by_name), None)


def text(values: NDArray[np.generic] | None, n: int) -> NDArray[np.object_]:
    """``values`` as text in one line, without surrounding blanks and characters without width; null is "", an integral
    float has no ".0"."""
    out = np.full(n, "", dtype=object)
    for i, value in enumerate(values.tolist() if values is not None else ()):
        out[i] = cells.text(value)
    return out


def number(values: NDArray[np.generic] | None, n: int, unknown: float) -> NDArray[np.float64]:
    """``values`` as numbers; gaps and anything but a finite number are ``unknown``."""
    out = np.full(n, unknown, dtype=float)
    for i, value in enumerate(values.tolist() if values is not None else ()):
        try:
            parsed = cells.number(value)
        except cells.BadValue:
            continue
        if parsed is not None:
            out[i] = parsed
    return out


def yes(values: NDArray[np.generic] | None, n: int) -> NDArray[np.bool_]:
    """``values`` as booleans; all False without a column."""
    return np.array([meaning("yes", str(value)) is not None for value in text(values, n)], dtype=bool)
