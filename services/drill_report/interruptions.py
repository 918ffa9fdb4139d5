"""The real events and alarms that interrupted a drill, and what its clock did then: a part of the report."""

from __future__ import annotations

from collections.abc import Iterator

from services.drill_report import words
from services.drill_report.facts import ReportFacts
from services.paper.page import Block, PaperLine, PaperRows

_HEADER = ("实况时间", "演练时间", "真实事件", "演练时钟", "佐证（实况）")


def interruption_blocks(facts: ReportFacts) -> Iterator[Block]:
    """Nothing where the live journal was read and has none."""
    if facts.live_unread:
        yield PaperLine("实况记录无法读取，未列演练期间的真实突发事件。", "note")
    elif facts.live_foreign:
        yield PaperLine("实况日志的位置上是其他域或其他县的日志，未列演练期间的真实突发事件。", "note")
    if not facts.live_emergencies:
        return
    rows = []
    for one in facts.live_emergencies:
        drill_ms, rate = _clock_at(facts, one.wall_ms)
        what = f"事件 {one.event}" if one.event else "告警"
        rows.append((
            words.clock_time(one.wall_ms), words.drill_time(drill_ms), "，".join(filter(None, (what, one.kind))),
            _then(facts, one.wall_ms, rate), words.proof((one.seq,)),
        ))  # fmt: skip
    yield PaperLine("演练期间的真实突发事件", "strong")
    yield PaperRows((1.5, 0.9, 2.2, 1.6, 1.0), tuple(rows), _HEADER)
    yield PaperLine("实况时间为实况日志记录该事件的时间，佐证为该日志的记录号。", "note")


def _clock_at(facts: ReportFacts, wall_ms: int) -> tuple[int, float]:
    """The drill's time and rate at a time of the machine's clock."""
    drill_ms, rate, since_ms = 0, 0.0, facts.began_ms
    for change in facts.clock:
        if change.wall_ms > wall_ms:
            break
        drill_ms, since_ms = change.drill_ms if change.to_ms is None else change.to_ms, change.wall_ms
        rate = rate if change.rate is None else change.rate
    return drill_ms + round((wall_ms - since_ms) * rate), rate


def _then(facts: ReportFacts, wall_ms: int, rate: float) -> str:
    """``20×，0:00:40 后暂停``: the rate then, and after how long the drill was paused or aborted."""
    if not rate:
        return "已暂停"
    pauses = (change.wall_ms for change in facts.clock if change.rate == 0)
    paused_ms = next((at_ms for at_ms in pauses if wall_ms < at_ms < facts.ended_ms), None)
    if paused_ms is not None:
        after = f"{words.duration(paused_ms - wall_ms)} 后暂停"
    else:
        after = f"{words.duration(facts.ended_ms - wall_ms)} 后中止" if facts.aborted else "此后未暂停"
    return f"{words.clock_order(rate, None)}，{after}"
