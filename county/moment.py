"""Moments: what a screen of the past shows."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

TimeMs = Annotated[int, Meta(ge=-(1 << 62), le=1 << 62)]


class Moment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A moment of a realm.

    当时所知: the records known by ``known_ms``.  实际发生: with ``happened_ms`` only those of them that had happened by
    then; with ``known_ms`` of today that is all that is known now about that time.  The order is always that of the
    records' numbers: a record is known from the latest time at which it or one before it was recorded, so that a clock
    that was set back reorders nothing.
    """

    realm: str
    known_ms: TimeMs
    happened_ms: TimeMs | None = None

    @property
    def at_ms(self) -> int:
        """The time by which screens judge what is due, late or out of date."""
        return self.known_ms if self.happened_ms is None else self.happened_ms
