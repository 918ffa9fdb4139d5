"""What a reader of the figures about staffing and policies has to know: assumptions, and what data lack."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from county.names import Name

NoteKey = Literal[
    "exponential", "arrivals_hourly", "arrivals_spread", "arrivals_given", "calls_counted", "no_shift", "agents_steady",
    "grows_now", "grows_then", "grows_slots_now", "grows_slots_then", "replications", "same_people", "one_day",
    "ages_synthetic", "ages_band", "ages_missing", "take_up", "allowance_source", "target_source", "times_source",
    "shrinkage", "roads", "closures", "facility_capacity", "grids_counted", "grids_placed", "grids_stay",
    "no_population", "matched", "placebo", "not_parallel", "spill_over", "not_distinct", "capacity_of_new",
    "people_of_date",
]  # fmt: skip
NOTES: Final[dict[NoteKey, Name]] = {
    "exponential": Name(
        "假设：来电（来人）为泊松到达，办理时长为指数分布，先到先办",
        "Assumed: arrivals are Poisson, times of service exponential, first come first served",
    ),
    "arrivals_hourly": Name(
        "到达按记录中 {days} 天的分时来电", "Arrivals by the recorded calls of each hour on {days} days"
    ),
    "arrivals_spread": Name(
        "记录只有每日来电（{days} 天），按热线事件的发生时刻（{events} 件）分到各小时",
        "Only calls a day are recorded ({days} days): they are spread over the hours as {events} hotline events are",
    ),
    "arrivals_given": Name(
        "到达按填写的每日 {n} 人次，平均分布在开放时间", "{n} people a day, as filled in, evenly over the opening hours"
    ),
    "calls_counted": Name(
        "来电按呼入数计，未接通后的重拨也计入", "Calls are those offered; who calls again after no answer counts again"
    ),
    "no_shift": Name("{slots} 没有班次，需要的坐席无人在岗", "No shift works at {slots}, when agents are needed"),
    "agents_steady": Name(
        "每半小时按稳态公式计算，不计相邻时段的积压", "Each half hour by the formula of a steady state, without what "
        "is left from the one before",
    ),
    "grows_now": Name(
        "若不改变：工作量不低于坐席（窗口）能力，队列不断增长，没有等待时间可言：每天多出约 {n} 人次",
        "If nothing changes more work comes than can be done: the queue grows and has no waiting time; about {n} "
        "people a day are too many",
    ),
    "grows_then": Name(
        "改变后：工作量不低于坐席（窗口）能力，队列不断增长，没有等待时间可言：每天多出约 {n} 人次",
        "With the change more work comes than can be done: the queue grows and has no waiting time; about {n} people a "
        "day are too many",
    ),
    "grows_slots_now": Name(
        "若不改变：{slots} 来的工作多于在岗能力，积压到以后的时段",
        "If nothing changes more work comes at {slots} than can be done then, and is left for later",
    ),
    "grows_slots_then": Name(
        "改变后：{slots} 来的工作多于在岗能力，积压到以后的时段",
        "With the change more work comes at {slots} than can be done then, and is left for later",
    ),
    "replications": Name(
        "模拟 {runs} 次，种子 {seed}；区间为均值的 95 % 置信区间", "{runs} simulated runs, seed {seed}; intervals are "
        "95 % confidence intervals of the mean",
    ),
    "same_people": Name(
        "两列服务同一批人（同样的到达与办理时长）", "Both columns serve the same people, who come at the same times"
    ),
    "one_day": Name(
        "一天为准，{days} 个有记录的日子的忙闲程度轮换", "One day, as busy as one of {days} recorded days"
    ),
    "ages_synthetic": Name("分年龄人数为合成数据，不是真实人口", "The ages are synthetic, not of real people"),
    "ages_band": Name(
        "起点年龄在年龄段内部：人数和金额为区间，不作估计",
        "An age lies inside a band: heads and cost are intervals, nothing is guessed",
    ),
    "ages_missing": Name(
        "{n} 个村（社区）没有这些年龄的人数，未计入", "{n} villages without heads of these ages are left out"
    ),
    "take_up": Name(
        "假设：符合条件的人全部领取，人数和户籍不变", "Assumed: all who are entitled are paid, and nobody moves"
    ),
    "allowance_source": Name("现行标准：{source}", "Standards now: {source}"),
    "target_source": Name("目标：{source}", "Target: {source}"),
    "times_source": Name("时长：{source}", "Times: {source}"),
    "shrinkage": Name("缺勤、培训占 {share} %（{source}）", "{share} % are ill, on leave or in training ({source})"),
    "roads": Name(
        "时间按道路等级的速度计算，不含堵车、候车和公交",
        "Times follow the speeds of road classes, without traffic, waiting and buses",
    ),
    "closures": Name("已考虑 {n} 处封闭道路", "{n} closed roads are taken into account"),
    "facility_capacity": Name(
        "规模未知的设施未计入可达性", "Facilities of unknown capacity are left out of the accessibility"
    ),
    "capacity_of_new": Name(
        "新设施没有填写规模，可达性不变", "The new facility has no capacity filled in: accessibility does not change"
    ),
    "grids_counted": Name(
        "按最近 {days} 天各村（社区）{events} 件事件；上限 {limit} 件／人·周（{source}）",
        "By {events} events in villages in the last {days} days; limit {limit} a worker and week ({source})",
    ),
    "grids_placed": Name(
        "增减的网格员逐个放在（撤自）人均最多（最少）的村", "Workers come one by one where most events wait, and go "
        "where there are fewest",
    ),
    "grids_stay": Name(
        "{n} 名没有撤：有事件的村至少留 1 名",
        "{n} did not go: a village with events keeps at least one",
    ),
    "no_population": Name("{n} 个村（社区）没有人口，未参加比较", "{n} villages without people take no part"),
    "matched": Name(
        "{n} 个改变的村各与此前最相像的 3 个村比较（规模、事件多少与趋势）",
        "{n} villages of the change, each compared with the 3 most like it before (size, events and their trend)",
    ),
    "placebo": Name(
        "安慰剂：对没有改变的村重复 {runs} 次，种子 {seed}",
        "Placebos: the same for villages without the change, {runs} times, seed {seed}",
    ),
    "not_parallel": Name(
        "改变之前的走势已不同（时间安慰剂检验 p ≤ 0.05）：影响不可信",
        "They went apart before the change already (placebo in time p ≤ 0.05): the effect is not to be believed",
    ),
    "not_distinct": Name("与偶然波动没有区别（p > 0.05）", "Not distinct from chance (p > 0.05)"),
    "spill_over": Name(
        "假设：没有其他同时发生的改变，也不影响其他村",
        "Assumed: nothing else changed then, and other villages are not affected",
    ),
    "people_of_date": Name("人口按数据包，各周相同", "People as in the package, the same in all weeks"),
}  # fmt: skip


class StaffingNote(Struct, frozen=True, array_like=True):
    """An assumption, or something that a reader of the figures has to know."""

    key: NoteKey
    params: dict[str, str] = {}
    source: Name | None = None
    """The parameter ``source``, in both languages."""

    def said(self, language: Literal["zh", "en"]) -> str:
        params = dict(self.params)
        if self.source is not None:
            params["source"] = getattr(self.source, language)
        return str(getattr(NOTES[self.key], language)).format(**params)
