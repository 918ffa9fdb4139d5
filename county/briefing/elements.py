"""The elements of a report about an event (首报 11 要素; a 终报 adds 善后 and 评价), each from its records or 待核.

Everything is derived from the event and one time: what was recorded later is left out, so that the same text results
whenever it is computed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from county.briefing.briefing import Briefing
from county.briefing.linked import (
    NOTHING_LINKED,
    LinkedCases,
    PlanStep,
    casualties_text,
    leaders_text,
    moved_text,
    people_corrected_after,
    plan_steps,
)
from county.channels import SOURCE_NAMES
from county.commands import EventLevel
from county.events.event import Event, StatedFacts, TimelineEntry, facts_of
from county.numbering import COUNTY_TIME

TO_VERIFY = "待核"
UNCHANGED = "无新情况"
ELEMENTS: dict[str, str] = {
    "received": "接报时间", "source": "信息来源", "happened": "事发时间", "place": "地点", "nature": "性质",
    "extent": "影响范围", "losses": "损失/伤亡", "trend": "趋势", "leaders": "领导到位", "measures": "已采取措施",
    "proposals": "建议",
}  # fmt: skip
"""The 11 elements of a first report, in their order."""
FINAL_ELEMENTS: dict[str, str] = {"aftermath": "善后处置", "evaluation": "总结评估"}
LEVEL_NAMES: dict[EventLevel, str] = {
    "major_special": "特别重大", "major": "重大", "larger": "较大", "general": "一般",
}  # fmt: skip
_STEPS: dict[str, str] = {
    "EventFiled": "立案", "EventDispatched": "派遣{unit}", "UnitAdded": "增派{unit}", "UnitDeparted": "{unit}出动",
    "UnitArrived": "{unit}到场", "UnitReleased": "{unit}撤回", "TaskAccepted": "{unit}接受任务",
    "TaskReturned": "{unit}退回任务", "EventSupervised": "督办", "EventEscalated": "提级督办",
    "HandlingFedBack": "{unit}反馈处置情况", "EventSentBack": "退回返工", "EventSuspended": "挂账",
    "EventResumed": "恢复办理", "DeadlineExtended": "延期", "EventReopened": "重新交办", "EventClosed": "核查结案",
}  # fmt: skip
"""Steps of an event that are measures, by the tag of their record."""
_CASUALTIES = re.compile(
    "(?<!悲)伤|死(?![角鱼猪鸡鸭树机路水]|胡同|循环)|亡|遇难|失踪|失联|被困|被埋|溺水|昏迷|中毒|落水|下落不明"
)
_DIGITS = "一二两三四五六七八九十百千万几数"
_NUMBER = rf"(?:\d+(?![\d年月日时点分号])|[{_DIGITS}]+(?![{_DIGITS}年月日时点分号]))"
"""Not of a date, a time of day or a road."""
_DAMAGE = re.compile(
    f"(?=[^，。；]*{_NUMBER})[^，。；]*?(?:损失|受损|损毁|冲毁|冲走|烧毁|倒塌|垮塌|受灾|受淹|被淹|绝收)"
)
"""Of how much, within one clause: 路面受损 alone names the event."""
_MOVED = re.compile(
    "(?=[^，。；]*(?:人|户|群众|居民|村民|师生))[^，。；]*?"
    "(?:转移|疏散|撤离|撤出|避险|安置)(?!房|点|小区|社区|区|通道|楼梯|出口|指示|标志)"
)
"""Of people, within one clause."""
_CLAUSE = re.compile("[^，。；;]+")
_WITH_NOTE = frozenset({"HandlingFedBack"})
_ENDS = {"EventClosed": "处置结束，已核查结案", "EventRejected": "不予受理", "EventMerged": "并入其他事件"}
_REOPENS = frozenset({"EventReopened", "EventUnmerged"})
WORDING = 4
"""Version of the words in which records are told.  A document carries it: one of another version is not derived again.
Raised with every change of what is told of the same records, here or in :mod:`county.briefing.linked`."""
Origin = Literal["record", "person", "missing"]


class ElementNames(Protocol):
    """What units and divisions are called."""

    def unit(self, unit: str) -> str: ...
    def place(self, division: str) -> str:
        """The path of a division, the largest first; "" where it is unknown."""
        ...

    def subclass(self, subclass: str) -> str:
        """``市容环境类 暴露垃圾``."""
        ...

    def plan(self, plan: str) -> str: ...


class Element(NamedTuple):
    """One element of a report."""

    key: str
    title: str
    text: str
    origin: Origin


def derived(
    key: str, event: Event, as_of_ms: int, since_ms: int, names: ElementNames, linked: LinkedCases
) -> str:
    """The text of an element as of a time; "" where no record tells it.  ``since_ms``: measures before are left out."""
    known = [step for step in event.timeline if step.recorded_ms <= as_of_ms]
    stated = _stated(event, as_of_ms)
    words: Mapping[str, Callable[[], str]] = {
        "received": lambda: time_text(event.timeline[0].recorded_ms),
        "source": lambda: SOURCE_NAMES[event.source].zh,
        "happened": lambda: time_text(event.happened_ms),
        "place": lambda: "，".join(part for part in (names.place(stated.division), stated.address) if part),
        "nature": lambda: f"{names.subclass(stated.subclass)}，{LEVEL_NAMES[stated.level]}事件",
        "extent": lambda: "；".join(
            part for part in (_extent(known), moved_text(linked, as_of_ms, names.place)) if part
        ),
        "losses": lambda: casualties_text(linked, as_of_ms, time_text),
        "leaders": lambda: leaders_text(linked, as_of_ms, time_text),
        "trend": lambda: _trend(known),
        "measures": lambda: _measures(
            [step for step in known if step.recorded_ms > since_ms],
            [step for step in plan_steps(linked, as_of_ms, names.plan) if step.recorded_ms > since_ms], names,
        ),
        "aftermath": lambda: _aftermath(known),
        "evaluation": lambda: _evaluation(event, known),
    }
    found = words.get(key)
    return "" if found is None else found()


def time_text(at_ms: int) -> str:
    """``2026年11月27日15时09分``."""
    at = datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02}分"


def _stated(event: Event, as_of_ms: int) -> StatedFacts:
    later = (step for step in event.timeline if step.recorded_ms > as_of_ms and step.before is not None)
    first = next(later, None)
    return facts_of(event) if first is None or first.before is None else first.before


def level_at(event: Event, as_of_ms: int) -> EventLevel:
    """The level of an event as of a time."""
    return _stated(event, as_of_ms).level


def _claimed(key: str, texts: Iterable[str], *, losses_quoted: bool = False) -> str:
    """What the report itself says of losses, or of people who were moved, which nobody has verified; "" where it says
    nothing.  A clause that says both is quoted with the losses alone (``losses_quoted``), and one that title and note
    both have once; a quotation is one sentence: it is verified as a whole."""
    ways: dict[str, Callable[[str], object]] = {"losses": _tells_losses, "extent": _MOVED.search}
    told = ways.get(key)
    if told is None:
        return ""
    claims = dict[str, None]()
    for text in (one_line(text) for text in texts):
        if not told(text):
            continue
        for clause in _CLAUSE.findall(text):
            of_losses = told(clause) or not _MOVED.search(clause)
            of_extent = told(clause) and not (losses_quoted and _tells_losses(clause))
            if of_losses if key == "losses" else of_extent:
                claims.setdefault(clause.strip("，。；; "))
    quoted = "，".join(filter(None, claims))
    return f"接报称“{quoted}”，{TO_VERIFY}" if quoted else ""


def _tells_losses(text: str) -> object:
    return _CASUALTIES.search(text) or _DAMAGE.search(text)


def _extent(known: Sequence[TimelineEntry]) -> str:
    """How many other reports tell the same; a part of what 影响范围 means."""
    joined = {step.about for step in known if step.kind == "ReportsJoined"}
    return f"另有 {len(joined)} 起报告反映同一情况" if joined else ""


def _trend(known: Sequence[TimelineEntry]) -> str:
    """Only how it ended is a record."""
    for step in reversed(known):
        if step.kind in _ENDS:
            return f"{_ENDS[step.kind]}（{time_text(step.happened_ms)}）"
        if step.kind in _REOPENS:
            return ""
    return ""


def _measures(steps: Sequence[TimelineEntry], plans: Sequence[PlanStep], names: ElementNames) -> str:
    """One line a step, in the order of time; the day where it is another one than that of the line before."""
    told = [(step.happened_ms, step.text) for step in plans]
    for step in steps:
        words = _STEPS.get(step.kind)
        if words is not None:
            text = words.format(unit=names.unit(step.unit) if step.unit else "")
            note = f"：{one_line(step.note)}" if step.kind in _WITH_NOTE and step.note.strip() else ""
            told.append((step.happened_ms, f"{text}{note}"))
    lines, day = [], ""
    for happened_ms, text in sorted(told, key=lambda one: one[0]):
        at = time_text(happened_ms)
        date = at[: at.index("日") + 1]
        lines.append(f"{at if date != day else at.removeprefix(date)}{text}；")
        day = date
    return "\n".join((*lines[:-1], lines[-1].removesuffix("；") + "。")) if lines else ""


def _aftermath(known: Sequence[TimelineEntry]) -> str:
    """What the unit told last of what was done."""
    notes = (step.note for step in reversed(known) if step.kind == "HandlingFedBack" and step.note.strip())
    return one_line(next(notes, ""))


def _evaluation(event: Event, known: Sequence[TimelineEntry]) -> str:
    rated = any(step.kind == "EventEvaluated" for step in known)
    return f"综合评价 {event.score} 分（满分 5 分）" if rated and event.score is not None else ""


def one_line(text: str) -> str:
    """``text`` without line breaks."""
    return " ".join(text.split())


def elements(
    chain: Sequence[Briefing], event: Event, names: ElementNames, linked: LinkedCases = NOTHING_LINKED
) -> tuple[Element, ...]:
    """The elements of the last report of ``chain``, which holds the reports before it, the first one first.

    A further report has only those that changed since the report before it.  What a person wrote replaces what is
    derived, and is known to the reports after it, until a record tells something newer.
    """
    report = chain[-1]
    before = {} if len(chain) == 1 else {one.key: one for one in _known(chain[:-1], event, names, linked)}
    found = []
    for one in _known(chain, event, names, linked):
        same = before.get(one.key)
        changed = same is None or one.text != same.text or (
            one.origin == "record" and _is_corrected(one.key, linked, chain[-2].as_of_ms)
        )  # fmt: skip
        if report.kind != "further" or (changed and one.text != TO_VERIFY):
            found.append(one)
    return tuple(found)


def _known(
    chain: Sequence[Briefing], event: Event, names: ElementNames, linked: LinkedCases
) -> tuple[Element, ...]:
    """All elements of the last report of ``chain``, unchanged ones, too."""
    report = chain[-1]
    titles = ELEMENTS | (FINAL_ELEMENTS if report.kind == "final" else {})
    earlier = {} if len(chain) == 1 else {one.key: one for one in _known(chain[:-1], event, names, linked)}
    earlier_ms = chain[-2].as_of_ms if len(chain) > 1 else -1
    since_ms = earlier_ms if report.kind == "further" else -1
    return tuple(
        _element(key, title, report, event, since_ms, earlier, earlier_ms, names, linked)
        for key, title in titles.items()
    )


def _element(
    key: str, title: str, report: Briefing, event: Event, since_ms: int, earlier: Mapping[str, Element],
    earlier_ms: int, names: ElementNames, linked: LinkedCases,
) -> Element:  # fmt: skip
    written = report.text_at(key)
    if written:
        return Element(key, title, written, "person")
    text = derived(key, event, report.as_of_ms, since_ms, names, linked)
    before = earlier.get(key)
    if key == "measures" and report.kind == "further":  # those of the report before are not told again
        return Element(key, title, text or UNCHANGED, "record")
    if before is not None and before.origin == "person" and key != "measures":
        known_then = derived(key, event, earlier_ms, since_ms, names, linked)
        newer = text != known_then or _is_corrected(key, linked, earlier_ms)
        if not text or not newer:  # what is recorded since is newer than what was written
            return before
    moved = key == "extent" and bool(moved_text(linked, report.as_of_ms, names.place))
    if text and (key != "extent" or moved):
        return Element(key, title, text, "record")
    quoted = key == "extent" and _element(
        "losses", ELEMENTS["losses"], report, event, since_ms, earlier, earlier_ms, names, linked
    ).origin == "missing"
    told = _claimed(key, (_stated(event, report.as_of_ms).title, event.timeline[0].note), losses_quoted=quoted)
    both = "；".join(part for part in (text, told) if part)
    return Element(key, title, both or TO_VERIFY, "record" if text and not told else "missing")


def _is_corrected(key: str, linked: LinkedCases, since_ms: int) -> bool:
    """Whether a number that the element tells was corrected since: of states only the newest number is known, so that
    the report of that time seems to have told it already."""
    return key == "extent" and people_corrected_after(linked, since_ms)


def missing(found: Sequence[Element]) -> int:
    """How many elements are 待核."""
    return sum(one.origin == "missing" for one in found)
