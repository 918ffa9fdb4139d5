"""What is told of staffing and policies: quantities of the county, of villages and of half hours, each as it is if
nothing changes and as it would be; by which assumptions, and what data lack."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from msgspec import Struct

from county.names import Name
from county.staffing.notes import StaffingNote


class Estimate(Struct, frozen=True, array_like=True, gc=False):
    """A number between ``low`` and ``high``, which are None of an exact one; ``value`` None: there is no such
    number."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Unit(NamedTuple):
    """How a number is shown: ``name`` after it, ``scale`` times what is computed, so many ``decimals``."""

    name: Name
    decimals: int = 0
    scale: float = 1.0


_PERCENT, _SECONDS = Unit(Name("%", "%"), 1, 100.0), Unit(Name("秒", "s"), 1)
_PEOPLE, _MINUTES = Unit(Name("人", "people")), Unit(Name("分钟", "min"), 1)
_RATE = Unit(Name("件／周·千人", "a week and 1,000"), 3)
_EVENTS = Unit(Name("件／周", "a week"), 2)
QuantityKey = Literal[
    "calls_day", "agents_peak", "agents_sum", "roster_sum", "people_day", "in_time", "second_in_time", "mean_wait_s",
    "waited", "abandoned", "busy", "called_back", "left_over", "overtime_min", "heads", "yuan", "covered_people",
    "covered_villages", "mean_minutes", "minutes", "access", "workers", "mean_load", "highest_load", "over_load",
    "rate_before", "rate_after", "effect", "placebo_p", "earlier", "earlier_p",
]  # fmt: skip
QUANTITIES: Final[dict[QuantityKey, tuple[Name, Unit]]] = {
    "calls_day": (Name("日均来电", "Calls a day"), Unit(Name("次", "calls"), 1)),
    "agents_peak": (Name("同时在岗最多", "Agents at a time, at most"), _PEOPLE),
    "agents_sum": (Name("各班在岗合计", "Agents of all shifts"), _PEOPLE),
    "roster_sum": (Name("需排班人数", "Agents on the roster"), _PEOPLE),
    "people_day": (Name("日均人数", "People a day"), Unit(Name("人次", "people"), 1)),
    "in_time": (Name("时限内接通（接待）", "Answered in time"), _PERCENT),
    "second_in_time": (Name("其中专席事项", "Of these, special matters"), _PERCENT),
    "mean_wait_s": (Name("平均等待", "Mean wait"), _SECONDS),
    "waited": (Name("需要等待", "Who have to wait"), _PERCENT),
    "abandoned": (Name("未接通先离开", "Who leave before"), _PERCENT),
    "busy": (Name("在岗忙碌", "Agents busy"), _PERCENT),
    "called_back": (Name("回拨", "Called back"), Unit(Name("人次", "people"), 1)),
    "left_over": (Name("到日终仍在等", "Still waiting at the end"), Unit(Name("人次", "people"), 1)),
    "overtime_min": (Name("闭门后延时", "Overtime after closing"), _MINUTES),
    "heads": (Name("享受人数", "People entitled"), _PEOPLE),
    "yuan": (Name("年支出", "Cost a year"), Unit(Name("万元", "10,000 yuan"), 2, 1e-4)),
    "covered_people": (Name("时限内人口", "People within the limit"), _PEOPLE),
    "covered_villages": (Name("时限内村（社区）", "Villages within the limit"), Unit(Name("个", "villages"))),
    "mean_minutes": (Name("人均时间", "Mean time of a person"), _MINUTES),
    "minutes": (Name("到最近设施", "To the nearest facility"), _MINUTES),
    "access": (Name("每千人规模（2SFCA）", "Capacity for 1,000 people (2SFCA)"), Unit(Name("", ""), 3)),
    "workers": (Name("网格员", "Grid workers"), _PEOPLE),
    "mean_load": (Name("人均事件", "Events a worker"), _EVENTS),
    "highest_load": (Name("最忙的村人均事件", "Events a worker in the busiest village"), _EVENTS),
    "over_load": (Name("人均超过上限的村", "Villages above the limit"), Unit(Name("个", "villages"))),
    "rate_before": (Name("改变前", "Before the change"), _RATE),
    "rate_after": (Name("改变后", "After the change"), _RATE),
    "effect": (Name("改变的影响", "Effect of the change"), _RATE),
    "placebo_p": (Name("安慰剂检验 p", "Placebo test, p"), Unit(Name("", ""), 3)),
    "earlier": (Name("改变之前的“影响”", "“Effect” before the change"), _RATE),
    "earlier_p": (Name("时间安慰剂检验 p", "Placebo test in time, p"), Unit(Name("", ""), 3)),
}  # fmt: skip


class ResultQuantity(Struct, frozen=True, array_like=True):
    """One quantity of the whole county; None: not asked for, or not the same thing in that column."""

    key: QuantityKey
    unchanged: Estimate | None
    changed: Estimate | None
    change: Estimate | None = None


class VillageQuantity(Struct, frozen=True, array_like=True, gc=False):
    """That quantity of one village, by its code."""

    code: str
    unchanged: Estimate
    changed: Estimate


class SlotQuantity(Struct, frozen=True, array_like=True, gc=False):
    """A half hour: people an hour, agents needed (None: not asked for), and agents and mean wait in both columns."""

    slot: int
    rate: float
    needed: int | None
    agents_now: int
    agents_then: int
    wait_now: Estimate
    wait_then: Estimate


class ShiftQuantity(Struct, frozen=True, array_like=True, gc=False):
    """A shift: agents on it now, needed at work, and on the roster."""

    key: str
    now: int
    needed: int
    roster: int


class StaffingAnswer(Struct, frozen=True, kw_only=True):
    """The answer to a question, as of a record."""

    as_of_seq: int
    as_of_ms: int
    """When that record was recorded; 0: nothing of the journal counts."""
    quantities: tuple[ResultQuantity, ...]
    notes: tuple[StaffingNote, ...]
    seed: int = 0
    runs: int = 0
    village_key: QuantityKey | None = None
    """Of what ``villages`` are the numbers."""
    villages: tuple[VillageQuantity, ...] = ()
    slots: tuple[SlotQuantity, ...] = ()
    shifts: tuple[ShiftQuantity, ...] = ()


def estimate_text(estimate: Estimate | None, key: QuantityKey) -> str:
    """A number with its interval, without its unit; "–" where there is none."""
    if estimate is None or (estimate.value is None and estimate.low is None):
        return "–"
    _, unit = QUANTITIES[key]

    def number(value: float) -> str:
        text = f"{value * unit.scale:,.{unit.decimals}f}"
        return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text

    if estimate.low is None or estimate.high is None:
        return number(estimate.value or 0.0)
    between = f"{number(estimate.low)} … {number(estimate.high)}"
    if number(estimate.low) == number(estimate.high):
        return number(estimate.low)
    return between if estimate.value is None else f"{number(estimate.value)} ({between})"
