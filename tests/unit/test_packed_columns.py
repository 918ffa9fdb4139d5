"""Columns of a moment are carried in few bytes, and are the same afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec import msgpack

from county.aggregate import NEVER_MS
from services.protocol.packed_columns import PackedColumn, packed_column, unpacked_column

DAY_MS = 86_400_000
COLUMNS: dict[str, tuple[Any, str, int]] = {
    "nothing": ([], "<i8", 0),
    "one row": ([7], "<i8", 8),
    "one value": ([NEVER_MS] * 3, "<i8", 8),
    "times of a fortnight": ([1_795_399_200_000, NEVER_MS, 1_795_399_200_000 + 14 * DAY_MS], "<i8", 12),
    "the widest of a byte": ([-100, 154, NEVER_MS], "<i8", 3),
    "one more than a byte": ([-100, 155, NEVER_MS], "<i8", 6),
    "the whole range": ([-(2**63), NEVER_MS - 1, NEVER_MS], "<i8", 24),
    "places of few texts": ([0, 3, 254, 9], "<u4", 4),
    "places of all texts": ([0, 2**32 - 1], "<u4", 8),
    "codes": ([1, 255], "|u1", 2),
    "answers": ([True, False], "|b1", 2),
    "coordinates": ([1.5, -2.25], "<f8", 16),
}
"""Values, type, and bytes that carry them."""


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_the_same_after_it_was_carried(name: str) -> None:
    values, kind, size = COLUMNS[name]
    column = np.array(values, kind)
    carried: PackedColumn = msgpack.decode(msgpack.encode(packed_column(column)), type=PackedColumn)
    assert len(carried.data) == size
    found = unpacked_column(carried, column.dtype, len(column))
    assert found.dtype == column.dtype
    assert found.tolist() == values


@pytest.mark.parametrize("packed", [PackedColumn(b"\0" * 6), PackedColumn(b"\0" * 2, 1), PackedColumn(b"", 4)])
def test_a_column_of_another_length_is_refused(packed: PackedColumn) -> None:
    with pytest.raises(ValueError, match="for 3 values"):
        unpacked_column(packed, np.dtype("<i8"), 3)
