"""What directors and evaluators did by hand stands in the report: held and released injects, and ratings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from county.drill.evaluation import RateExpectation
from county.drill.inject_run import HoldInject, ReleaseInject
from county.drill.run import BindRole, EndDrill
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from services.drill_report.chapters import report_page
from services.drill_report.facts import ReportFacts
from services.drill_report.gathering import gathered
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import DRILL, MINUTE, DrillDay
from tests.unit.played_drill import STATED, give, stored
from tests.unit.test_drill_report import GRADING


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> ReportFacts:
    """I02 is held back and released after a minute; E06 is rated twice."""
    package: CountyPackage = write_tiny_county(tmp_path_factory.mktemp("county"))
    day, drill = DrillDay(package, STATED), DRILL.id
    day.start()
    give(day, "zhou", HoldInject(drill=drill, inject_id="I02"))
    day.pass_to(MINUTE)
    give(day, "zhou", ReleaseInject(drill=drill, inject_id="I02"))
    day.realm.turn(5)
    rate: dict[str, Any] = {"drill": drill, "expectation": "E06"}
    give(day, "li", RateExpectation(note_id="n1", share=0.5, note="只打了电话", **rate))
    give(
        day,
        "li",
        RateExpectation(note_id="n2", share=0.7, **rate),
    )
    give(day, "zhou", EndDrill(drill=drill))
    folder: Path = stored(day, tmp_path_factory.mktemp("data"), package)
    return gathered(folder, package, lambda share, text: None, earlier=None).facts


def cells(facts: ReportFacts, heading: str) -> list[list[str]]:
    """The rows of the table below ``heading``, without its head."""
    below = report_page(facts, GRADING).texts.split(f"{heading}\n")[1].split("\n")
    rows = [line.split("\t") for line in below]
    return rows[1 : next(n for n, row in enumerate(rows) if len(row) == 1)]


def test_an_inject_that_was_held_back_and_released_by_a_person_says_so(facts: ReportFacts) -> None:
    [row] = [row for row in cells(facts, "附 A 实际执行的脚本") if row[0] == "I02"]
    assert row == ["I02", "T+0:17:00", "T+0:01:00", "已送达", "溪水漫桥：曾暂缓；由zhou放行"]


def test_an_inject_that_came_by_itself_says_nothing_of_it(facts: ReportFacts) -> None:
    assert not next(inject for inject in facts.injects if inject.id == "I01").released_by


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> ReportFacts:
    """Two persons release I01, the backend crashes, and nobody is bound to the evaluators."""
    package: CountyPackage = write_tiny_county(tmp_path_factory.mktemp("county"))
    text = STATED.replace('at = "PT5M"\n', 'at = "PT5M"\nrelease = "two-person"\n')
    day, drill = DrillDay(package, text), DRILL.id
    day.start()
    give(day, "zhou", BindRole(drill=drill, role="eval", members=()))
    for person in ("zhou", "sun"):
        give(day, person, ReleaseInject(drill=drill, inject_id="I01"))
    day.pass_to(MINUTE)
    day.restart()
    day.wait(1_000)
    give(day, "zhou", SetClockRate(rate=1))
    give(day, "zhou", EndDrill(drill=drill))
    folder: Path = stored(day, tmp_path_factory.mktemp("data"), package)
    return gathered(folder, package, lambda share, text: None, earlier=None).facts


def test_both_persons_who_released_an_inject_are_named(crashed: ReportFacts) -> None:
    [row] = [row for row in cells(crashed, "附 A 实际执行的脚本") if row[0] == "I01"]
    assert row[4] == "西南垃圾桶 · 满溢度：由zhou、sun放行"


def test_the_clock_says_that_the_backend_ended_and_that_the_drill_was_over(crashed: ReportFacts) -> None:
    assert [row[2] for row in cells(crashed, "3.2 组织实施")] == ["1×", "后台中断，恢复后自动暂停", "1×", "演练结束"]


def test_a_role_that_nobody_had_says_so(crashed: ReportFacts) -> None:
    assert [row for row in cells(crashed, "2 评估过程") if row[2] == "未分配人员"] == [["评估组", "评价", "未分配人员"]]
    assert report_page(crashed, GRADING).texts.count("评估组\t未分配人员\t未分配人员") == 1, "at the roll call"


def test_ratings_stand_with_the_step_of_the_scale_the_words_and_their_record(facts: ReportFacts) -> None:
    seqs = [rating.seq for rating in facts.ratings]
    assert cells(facts, "观察评定") == [
        ["E06", "部分核对 50 %", "只打了电话", "li", f"记录 {seqs[0]}"], ["E06", "70 %", "—", "li", f"记录 {seqs[1]}"],
    ]  # fmt: skip
