"""Words and forms of numbers of the evaluation report, which is a Chinese document."""

from __future__ import annotations

from county.drill.inject_run import InjectRun
from county.drill.score import Score

KINDS = {"tabletop": "桌面演练", "functional": "功能演练", "full": "全面演练"}
SIDES = {"player": "参演", "control": "控制", "simulate": "模拟", "evaluate": "评价", "observe": "观摩"}
STATUSES = {"pending": "未判定", "met": "达成", "late": "逾期达成", "missed": "未达成", "not_applicable": "不适用"}
ENDS = {"delivered": "已送达", "acknowledged": "已确认", "played": "已演示", "skipped": "已跳过",
        "waiting": "未送达"}  # fmt: skip
SKIPPED = {"person": "导调人员决定", "branch": "条件不可能再成立", "jump": "时间跳转越过", "approval": "未审批",
           "refused": "业务席未受理", "after": "前一条注入未送达"}  # fmt: skip
"""By :data:`county.drill.inject_run.Skipped`."""
FINDINGS = {"acknowledged": "已叫应", "sent": "已发送未叫应", "never_sent": "未发送"}
NONE = "—"


def duration(ms: int | None) -> str:
    """``4:05``, ``1:02:03``, ``-0:30``; a dash when it is unknown."""
    if ms is None:
        return NONE
    seconds = abs(ms) // 1000
    hours, minutes = divmod(seconds // 60, 60)
    text = f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"
    return f"-{text}" if ms < 0 else text


def drill_time(ms: int | None) -> str:
    """``T+4:05``."""
    text = duration(ms)
    return text if ms is None else f"T{text}" if ms < 0 else f"T+{text}"


def points(value: float) -> str:
    """With two decimals, without zeros at their end."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def proof(seqs: tuple[int, ...]) -> str:
    """``记录 12、15``."""
    return f"记录 {'、'.join(map(str, seqs))}" if seqs else NONE


def status(score: Score) -> str:
    """The status, and the one before it was overruled."""
    text = STATUSES[score.status]
    if (old := score.overruled) is None:
        return text
    return f"{text}（改判，原{STATUSES[old.old_status]} {points(old.old_points)} 分）"


def reason(run: InjectRun) -> str:
    """Why an inject was not delivered, by how much it was delayed, and what was said about it; "" for nothing."""
    delay_ms = run.delay_ms + run.shift_ms
    parts = (SKIPPED.get(run.why, ""), run.note, f"推迟 {duration(delay_ms)}" if delay_ms else "")
    return "，".join(part for part in parts if part)


def clock_order(rate: float | None, to_ms: int | None) -> str:
    """``暂停``, ``20×``, ``跳转至 T+1:00:00``."""
    if rate is None:
        return f"跳转至 {drill_time(to_ms)}"
    return f"{rate:g}×" if rate else "暂停"
