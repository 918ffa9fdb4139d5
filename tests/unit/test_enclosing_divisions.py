"""The division of a level in which another one is."""

from __future__ import annotations

import pytest

from county.division import enclosing

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
