"""Columns as few bytes: integers as what they are more than the least of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from county.aggregate import NEVER_MS

Least = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Width = Literal[0, 1, 2, 4]
_NARROW: tuple[Width, ...] = (1, 2, 4)


class PackedColumn(Struct, frozen=True, forbid_unknown_fields=True, array_like=True, gc=False):
    """The values of a column, little-endian; one value where all are the same."""

    data: bytes
    width: Width = 0
    """Bytes of a value, an unsigned integer whose greatest stands for NEVER_MS; 0: they are as in the column."""
    least: Least = 0
    """What is to be added to each of those."""


def packed_column(column: NDArray[Any]) -> PackedColumn:
    """``column``, (n,), in the fewest bytes of a whole number that each of its values needs."""
    if len(column) > 1 and (column == column[0]).all():
        column = column[:1]
    if len(column) > 1 and column.dtype.kind in "iu" and column.itemsize > 1:
        never = column == NEVER_MS
        known = column[~never]
        least, most = int(known.min()), int(known.max())
        for width in _NARROW:
            if width < column.itemsize and most - least < _never(width):
                values = (column.astype(np.int64) - least).astype(f"<u{width}")
                values[never] = _never(width)
                return PackedColumn(values.tobytes(), width, least)
    return PackedColumn(column.tobytes())


def unpacked_column(packed: PackedColumn, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
    """The ``count`` values, (count,).  Raises ValueError when there are not as many."""
    stored = np.dtype(f"<u{packed.width}") if packed.width else dtype
    if len(packed.data) not in (stored.itemsize, count * stored.itemsize):
        raise ValueError(f"a column of {len(packed.data)} bytes for {count} values of {stored}")
    values = np.frombuffer(packed.data, stored)
    if packed.width:
        wide = values.astype(np.int64) + packed.least
        wide[values == _never(packed.width)] = NEVER_MS
        values = wide.astype(dtype, copy=False)
    return values if len(values) == count else np.full(count, values[0])


def _never(width: int) -> int:
    return (1 << 8 * width) - 1
