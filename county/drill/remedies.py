"""What the editor offers to do about a finding of the check, where there is one sure way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from county.drill.editing import Row, Values, free_id, rows_of, value_at, with_expected, with_row, with_value
from county.drill.ids import id_of, is_id
from county.drill.reach import Reach
from county.drill.scenario import Scenario
from county.durations import iso_of
from county.names import Name
from county.numbering import COUNTY_TIME
from county.toml_files.finding import Fault
from county.toml_files.strict import convert

CHINA = "+08:00"
NOW = "PT0M"
MOVE = "move"
"""The whole scenario is moved to the county (:mod:`county.drill.moving`): that needs the county."""

REMEDIES: Mapping[str, Name] = {
    MOVE: Name("改用本县地点、人工报数和部门", "Use this county's places, people's reports and departments"),
    "rename": Name("改用新编号", "Give it another id"),
    "offset": Name("加上 +08:00", "Add +08:00"),
    "prolong": Name("延长演练时长", "Prolong the drill"),
    "weights": Name("按比例调整为 100 分", "Scale the weights to 100"),
    "rain": Name("按时间排序", "Put them in order"),
    "gauges": Name("启用背景读数", "Turn the background readings on"),
    "traffic": Name("去掉背景信息流", "Leave the traffic out"),
    "approve": Name("批准该条注入", "Approve the inject"),
    "start": Name("改为开始时", "Let it be at the start"),
    "expect": Name("使两处一致", "Make both agree"),
    "quorum": Name("改为全部叫应", "Ask for all of them"),
}
"""By :attr:`county.toml_files.finding.Fault.remedy`."""


def remedied(values: Values, fault: Fault) -> Values:
    """``values``, of which the fault was told, without it; not for :data:`MOVE`."""
    return _DO[fault.remedy](values, fault)


def _rename(values: Values, fault: Fault) -> Values:
    if fault.path[0] == "scenario":
        return with_value(values, "scenario.id", id_of(str(value_at(values, "scenario.id"))))
    table, number = str(fault.path[0]), int(fault.path[1])
    row, taken = rows_of(values, table)[number], {other.get("id") for other in rows_of(values, table)}
    old = str(row.get("id"))
    wanted = old if is_id(old) else id_of(old)
    return with_row(values, table, number, {**row, "id": free_id(values, table) if wanted in taken else wanted})


def _offset(values: Values, fault: Fault) -> Values:
    start = value_at(values, "scenario.drill_start")
    told = f"{start}{CHINA}" if isinstance(start, str) else start.replace(tzinfo=COUNTY_TIME)
    return with_value(values, "scenario.drill_start", told)


def _prolong(values: Values, fault: Fault) -> Values:
    """Until the last inject can come and the last phase begins."""
    scenario: Scenario = convert(values, Scenario)
    injects = (at for at in Reach(scenario).earliest_ms.values() if at < inf)
    last_ms = max(int(scenario.scenario.duration), *map(int, injects), *(int(phase.at) for phase in scenario.phases))
    return with_value(values, "scenario.duration", iso_of(last_ms))


def _weights(values: Values, fault: Fault) -> Values:
    """Each in its share, to a hundredth; the heaviest takes what rounding leaves."""
    rows = rows_of(values, "expectations")
    weights = [float(row.get("weight", 0)) for row in rows]
    together = sum(weights)
    if together <= 0:
        scaled = [round(100 / len(rows), 2)] * len(rows)
    else:
        scaled = [round(100 * weight / together, 2) for weight in weights]
    heaviest = scaled.index(max(scaled))
    scaled[heaviest] = round(scaled[heaviest] + 100 - sum(scaled), 2)
    return {**values, "expectations": [{**row, "weight": _short(one)} for row, one in zip(rows, scaled, strict=True)]}


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _rain(values: Values, fault: Fault) -> Values:
    """Of two for the same minute the later one stays."""
    steps: dict[float, Any] = {pair[0]: pair for pair in value_at(values, "weather.rain_mm")}
    return with_value(values, "weather.rain_mm", [steps[minute] for minute in sorted(steps)])


def _start(values: Values, fault: Fault) -> Values:
    key = "after.delay" if fault.path[2] == "after" else str(fault.path[2])
    return _changed(values, fault, lambda row: with_value(row, key, NOW))


def _expect(values: Values, fault: Fault) -> Values:
    """The inject that the expectation names expects it, no other one does."""
    return with_expected(values, str(fault.text.params["id"]), str(fault.text.params["of"]))


def _changed(values: Values, fault: Fault, change: Callable[[Row], Row]) -> Values:
    table, number = str(fault.path[0]), int(fault.path[1])
    return with_row(values, table, number, change(rows_of(values, table)[number]))


_DO: Mapping[str, Callable[[Values, Fault], Values]] = {
    "rename": _rename,
    "offset": _offset,
    "prolong": _prolong,
    "weights": _weights,
    "rain": _rain,
    "gauges": lambda values, fault: with_value(values, "background.readings", True),
    "traffic": lambda values, fault: with_value(values, "scenario.background_traffic", None),
    "approve": lambda values, fault: _changed(values, fault, lambda row: with_value(row, "approval", "approved")),
    "start": _start,
    "expect": _expect,
    "quorum": lambda values, fault: _changed(values, fault, lambda row: with_value(row, "quorum", "all")),
}
