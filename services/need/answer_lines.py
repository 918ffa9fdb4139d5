"""A forecast as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from county.names import Name
from county.need.baselines import METHODS
from county.need.level import LEVEL_NAMES, level
from county.need.results import NeedForecast, NeedsForecast, level_scores, next_interval
from county.need.sentences import NOT_FOR, NOT_NEED, notes, sentence, skill_text
from county.need.weeks import monday

PLACES_SHOWN = 10
"""Of a class, those with most."""


def answer_lines(found: NeedsForecast, names: Mapping[str, str], classes: Mapping[str, Name]) -> Iterator[str]:
    """The lines, in Chinese as the terms of the field are; ``names``: of places by code, ``classes``: by key."""
    yield f"{monday(found.week)} 起一周，依据 {found.weeks} 个完整周"
    for one in found.needs:
        yield from _of_class(found, one, names, classes)
    for code in found.few_reports:
        yield f"上报少于同等人口：{names.get(code, code)}"
    yield f"{NOT_NEED.zh}{NOT_FOR.zh}"


def _of_class(
    found: NeedsForecast, one: NeedForecast, names: Mapping[str, str], classes: Mapping[str, Name]
) -> Iterator[str]:
    name = classes[one.need].zh if one.need in classes else one.need
    skill = skill_text(one)
    parts = (sentence(one, found.weeks).zh, "" if skill is None else skill.zh, *(note.zh for note in notes(found, one)))
    yield f"{name or '全部'}：" + "；".join(filter(None, parts))
    for score in sorted(one.scores, key=lambda score: score.mae):
        mase = "" if score.mase is None else f"，MASE {score.mase:.3f}"
        loss = "" if score.pinball is None else f"，分位损失 {score.pinball:.3f}"
        yield f"  {METHODS[score.method].zh}：MAE {score.mae:.3f}{mase}{loss}"
    if not one.told:
        return
    told, around, scores = one.forecasts, next_interval(one), level_scores(one.forecasts)
    for place in sorted(range(len(told)), key=lambda place: -told[place])[:PLACES_SHOWN]:
        bounds = "" if around is None else f"（{around[0][place]:.1f}～{around[1][place]:.1f}）"
        code = found.codes[place]
        yield f"  {names.get(code, code)}：{told[place]:.1f} 件{bounds}，{LEVEL_NAMES[level(float(scores[place]))].zh}"
