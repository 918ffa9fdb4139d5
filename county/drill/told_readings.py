"""Injects of readings in a county that has no sensor of their kind: people tell the values instead (人工报数).

The inject tells the first value.  Where the readings would have raised an alarm, a further one tells the value that
raises it, at its time, and needs an acknowledgement: expectations and conditions on the alarm ask for it instead.  A
last one tells the value that is farthest from the first one, where that is another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from county.catalog import AlarmRule, Catalog
from county.drill.conditions import Condition, SensorChoice
from county.drill.drill_county import DrillCounty, sensor_of
from county.drill.profile import profile_fault
from county.drill.scenario import After, Expectation, Inject, Scenario, ScenarioNotice, ScenarioReadings
from county.durations import Span
from county.explained import ExplainedLine
from county.toml_files.finding import Fault

WATCHER = "现场观测人员（模拟）"
TITLE = "确认人工报数"
"""Of an expectation about an alarm that no sensor can raise."""


class ToldScenario(NamedTuple):
    """A scenario with what people tell."""

    scenario: Scenario
    warnings: list[Fault]
    """One for each inject that is told, with the path to it in the scenario as it was."""
    rows: tuple[int, ...]
    """Of each of its injects the number of the one that it comes from."""


class _Reply(NamedTuple):
    """A value that is told so long after the first one."""

    after_ms: int
    value: float


def told(scenario: Scenario, county: DrillCounty) -> ToldScenario:
    """``scenario`` with what people tell in place of sensors that ``county`` lacks."""
    injects: list[Inject] = []
    rows: list[int] = []
    alarms: dict[SensorChoice, str] = {}
    needing: dict[str, str] = {}
    faults = []
    taken = {inject.id for inject in scenario.injects}
    senders = {name for role in scenario.roles for name in (role.id, role.name)}
    """Whoever has such a role plays or releases what it sends."""
    for number, inject in enumerate(scenario.injects):
        readings = inject.reading
        if readings is None or not isinstance(readings.sensor, SensorChoice) or not _lacks(readings, county):
            injects.append(inject)
            rows.append(number)
            continue
        by_people = _by_people(inject, readings, readings.sensor, county.catalog, taken)
        if inject.from_ not in senders:
            by_people = [replace(one, from_=WATCHER) for one in by_people]
        injects += by_people
        rows += [number] * len(by_people)
        asked = next(one for one in by_people if one.notice is not None and one.notice.needs_ack)
        alarms.setdefault(readings.sensor, asked.id)
        needing[inject.id] = asked.id
        why = ExplainedLine(
            "this county has no sensor of kind {kind}: people tell its values, in {n} messages; add the sensors to "
            "the county, or change the inject", kind=readings.sensor.kind, n=len(by_people),
        )  # fmt: skip
        faults.append(Fault("warning", ("injects", number, "reading"), why))
    if not faults:
        return ToldScenario(scenario, [], tuple(rows))
    asking = {e.id: needing[e.of] for e in scenario.expectations if e.what == "alarm_acknowledged" and e.of in needing}
    expectations = tuple(
        replace(e, of=asking[e.id], title=e.title or TITLE) if e.id in asking else e for e in scenario.expectations
    )
    moved = (_expecting(inject, asking, expectations) for inject in injects)
    whole = tuple(
        inject if inject.when is None else replace(inject, when=_asked(inject.when, alarms)) for inject in moved
    )
    return ToldScenario(replace(scenario, injects=whole, expectations=expectations), faults, tuple(rows))


def _lacks(readings: ScenarioReadings, county: DrillCounty) -> bool:
    """Whether the kind is known and the county has no such sensor; every other fault is told by the check."""
    choice = readings.sensor
    assert isinstance(choice, SensorChoice)
    kind = county.catalog.sensor_kinds.get(choice.kind)
    channel = None if kind is None else next((one for one in kind.channels if one.key == readings.channel), None)
    if channel is None or choice.village not in county.village_places or sensor_of(choice, county) is not None:
        return False
    return profile_fault(readings, channel) is None


def _by_people(
    inject: Inject, readings: ScenarioReadings, choice: SensorChoice, catalog: Catalog, taken: set[str]
) -> list[Inject]:
    values = _values(readings)
    alarm = _alarm(values, [rule for rule in catalog.rules.values() if _is_about(rule, choice, readings)])
    farthest = max(values, key=lambda one: abs(one.value - values[0].value))
    steps = dict.fromkeys(one for one in (values[0], alarm, farthest) if one is not None)
    kind = catalog.sensor_kinds[choice.kind]
    [channel] = [channel for channel in kind.channels if channel.key == readings.channel]
    remark = f"本县没有{kind.name.zh}，改由人工报数"
    remark = f"{inject.remark}；{remark}" if inject.remark else remark
    found = []
    for number, step in enumerate(sorted(steps)):
        text = f"{channel.name.zh} {step.value:g} {channel.unit}"
        notice = ScenarioNotice(text=text, needs_ack=step == (alarm or values[0]))
        told = replace(inject, kind="notice", reading=None, notice=notice, remark=remark)
        if number:
            delay = After(inject=inject.id, delay=Span(step.after_ms - values[0].after_ms))
            told = replace(told, id=_free(inject.id, taken), at=None, after=delay, when=None, expects=(),
                           release="auto" if inject.release == "manual" else inject.release)  # fmt: skip
        found.append(told)
    return found


def _free(id: str, taken: set[str]) -> str:
    number = 2
    while (name := f"{id}-{number}") in taken:
        number += 1
    taken.add(name)
    return name


def _values(readings: ScenarioReadings) -> list[_Reply]:
    """What a sensor would have measured, as :class:`services.drill.contents.InjectedReadings` gives it."""
    times, values = [int(at) for at, _ in readings.profile], [value for _, value in readings.profile]
    grid = sorted({*range(times[0], times[-1] + 1, max(int(readings.every), 1_000)), *times})
    return [_Reply(at, round(float(value), 1)) for at, value in zip(grid, np.interp(grid, times, values), strict=True)]


def _is_about(rule: AlarmRule, choice: SensorChoice, readings: ScenarioReadings) -> bool:
    return rule.kind == choice.kind and rule.channel == readings.channel and not rule.retired


def _alarm(values: list[_Reply], rules: list[AlarmRule]) -> _Reply | None:
    """The value with which the first of the rules raises its alarm."""
    raised = [found for rule in rules if (found := _raised(values, rule)) is not None]
    return min(raised, default=None)


def _raised(values: list[_Reply], rule: AlarmRule) -> _Reply | None:
    since: int | None = None
    for one in values:
        past = (rule.above is not None and one.value > rule.above) or (
            rule.below is not None and one.value < rule.below
        )
        since = (one.after_ms if since is None else since) if past else None
        if since is not None and one.after_ms - since >= rule.for_s * 1_000:
            return one
    return None


def _expecting(inject: Inject, asking: Mapping[str, str], expectations: tuple[Expectation, ...]) -> Inject:
    """With the expectations about it, of which some ask for another inject now."""
    kept = tuple(id for id in inject.expects if asking.get(id, inject.id) == inject.id)
    come = tuple(e.id for e in expectations if asking.get(e.id) == inject.id and e.id not in kept)
    return inject if kept + come == inject.expects else replace(inject, expects=kept + come)


def _asked(condition: Condition, alarms: Mapping[SensorChoice, str]) -> Condition:
    """An alarm that waits is a message that waits; other states of it have no counterpart, and the check tells them."""
    if condition.all_ is not None:
        return replace(condition, all_=tuple(_asked(part, alarms) for part in condition.all_))
    if condition.any_ is not None:
        return replace(condition, any_=tuple(_asked(part, alarms) for part in condition.any_))
    if condition.not_ is not None:
        return replace(condition, not_=_asked(condition.not_, alarms))
    id = alarms.get(condition.alarm) if isinstance(condition.alarm, SensorChoice) else None
    if id is None or condition.is_ not in ("unacknowledged", "acknowledged"):
        return condition
    read = Condition(inject=id, is_="acknowledged")
    if condition.is_ == "acknowledged":
        return read
    return Condition(all_=(Condition(inject=id, is_="delivered"), Condition(not_=read)))
