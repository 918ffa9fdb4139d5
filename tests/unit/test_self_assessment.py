"""自评: who may hand in what when; one entry a person, complete, about the own part only."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from county.drill.evaluation import EvaluationEntry, ReviseImprovement, WriteEvaluatorNote
from county.drill.run import ArchiveDrill, BeginHotWash, EndDrill, EvaluateDrill
from county.drill.self_assessment import HandInSelfAssessment, OwnVerdict, ReviseSelfAssessment, assessment_id
from county.package.open import CountyPackage
from services.protocol import messages as m
from tests.unit.drill_day import DRILL, DrillDay, tiny_package

MET, NOT_MET = OwnVerdict(objective="OBJ1", met=True), OwnVerdict(objective="OBJ1", met=False, reason="派遣晚了")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.fixture
def day(package: CountyPackage) -> DrillDay:
    day = DrillDay(package)
    day.start()
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    assert day.give("zhou", BeginHotWash(drill=DRILL.id)) == ""
    return day


def stated(person: str = "wang", command: Any = HandInSelfAssessment, **more: Any) -> Any:
    values: dict[str, Any] = {"verdicts": (NOT_MET,), "grade": "良", "went_well": "核实快"}
    return command(note_id=assessment_id(person), drill=DRILL.id, **{**values, **more})


def notes(day: DrillDay, person: str) -> dict[str, EvaluationEntry]:
    reply = day.ask(person, m.MselRequest(request="r", person=person))
    return {one.id: one for one in (msgspec.msgpack.decode(raw, type=EvaluationEntry) for raw in reply.notes)}


def test_a_player_hands_it_in_once_and_states_it_anew_and_evaluators_see_it(day: DrillDay) -> None:
    assert day.give("wang", stated()) == ""
    assert day.give("wang", stated()) == "case_exists"
    assert day.give("wang", stated(command=ReviseSelfAssessment, verdicts=(MET,), grade="中")) == ""
    entry = notes(day, "li")[assessment_id("wang")]
    assert entry.is_self_assessment
    assert (entry.verdicts, entry.grade, entry.went_well) == ((MET,), "中", "核实快")
    assert notes(day, "wang").keys() == {entry.id}


@pytest.mark.parametrize(
    ("person", "change", "refusal"),
    [
        ("li", {"person": "li"}, "drill_players_only"), ("zhou", {"person": "zhou"}, "drill_players_only"),
        ("wang", {"person": "li"}, "self_assessment_of_another"),
        ("wang", {"verdicts": ()}, "self_assessment_objectives"),
        ("wang", {"verdicts": (MET, NOT_MET)}, "self_assessment_objectives"),
        ("wang", {"verdicts": (OwnVerdict(objective="OBJ9", met=True),)}, "self_assessment_objectives"),
        ("wang", {"verdicts": (OwnVerdict(objective="OBJ1", met=False, reason=" "),)}, "self_assessment_reason"),
        ("wang", {"verdicts": (OwnVerdict(objective="OBJ1", met=True, reason="长" * 5_000),)}, "text_too_long"),
        ("wang", {"grade": "很好"}, "drill_grade_unknown"),
    ],
)  # fmt: skip
def test_what_is_incomplete_or_not_ones_own_is_refused(
    day: DrillDay, person: str, change: dict[str, Any], refusal: str
) -> None:
    assert day.give(person, stated(**change)) == refusal


def test_it_is_closed_before_the_hot_wash_and_once_the_drill_is_archived(package: CountyPackage) -> None:
    day = DrillDay(package)
    day.start()
    assert day.give("wang", stated()) == "self_assessment_closed"
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    assert day.give("wang", stated()) == "self_assessment_closed"
    assert day.give("zhou", EvaluateDrill(drill=DRILL.id, grade="中", note="够快")) == ""
    assert day.give("wang", stated()) == "", "also where the grade was decided without a hot wash"
    assert day.give("zhou", ArchiveDrill(drill=DRILL.id)) == ""
    assert day.give("wang", stated(command=ReviseSelfAssessment)) == "self_assessment_closed"


def test_the_ids_of_self_assessments_are_taken_by_no_other_entry_and_no_other_restates_them(day: DrillDay) -> None:
    mine = assessment_id("wang")
    assert day.give("li", WriteEvaluatorNote(note_id=mine, drill=DRILL.id, note="占用编号")) == "case_id_invalid"
    assert day.give("wang", stated()) == ""
    assert day.give("li", ReviseImprovement(note_id=mine, drill=DRILL.id, note="改写")) == "case_unknown"


def test_it_stands_after_a_restart(day: DrillDay) -> None:
    assert day.give("wang", stated()) == ""
    day.restart()
    assert day.give("wang", stated(command=ReviseSelfAssessment, suggestions="加人")) == ""
    assert notes(day, "li")[assessment_id("wang")].suggestions == "加人"
