"""A place outside the county, as its refusal names it."""

from __future__ import annotations

import math
from typing import NamedTuple

from county.refusals import Refused


class PlaceOutside(NamedTuple):
    """Where it is, as far as it is a place at all, and how far from the county."""

    lon: float
    lat: float
    """Degrees; not finite for metres that no degrees correspond to."""
    away_m: float
    """From the outline of the county."""
    county: str
    """Its name."""

    def refusal(self, x_m: float, y_m: float) -> Refused:
        """Of this place, which is ``x_m``, ``y_m`` in the working CRS."""
        metres = {"x_m": f"{x_m:.0f}", "y_m": f"{y_m:.0f}"}
        if not all(map(math.isfinite, (self.lon, self.lat, self.away_m))):
            return Refused("place_outside", **metres)
        km = f"{self.away_m / 1000:.1f}" if self.away_m >= NEAR_M else f"{max(self.away_m / 1000, 0.001):.3f}"
        degrees = {"lon": f"{self.lon:.5f}", "lat": f"{self.lat:.5f}"}
        return Refused("place_outside", **metres, **degrees, km=km, county=self.county)


NEAR_M = 100.0
"""Nearer places are named to the metre, so that no distance is 0.0 km."""
