"""The format of a small file of the data folder: its field ``format``, which formats above 1 write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec

NEWER = "{path}: format {found} is newer than this program; update the program"


class _Head(msgspec.Struct):
    format: Annotated[int, msgspec.Meta(ge=1)] = 1


def format_of(content: bytes, decode: Callable[..., Any]) -> int:
    """The format of a file in JSON or TOML, decoded by ``decode``.  Raises msgspec.DecodeError, UnicodeDecodeError."""
    head: _Head = decode(content, type=_Head)
    return head.format
