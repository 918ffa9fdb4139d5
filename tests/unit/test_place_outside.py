"""The refusal of a place outside the county names degrees, distance and county."""

from __future__ import annotations

import math
from pathlib import Path

from county.package.open import CountyPackage
from county.place_outside import PlaceOutside
from county.refusals import text
from tests.unit.sound_county import sound_county


def said(place: PlaceOutside, x_m: float = 1.0, y_m: float = 2.0) -> str:
    refused = place.refusal(x_m, y_m)
    return text(refused.code, refused.params)


def test_it_names_the_degrees_the_county_and_the_distance_from_it(tmp_path: Path) -> None:
    package = CountyPackage(sound_county().write(tmp_path))
    _, south, east, north = package.bounds_m
    x_m, y_m = east + 5_000, (south + north) / 2
    found = package.place_outside(x_m, y_m)
    lon, lat = (float(at) for at in package.lonlat(x_m, y_m))
    assert said(found, x_m, y_m) == (
        f"The location {lon:.5f}° E, {lat:.5f}° N is outside {package.manifest.name}, "
        f"{found.away_m / 1000:.1f} km from its border; choose one inside"
    )
    assert 5_000 <= found.away_m < 20_000


def test_a_place_beside_the_border_is_not_0_km_away() -> None:
    assert "0.012 km" in said(PlaceOutside(111.0, 28.0, 12.4, "山水县"))
    assert "0.001 km" in said(PlaceOutside(111.0, 28.0, 0.002, "山水县"))


def test_metres_that_are_no_place_and_what_earlier_versions_stored_have_a_text_without_degrees() -> None:
    assert said(PlaceOutside(math.inf, math.inf, math.inf, "山水县"), math.nan, 1e308).startswith("The location nan, 1")
    stored = {"x_m": "5", "y_m": "6", "west_m": "0", "south_m": "0", "east_m": "1", "north_m": "1"}
    assert text("place_outside", stored) == (
        "The location 5, 6 is outside the county; choose one inside its outline"
    )


def test_degrees_that_are_not_in_china_are_no_place_east_of_anything() -> None:
    for lon, lat in ((-77.03, 38.9), (28.2, 111.5), (111.5, -28.2)):
        sentence = said(PlaceOutside(lon, lat, 11_000_000.0, "山水县"))
        assert sentence.startswith(f"Longitude {lon:.5f} and latitude {lat:.5f} are not in China")
