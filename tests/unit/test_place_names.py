"""Which place of a county a text names, however people write the names of its divisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.place_names import PlaceName, PlaceNames

TOWN, VILLAGE, OTHER, SAME, GRID = (
    PlaceName(("沱江镇",), "town", "433123100000", 0.0, 0.0),
    PlaceName(("沱江镇", "虹桥社区"), "village", "433123100001", 1.0, 0.0),
    PlaceName(("沱江镇", "新民村"), "village", "433123100201", 2.0, 0.0),
    PlaceName(("阿拉营镇", "新民村"), "village", "433123102201", 3.0, 0.0),
    PlaceName(("沱江镇", "虹桥社区", "虹桥社区第1网格"), "grid", "433123100001001", 4.0, 0.0),
)
FURTHER = (
    PlaceName(("阿拉营镇",), "town", "433123102000", 6.0, 0.0), PlaceName(("县医院",), "name", "433123100001", 5.0, 0.0)
)  # fmt: skip
NAMES = PlaceNames([TOWN, VILLAGE, OTHER, SAME, GRID, *FURTHER], "凤凰县")


@pytest.mark.parametrize(
    "text",
    [
        "虹桥社区", "虹桥社区居委会", "虹桥村", "沱江镇虹桥社区3组", "湖南省凤凰县沱江镇虹桥村委会旁",
        "沱江 虹桥社区居民委员会", "沱江鎮虹橋社區3組",
    ],
)  # fmt: skip
def test_a_village_is_recognised_in_the_forms_in_which_people_write_it(text: str) -> None:
    assert NAMES.meant(text) == [VILLAGE]


def test_a_name_alone_is_enough_in_a_cell_of_villages_and_means_nothing_in_an_address() -> None:
    assert NAMES.called("虹桥", "village") == [VILLAGE]
    assert NAMES.meant("虹桥路 12 号") == []


def test_a_village_of_two_towns_is_ambiguous_until_the_town_is_named_in_full_or_in_short() -> None:
    assert NAMES.meant("新民村") == [OTHER, SAME]
    assert NAMES.meant("阿拉营镇新民村") == NAMES.meant("阿拉营新民村") == [SAME]


def test_a_town_that_is_named_alone_is_known_to_the_town_only() -> None:
    assert NAMES.meant("沱江镇建设路 3 号") == [TOWN]
    assert NAMES.meant("沱江镇人民政府门口") == [TOWN]


def test_a_grid_is_found_by_its_own_name_only() -> None:
    assert NAMES.meant("虹桥社区第1网格") == [GRID]


def test_a_code_of_something_that_is_no_division_names_none() -> None:
    assert NAMES.by_code["433123100001"] == VILLAGE


def test_the_names_travel_to_programs_without_the_county() -> None:
    again = PlaceNames.decode(NAMES.encode())
    assert (list(again.places), again.county) == (list(NAMES.places), "凤凰县")


@given(st.text(max_size=60))
def test_no_text_of_a_file_is_too_strange(text: str) -> None:
    assert set(NAMES.meant(text)) <= set(NAMES.places)
    assert set(NAMES.called(text, "village")) <= {VILLAGE, OTHER, SAME}
