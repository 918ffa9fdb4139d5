"""The chapter that compares a run with an earlier one of the same scenario, expectation by expectation."""

from __future__ import annotations

from collections.abc import Iterator

from county.drill.compare import RunComparison, ScorePair, compare
from services.drill_report import words
from services.drill_report.facts import ReportFacts
from services.paper.page import Block, PaperLine, PaperRows

_LEFT_OUT = (
    ("changed", "两版之间已修改，不比较"), ("only_earlier", "仅上次有"), ("only_later", "仅本次有"),
)  # fmt: skip


def compared(facts: ReportFacts) -> RunComparison | None:
    """None without an earlier run.  Raises NotComparable."""
    if facts.earlier is None:
        return None
    return compare((facts.earlier.scenario, facts.earlier.scores), (facts.scenario, facts.scores))


def comparison_blocks(facts: ReportFacts) -> Iterator[Block]:
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
    for name, text in _LEFT_OUT:
        ids: tuple[str, ...] = getattr(found, name)
        if ids:
            yield PaperLine(f"{text}：{'、'.join(ids)}")


def _row(pair: ScorePair) -> tuple[str, ...]:
    change = words.duration(pair.change_ms)
    sign = "+" if pair.change_ms is not None and pair.change_ms >= 1_000 else ""
    return (
        pair.later.id, words.duration(pair.earlier.elapsed_ms), words.duration(pair.later.elapsed_ms), sign + change,
        words.status(pair.earlier), words.status(pair.later),
    )  # fmt: skip
