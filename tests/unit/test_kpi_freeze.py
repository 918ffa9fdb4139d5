"""Freezing the assessment: by whom, when, of which leaves; what is frozen never changes, third parties beside it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county.authority import Principal, Role
from county.catalog import load
from county.figures.kpi import TOTAL, leaf_share
from county.figures.kpi_freeze import FreezeKpi, FrozenLeaf, RateKpi, definitions_digest, frozen_scores
from county.figures.kpi_table import leaves_of
from county.figures.metric import wilson
from county.names import Name
from county.refusals import Refused
from tests.unit.running_desk import OPERATOR, RunningDesk

CATALOG = load()
VILLAGE = "990123100201"
LEADER = Principal(id="leader", roles=frozenset({Role.LEADER}), people=("person",))
LEAVES = tuple(FrozenLeaf(id=leaf, value=0.9, num=9, den=10) for leaf in leaves_of(CATALOG.kpi))


@pytest.fixture
def running() -> RunningDesk:
    return RunningDesk()


def frozen(**more: Any) -> FreezeKpi:
    fields = {
        "division": VILLAGE, "period": "2026-Q3", "leaves": LEAVES, "as_of_seq": 7, "note": "县考核办第3次会议",
        "definitions": definitions_digest(CATALOG),
    }  # fmt: skip
    return FreezeKpi(**(fields | more))


def rated(points: float = 13.0, **more: Any) -> RateKpi:
    fields = {"division": VILLAGE, "period": "2026-Q3", "institution": "师大", "node": "grid_events", "note": "报告"}
    return RateKpi(points=points, **(fields | more))


def refused(running: RunningDesk, body: c.CommandBody, by: Principal = LEADER) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, by=by)
    return caught.value.code


def test_a_frozen_quarter_keeps_its_values_and_never_changes(running: RunningDesk) -> None:
    running.give(frozen(), by=LEADER)
    sheet = running.desk.find("kpi", f"{VILLAGE}/2026-Q3")
    assert (sheet.leaves, sheet.as_of_seq, sheet.kind) == (LEAVES, 7, "monitor")
    assert sheet.definitions == definitions_digest(CATALOG)
    other = (replace(LEAVES[0], value=0.1), *LEAVES[1:])
    assert refused(running, frozen(leaves=other)) == "kpi_frozen"
    assert running.desk.find("kpi", f"{VILLAGE}/2026-Q3") == sheet


def test_the_points_of_every_node_are_frozen_by_the_tree_of_that_day(running: RunningDesk) -> None:
    few = replace(LEAVES[0], value=1.0, num=7, den=7, quality="small_sample")
    impossible = replace(LEAVES[1], num=9, den=7, quality="small_sample")
    leaves = (few, impossible, *LEAVES[2:])
    running.give(frozen(leaves=leaves), by=LEADER)
    sheet = running.desk.find("kpi", f"{VILLAGE}/2026-Q3")
    kept = {score.id: score for score in sheet.scores}
    assert sheet.total == kept[TOTAL]
    assert sheet.total.points == sum(kept[leaf.id].points for leaf in leaves)
    assert kept[few.id].points == 0
    assert kept[few.id].low == pytest.approx(kept[few.id].weight * leaf_share(CATALOG.kpi[few.id], wilson(7, 7).low))
    assert (kept[impossible.id].low, kept[impossible.id].high) == (0, kept[impossible.id].weight), "nothing is known"
    heavier = replace(CATALOG.kpi[few.id], weight=30.0)
    assert frozen_scores(leaves, replace(CATALOG, kpi={**CATALOG.kpi, few.id: heavier})) != sheet.scores


def test_a_quarter_without_any_value_is_not_frozen(running: RunningDesk) -> None:
    empty = tuple(FrozenLeaf(id=leaf.id, value=None, quality="unknown") for leaf in LEAVES)
    assert refused(running, frozen(leaves=empty)) == "kpi_nothing_to_freeze"
    running.give(frozen(leaves=(LEAVES[0], *empty[1:])), by=LEADER)


def test_half_years_are_reviewed_and_years_assessed(running: RunningDesk) -> None:
    running.give(frozen(period="2026-H1"), by=LEADER)
    running.give(frozen(period="2025"), by=LEADER)
    assert running.desk.find("kpi", f"{VILLAGE}/2026-H1").kind == "review"
    assert running.desk.find("kpi", f"{VILLAGE}/2025").kind == "assess"


def test_an_operator_may_not_freeze(running: RunningDesk) -> None:
    assert refused(running, frozen(), by=OPERATOR) == "not_authorised"
    assert refused(running, rated(), by=OPERATOR) == "not_authorised"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"period": "2026-Q4"}, "kpi_period_runs"), ({"period": "2026-H2"}, "kpi_period_runs"),
        ({"period": "2026-09"}, "kpi_period_invalid"), ({"period": "上季度"}, "kpi_period_invalid"),
        ({"note": " "}, "kpi_note_missing"), ({"division": "990123999"}, "division_unknown"),
        ({"leaves": LEAVES[:-1]}, "kpi_definitions_differ"), ({"leaves": ()}, "kpi_definitions_differ"),
        ({"definitions": "0" * 64}, "kpi_definitions_differ"), ({"as_of_seq": 0}, "kpi_values_invalid"),
        ({"leaves": (replace(LEAVES[0], value=float("nan")), *LEAVES[1:])}, "kpi_values_invalid"),
        ({"leaves": (replace(LEAVES[0], den=10**15), *LEAVES[1:])}, "kpi_values_invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_frozen_is_refused_with_the_reason(
    running: RunningDesk, changed: dict[str, Any], code: str
) -> None:
    assert refused(running, frozen(**changed)) == code


def test_the_score_of_a_third_party_stands_beside_the_values_and_can_be_corrected(running: RunningDesk) -> None:
    running.give(rated(), by=LEADER)
    running.give(frozen(), by=LEADER)
    assert running.give(rated(), by=LEADER) == []
    running.give(rated(12.0, note="勘误"), by=LEADER)
    running.give(rated(80.0, node=""), by=LEADER)
    sheet = running.desk.find("kpi", f"{VILLAGE}/2026-Q3")
    assert [(one.node, one.points) for one in sheet.ratings] == [("grid_events", 12.0), ("", 80.0)]
    assert sheet.leaves == LEAVES


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"points": 15.1}, "kpi_rating_invalid"), ({"points": -1.0}, "kpi_rating_invalid"),
        ({"points": float("nan")}, "kpi_rating_invalid"), ({"node": "nobody"}, "kpi_rating_invalid"),
        ({"institution": " "}, "kpi_institution_missing"), ({"note": ""}, "kpi_note_missing"),
        ({"period": "2026-Q4"}, "kpi_period_runs"),
    ],
)  # fmt: skip
def test_a_score_that_cannot_be_is_refused(running: RunningDesk, changed: dict[str, Any], code: str) -> None:
    assert refused(running, rated(**({"points": 3.0} | changed))) == code


def test_another_floor_or_metric_is_another_definition() -> None:
    floor = replace(CATALOG, kpi={**CATALOG.kpi, "disputes": replace(CATALOG.kpi["disputes"], floor=0.5)})
    metric = replace(CATALOG.metrics["grid_closed_rate"], matching=("state in evaluated",))
    other = replace(CATALOG, metrics={**CATALOG.metrics, "grid_closed_rate": metric})
    calls = replace(CATALOG.metrics["call_rate"], decimals=3)
    unused = replace(CATALOG, metrics={**CATALOG.metrics, "call_rate": calls})
    assert len({definitions_digest(one) for one in (CATALOG, floor, other)}) == 3
    assert definitions_digest(unused) == definitions_digest(CATALOG)


def test_other_words_or_refusals_define_nothing_and_other_working_hours_do() -> None:
    name = Name("新名称", "new")
    nodes = {
        key: replace(node, name=name, owner="", source="另一份文件", values="any") for key, node in CATALOG.kpi.items()
    }
    metrics = {key: replace(metric, name=name) for key, metric in CATALOG.metrics.items()}
    assert definitions_digest(replace(CATALOG, kpi=nodes, metrics=metrics)) == definitions_digest(CATALOG)
    leaf = next(node for node in CATALOG.kpi.values() if node.metric)
    measured = {**CATALOG.metrics, leaf.metric: replace(CATALOG.metrics[leaf.metric], working=True)}
    working = replace(CATALOG, metrics=measured)
    other = replace(working, working_hours=replace(working.working_hours, hours=("09:00-12:00",)))
    assert definitions_digest(other) != definitions_digest(working)
