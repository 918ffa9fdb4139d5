"""Inputs of figures: the same again records nothing, another value corrects, and the journal keeps every one."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county.authority import Principal, Role
from county.catalog import load
from county.figures.indicator_limits import VALUE_MAX, limits_of
from county.figures.indicators import ReportIndicator, known_whole
from county.figures.inputs import CORRECTIONS_MAX, CountCalls, VisitGrid
from county.figures.periods import span_ms
from county.refusals import Refused
from tests.unit.running_desk import NOON_MS, RunningDesk, StubCounty

CATALOG = load()
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
VILLAGE, GRID = "990123100201", "990123100201001"
FILLERS = ("无", "暂无", "暂無", "/", "—", "——", "-", "略", "N/A", "none", "None.", " 。", "（无）", "同上", "null")
GATEWAY = Principal(id="gw", roles=frozenset({Role.GATEWAY}))


class GridCounty(StubCounty):
    """With one grid."""

    def has_division(self, code: str) -> bool:
        return code == GRID or super().has_division(code)


@pytest.fixture
def running() -> RunningDesk:
    return RunningDesk(place=GridCounty())


def calls(offered: int = 100, answered: int = 95, period: str = "2026-11-21", **more: Any) -> CountCalls:
    return CountCalls(period=period, offered=offered, answered=answered, **more)


def indicator(value: float = 12.5, **more: Any) -> ReportIndicator:
    fields = {"indicator": "collective_income", "division": VILLAGE, "period": "2026-Q3", "note": "统计局"}
    return ReportIndicator(value=value, **(fields | more))


def refused(running: RunningDesk, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


def test_calls_are_known_by_their_period_and_a_correction_keeps_the_earlier_count(running: RunningDesk) -> None:
    assert running.give(calls(), by=GATEWAY)
    assert running.give(calls(), by=GATEWAY) == []
    assert running.give(calls(answered=96, note="漏计"))
    known = running.desk.find("calls", "2026-11-21")
    assert (known.offered, known.answered, known.reports) == (100, 96, 2)
    assert [record.body.answered for record in running.log] == [95, 96]
    assert running.give(calls(period="2026-11-21T08")), "an hour of that day is another period"


def test_an_indicator_is_known_by_name_division_and_period(running: RunningDesk) -> None:
    running.give(indicator())
    assert running.give(indicator()) == []
    running.give(indicator(13.0))
    running.give(indicator(period="2026-Q2"))
    running.give(indicator(division="990123100202"))
    assert len(list(running.desk.states_of("indicator"))) == 3
    assert running.desk.find("indicator", f"collective_income/{VILLAGE}/2026-Q3").value == 13.0


def test_a_report_needs_evidence_unless_its_leaf_asks_for_none() -> None:
    known = load()
    kpi = {key: replace(node, evidence_required=key != "income_growth") for key, node in known.kpi.items()}
    running = RunningDesk(place=GridCounty(), known=replace(known, kpi=kpi))
    assert running.give(indicator(0.05, indicator="income_growth", note=""))
    assert refused(running, indicator(3.0, indicator="service_covered", note="")) == "indicator_no_evidence"


def test_every_visit_of_a_grid_counts_also_one_that_is_reported_late_but_none_twice(running: RunningDesk) -> None:
    running.give(VisitGrid(grid=GRID, worker="W1"), by=GATEWAY)
    assert running.give(VisitGrid(grid=GRID, worker="W1"), by=GATEWAY) == []
    running.give(VisitGrid(grid=GRID, worker="W2"), at_ms=NOON_MS - DAY_MS, now_ms=NOON_MS)
    known = running.desk.find("visits", GRID)
    assert (known.last_ms, known.worker, known.visits) == (NOON_MS, "W1", 2)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (calls(answered=101), "calls_invalid"),
        (calls(-1, -1), "calls_invalid"),
        (calls(period="昨天"), "period_invalid"),
        (calls(period="2026-13"), "period_invalid"),
        (calls(period="2026-11-23"), "period_ahead"),
        (indicator(float("nan")), "indicator_no_number"),
        (indicator(note=" "), "indicator_no_evidence"),
        *((indicator(note=filler), "indicator_no_evidence") for filler in FILLERS),
        (indicator(indicator="colective_income"), "indicator_unknown"),
        (indicator(indicator="a/b"), "indicator_unknown"),
        (indicator(indicator=""), "indicator_unknown"),
        (indicator(division="990124"), "division_unknown"),
        (VisitGrid(grid="990123100201009"), "division_unknown"),
        (VisitGrid(grid=VILLAGE), "not_a_grid"),
        (VisitGrid(grid=GRID, worker="13800000001"), "recipient_is_number"),
        (VisitGrid(grid=GRID, worker="王芳"), "worker_is_no_number"),
        (VisitGrid(grid=GRID, worker="W 017"), "worker_is_no_number"),
        (VisitGrid(grid=GRID, worker=f"W{'x' * 20}7"), "worker_is_no_number"),
    ],
)
def test_an_impossible_value_is_refused(running: RunningDesk, body: c.CommandBody, code: str) -> None:
    assert refused(running, body) == code


def test_an_unknown_indicator_is_refused_with_the_nearest_names_and_keys(running: RunningDesk) -> None:
    for word, near in (("治安满意渡", "政务服务满意度 (service_satisfied / service_asked)"),
                       ("promoted_experiense", "Promoted experience (promoted_experience)")):  # fmt: skip
        with pytest.raises(Refused) as caught:
            running.give(indicator(indicator=word), by=GATEWAY)
        assert caught.value.code == "indicator_unknown"
        assert near in caught.value.params["names"]
    assert list(running.desk.states_of("indicator")) == []


def test_a_refusal_names_an_indicator_as_people_do(running: RunningDesk) -> None:
    with pytest.raises(Refused) as caught:
        running.give(indicator(-1.0, indicator="promoted_experience"))
    assert (caught.value.params["indicator"], caught.value.params["indicator_zh"]) == (
        "Promoted experience", "典型经验推广",
    )  # fmt: skip


@pytest.mark.parametrize("note", ["统计局", "2026年报", "见附件1", "https://x.cn/1", "No. 12"])
def test_what_names_a_source_is_evidence(running: RunningDesk, note: str) -> None:
    assert running.give(indicator(note=note))


COVERED, ENTITLED = "service_covered", "service_entitled"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("income_growth", 10.01, "1,001 %"), ("income_growth", -1.01, "-101 %"), ("innovation_projects", -1.0, "-1"),
        (COVERED, -1.0, "-1"), (ENTITLED, -0.5, "-0.5"), ("collective_income", 2e12, "2,000,000,000,000"),
        ("collective_income", -5.0, "-5"),
    ],
)  # fmt: skip
def test_a_value_beyond_what_the_indicator_can_be_is_refused_with_its_limits(
    running: RunningDesk, name: str, value: float, said: str
) -> None:
    with pytest.raises(Refused) as caught:
        running.give(indicator(value, indicator=name), by=GATEWAY)
    assert (caught.value.code, caught.value.params["value"]) == ("indicator_beyond", said)
    assert list(running.desk.states_of("indicator")) == []


@pytest.mark.parametrize("name", [COVERED, ENTITLED, "innovation_projects"])
def test_what_counts_whole_things_is_a_whole_number(running: RunningDesk, name: str) -> None:
    with pytest.raises(Refused) as caught:
        running.give(indicator(95.5, indicator=name), by=GATEWAY)
    assert (caught.value.code, caught.value.params["value"]) == ("indicator_no_count", "95.5")
    assert running.give(indicator(95.0, indicator=name), by=GATEWAY)


def test_the_whole_of_a_share_of_things_is_a_whole_number_and_an_amount_has_parts(running: RunningDesk) -> None:
    assert refused(running, indicator(95.0, indicator=COVERED, whole=100.5)) == "indicator_no_count"
    assert running.give(indicator(95.5, indicator="collective_income"), by=GATEWAY)


@pytest.mark.parametrize("name", ["income_growth", "innovation_projects", COVERED, "collective_income"])
def test_the_limits_themselves_are_possible(running: RunningDesk, name: str) -> None:
    limits = limits_of(name, CATALOG)
    running.give(indicator(limits.most, indicator=name))
    running.give(indicator(limits.least, indicator=name))


@pytest.mark.parametrize(
    ("values", "decimals", "whole", "least"),
    [("counts", 2, True, 0.0), ("amounts", 0, False, 0.0), ("any", 0, False, -VALUE_MAX)],
)
def test_what_can_be_reported_of_a_leaf_is_said_by_its_values_and_not_by_how_it_is_shown(
    values: str, decimals: int, whole: bool, least: float
) -> None:
    leaf = replace(CATALOG.kpi["innovation_projects"], values=values, decimals=decimals)
    limits = limits_of(leaf.manual, replace(CATALOG, kpi={**CATALOG.kpi, "innovation_projects": leaf}))
    assert (limits.whole, limits.least) == (whole, least)


def test_part_and_whole_of_a_share_are_one_record(running: RunningDesk) -> None:
    [record] = running.give(indicator(90.0, indicator=COVERED, whole=120.0))
    assert (record.body.value, record.body.whole) == (90.0, 120.0)
    assert running.give(indicator(90.0, indicator=COVERED, whole=120.0)) == []
    running.give(indicator(90.0, indicator=COVERED, whole=130.0))
    running.give(indicator(91.0, indicator=COVERED))
    known = running.desk.find("indicator", f"{COVERED}/{VILLAGE}/2026-Q3")
    assert known_whole(known, None) == 130.0, "it holds until another one is reported"
    running.give(indicator(140.0, indicator=ENTITLED))
    alone = running.desk.find("indicator", f"{ENTITLED}/{VILLAGE}/2026-Q3")
    assert known_whole(known, alone) == 140.0
    assert running.give(indicator(91.0, indicator=COVERED, whole=140.0)) == [], "all of it is known"


def test_a_part_is_never_more_than_its_whole_in_whatever_order_they_are_reported(running: RunningDesk) -> None:
    for impossible in (
        indicator(121.0, indicator=COVERED, whole=120.0), indicator(0.0, indicator=COVERED, whole=0.0),
        indicator(-1.0, indicator=COVERED, whole=10.0),
    ):
        assert refused(running, impossible) in ("indicator_no_part", "indicator_beyond")
    running.give(indicator(120.0, indicator=ENTITLED))
    assert refused(running, indicator(121.0, indicator=COVERED)) == "indicator_no_part"
    running.give(indicator(120.0, indicator=COVERED))
    assert refused(running, indicator(119.0, indicator=ENTITLED)) == "indicator_no_part"
    running.give(indicator(50.0, indicator=COVERED, whole=60.0))
    assert refused(running, indicator(61.0, indicator=COVERED)) == "indicator_no_part"
    running.give(indicator(500.0, indicator=COVERED, period="2026-Q2"))


def test_a_whole_belongs_to_the_part_of_a_share_only(running: RunningDesk) -> None:
    for name in (ENTITLED, "collective_income", "income_growth"):
        assert refused(running, indicator(1.0, indicator=name, whole=2.0)) == "indicator_no_share"


def test_a_value_is_corrected_a_limited_number_of_times(running: RunningDesk) -> None:
    for n in range(CORRECTIONS_MAX + 1):
        running.give(calls(answered=n))
    assert refused(running, calls(answered=99)) == "figure_too_often"


def test_a_key_with_divisions_reports_for_these_only(running: RunningDesk) -> None:
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=("990123200000",))
    for body in (indicator(), VisitGrid(grid=GRID)):
        assert refused(running, body, by=elsewhere) == "report_other_division"


@pytest.mark.parametrize(
    ("period", "start", "hours"),
    [
        ("2026", "2026-01-01T00", 365 * 24),
        ("2026-Q4", "2026-10-01T00", 92 * 24),
        ("2026-12", "2026-12-01T00", 31 * 24),
        ("2026-11-22", "2026-11-22T00", 24),
        ("2026-11-22T23", "2026-11-22T23", 1),
    ],
)
def test_a_period_is_a_span_of_the_countys_civil_time(period: str, start: str, hours: int) -> None:
    span, first = span_ms(period), span_ms(start)
    assert span is not None
    assert first is not None
    assert (span.start, span.stop - span.start) == (first.start, hours * HOUR_MS)


@pytest.mark.parametrize("text", ["", "26", "2026-00", "2026-Q5", "2026-02-30", "2026-11-22T24", "２０２６", "9999-12"])
def test_another_text_is_no_period(text: str) -> None:
    assert span_ms(text) is None


def test_noon_is_in_its_hour() -> None:
    assert NOON_MS in (span_ms("2026-11-22T12") or ())
