"""Light and air by where the sun stands: colours of sky, haze and ground, and from where slopes are lit.

At night the ground has a soft light from the north-west, less than half of the day's, so that the lamps of towns are
what is bright; what has to be read then, names and pins, is drawn over the picture and keeps its colours.
Colours are what looks right on a screen, not radiometry.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from layers.relief import SUNS, Suns, around
from twin.view.town_load import TownLoad

Color = tuple[float, float, float]
"""Red, green and blue; 1 is as bright as a screen gets."""


class Shadow(NamedTuple):
    """What a height casts: ``per_m`` metres to the east and north for each metre of it, and how dark, 0-1."""

    per_m: tuple[float, float]
    strength: float


ZENITH_RISE = 4.0
"""How fast the sky takes the colour of its zenith upwards from the horizon."""
LIGHT = 0.5
"""A colour whose parts are all brighter is a light one."""
LOWEST_LIGHT_DEG, HIGHEST_LIGHT_DEG = 30.0, 52.0
"""Elevations between which slopes are lit: a lower sun leaves whole valleys black, a higher one flattens them."""
SUN_GOES_DEG, SUN_GONE_DEG = 0.0, -6.0
"""Elevations between which the light passes from the sun to the night."""
LOWEST_SHADOW_DEG = 18.0
"""Elevation below which shadows grow no longer, and fade: they would cover a whole town."""
NO_SHADOW = Shadow((0.0, 0.0), 0.0)
LAMPS_ON_DEG, LAMPS_ALL_DEG = 5.0, -4.0
"""Elevations between which lamps are turned on: those of streets are on before civil twilight ends at -6."""
NORTH_WEST = -math.sqrt(0.5), math.sqrt(0.5)
BEAM, BEAM_AT_NIGHT = 0.3, 0.16
"""Most light of a wall that comes from one side."""
EVENING: dict[float, float] = {
    0: 0.22, 1: 0.1, 2: 0.03, 3: 0.0, 4: 0.03, 5: 0.14, 6: 0.38, 7: 0.5, 8: 0.4, 12: 0.3, 16: 0.5, 18: 0.86, 19.5: 1.0,
    21: 0.96, 22: 0.7, 23: 0.42, 24: 0.22,
}  # fmt: skip
"""By the hour of the day: what looks like a county town, where most people sleep at eleven; no measurements."""


class Daylight(NamedTuple):
    """How the county is lit; two are equal when pictures with them are the same."""

    zenith: Color
    haze: Color
    """Of the sky at the horizon, into which the land dissolves."""
    glow: Color
    """Of the sky at the horizon on the side of the sun."""
    land: Color
    """Of the land around the county, before the haze."""
    tint: Color
    """Factors of the colours of ground and buildings."""
    towards: tuple[float, float]
    """East and north of the unit vector to where the sun is, or has gone down."""
    suns: Suns
    """Where slopes are lit from."""
    beam: tuple[float, float]
    """East and north to where walls are lit from; its length is the part of their light that depends on it."""
    shadow: Shadow
    sun: tuple[float, float, float]
    """East, north and up: the unit vector to the sun; straight down once it is dark."""
    dark: float
    """0 by day, 1 when lamps are what is seen by."""
    evening: float = 0.0
    """How much of the evening's life there is in the windows (0-1); 0 in the middle of the night."""
    load: TownLoad | None = None
    """By which the lamps of towns differ; None: they do not."""

    def at(self, hour: float) -> Daylight:
        """The same light at this hour (0-24) of the county's clock, by which windows are lit."""
        return self._replace(evening=float(np.interp(hour, list(EVENING), list(EVENING.values()))))

    def over(self, color: Color) -> Daylight:
        """The same light on the county, one colour all around it: for a picture that fades into that colour.

        Beside a light one the ground has light colours itself, which nothing may make brighter: slopes would be white.
        """
        tint = self.tint
        if min(color) > LIGHT:
            tint = min(1.0, tint[0]), min(1.0, tint[1]), min(1.0, tint[2])
        return self._replace(zenith=color, haze=color, glow=color, land=color, tint=tint)


class _Stage(NamedTuple):
    zenith: Color
    haze: Color
    glow: Color
    land: Color
    tint: Color


STAGES: dict[float, _Stage] = {
    -14.0: _Stage(
        (0.018, 0.034, 0.070), (0.082, 0.122, 0.190), (0.082, 0.122, 0.190), (0.068, 0.102, 0.140), (0.55, 0.60, 0.71)
    ),
    -7.0: _Stage(
        (0.040, 0.075, 0.150), (0.150, 0.200, 0.300), (0.430, 0.320, 0.320), (0.110, 0.148, 0.188), (0.76, 0.79, 0.87)
    ),
    -2.0: _Stage(
        (0.062, 0.112, 0.212), (0.225, 0.275, 0.365), (0.740, 0.440, 0.270), (0.150, 0.190, 0.228), (1.06, 1.00, 1.00)
    ),
    3.0: _Stage(
        (0.085, 0.160, 0.290), (0.270, 0.335, 0.420), (0.840, 0.570, 0.340), (0.180, 0.227, 0.255), (1.38, 1.26, 1.10)
    ),
    12.0: _Stage(
        (0.095, 0.200, 0.345), (0.290, 0.380, 0.475), (0.440, 0.450, 0.460), (0.195, 0.257, 0.288), (1.46, 1.36, 1.17)
    ),
    30.0: _Stage(
        (0.100, 0.220, 0.380), (0.300, 0.400, 0.500), (0.345, 0.425, 0.505), (0.200, 0.267, 0.298), (1.48, 1.40, 1.22)
    ),
}
"""By the sun's elevation in degrees; between them colours are blended.  By day they are those of a screen in a control
room, beside a dark map: half as bright as outside."""


def daylight(azimuth_deg: float, elevation_deg: float) -> Daylight:
    """The light under a sun at this azimuth, clockwise from north, and elevation."""
    zenith, haze, glow, land, tint = (_blended(part, elevation_deg) for part in range(len(_Stage._fields)))
    east, north = math.sin(math.radians(azimuth_deg)), math.cos(math.radians(azimuth_deg))
    day = _share(elevation_deg, SUN_GONE_DEG, SUN_GOES_DEG)
    beam = np.array((east, north)) * day * BEAM + np.array(NORTH_WEST) * (1.0 - day) * BEAM_AT_NIGHT
    dark = 1.0 - _share(elevation_deg, LAMPS_ALL_DEG, LAMPS_ON_DEG)
    suns = _suns(azimuth_deg, elevation_deg)
    flat = math.cos(math.radians(elevation_deg))
    sun = (east * flat, north * flat, math.sin(math.radians(elevation_deg))) if dark < 1.0 else (0.0, 0.0, -1.0)
    return Daylight(
        zenith, haze, glow, land, tint, (east, north), suns, beam=(float(beam[0]), float(beam[1])),
        shadow=_shadow(azimuth_deg, elevation_deg), sun=sun, dark=dark,
    )  # fmt: skip


def _shadow(azimuth_deg: float, elevation_deg: float) -> Shadow:
    """None from a sun that is down; a low one casts no longer ones than at LOWEST_SHADOW_DEG."""
    strength = _share(elevation_deg, 0.0, LOWEST_SHADOW_DEG)
    if strength == 0.0:
        return NO_SHADOW
    length = 1.0 / math.tan(math.radians(max(elevation_deg, LOWEST_SHADOW_DEG)))
    azimuth = math.radians(azimuth_deg)
    return Shadow((-math.sin(azimuth) * length, -math.cos(azimuth) * length), strength)


def _share(elevation_deg: float, low_deg: float, high_deg: float) -> float:
    """0 up to ``low_deg``, 1 from ``high_deg``."""
    return min(1.0, max(0.0, (elevation_deg - low_deg) / (high_deg - low_deg)))


def _blended(part: int, elevation_deg: float) -> Color:
    values = np.array([stage[part] for stage in STAGES.values()])
    red, green, blue = (float(np.interp(elevation_deg, list(STAGES), values[:, i])) for i in range(3))
    return red, green, blue


def _suns(azimuth_deg: float, elevation_deg: float) -> Suns:
    """Those of the sun by day, those of the night after dusk, both between."""
    share = _share(elevation_deg, SUN_GONE_DEG, SUN_GOES_DEG)
    height_deg = min(HIGHEST_LIGHT_DEG, max(LOWEST_LIGHT_DEG, elevation_deg))
    day = tuple((azimuth, altitude, weight * share) for azimuth, altitude, weight in around(azimuth_deg, height_deg))
    night = tuple((azimuth, altitude, weight * (1.0 - share)) for azimuth, altitude, weight in SUNS)
    return tuple(sun for sun in (*day, *night) if sun[2] > 0.0)


DAY = daylight(180.0, 45.0)._replace(
    suns=SUNS, beam=(NORTH_WEST[0] * BEAM, NORTH_WEST[1] * BEAM), shadow=_shadow(315.0, 45.0)
)
"""Where no time is known: bright, with the light of maps."""
