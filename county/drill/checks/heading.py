"""Checks of what a scenario says about the whole drill: county, times, weather, phases and weights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from county.drill.background import RAIN, TRAFFIC_FORM, Rainfall, parse_traffic
from county.drill.baseline import check_form
from county.drill.checks.inspected import InspectedScenario, error, own_id, warning
from county.explained import Explained, ExplainedLine
from county.toml_files.finding import Fault

MOST_INJECTS, MOST_EXPECTATIONS = 5_000, 2_000
YEARS = range(2000, 2101)
"""In which a drill may be set: beyond the year 9999 no time can be written."""


def heading(inspected: InspectedScenario) -> Iterator[Fault]:
    """County, times and size."""
    own = inspected.scenario.scenario
    yield from own_id(("scenario", "id"), own.id)
    if own.county != inspected.county.code:
        yield error(("scenario", "county"), ExplainedLine(
            "it is of county {own}, not {here}; rebase it by the codes of its villages",
            own=own.county, here=inspected.county.code), "move")  # fmt: skip
    if own.duration <= 0:
        yield error(("scenario", "duration"), ExplainedLine("the drill ends before it starts; make it positive"))
    if own.drill_start.tzinfo is None:
        yield error(("scenario", "drill_start"), ExplainedLine("has no offset; write it with +08:00"), "offset")
    elif own.drill_start.year not in YEARS:
        yield error(("scenario", "drill_start"), ExplainedLine(
            "is not between the years {first} and {last}; correct it", first=YEARS[0], last=YEARS[-1]))  # fmt: skip
    try:
        check_form(own.baseline)
    except Explained as found:
        yield error(("scenario", "baseline"), found.line)
    if len(inspected.injects) > MOST_INJECTS or len(inspected.expectations) > MOST_EXPECTATIONS:
        yield error(("injects",), ExplainedLine(
            "has more than {injects} injects or {expectations} expectations; divide it",
            injects=MOST_INJECTS, expectations=MOST_EXPECTATIONS))  # fmt: skip


def background(inspected: InspectedScenario) -> Iterator[Fault]:
    """Traffic and rain behind the injects."""
    scenario = inspected.scenario
    own = scenario.scenario
    try:
        parse_traffic(own.background_traffic, own.seed)
    except ValueError:
        yield error(("scenario", "background_traffic"), ExplainedLine(
            "{text} is no background traffic; write it like {form}, or leave it out",
            text=repr(own.background_traffic), form=repr(TRAFFIC_FORM)), "traffic")  # fmt: skip
    rain = scenario.weather.rain_mm
    if any(after <= before for (before, _), (after, _) in pairwise(rain)):
        yield error(("weather", "rain_mm"), ExplainedLine("the minutes do not rise; put them in order"), "rain")
    elif rain:
        yield from _too_wet(inspected, Rainfall(scenario.weather).most_in_hour)
    if rain and not scenario.background.readings:
        yield warning(("weather", "rain_mm"), ExplainedLine(
            "no gauge shows the rain without background readings; remove one of the two"),
            "gauges")  # fmt: skip


def _too_wet(inspected: InspectedScenario, mm: float) -> Iterator[Fault]:
    """``mm``: in the wettest hour."""
    catalog = inspected.county.catalog
    kinds = {sensor.kind for sensor in inspected.county.sensors.values()} & catalog.sensor_kinds.keys()
    gauges = [channel for kind in kinds for channel in catalog.sensor_kinds[kind].channels if channel.key in RAIN]
    most = max((channel.hi for channel in gauges), default=mm)
    if mm > most:
        yield warning(("weather", "rain_mm"), ExplainedLine(
            "{mm} mm fall in one hour, gauges show {most} mm at most; let less rain fall, or over more time",
            mm=f"{mm:g}", most=f"{most:g}"))  # fmt: skip


def phases(inspected: InspectedScenario) -> Iterator[Fault]:
    """Within the drill."""
    for number, phase in enumerate(inspected.scenario.phases):
        if phase.at < 0:
            yield error(("phases", number, "at"), ExplainedLine("begins before the start; write PT0M or later"),
                        "start")  # fmt: skip
        if phase.at > inspected.scenario.scenario.duration:
            yield error(("phases", number, "at"), ExplainedLine("begins after the end; move it before the end"),
                        "prolong")  # fmt: skip


def weights(inspected: InspectedScenario) -> Iterator[Fault]:
    """Of all expectations together."""
    expectations = inspected.scenario.expectations
    together = sum(expectation.weight for expectation in expectations)
    if expectations and abs(together - 100) > 1e-6:
        yield warning(("expectations",), ExplainedLine(
            "the weights add up to {sum}, not 100; adjust them", sum=f"{together:g}"), "weights")  # fmt: skip
