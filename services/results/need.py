"""Results of the need forecast, from the forecasts that were kept in the journal: whatever was random in them was drawn
when they were made, so that the same record always tells the same number."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from county.catalog import Catalog
from county.figures.metric import FigureValue, Period
from county.names import Name
from county.need.accuracy import interval
from county.need.classes import need_classes
from county.need.kept_forecast import NEED_FORECASTS, KeptForecast, forecast_id
from county.need.question import Ahead, NeedLevel
from county.need.weeks import WEEK_MS, monday, week_of, week_start_ms
from services.results.sources import Counted, NoSuchResult, ResultMoment, ResultSources


class ExpectedQuestion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Events of a class that are forecast for a place."""

    level: NeedLevel
    ahead: Ahead = 1
    """As in :class:`county.need.question.NeedQuestion`, of the week of the record."""
    need: Annotated[str, Meta(max_length=100)]
    place: Annotated[str, Meta(max_length=20)]
    """Code."""
    name: Annotated[str, Meta(max_length=100)] = ""
    """Of the place, for the question in words: a journal has no map."""


def expected_of(asked: ExpectedQuestion, catalog: Catalog) -> Name:
    """What is asked, in words."""
    need = need_classes(catalog).get(asked.need, Name(asked.need, asked.need))
    place = asked.name or asked.place
    zh, en = ("本周", "this week") if asked.ahead == 1 else ("下周", "next week")
    return Name(f"{need.zh}，{place}，{zh}", f"{need.en}, {place}, {en}")


def expected_events(sources: ResultSources, asked: ExpectedQuestion, moment: ResultMoment) -> Counted:
    """As the forecast that was kept tells, with its 90 % interval.  An interval without width comes of classes that
    hardly any place reports: it says nothing of a place that does, and the value is partial.  Raises NoSuchResult
    without a forecast of that week."""
    week = week_of(moment.recorded_ms) + asked.ahead - 1
    kept: KeptForecast | None = sources.states.one(NEED_FORECASTS, forecast_id(asked.level, asked.ahead, week), moment)
    if kept is None:
        raise NoSuchResult(
            "no forecast of the week from {day} was kept; open the need forecast, which makes it "
            "where enough weeks are recorded", day=monday(week),
        )  # fmt: skip
    of_class = next((one for one in kept.needs if one.need == asked.need), None)
    if of_class is None or asked.place not in kept.codes:
        raise NoSuchResult(
            "the forecast of the week from {day} has nothing about {need} in {place}",
            day=monday(week), need=asked.need, place=asked.name or asked.place,
        )  # fmt: skip
    told = round(float(np.frombuffer(of_class.told, "<f2")[kept.codes.index(asked.place)]), 2)  # as it was kept
    start_ms = week_start_ms(week)
    period = Period(start_ms, start_ms + WEEK_MS)
    if not of_class.half:
        return Counted(FigureValue(told, None, told, quality="partial"), period)
    around = interval(np.array([told]), of_class.half)
    return Counted(FigureValue(told, None, told, float(around.low[0]), float(around.high[0]), "ok"), period)
