"""The report as JSON, for programs: its facts, and the rows of an After-Action Report / Improvement Plan (HSEEP)."""

from __future__ import annotations

from typing import Any

import msgspec

from county.drill.grading import letters, result
from county.drill.grading_table import DrillGrading
from county.drill.writing import scenario_values
from services.drill_report.comparison import compared
from services.drill_report.facts import ReportFacts
from services.drill_report.linter import gaps

FORMAT = 1
"""It stays while values are only added: whoever reads a report passes over what they do not know, and a value that is
missing was not known when it was written.  Added since the first report of this format, besides others:

``facts.present``: names of those who answered the roll call.  An empty list says that nobody did; without it nothing is
said of the roll call.
"""


def report_json(facts: ReportFacts, grading: DrillGrading) -> bytes:
    """UTF-8, ordered, so that equal reports have equal bytes."""
    found, by_objective = result(facts.scenario, facts.scores, grading), letters(facts.scenario, facts.scores, grading)
    plain: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(facts, scenario=None, earlier=None))
    del plain["scenario"], plain["earlier"]
    content = {
        "format": FORMAT,
        "mark": "exercise",
        "scenario": scenario_values(facts.scenario),
        "digest": facts.scenario.digest,
        "facts": plain,
        "result": {
            "points": found.points, "weight": found.weight, "percent": found.percent, "capped_by": found.capped_by,
            "grade": None if found.grade is None else found.grade.zh,
        },
        "aar": [
            {
                "objective": objective.title, "capability": objective.capability,
                "rating": by_objective.get(objective.id),
                "strengths": [note.text for note in facts.notes
                              if note.kind == "strength" and note.objective == objective.id],
                "areas_for_improvement": [note.text for note in facts.notes
                                          if note.kind == "problem" and note.objective == objective.id],
                "improvement_plan": [item.text for item in facts.improvements if item.objective == objective.id],
            }
            for objective in facts.scenario.objectives
        ],
        "comparison": _comparison(facts),
        "gaps": [{"chapter": gap.chapter, "text": gap.text} for gap in gaps(facts)],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(content, enc_hook=_encoded, order="sorted"), indent=1)


def _comparison(facts: ReportFacts) -> dict[str, Any] | None:
    found = compared(facts)
    if found is None or facts.earlier is None:
        return None
    pairs = [{"expectation": pair.later.id, "earlier": pair.earlier, "later": pair.later, "change_ms": pair.change_ms}
             for pair in found.pairs]  # fmt: skip
    return {
        "run": facts.earlier.name, "version": facts.earlier.scenario.scenario.version, "pairs": pairs,
        "changed": found.changed, "only_earlier": found.only_earlier, "only_later": found.only_later,
    }


def _encoded(value: Any) -> Any:
    if isinstance(value, int):
        return int(value)
    raise TypeError(type(value))
