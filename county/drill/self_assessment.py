"""自评: what each player states about its own part, from the 点评 until the drill is archived; one entry a person."""

from __future__ import annotations

from msgspec import Struct

from county.aggregate import Decision
from county.drill.evaluation_entry import EvaluationCommand, EvaluationRecord
from county.drill.run import DrillRun, check_drill_realm, standing
from county.drill.standing import member_of
from county.procedure import Case
from county.refusals import Refused

ASSESSED_IN = frozenset({"hot_wash", "evaluated"})
"""States of the drill: its objectives are open to players from the 点评 on."""
ASSESSMENT = "SA-"
"""Begin of the ids of self-assessments, and of no other entry of an evaluation."""


class OwnVerdict(Struct, frozen=True, kw_only=True, gc=False):
    """Whether an objective was met, as a player sees it."""

    objective: str
    met: bool
    reason: str = ""
    """Required where it was not met."""


class SelfAssessmentCommand(EvaluationCommand, frozen=True, kw_only=True):
    """States a self-assessment as a whole; its id is :func:`assessment_id` of whoever hands it in."""

    verdicts: tuple[OwnVerdict, ...]
    """Of every objective of the scenario."""
    grade: str
    """Chinese name of a grade of the catalogue."""
    went_well: str = ""
    went_badly: str = ""
    suggestions: str = ""


class HandInSelfAssessment(SelfAssessmentCommand, frozen=True):
    """提交自评."""


class ReviseSelfAssessment(SelfAssessmentCommand, frozen=True):
    """State it anew."""


class SelfAssessmentRecord(EvaluationRecord, frozen=True, kw_only=True):
    """What a self-assessment says, as a whole."""

    verdicts: tuple[OwnVerdict, ...]
    grade: str
    went_well: str = ""
    went_badly: str = ""
    suggestions: str = ""


class SelfAssessmentHandedIn(SelfAssessmentRecord, frozen=True):
    pass


class SelfAssessmentRevised(SelfAssessmentRecord, frozen=True):
    pass


def assessment_id(person: str) -> str:
    """Id of the entry of a person (``u:…`` or without it): a second one of the same person is refused."""
    return f"{ASSESSMENT}{member_of(person)}"


def by_player(entry: Case | None, command: SelfAssessmentCommand, decision: Decision) -> None:
    """Raises Refused."""
    check_drill_realm(decision.desk.realm, command.drill)
    run: DrillRun | None = decision.desk.find("drill", command.drill)
    if run is None or run.state not in ASSESSED_IN:
        raise Refused("self_assessment_closed")
    who = standing(run, decision)
    if not who.plays:
        raise Refused("drill_players_only")
    if command.note_id != assessment_id(who.person):
        raise Refused("self_assessment_of_another")
    if command.grade not in {grade.name.zh for grade in decision.desk.catalog.drill_grading.grades}:
        raise Refused("drill_grade_unknown", grade=command.grade)
    if sorted(one.objective for one in command.verdicts) != sorted(decision.desk.objectives):
        raise Refused("self_assessment_objectives")
    for verdict in command.verdicts:
        if not verdict.met and not verdict.reason.strip():
            raise Refused("self_assessment_reason", objective=verdict.objective)
