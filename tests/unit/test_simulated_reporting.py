"""Simulated statisticians of a demo county: every leaf of the assessment has a value, and each report says that it is
invented."""

from __future__ import annotations

from pathlib import Path

from county.authority import SIMULATION
from county.catalog import load
from county.figures.indicators import IndicatorReported, ReportIndicator
from county.figures.inputs import CallCounted
from county.figures.kpi_table import leaves_of
from county.figures.periods import period_at
from county.package.open import CountyPackage
from services.loop.commit_group import InternalCommand
from services.simulation.reporting import EACH_CALL, STATISTICIAN, SimulatedReporting
from tests.unit.running_desk import NOON_MS, RunningDesk

HOUR_MS = 3_600_000


class ReportingCounty(RunningDesk):
    """A desk and its simulated statisticians."""

    def __init__(self, folder: Path) -> None:
        self.package = CountyPackage(folder)
        super().__init__(place=self.package)
        self.now_ms = NOON_MS
        self.reporting = self.restarted()

    def restarted(self) -> SimulatedReporting:
        towns = [str(code) for code in self.package.table("towns")["code"]]
        return SimulatedReporting(
            self.package.manifest.code, towns, realm="live", seed=7,
            indicators=lambda: self.desk.states_of("indicator"), calls=lambda: self.desk.states_of("calls"),
        )  # fmt: skip

    def run(self, turns: int = 200) -> None:
        for _ in range(turns):
            due = self.reporting.due(self.now_ms)
            assert len(due.commands) <= EACH_CALL
            self.group((), [InternalCommand(SIMULATION, command) for command in due.commands], (), now_ms=self.now_ms)
            assert not self.messages.lines, "nothing is refused"
            self.now_ms += 1_000


def test_every_leaf_that_is_reported_has_a_plausible_value_for_this_quarter_that_says_it_is_invented(
    small_county: Path,
) -> None:
    county = ReportingCounty(small_county)
    county.run()
    catalog, quarter, code = load(), period_at("quarter", NOON_MS), county.package.manifest.code
    known = {one.id: one for one in county.desk.states_of("indicator")}
    towns = [str(town) for town in county.package.table("towns")["code"]]
    for key, node in leaves_of(catalog.kpi).items():
        if node.manual:
            value = known[f"{node.manual}/{code}/{quarter}"].value
            assert node.floor is not None
            assert node.target is not None
            assert node.floor <= value <= 1.1 * node.target, key
        elif catalog.metrics[node.metric].source == "indicators":
            metric = catalog.metrics[node.metric]
            for town in towns:
                one = known[f"{metric.indicator}/{town}/{quarter}"]
                part, whole = one.value, one.whole
                assert whole is not None, "both are one report"
                assert metric.min_denominator <= whole, key
                assert 0 <= part <= whole, key
    assert all("模拟数据" in one.note and one.by == STATISTICIAN for one in known.values())


def test_counts_of_a_year_grow_with_its_quarters(small_county: Path) -> None:
    county = ReportingCounty(small_county)
    county.run()
    code = county.package.manifest.code
    known = {one.id: one.value for one in county.desk.states_of("indicator")}
    projects = [known[f"innovation_projects/{code}/2026-Q{number}"] for number in (1, 2, 3, 4)]
    assert projects == sorted(projects)
    assert known[f"innovation_projects/{code}/2026"] == projects[-1] == known[f"innovation_projects/{code}/2026-H2"]


def test_what_is_known_is_not_reported_again_and_a_correction_of_a_person_stays(small_county: Path) -> None:
    county = ReportingCounty(small_county)
    county.run()
    before = len(county.log)
    corrected = ReportIndicator(
        indicator="income_growth", division=county.package.manifest.code, period="2026-Q4", value=0.01, note="更正"
    )
    county.give(corrected, at_ms=county.now_ms)
    county.reporting = county.restarted()
    county.run()
    assert len(county.log) == before + 1
    known = {one.id: one.value for one in county.desk.states_of("indicator")}
    assert known[corrected.key] == 0.01


def test_calls_of_an_hour_follow_when_it_is_over_and_a_day_is_the_sum_of_its_hours(small_county: Path) -> None:
    county = ReportingCounty(small_county)
    county.run()
    calls = {one.id: one for one in county.desk.states_of("calls")}
    assert "2026-11-22T11" in calls
    assert "2026-11-22T12" not in calls, "it is not over"
    assert {"2026-11-21", "2026-11-08", "2025-11-23"} <= set(calls)
    county.now_ms = NOON_MS + 24 * HOUR_MS
    county.run(20)
    after = {one.id: one for one in county.desk.states_of("calls")}
    assert "2026-11-22" in after
    hours = [after[f"2026-11-22T{hour:02}"].offered for hour in range(12)]
    assert after["2026-11-22"].offered > sum(hours)
    assert all(0 <= one.answered <= one.offered for one in after.values())
    assert {type(record.body) for record in county.log} == {IndicatorReported, CallCounted}
