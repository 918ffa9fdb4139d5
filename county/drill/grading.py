"""The result of a drill: points, proposed grade, and the letter of each objective."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from county.drill.grading_table import DrillGrading
from county.drill.scenario import Scenario
from county.drill.score import Score
from county.names import Name

Letter = Literal["P", "S", "M", "U"]
"""HSEEP: performed without challenges, with some, with major challenges, unable to be performed."""


class DrillResult(Struct, frozen=True, kw_only=True, gc=False):
    """Of all expectations that are decided and applicable."""

    points: float
    weight: float
    percent: float | None
    """None while nothing is decided."""
    grade: Name | None
    """Proposed; None where nothing is decided, or an abort left something unassessed."""
    capped_by: tuple[str, ...]
    """Critical expectations that were missed: the grade is the last one, whatever the points."""


def result(scenario: Scenario, scores: Sequence[Score], grading: DrillGrading) -> DrillResult:
    """The result by ``scores``, those that :attr:`Score.counts`."""
    counted = [score for score in scores if score.counts]
    points, weight = sum(score.points for score in counted), sum(score.weight for score in counted)
    critical = {expectation.id for expectation in scenario.expectations if expectation.critical}
    missed = tuple(score.id for score in counted if score.status == "missed" and score.id in critical)
    if not weight:
        return DrillResult(points=points, weight=weight, percent=None, grade=None, capped_by=missed)
    percent = 100 * points / weight
    if any(score.status == "not_due" for score in scores):
        return DrillResult(points=points, weight=weight, percent=percent, grade=None, capped_by=missed)
    fitting = [grade for grade in grading.grades if percent >= grade.from_percent]
    grade = grading.grades[-1] if missed or not fitting else fitting[0]
    return DrillResult(points=points, weight=weight, percent=percent, grade=grade.name, capped_by=missed)


def letters(scenario: Scenario, scores: Iterable[Score], grading: DrillGrading) -> dict[str, Letter]:
    """The letter of each objective that has decided expectations, and none that an abort left unassessed."""
    objective = {expectation.id: expectation.objective for expectation in scenario.expectations}
    met: dict[str, list[bool]] = {}
    scores = list(scores)
    undue = {objective[score.id] for score in scores if score.status == "not_due"}
    for score in scores:
        if score.counts:
            met.setdefault(objective[score.id], []).append(score.status == "met")
    return {key: _letter(100 * sum(are) / len(are), grading) for key, are in met.items() if key not in undue}


def _letter(percent: float, grading: DrillGrading) -> Letter:
    if percent >= grading.performed_percent:
        return "P"
    return "S" if percent >= grading.some_percent else "M" if percent > 0 else "U"
