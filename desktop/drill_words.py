"""Names of the states, kinds and roles of a drill, and its times, for the screen."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Name
from county.drill.inject_run import InjectRun
from county.drill.run import DrillRun
from county.drill.scenario import Expectation, Inject
from county.drill.sentences import after_sentence, sentence
from desktop.i18n import pick

DRILL_STATES: Mapping[str, Name] = {
    "draft": Name("待审核", "To be checked"), "checked": Name("已审核", "Checked"),
    "scheduled": Name("已排定", "Scheduled"), "armed": Name("点名中", "Roll call"),
    "running": Name("进行中", "Running"), "ended": Name("已结束", "Ended"), "hot_wash": Name("点评中", "Hot wash"),
    "evaluated": Name("已评定", "Evaluated"), "archived": Name("已归档", "Archived"),
    "aborted": Name("已中止", "Aborted"), "announced": Name("已通告", "Announced"),
}  # fmt: skip
INJECT_STATES: Mapping[str, Name] = {
    "armed": Name("待发", "Waiting"), "held": Name("暂缓", "Held"), "due": Name("到时待放行", "Due, to be released"),
    "released": Name("已放行", "Released"), "delivered": Name("已送达", "Delivered"),
    "acknowledged": Name("已确认", "Acknowledged"), "played": Name("已演示", "Played"),
    "skipped": Name("已跳过", "Skipped"),
}  # fmt: skip
SKIPPED: Mapping[str, Name] = {
    "person": Name("导调决定", "decided by a person"),
    "branch": Name("条件不再成立", "its condition can no longer hold"),
    "jump": Name("跳转越过", "passed by a jump"), "approval": Name("未审批", "not approved"),
    "refused": Name("系统不接收其内容", "its content was refused"),
    "after": Name("前序注入已跳过", "the one before was skipped"),
}  # fmt: skip
KINDS: Mapping[str, Name] = {
    "report": Name("事件报送", "Report"), "reading": Name("监测数据", "Readings"), "notice": Name("通知", "Notice"),
    "media": Name("舆情", "Media"), "resource": Name("资源变化", "Resources"), "hazard": Name("灾情发展", "Hazard"),
    "question": Name("问题", "Question"), "task": Name("任务", "Task"),
}  # fmt: skip
SIDES: Mapping[str, Name] = {
    "player": Name("参演", "Player"), "control": Name("导控", "Control"), "simulate": Name("模拟", "Simulation"),
    "evaluate": Name("评估", "Evaluation"), "observe": Name("观摩", "Observer"),
}  # fmt: skip
RELEASES: Mapping[str, Name] = {
    "auto": Name("自动", "Automatic"), "manual": Name("人工", "By hand"), "two-person": Name("双人", "Two persons"),
}  # fmt: skip
STATUSES: Mapping[str, Name] = {
    "pending": Name("待定", "Pending"), "met": Name("达成", "Met"), "late": Name("逾期", "Late"),
    "missed": Name("未达成", "Missed"), "not_applicable": Name("不适用", "Not applicable"),
}  # fmt: skip
MEASURED: Mapping[str, Name] = {
    "alarm_acknowledged": Name("确认告警", "Alarm acknowledged"), "filed": Name("立案", "Filed"),
    "dispatched": Name("派遣", "Dispatched"), "accepted": Name("接单", "Accepted"),
    "departed": Name("出动", "Departed"), "arrived": Name("到场", "Arrived"), "fed_back": Name("反馈", "Fed back"),
    "closed": Name("结案", "Closed"), "notified": Name("叫应", "Called and answered"),
    "response_level": Name("响应级别", "Response level"), "evacuated": Name("转移", "Evacuated"),
    "reported_up": Name("信息报告", "Reported to superiors"), "merged": Name("并案", "Merged"),
    "not_done": Name("不得发生", "Must not happen"), "observed": Name("观察", "Observed"),
}  # fmt: skip
LETTERS: Mapping[str, Name] = {
    "P": Name("P 顺利完成", "P performed without challenges"), "S": Name("S 有些困难", "S with some challenges"),
    "M": Name("M 困难较大", "M with major challenges"), "U": Name("U 未能完成", "U unable to be performed"),
}  # fmt: skip


def drill_time(ms: int) -> str:
    """``T+0:12:30``: a time of the drill from STARTEX on."""
    sign, seconds = "-" if ms < 0 else "+", abs(ms) // 1_000
    return f"T{sign}{seconds // 3_600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def minutes(ms: int | None) -> str:
    """``4:30``: minutes and seconds; "" for None."""
    return "" if ms is None else f"{ms // 60_000}:{ms // 1_000 % 60:02}"


def condition_words(inject: Inject) -> str:
    """What an inject waits for besides a time; "" for nothing."""
    if inject.when is not None:
        return sentence(inject.when)
    return "" if inject.after is None else after_sentence(inject.after.inject, inject.after.delay)


def inject_title(inject: Inject) -> str:
    """What an inject is about, one line."""
    content = inject.content
    text = getattr(content, "title", "") or getattr(content, "text", "") or getattr(content, "reason", "")
    if inject.reading is not None:
        sensor = inject.reading.sensor
        where = sensor if isinstance(sensor, str) else f"{sensor.kind} {sensor.village}"
        text = f"{inject.reading.channel} · {where}"
    return " ".join(str(text).split())


def inject_state(known: InjectRun | None) -> str:
    """Its state in this run, and why it was skipped."""
    if known is None:
        return pick(INJECT_STATES["armed"])
    parts = [pick(INJECT_STATES[known.state])]
    if known.state == "skipped":
        parts += [pick(SKIPPED[known.why]) if known.why in SKIPPED else known.why, known.note]
    if known.seconded_by and known.state in ("armed", "held", "due"):
        first = pick(Name("第一人已放行：", "released by the first person: "))
        parts.append(first + known.seconded_by.removeprefix("u:"))
    delay_ms = known.delay_ms + known.shift_ms
    if delay_ms and known.delivered_ms is None:
        parts.append(f"+{minutes(delay_ms)}")
    return " · ".join(part for part in parts if part)


def expectation_title(expectation: Expectation) -> str:
    return expectation.title or expectation.question or pick(MEASURED[expectation.what])


def state_words(run: DrillRun | None, rate: float) -> str:
    """The life of the drill; a running one whose clock stands is paused."""
    if run is None:
        return pick(Name("尚未载入脚本", "No scenario loaded"))
    if run.state == "running" and rate == 0:
        return pick(Name("已暂停", "Paused"))
    return pick(DRILL_STATES[run.state])
