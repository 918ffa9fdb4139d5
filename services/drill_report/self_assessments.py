"""自评 in the report: what each player stated about its own part, and who stated nothing."""

from __future__ import annotations

from collections.abc import Iterator

from county.drill.words import OWN_VERDICTS
from services.drill_report import words
from services.drill_report.facts import ReportFacts, SelfAssessment
from services.paper.page import Block, PaperLine, PaperRows


def silent_players(facts: ReportFacts) -> Iterator[tuple[str, str]]:
    """Role and name of each player who handed in none; nobody has to after an abort."""
    stated = {one.by for one in facts.self_assessments}
    for role in facts.scenario.roles:
        if role.side == "player" and not facts.aborted:
            yield from ((role.name, person) for person in facts.members.get(role.id, ()) if person not in stated)


def self_assessment_blocks(facts: ReportFacts) -> Iterator[Block]:
    """The objectives by person, then the texts, then who is missing."""
    yield PaperLine("3.8 参演人员自评", "strong")
    if facts.self_assessments:
        yield _verdicts(facts)
        yield PaperRows(
            (1.0, 1.0, 2.0, 2.0, 2.0, 1.0), tuple(map(_texts, facts.self_assessments)),
            ("参演人员", "自评等级", "做得好的", "不足", "建议", "佐证"),
        )  # fmt: skip
    else:
        yield PaperLine("无记录。")
    silent = tuple(f"{person}（{role}）" for role, person in silent_players(facts))
    if silent:
        yield PaperLine(f"未提交自评：{'、'.join(silent)}。")


def _verdicts(facts: ReportFacts) -> PaperRows:
    titles = {objective.id: objective.title for objective in facts.scenario.objectives}
    rows = tuple(
        (one.by, titles.get(verdict.objective, verdict.objective), OWN_VERDICTS[verdict.met].zh,
         verdict.reason or words.NONE)
        for one in facts.self_assessments for verdict in one.verdicts
    )  # fmt: skip
    return PaperRows((1.0, 2.4, 0.9, 3.0), rows, ("参演人员", "目标", "自评", "理由"))


def _texts(one: SelfAssessment) -> tuple[str, ...]:
    texts = (text or words.NONE for text in (one.went_well, one.went_badly, one.suggestions))
    return (one.by, one.grade, *texts, words.proof((one.seq,)))
