"""Text of Shapefiles, whose DBF often declares a wrong encoding and truncates headers within a character."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

AS_BYTES = "ISO-8859-1"
"""With this encoding every character is one byte of the file."""
HEADER_BYTES = 10


def decoded(columns: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    """Text of columns read as bytes: UTF-8 if all values are valid, else GBK; truncated last characters are dropped."""
    try:
        return _decoded(columns, "utf-8")
    except UnicodeDecodeError:
        return _decoded(columns, "gb18030")


def _decoded(columns: Mapping[str, NDArray[np.generic]], encoding: str) -> dict[str, NDArray[np.generic]]:
    def text(value: object) -> object:
        return value.encode(AS_BYTES).decode(encoding) if isinstance(value, str) else value

    change: Callable[[NDArray[np.generic]], NDArray[np.generic]] = np.frompyfunc(text, 1, 1)
    return {
        name.encode(AS_BYTES).decode(encoding, errors="ignore"): change(values) if values.dtype == object else values
        for name, values in columns.items()
    }


def cut(header: str) -> str:
    """A header written in UTF-8 as truncated by a DBF."""
    return header.encode()[:HEADER_BYTES].decode(errors="ignore")
