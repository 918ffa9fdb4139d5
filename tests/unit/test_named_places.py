"""A place is found by what people write: coordinates, an address, a name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypinyin
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from county.package.open import CountyPackage
from desktop.places.named_places import NamedPlaces
from services.analysis.texts.name_terms import NameTermsProcess


@pytest.fixture(scope="module")
def county(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture(scope="module")
def places(county: CountyPackage) -> NamedPlaces:
    places = NamedPlaces(county)
    places.load_pinyin(NameTermsProcess())
    return places


def village(county: CountyPackage, row: int = 0) -> tuple[str, str, shapely.Geometry]:
    """Name of a village and of its town, and its outline."""
    villages, towns = county.table("villages"), county.table("towns")
    code = str(villages["code"][row])
    town = next(str(name) for c, name in zip(towns["code"], towns["name"], strict=True) if str(c)[:9] == code[:9])
    return str(villages["name"][row]), town, villages.geometry[row]


def test_every_village_is_found_by_town_and_name_within_its_outline(county: CountyPackage, places: NamedPlaces) -> None:
    for row in range(len(county.table("villages"))):
        name, town, outline = village(county, row)
        [found] = places.find(f"{town}{name}", 9)
        assert found.name == f"{town} · {name}"
        assert outline.contains(shapely.Point(found.x_m, found.y_m))


def test_an_address_is_in_the_village_that_it_names(county: CountyPackage, places: NamedPlaces) -> None:
    name, town, outline = village(county)
    for address in (f"{town}{name}老街口东 30 米", f"{town}，{name}（小学门口）", f" {town} {name} 3-2 号 "):
        [found] = places.find(address, 9)
        assert outline.contains(shapely.Point(found.x_m, found.y_m)), address


def test_a_part_of_a_name_finds_all_that_it_can_mean(county: CountyPackage, places: NamedPlaces) -> None:
    name, town, _ = village(county)
    found = places.find(name[:2], 50)
    assert f"{town} · {name}" in [place.name for place in found]
    assert all(name[:2] in place.name for place in found)
    assert len(places.find(name[:2], 1)) == 1


def test_towns_that_do_not_fit_the_village_leave_it_ambiguous(county: CountyPackage, places: NamedPlaces) -> None:
    name, town, _ = village(county)
    other = next(str(n) for n in county.table("towns")["name"] if str(n) != town)
    assert {place.name for place in places.find(f"{other}{name}", 9)} == {other, f"{town} · {name}"}


def test_coordinates_need_no_name(county: CountyPackage, places: NamedPlaces) -> None:
    x_m, y_m = county.resources[0].x_m, county.resources[0].y_m
    lon, lat = county.lonlat(x_m, y_m)
    for text in (f"{lon:.7f}, {lat:.7f}", f"{lon:.7f}，{lat:.7f}", f"{lat:.7f} {lon:.7f}"):
        [found] = places.find(text, 9)
        assert (found.name, found.x_m, found.y_m) == ("", pytest.approx(x_m, abs=0.05), pytest.approx(y_m, abs=0.05))


def test_resources_are_found_by_name(county: CountyPackage, places: NamedPlaces) -> None:
    resource = county.resources[0]
    [found] = [place for place in places.find(resource.name, 9) if place.name == resource.name]
    assert (found.x_m, found.y_m) == (resource.x_m, resource.y_m)


def test_names_are_found_by_pinyin_and_initials_as_in_the_search_once_these_are_known(county: CountyPackage) -> None:
    places = NamedPlaces(county)
    name, town, _ = village(county)
    syllables = pypinyin.lazy_pinyin(name)
    typed = ("".join(syllables), " ".join(syllables).title(), "".join(syllable[0] for syllable in syllables))
    assert places.find(typed[0], 50) == []
    places.load_pinyin(NameTermsProcess())
    for text in typed:
        assert f"{town} · {name}" in [place.name for place in places.find(text, 50)], text
    assert [place.name for place in places.find(f"{town}{name}", 9)] == [f"{town} · {name}"], "names come first"


def test_a_town_is_found_by_pinyin_without_the_villages_in_it(county: CountyPackage, places: NamedPlaces) -> None:
    _, town, _ = village(county)
    found = places.sounding("".join(pypinyin.lazy_pinyin(town)), 50)
    assert found[0].name == town
    assert all(town in place.path[-1] for place in found), "of the villages only the path has its pinyin"


@given(st.text(max_size=60))
def test_no_text_is_too_strange(places: NamedPlaces, text: str) -> None:
    assert len(places.find(text, 5)) <= 5


def test_the_dictionaries_of_pinyin_are_not_kept_in_this_process(small_county: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from county.package.open import CountyPackage\n"
        "from desktop.places.named_places import NamedPlaces\n"
        "from services.analysis.texts.name_terms import NameTermsProcess\n"
        "places = NamedPlaces(CountyPackage(Path(sys.argv[1])))\n"
        "places.load_pinyin(NameTermsProcess())\n"
        "assert places.knows_pinyin and 'pypinyin' not in sys.modules and 'rjieba' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script, str(small_county)], check=True, timeout=120)


def test_a_stopped_search_for_pinyin_fails_and_leaves_no_process(county: CountyPackage) -> None:
    places, process = NamedPlaces(county), NameTermsProcess()
    process.stop()
    with pytest.raises(subprocess.SubprocessError):
        places.load_pinyin(process)
    assert not places.knows_pinyin
