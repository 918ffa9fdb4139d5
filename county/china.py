"""Where China is, for places that cannot be in a county."""

from __future__ import annotations

CHINA_LON = (73.0, 136.0)
"""The westernmost and the easternmost longitude, degrees, rounded outwards."""
CHINA_LAT = (3.0, 54.0)
"""The southernmost and the northernmost latitude."""
