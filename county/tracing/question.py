"""A question about a batch: where it went, and where it came from."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

EPC_MAX = 200
MATCHES_MAX = 50


class TraceQuestion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which batch, as of when."""

    batch: Annotated[str, Meta(max_length=EPC_MAX)]
    """Its whole identifier, or a part of it: then the batches that contain it are listed."""
    at_ms: Annotated[int, Meta(ge=0)] | None = None
    """Only scans up to this time count; None: all."""
