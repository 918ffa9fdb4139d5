"""The units that can be sent, sorted out once."""

from __future__ import annotations

import numpy as np
import pytest

from county.resource import Resource
from county.units.fleet import Fleet


def unit(unit_id: str, kind: str, x_m: float) -> Resource:
    return Resource(unit_id, kind, unit_id, x_m, 0.0, "", 1)


FLEET = Fleet([unit("b", "truck", 1.0), unit("x", "hospital", 2.0), unit("a", "team", 3.0)])


def test_units_of_other_kinds_are_left_out_and_each_order_of_kinds_is_kept() -> None:
    found = FLEET.of_kinds(("team", "truck"))
    assert [some.id for some in found.units] == ["b", "a"]
    assert found.kind.tolist() == [1, 0]
    assert FLEET.of_kinds(("team", "truck")) is found
    assert FLEET.of_kinds(("truck", "team")).kind.tolist() == [0, 1]


def test_a_unit_is_where_it_was_seen_and_the_others_are_at_home() -> None:
    found = FLEET.of_kinds(("team", "truck"))
    assert found.places_m({"a": (7.0, 8.0), "x": (9.0, 9.0)}).tolist() == [[1.0, 0.0], [7.0, 8.0]]
    assert found.places_m({}).tolist() == [[1.0, 0.0], [3.0, 0.0]], "a place that is asked for once is not kept"


def test_numbers_by_id_become_a_column_in_the_order_of_the_units() -> None:
    found = FLEET.of_kinds(("team", "truck"))
    assert found.counts({"a": 2, "department": 5}).tolist() == [0.0, 2.0]
    assert found.by_id.tolist() == [1, 0]


@pytest.mark.parametrize("kinds", [(), ("drone",)])
def test_a_fleet_without_fitting_units_has_empty_columns(kinds: tuple[str, ...]) -> None:
    found = FLEET.of_kinds(kinds)
    assert len(found) == 0
    assert found.places_m({"a": (7.0, 8.0)}).shape == (0, 2)
    assert np.array_equal(found.by_id, [])
