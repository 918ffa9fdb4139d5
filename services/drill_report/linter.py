"""What a report lacks before it can be signed: blanks, numbers without a record, ratings without a text, players who
handed in no self-assessment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from services.drill_report.facts import NoteKind, ReportFacts
from services.drill_report.self_assessments import silent_players

_NOTED_IN: dict[NoteKind, str] = {"strength": "3.6", "problem": "3.7", "note": "附 C"}
"""The chapter in which a note stands."""


class ReportGap(NamedTuple):
    """One gap."""

    chapter: str
    text: str


def gaps(facts: ReportFacts) -> tuple[ReportGap, ...]:
    """All gaps, in the order of the chapters."""
    return tuple(_gaps(facts))


def _gaps(facts: ReportFacts) -> Iterator[ReportGap]:
    named = {"组织与承办单位": facts.organiser, "地点": facts.place, "情景概述": facts.scenario.scenario.summary}
    for name, text in named.items():
        if not text.strip():
            yield ReportGap("1", f"{name}未填写")
    if not facts.method.strip():
        yield ReportGap("2", "评估方法未填写")
    for role in facts.scenario.roles:
        if role.side == "evaluate" and not facts.members.get(role.id):
            yield ReportGap("2", f"评估组“{role.name}”没有人员")
    expected = {expectation.objective for expectation in facts.scenario.expectations}
    for objective in facts.scenario.objectives:
        if objective.id not in expected:
            yield ReportGap("3.4", f"目标“{objective.title}”没有任何期望，无法评估")
    for score in facts.scores:
        if score.counts and not score.proof and score.status != "missed":
            yield ReportGap("3.4", f"期望 {score.id} 的得分没有记录佐证")
        if score.status == "pending":
            yield ReportGap("3.4", f"期望 {score.id} 尚未判定")
        if score.overruled is not None and not score.overruled.reason.strip():
            yield ReportGap("3.4", f"期望 {score.id} 的改判没有理由")
    for note in facts.notes:
        if note.rating is not None and not note.text.strip():
            yield ReportGap(_NOTED_IN[note.kind], f"{note.by} 的评级 {note.rating}（记录 {note.seq}）没有文字说明")
    for playing, person in silent_players(facts):
        yield ReportGap("3.8", f"{person}（{playing}）未提交自评")
    missed = [score.id for score in facts.scores if score.counts and score.status == "missed"]
    if missed and not facts.improvements:
        yield ReportGap("4", f"期望 {'、'.join(missed)} 未达成，但没有改进意见")
    for item in facts.improvements:
        for name, value in (("责任人", item.owner), ("责任单位", item.department), ("完成时限", item.due_ms)):
            if not value:
                yield ReportGap("4", f"改进意见“{item.text[:20]}”没有{name}")
        if not item.proof:
            yield ReportGap("4", f"改进意见“{item.text[:20]}”没有记录佐证")
        for seq in item.proof:
            if not 1 <= seq <= facts.head_seq:
                yield ReportGap("4", f"改进意见“{item.text[:20]}”的佐证记录 {seq} 不存在")
    if facts.grade and not facts.grade_reason.strip():
        yield ReportGap("5", "评估等级没有理由")
    if not facts.grade:
        yield ReportGap("5", "评估等级未评定")
