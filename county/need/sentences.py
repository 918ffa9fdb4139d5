"""What a forecast says of a class, in one sentence, and what it must never be taken for."""

from __future__ import annotations

import re
from typing import Final

from county.names import Name
from county.need.backtest import LEAST_WEEKS, MODEL_WEEKS
from county.need.baselines import METHODS
from county.need.results import GROUPS, NeedForecast, NeedsForecast

_BEFORE_DIGITS = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)")
TOO_FEW: Final = Name("样本 {n}，不足以建模", "a sample of {n} is too small for a model")
NOT_NEED: Final = Name(
    "诉求量反映谁会打电话，不等于谁有需要。", "Counts of requests show who calls, not who is in need."
)
NOT_FOR: Final = Name(
    "只用于安排人手和走访；不得用于给个人打分、考核村镇或削减服务。",
    "Only for planning staff and visits; never for scoring persons, rating villages or cutting services.",
)
FEW_WEEKS: Final = Name(
    "样本 {n} 周，不足以建模：至少要有 {least} 个完整周",
    "a sample of {n} weeks is too small for a model: at least {least} whole weeks are needed",
)
CONSTANT: Final = Name(
    "历来每周相同，没有可预测的变化：沿用原值",
    "it was the same every week: there is no change to forecast, and it is kept",
)
SHORT: Final = Name(
    "只有 {n} 周，不足 {least} 周，未试模型：采用{best}",
    "with {n} weeks of the {least} that a model needs none was tried: {best} is used",
)
NOT_BETTER: Final = Name("不优于{least}，采用{best}", "not better than {least}: {best} is used")
BETTER: Final = Name("优于{least}，采用随机森林", "better than {least}: the random forest is used")
SKILL: Final = Name(
    "随机森林的技能 {value} %（95 % 区间 {low}～{high} %）",
    "skill of the random forest {value} % (95 % interval {low} to {high} %)",
)


def sentence(one: NeedForecast, weeks: int) -> Name:
    """What is used for a class and why, or why nothing is forecast."""
    best, least = METHODS[one.best], METHODS[one.least]
    match one.state:
        case "few_weeks":
            return filled(FEW_WEEKS, n=one.sample, least=LEAST_WEEKS)
        case "few_events":
            return filled(TOO_FEW, n=one.sample)
        case "constant":
            return CONSTANT
        case "short":
            return filled(SHORT, n=weeks, least=MODEL_WEEKS, best=best)
        case "model":
            return filled(BETTER, least=least)
        case "baseline":
            return filled(NOT_BETTER, least=least, best=best)


def skill_text(one: NeedForecast) -> Name | None:
    """How much better the model was; None where none was tried."""
    if one.skill is None:
        return None
    value, low, high = (f"{100 * share:.1f}" for share in (one.skill.value, one.skill.low, one.skill.high))
    return filled(SKILL, value=value, low=low, high=high)


def notes(found: NeedsForecast, one: NeedForecast) -> list[Name]:
    """What the data lack, and for whom the forecast is less good."""
    told = []
    if one.coverage is not None:
        told.append(filled(Name(
            "90 % 区间在检验的 {n} 周里实际覆盖 {share} %",
            "the 90 % intervals covered {share} % in the {n} judged weeks",
        ), n=one.judged_weeks, share=f"{100 * one.coverage:.1f}"))  # fmt: skip
    elif one.half is not None:
        told.append(Name("区间尚未检验", "the intervals are not checked yet"))
    for by in one.uneven:
        told.append(filled(Name(
            "注意：区间覆盖率随{by}相差超过 5 个百分点", "mind: coverage differs by more than 5 points with {by}"
        ), by=GROUPS[by]))  # fmt: skip
    knows_people = any(people >= 0 for people in found.people)  # not of a table of one's own
    if knows_people and not found.ages_known:
        told.append(Name(
            "县包没有分年龄人口，未按年龄检验公平性", "ages are not known, so fairness by age is not checked"
        ))  # fmt: skip
    unknown, empty = (sum(people == wanted for people in found.people) for wanted in (-1, 0))
    if unknown and knows_people:
        told.append(filled(Name("{n} 地人口未知", "the people of {n} places are not known"), n=unknown))
    if empty:
        told.append(filled(Name("{n} 地无人口", "{n} places have no people"), n=empty))
    if found.entered_late:
        told.append(filled(Name(
            "{n} 件为事后补录，按发生之周计，对模型的检验偏乐观",
            "{n} events were entered afterwards and count from their week: the check of the model is too favourable",
        ), n=found.entered_late))  # fmt: skip
    if found.without_place:
        told.append(filled(Name("{n} 件没有对应的地点，未计入", "{n} events have no such place and are left out"),
                            n=found.without_place))  # fmt: skip
    return told


def filled(template: Name, **values: object) -> Name:
    """``template`` with its values, in both languages."""
    def in_language(language: str) -> str:
        known = {key: getattr(value, language) if isinstance(value, Name) else value for key, value in values.items()}
        return str(getattr(template, language)).format(**known)

    return Name(_BEFORE_DIGITS.sub(" ", in_language("zh")), in_language("en"))
