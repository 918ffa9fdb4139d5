"""Where a hazard is that the play of a drill states (险情)."""

from __future__ import annotations

from msgspec import Struct


class HazardArea(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A circle in the working CRS, metres; without a radius a place."""

    x_m: float
    y_m: float
    radius_m: float = 0.0
