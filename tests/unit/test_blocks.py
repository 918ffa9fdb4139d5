"""Block encoding: bit-exact, and compact for regular sensors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from county.streams import READINGS
from services.store.blocks import BadBlock, decode, encode

TYPES = [np.dtype(name) for name in ("<u1", "<i2", "<u4", "<i4", "<i8", "<f4", "<f8")]


@given(data=st.data(), rows=st.integers(1, 200), types=st.lists(st.sampled_from(TYPES), min_size=1, max_size=4))
def test_every_bit_of_every_column_is_decoded(data: st.DataObject, rows: int, types: list[np.dtype]) -> None:
    columns = {str(number): data.draw(hnp.arrays(dtype, rows)) for number, dtype in enumerate(types)}
    found = decode(encode(columns), {str(number): dtype for number, dtype in enumerate(types)})
    assert {name: column.tobytes() for name, column in found.items()} == {
        name: column.tobytes() for name, column in columns.items()
    }
    assert [found[name].dtype for name in columns] == types


@given(
    places=st.integers(0, 6),
    numbers=st.lists(st.one_of(st.integers(-(10**8), 10**8), st.none()), min_size=1, max_size=150),
    dtype=st.sampled_from([np.dtype("<f8"), np.dtype("<f4")]),
)
def test_decimal_fractions_with_gaps_are_decoded(places: int, numbers: list[int | None], dtype: np.dtype) -> None:
    column = np.array([np.nan if n is None else n / 10**places for n in numbers], dtype)
    assert decode(encode({"v": column}), {"v": dtype})["v"].tobytes() == column.tobytes()


def test_a_day_of_a_regular_sensor_takes_less_than_three_bytes_a_reading() -> None:
    rows, choice = 8_640, np.random.default_rng(1)
    columns = {
        "channel": np.full(rows, 77, np.uint32),
        "at_ms": 1_790_000_000_000 + np.arange(rows) * 10_000,
        "value": np.round(12 + np.cumsum(choice.normal(0, 0.05, rows)), 2),
        "quality": np.zeros(rows, np.uint8),
    }
    assert len(encode(columns)) < 3 * rows


@given(where=st.integers(0, 10_000), change=st.integers(1, 255), cut=st.booleans())
def test_a_damaged_block_is_reported_or_unchanged(where: int, change: int, cut: bool) -> None:
    columns = {name: np.arange(50).astype(dtype) for name, dtype in READINGS.columns.items()}
    block = bytearray(encode(columns))
    where %= len(block)
    if cut:
        del block[where:]
    else:
        block[where] ^= change
    try:
        found = decode(bytes(block), READINGS.columns)
    except BadBlock:
        return
    assert not cut
    assert all((found[name] == columns[name]).all() for name in columns)


@pytest.mark.parametrize("data", [b"", b"not a block"])
def test_bytes_that_are_not_a_block_are_reported(data: bytes) -> None:
    with pytest.raises(BadBlock):
        decode(data, READINGS.columns)
