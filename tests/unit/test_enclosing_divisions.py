"""The divisions in which another one is: that of a level, and their names."""

from __future__ import annotations

import pytest

from county.division import enclosing, known_part, lineage, named_path

GRID = "990123101201003"


@pytest.mark.parametrize(
    ("code", "level", "found"),
    [
        (GRID, "grid", GRID), (GRID, "village", GRID[:12]), (GRID, "town", "990123101000"), (GRID, "county", "990123"),
        ("990123101000", "town", "990123101000"), ("990123101000", "village", ""), ("990123", "town", ""),
        ("", "town", ""), ("9901", "county", ""), ("somewhere", "town", ""),
    ],
)  # fmt: skip
def test_the_division_of_a_level_is_the_code_itself_or_contains_it(code: str, level: str, found: str) -> None:
    assert enclosing(code, level) == found


def test_the_lineage_of_a_division_leads_to_its_county_and_an_invalid_code_has_none() -> None:
    assert list(lineage(GRID)) == [GRID, GRID[:12], "990123101000", "990123"]
    assert list(lineage("990123")) == ["990123"]
    assert not any(list(lineage(code)) for code in ("", "9901", "somewhere"))


@pytest.mark.parametrize(
    ("code", "path"),
    [
        (GRID, ("七里镇", "河西村", "第三网格")), (GRID[:12], ("七里镇", "河西村")), ("990123101000", ("七里镇",)),
        ("990123", ()), ("990123101202", ()), ("990123101202001", ("无名村一组",)), ("somewhere", ()),
    ],
)  # fmt: skip
def test_a_division_is_named_after_those_above_it_as_far_as_they_have_names(code: str, path: tuple[str, ...]) -> None:
    names = {
        GRID: "第三网格", GRID[:12]: "河西村", "990123101000": "七里镇", "990123101202001": "无名村一组",
        "somewhere": "别处",
    }  # fmt: skip
    assert named_path(code, names) == path


def test_of_a_place_that_is_known_by_its_town_only_the_town_is_known() -> None:
    grid, town = "433123101202003", "433123101000"
    assert [known_part(grid, level) for level in ("point", "village", "town")] == [grid, grid, town]
    assert [known_part(code, "town") for code in (town, "433123", "")] == [town, "433123", ""]
