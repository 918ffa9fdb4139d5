"""Forms of numbers and what is put together of words in the evaluation report, which is a Chinese document."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Catalog
from county.drill.baseline import EMPTY, TakenBaseline
from county.drill.grading import Letter
from county.drill.inject_run import InjectRun
from county.drill.run import DrillAborted, DrillEnded, DrillInterrupted
from county.drill.scenario import Expectation
from county.drill.score import Score
from county.drill.words import (
    BASELINES,
    LETTERS,
    NOT_DELIVERED,
    SKIPPED,
    STATUSES,
    span,
    status_name,
    status_reason,
    with_start,
)
from county.drill.words import drill_time as time_of_drill
from county.numbering import moment
from county.records import RecordBody

NONE = "—"
NOBODY = "未分配人员"
"""Of a role that nobody had."""
_COPIED = {
    "event": "事件", "alarm": "告警", "response": "应急响应", "plan": "预案", "closure": "道路封闭",
    "unit_status": "力量状态", "notice": "叫应", "evacuation": "转移安置", "situation": "信息报告",
    "site_report": "现场报告",
}  # fmt: skip
"""What a baseline consists of, by key of the aggregate."""


def duration(ms: int | None) -> str:
    """``0:04:05``; a dash when it is unknown."""
    return NONE if ms is None else span(ms)


def limits(expectation: Expectation) -> str:
    """``自派遣起 0:20:00 / 0:40:00``: target and limit; a dash where there are none."""
    if expectation.target is None and expectation.limit is None:
        return NONE
    times = f"{duration(expectation.target)} / {duration(expectation.limit)}"
    return with_start(expectation.what, times).zh


def drill_time(ms: int | None) -> str:
    """``T+0:04:05``; a dash when it is unknown."""
    return NONE if ms is None else time_of_drill(ms)


def clock_time(at_ms: int) -> str:
    """``2026-07-15 20:00:00``, in the county's time."""
    return moment(at_ms)[:19]


def with_files(text: str, names: tuple[str, ...]) -> str:
    """``水位过半（附 溪水.png）``."""
    return f"{text}（附 {'、'.join(names)}）" if names else text


def baseline(taken: TakenBaseline | None) -> str:
    """What was on the desk before anything happened in the drill, and the record of its source that proves it."""
    if taken is None:
        return BASELINES[EMPTY].zh
    source = "实况" if taken.kind == "live-copy" else taken.realm
    counts = "、".join(f"{name}{taken.counts[key]}" for key, name in _COPIED.items() if taken.counts.get(key))
    return (
        f"{source} {clock_time(taken.at_ms)} 的状态：{counts or '无在办事项'}；"
        f"均标为“背景”，不计分，参演人员对其采取的行动照常计入。来源日志至记录 {taken.seq}，链值 {taken.hash}"
    )  # fmt: skip


def points(value: float) -> str:
    """With two decimals, without zeros at their end."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def proof(seqs: tuple[int, ...]) -> str:
    """``记录 12、15``."""
    return f"记录 {'、'.join(map(str, seqs))}" if seqs else NONE


def status(score: Score, came: bool | None = None) -> str:
    """The status, and the one before it was overruled.  ``came``: whether its inject was delivered or skipped, which
    tells why it has its status; None: that is not told."""
    text = status_name(score).zh
    if (old := score.overruled) is None:
        why = None if came is None else status_reason(score, came)
        return text if why is None else f"{text}（{why.zh}）"
    return f"{text}（改判，原{STATUSES[old.old_status].zh} {points(old.old_points)} 分）"


def letter(found: Letter | None) -> str:
    """``P 顺利完成``; a dash without one."""
    return NONE if found is None else LETTERS[found].zh


def reason(run: InjectRun, waited_for: str = "") -> str:
    """Why an inject was not delivered, by how much it was delayed, and what was said about it; "" for nothing.
    ``waited_for``: until the end, see NOT_DELIVERED."""
    delay_ms = run.delay_ms + run.shift_ms
    why = SKIPPED[run.why].zh if run.why in SKIPPED else ""
    note = run.note if run.why == "person" or run.state != "skipped" else ""  # else the program wrote it
    waited = NOT_DELIVERED[waited_for].zh if waited_for else ""
    parts = (why, waited, note, f"推迟 {duration(delay_ms)}" if delay_ms else "")
    return "，".join(part for part in parts if part)


def abort_reason(aborted: DrillAborted, catalog: Catalog) -> str:
    """``山洪来了（实况事件 20260715-7K4Q2M9，山洪，2026-07-15 20:31:00）``: why, and for which real event or alarm."""
    event = aborted.live_event
    if not (event or aborted.live_kind):
        return aborted.note
    kind = catalog.subclasses.get(aborted.live_kind) if event else catalog.rules.get(aborted.live_kind)
    parts = (
        f"实况事件 {event}" if event else "实况告警", "" if kind is None else kind.name.zh,
        "" if aborted.live_since_ms is None else clock_time(aborted.live_since_ms),
    )  # fmt: skip
    return f"{aborted.note}（{'，'.join(filter(None, parts))}）"


STOPS: Mapping[type[RecordBody], str] = {
    DrillInterrupted: "后台中断，恢复后自动暂停", DrillEnded: "演练结束", DrillAborted: "演练中止",
}  # fmt: skip
"""What stops the clock besides an order of a person."""


def clock_order(rate: float | None, to_ms: int | None, event: str = "") -> str:
    """``暂停``, ``20×``, ``跳转至 T+1:00:00``; ``event`` where it is one."""
    if event:
        return event
    if rate is None:
        return f"跳转至 {drill_time(to_ms)}"
    return f"{rate:g}×" if rate else "暂停"
