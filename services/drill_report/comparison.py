"""The chapter that compares a run with an earlier one of the same scenario, expectation by expectation."""

from __future__ import annotations

from collections.abc import Iterator

from county.drill.compare import RoleShares, RunComparison, ScorePair, by_role, compare
from county.drill.grading import result
from county.drill.grading_table import DrillGrading
from services.drill_report import words
from services.drill_report.facts import ReportFacts, RunPercent
from services.paper.page import Block, PaperLine, PaperRows

_LEFT_OUT = (
    ("changed", "两版之间已修改，不比较"), ("only_earlier", "仅上次有"), ("only_later", "仅本次有"),
)  # fmt: skip


def compared(facts: ReportFacts) -> RunComparison | None:
    """None without an earlier run.  Raises NotComparable."""
    if facts.earlier is None:
        return None
    return compare((facts.earlier.scenario, facts.earlier.scores), (facts.scenario, facts.scores))


def comparison_blocks(facts: ReportFacts, grading: DrillGrading) -> Iterator[Block]:
    """Nothing without an earlier run.  Raises NotComparable."""
    found = compared(facts)
    if found is None or facts.earlier is None:
        return
    yield PaperLine("3.9 与上次演练比较", "strong")
    heading = facts.earlier.scenario.scenario
    yield PaperLine(f"上次：{facts.earlier.name}，脚本第 {heading.version} 版。只比较两版中未修改的期望。")
    yield PaperRows(
        (0.8, 1.2, 1.2, 1.2, 1.6, 1.6), tuple(map(_row, found.pairs)),
        ("期望", "上次用时", "本次用时", "变化", "上次结果", "本次结果"),
    )  # fmt: skip
    roles = by_role(found, facts.scenario)
    if roles:
        yield PaperLine("各参演角色在两次均计分的可比期望上的得分率：")
        rows = tuple((one.role, _share(one.earlier), _share(one.later), _gain(one)) for one in roles)
        yield PaperRows((2.4, 1.2, 1.2, 1.2), rows, ("角色", "上次", "本次", "变化"))
    if facts.trend:
        yield PaperLine("历次演练总得分率（按演练先后）：")
        yield PaperRows((2.4, 1.8, 1.0, 1.2), (*map(_reached, facts.trend), _now(facts, grading)),
                        ("演练", "开始", "脚本版本", "得分率"))  # fmt: skip
    for name, text in _LEFT_OUT:
        ids: tuple[str, ...] = getattr(found, name)
        if ids:
            yield PaperLine(f"{text}：{'、'.join(ids)}")


def _share(percent: float | None) -> str:
    return words.NONE if percent is None else f"{percent:.2f} %"


def _gain(one: RoleShares) -> str:
    """In percentage points."""
    return words.NONE if one.earlier is None or one.later is None else f"{one.later - one.earlier:+.2f}"


def _reached(run: RunPercent) -> tuple[str, ...]:
    ended = "（中止）" if run.aborted else ""
    return f"{run.name}{ended}", words.clock_time(run.began_ms)[:16], str(run.version), _share(run.percent)


def _now(facts: ReportFacts, grading: DrillGrading) -> tuple[str, ...]:
    percent = result(facts.scenario, facts.scores, grading).percent
    return _reached(RunPercent(
        name=f"{facts.realm}（本次）", version=facts.scenario.scenario.version, began_ms=facts.began_ms,
        percent=percent, aborted=bool(facts.aborted),
    ))  # fmt: skip


def _row(pair: ScorePair) -> tuple[str, ...]:
    change = words.duration(pair.shown_change_ms)
    sign = "+" if pair.shown_change_ms is not None and pair.shown_change_ms > 0 else ""
    return (
        pair.later.id, words.duration(pair.earlier.elapsed_ms), words.duration(pair.later.elapsed_ms), sign + change,
        words.status(pair.earlier), words.status(pair.later),
    )  # fmt: skip
