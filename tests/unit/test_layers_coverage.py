"""Coverage on the map: villages in classes of the limit, facilities, sites and tours; empty while nothing was asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from county.catalog import load
from county.names import Name
from county.package.open import CountyPackage
from layers.area_figures import NONE, SCALE
from layers.base import LegendClasses
from layers.batches import Labels, Lines, Points, Polygons
from layers.coverage import CoverageAreasLayer, CoverageLayer
from tests.coverage_answers import coverage, sites, tours
from tests.valley_county import GAP_M, code, place, write_valley

TITLE = Name("到医疗机构的时间", "Time to: Clinic")


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    folder: Path = tmp_path_factory.mktemp("valley")
    return write_valley(folder / "county", [500, 1000, 0, -1])


def points(layer: CoverageLayer, style: str) -> Points:
    """Those of one style."""
    [found] = [batch for batch in layer.batches() if isinstance(batch, Points) and batch.styles[0].startswith(style)]
    return found


def test_villages_are_coloured_by_parts_of_the_limit_and_those_without_a_way_are_hatched(valley: CountyPackage) -> None:
    layer = CoverageAreasLayer(valley)
    assert (layer.batches(), layer.legend(), layer.lacking) == ((), (), False)
    layer.show(TITLE, 6.0, {code(0): 2.0, code(1): 6.0, code(2): 12.1, code(3): None})
    [areas] = layer.batches()
    assert isinstance(areas, Polygons)
    assert [areas.styles[style] for style in areas.style] == [SCALE[0], SCALE[2], SCALE[4], NONE]
    [legend] = layer.legend()
    assert isinstance(legend, LegendClasses)
    assert [entry.name.zh for entry in legend.entries] == [
        "≤ 2 分钟", "≤ 4 分钟", "≤ 6 分钟", "≤ 12 分钟", "> 12 分钟", "道路不可达"
    ]  # fmt: skip
    assert legend.numbers == (1, 0, 1, 0, 1, 1)
    layer.show(TITLE, 6.0, {})
    assert layer.batches() == ()


def test_the_same_answer_leaves_the_picture_as_it_is(valley: CountyPackage) -> None:
    layer = CoverageAreasLayer(valley)
    layer.show(TITLE, 6.0, {code(0): 2.0})
    before = layer.batches()
    layer.show(TITLE, 6.0, {code(0): 2.0})
    assert layer.batches() is before


def test_facilities_can_be_picked_and_tell_their_capacity_and_whom_they_reach(valley: CountyPackage) -> None:
    layer = CoverageLayer(valley, load())
    assert len(layer) == 0
    layer.show(coverage())
    picked = layer.pick(place(0)[0] + 10, place(0)[1], 50.0)
    assert picked == "facility/F0"
    assert layer.title(picked) == "谷0卫生院"
    assert [(fact.label.zh, fact.value) for fact in layer.facts(picked)] == [("床位", "15"), ("5 分钟内人口", "500")]
    assert layer.bounds_m(picked) == (*place(0), *place(0))


def test_sites_tours_and_villages_on_no_tour_are_drawn_with_days_and_numbers(valley: CountyPackage) -> None:
    layer = CoverageLayer(valley, load())
    layer.show(coverage(), sites(), tours())
    assert points(layer, "coverage.site").xy_m.tolist() == [list(place(1))]
    assert points(layer, "round.stop").ids.tolist() == [f"stop/{code(1)}"]
    assert points(layer, "round.unserved").ids.tolist() == [f"left/{code(3)}"]
    [labels] = [batch for batch in layer.batches() if isinstance(batch, Labels)]
    assert labels.text.tolist() == ["1-1"]
    assert [fact.value.zh for fact in layer.facts(f"left/{code(3)}") if isinstance(fact.value, Name)] == ["道路不通"]


def test_a_tour_follows_its_course_over_the_roads_and_is_straight_where_that_was_not_kept(
    valley: CountyPackage,
) -> None:
    layer = CoverageLayer(valley, load())
    layer.show(None, None, tours())
    [ways] = [batch for batch in layer.batches() if isinstance(batch, Lines)]
    assert ways.xy_m == pytest.approx(np.array([place(0), place(1), place(0)]))
    layer.show(None, None, tours(courses=()))
    [straight] = [batch for batch in layer.batches() if isinstance(batch, Lines)]
    assert straight.xy_m == pytest.approx(np.array([place(0), place(1), place(0)]))
    assert np.ptp(straight.xy_m[:, 0]) == pytest.approx(GAP_M)
