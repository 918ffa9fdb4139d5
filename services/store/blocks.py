"""Block encoding of columns: small integers, split into byte planes, then deflated.

A block of n rows is a prefix (length of the deflated part, CRC-32 of the plain part: u32 each), ``zlib(header,
planes)`` and plain planes.  The header contains n, then for every column its coding (u8), its decimal exponent (u8),
the stored bytes per value (u8), the number of these in the plain part (u8) and a base (i64).  Integers are stored as
differences from the previous row or from the minimum, whichever are more regular or smaller; floats that are decimal
fractions are such integers times ``10 ** -exponent``, others are XORed with the previous row.  A plane contains one
byte of every row, the lowest first: sorted keys, regular times and slowly changing values give planes of zeros.
Planes of noise are not deflated: it would save nothing and take most of the time.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_PREFIX = struct.Struct("<II")
_COUNT = struct.Struct("<I")
_HEAD = struct.Struct("<BBBBq")
_STEPS, _OFFSETS, _DECIMAL_STEPS, _DECIMAL_OFFSETS, _BITS = range(5)
_MISSING = np.int64(-(1 << 63))
"""Represents the standard NaN among integers."""
_LARGEST = float(1 << 53)
_EXPONENTS = range(7)
_SAMPLE = 64
_NOISE = 1 / 200
"""A plane with a lower share of equal byte pairs is stored without compression; pure noise has 1/256."""


class BadBlock(Exception):
    """Bytes that are not a block of the expected columns."""


def encode(columns: Mapping[str, Array]) -> bytes:
    """The block of equally long columns (integers up to 64 bits, floats); at least one row."""
    rows = len(next(iter(columns.values())))
    deflated, plain = [], []
    heads = [_COUNT.pack(rows)]
    for column in columns.values():
        coding, exponent, base, steps = _float_steps(column) if column.dtype.kind == "f" else _whole_steps(column)
        width = (int(steps.max()).bit_length() + 7) // 8
        planes = steps.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T
        noisy = 0
        while noisy < width and _is_noise(planes[noisy]):
            noisy += 1
        heads.append(_HEAD.pack(coding, exponent, width, noisy, base))
        plain.append(planes[:noisy].tobytes())
        deflated.append(planes[noisy:].tobytes())
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 8, zlib.Z_RLE)
    small = packer.compress(b"".join((*heads, *deflated))) + packer.flush()
    rest = b"".join(plain)
    return b"".join((_PREFIX.pack(len(small), zlib.crc32(rest)), small, rest))


def _is_noise(plane: Array) -> bool:
    """Whether the bytes of a plane are distributed so evenly that deflating them saves nothing."""
    counts = np.bincount(plane, minlength=256)
    rows = len(plane)
    return rows > 1 and int(counts @ counts) - rows < _NOISE * rows * (rows - 1)


def decode(data: bytes, dtypes: Mapping[str, np.dtype[Any]]) -> dict[str, Array]:
    """The columns of a block by name.  Raises BadBlock."""
    try:
        length, check = _PREFIX.unpack_from(data)
        small = zlib.decompress(data[_PREFIX.size : _PREFIX.size + length])
        plain = data[_PREFIX.size + length :]
        if zlib.crc32(plain) != check:
            raise BadBlock("the plain part was changed")
        (rows,) = _COUNT.unpack_from(small)
        offset, plain_offset = _COUNT.size + _HEAD.size * len(dtypes), 0
        columns = {}
        for number, (name, dtype) in enumerate(dtypes.items()):
            coding, exponent, width, noisy, base = _HEAD.unpack_from(small, _COUNT.size + _HEAD.size * number)
            if not width and coding in (_STEPS, _OFFSETS):
                columns[name] = np.full(rows, base).astype(dtype)
                continue
            steps = np.zeros((rows, 8), np.uint8)
            if noisy:
                planes = np.frombuffer(plain, np.uint8, rows * noisy, plain_offset)
                steps[:, :noisy] = planes.reshape(noisy, rows).T
                plain_offset += len(planes)
            if noisy < width:
                planes = np.frombuffer(small, np.uint8, rows * (width - noisy), offset)
                steps[:, noisy:width] = planes.reshape(width - noisy, rows).T
                offset += len(planes)
            columns[name] = _values(coding, exponent, base, steps.view("<u8").reshape(-1), dtype)
    except (zlib.error, struct.error, ValueError, TypeError) as error:  # the database permits values of any type
        raise BadBlock(str(error)) from error
    if offset != len(small) or plain_offset != len(plain):
        raise BadBlock("trailing bytes")
    return columns


def _values(coding: int, exponent: int, base: int, steps: Array, dtype: np.dtype[Any]) -> Array:
    """A column from its steps, (n,) u64, which are overwritten."""
    if coding == _BITS:
        steps[0] ^= np.int64(base).view(np.uint64)
        np.bitwise_xor.accumulate(steps, out=steps)
        return steps.astype(f"<u{dtype.itemsize}").view(dtype)
    values: Array = steps.view(np.int64)
    if coding in (_OFFSETS, _DECIMAL_OFFSETS):
        values += base
    elif coding in (_STEPS, _DECIMAL_STEPS):
        sign = steps & np.uint64(1)
        steps >>= np.uint64(1)
        steps ^= np.negative(sign, out=sign)
        values[0] += base
        np.cumsum(values, out=values)
    else:
        raise ValueError(f"unknown coding {coding}")
    if coding in (_STEPS, _OFFSETS):
        return values.astype(dtype)
    floats = (values / 10.0**exponent).astype(dtype)
    floats[values == _MISSING] = np.nan
    return floats


def _whole_steps(column: Array) -> tuple[int, int, int, Array]:
    """Coding, exponent, base and (n,) u64 steps of a column of integers."""
    values = column.astype(np.int64)
    low = values.min()
    offsets = (values - low).view(np.uint64)
    moves = np.diff(values, prepend=values[:1])
    # Zigzag encoding: 0, -1, 1, -2 … become 0, 1, 2, 3 …
    steps = ((moves << 1) ^ (moves >> 63)).view(np.uint64)
    regular = 2 * np.count_nonzero(moves[1:] == moves[:-1]) > len(moves)
    if not regular and offsets.astype(np.float64).sum() < steps.astype(np.float64).sum():
        return _OFFSETS, 0, int(low), offsets
    return _STEPS, 0, int(values[0]), steps


def _float_steps(column: Array) -> tuple[int, int, int, Array]:
    """Coding, exponent, base and (n,) u64 steps of a column of floats."""
    bits = column.view(f"<u{column.dtype.itemsize}")
    missing = bits == np.array(np.nan, column.dtype).view(bits.dtype)
    wide = column.astype(np.float64)
    plain = np.flatnonzero(~missing)[:_SAMPLE]
    some = wide[plain], bits[plain]
    # The largest and smallest exponent rule out most columns that are not decimals.
    fits = any(_integers(*some, exponent, column.dtype) is not None for exponent in (_EXPONENTS[-1], 0))
    for exponent in _EXPONENTS if fits else ():
        if _integers(*some, exponent, column.dtype) is not None:
            integers = _integers(np.where(missing, 0.0, wide), np.where(missing, 0, bits), exponent, column.dtype)
            if integers is not None:
                integers[missing] = _MISSING
                coding, _, base, steps = _whole_steps(integers)
                return (_DECIMAL_STEPS if coding == _STEPS else _DECIMAL_OFFSETS), exponent, base, steps
    wide_bits = bits.astype(np.uint64)
    steps = wide_bits.copy()
    steps[1:] ^= wide_bits[:-1]
    steps[0] = 0
    return _BITS, 0, int(wide_bits[0].view(np.int64)), steps


def _integers(values: Array, bits: Array, exponent: int, dtype: np.dtype[Any]) -> Array | None:
    """``values * 10 ** exponent`` when these are integers that decode to identical bits; else None."""
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.rint(values * 10.0**exponent)
    if not (np.abs(scaled) < _LARGEST).all():
        return None
    integers: Array = scaled.astype(np.int64)
    same = (integers / 10.0**exponent).astype(dtype).view(bits.dtype) == bits
    return integers if same.all() else None
