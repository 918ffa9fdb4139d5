"""The light of day, dusk and night: what an operator sees at every hour."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.relief import SUNS, hillshade, light_on_flat
from twin.view.daylight import Color, Daylight, daylight

azimuths = st.floats(0.0, 360.0)
elevations = st.floats(-90.0, 90.0)


def brightness(color: Color) -> float:
    """Relative luminance (ITU-R BT.709)."""
    return float(np.dot(color, (0.2126, 0.7152, 0.0722)))


def colors(light: Daylight) -> np.ndarray:
    return np.array([light.zenith, light.haze, light.glow, light.land, light.tint])


@given(azimuths, elevations)
def test_nothing_is_ever_black_and_the_horizon_is_brighter_than_the_zenith(azimuth: float, elevation: float) -> None:
    light = daylight(azimuth, elevation)
    assert brightness(light.land) > 0.08
    assert brightness(light.haze) > 0.1
    assert brightness(light.tint) > (0.9 if elevation > 0.0 else 0.4), "by day nearly as bright as on the map"
    assert brightness(light.haze) > brightness(light.zenith)


@given(azimuths, st.floats(-20.0, 60.0))
def test_a_step_of_the_sun_changes_the_colours_little(azimuth: float, elevation: float) -> None:
    step = colors(daylight(azimuth, elevation + 1.25)) - colors(daylight(azimuth, elevation))
    assert np.abs(step).max() < 0.12


def test_the_sky_darkens_from_day_to_night_and_glows_on_the_side_of_the_low_sun() -> None:
    lights = [daylight(250.0, elevation) for elevation in (40.0, 10.0, 0.0, -5.0, -20.0)]
    skies = [brightness(light.zenith) for light in lights]
    assert skies == sorted(skies, reverse=True)
    dusk, night = lights[2], lights[4]
    red, green, blue = dusk.glow
    assert red > green > blue, "warm"
    assert dusk.haze[2] > dusk.haze[0], "blue elsewhere"
    assert night.glow == pytest.approx(night.haze), "no glow at night"


def test_the_glow_is_where_the_sun_is() -> None:
    assert daylight(90.0, 2.0).towards == pytest.approx((1.0, 0.0))
    assert daylight(180.0, 2.0).towards == pytest.approx((0.0, -1.0))


@given(azimuths, elevations)
def test_the_weights_of_the_suns_make_one(azimuth: float, elevation: float) -> None:
    suns = daylight(azimuth, elevation).suns
    assert sum(weight for *_, weight in suns) == pytest.approx(1.0)
    flat = hillshade(np.zeros((3, 3), np.float32), 30.0, suns=suns)
    assert flat == pytest.approx(light_on_flat(suns))


def test_slopes_that_face_the_sun_are_lit_and_at_night_those_of_the_map() -> None:
    eastward = np.tile(np.arange(8, dtype=np.float32)[::-1] * 20.0, (8, 1))  # falls to the east
    westward = eastward[:, ::-1]
    morning, evening = daylight(100.0, 15.0).suns, daylight(260.0, 15.0).suns
    lit = {(slope, suns): hillshade(z, 30.0, suns=suns).mean()
           for slope, z in (("east", eastward), ("west", westward)) for suns in (morning, evening)}  # fmt: skip
    assert lit["east", morning] > 2 * lit["west", morning]
    assert lit["west", evening] > 2 * lit["east", evening]
    assert daylight(20.0, -40.0).suns == SUNS


@pytest.mark.parametrize("elevation_deg", [-20.0, 2.0, 50.0])
def test_light_ground_is_not_made_brighter_and_dark_ground_has_the_light_of_the_hour(elevation_deg: float) -> None:
    light = daylight(180.0, elevation_deg)
    assert light.over((0.02, 0.05, 0.08)).tint == light.tint
    on_light = light.over((0.96, 0.96, 0.97)).tint
    assert on_light == tuple(min(1.0, part) for part in light.tint), "slopes would be white"
