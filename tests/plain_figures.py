"""Every metric once more, by plain loops over raw records as the journal has them: decoded msgpack, no class of the
program, no array.  It shares nothing with the program but the names of records, the table of subclasses and the
definitions in words.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import chinese_calendar
import msgspec

Row = dict[str, Any]
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
ZONE = timezone(timedelta(hours=8))
ENDED = ("closed", "evaluated")
STATE_AFTER = {
    "EventReported": "reported", "EventRejected": "rejected", "EventFiled": "filed", "EventMerged": "merged",
    "EventDispatched": "dispatched", "TaskAccepted": "handling", "TaskReturned": "filed",
    "EventSuspended": "suspended", "EventResumed": "handling", "HandlingFedBack": "fed_back",
    "EventSentBack": "handling", "EventClosed": "closed", "EventEvaluated": "evaluated",
    "EventReopened": "dispatched",
}  # fmt: skip


_TABLE = Path(__file__).parent.parent / "resources" / "catalog" / "subclasses.toml"
CLASS_OF = {name: row["event_class"] for name, row in tomllib.loads(_TABLE.read_text()).items()}
OF_CLASS = {
    "disputes_open": ("disputes", "labour"), "street_order_open": ("street_order",),
    "appearance_open": ("appearance",), "advertising_open": ("advertising",), "fire_hazards_open": ("fire_safety",),
    "food_safety_open": ("food_drugs",),
}  # fmt: skip
OF_SUBCLASS = {
    "mass_incidents_open": ("mass_incident",), "power_failures_open": ("power_failure",),
    "gas_leaks_open": ("gas_leak",), "pipe_bursts_open": ("pipe_burst",), "open_burning_open": ("open_burning",),
    "pollution_open": ("water_pollution", "air_pollution"), "elder_help_open": ("elder_help",),
}  # fmt: skip


class PlainEvent:
    """One event, read step by step."""

    def __init__(self, record: Row) -> None:
        body = record["body"]
        self.id, self.seq = body["event_id"], record["seq"]
        self.happened_ms = record["happened_ms"]
        self.subclass, self.source, self.division = body["subclass"], body["source"], body["division"]
        self.x, self.y, self.reporter = body["x_m"], body["y_m"], body.get("reporter", "")
        self.sensor = body.get("sensor_id", "")
        self.state, self.unit, self.due_ms, self.ended_ms = "reported", "", math.inf, math.inf
        self.supervised = False
        self.satisfied: bool | None = None
        self.solved: bool | None = None
        self.steps: list[tuple[str, int]] = []
        self._times: dict[str, list[int]] = {}

    def step(self, record: Row) -> None:
        body, kind, at_ms = record["body"], record["body"]["type"], record["happened_ms"]
        if kind == "EventUnmerged":
            self.state, self.ended_ms = ("filed" if self.times("EventFiled") else "reported"), math.inf
        else:
            self.state = STATE_AFTER.get(kind, self.state)
        self.steps.append((kind, at_ms))
        self._times.setdefault(kind, []).append(at_ms)
        if kind in ("EventDispatched",):
            self.unit = body["unit"]
        if kind == "EventCorrected":
            self.subclass, self.division = body["subclass"], body["division"]
            self.x, self.y = body["x_m"], body["y_m"]
        if body.get("due_ms") is not None:
            self.due_ms = body["due_ms"]
        if kind == "TaskReturned":
            self.unit, self.due_ms = "", math.inf
        if kind == "EventSupervised" or body.get("supervises"):
            self.supervised = True
        if kind in ("EventClosed", "EventRejected", "EventMerged"):
            self.ended_ms = at_ms
        if kind == "EventReopened":
            self.ended_ms, self.satisfied, self.solved = math.inf, None, None
        if kind == "FollowUpMade":
            self.satisfied, self.solved = body["satisfied"], body.get("solved")

    def times(self, kind: str) -> list[int]:
        return self._times.get(kind, [])


class PlainJournal:
    """What the records up to ``as_of_seq`` say."""

    def __init__(self, data: Iterable[bytes], as_of_seq: int) -> None:
        self.rows: list[Row] = [msgspec.msgpack.decode(one) for one in data][:as_of_seq]
        self.now_ms = max(row["recorded_ms"] for row in self.rows)
        self._known: dict[float, list[PlainEvent]] = {}

    def events(self, recorded_before_ms: float = math.inf) -> list[PlainEvent]:
        if recorded_before_ms not in self._known:
            self._known[recorded_before_ms] = self._events(recorded_before_ms)
        return self._known[recorded_before_ms]

    def _events(self, recorded_before_ms: float) -> list[PlainEvent]:
        found: dict[str, PlainEvent] = {}
        for row in self.rows:
            if row["recorded_ms"] >= recorded_before_ms:
                break
            body = row["body"]
            if body["type"] == "EventReported":
                found[body["event_id"]] = PlainEvent(row)
            elif "event_id" in body:
                found[body["event_id"]].step(row)
        return list(found.values())


def wall_ms(from_ms: int, to_ms: int) -> int:
    return max(0, to_ms - from_ms)


def working_ms(from_ms: int, to_ms: int) -> int:
    """Minute by minute would be slow: span by span of 9:00–12:00 and 13:30–17:30."""
    total = 0
    day = datetime.fromtimestamp(from_ms / 1000, ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    while (start := round(day.timestamp() * 1000)) < to_ms:
        if chinese_calendar.is_workday(day.date()):
            for begin, end in ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 30)):
                total += max(0, min(to_ms, start + end * MINUTE_MS) - max(from_ms, start + begin * MINUTE_MS))
        day += timedelta(days=1)
    return total


def quantile(values: list[int], share: float) -> float:
    return sorted(values)[max(math.ceil(len(values) * share), 1) - 1]


Cell = tuple[float | None, int | None, float | None]
"""Numerator, denominator, value."""


def share(events: list[PlainEvent], holds: Callable[[PlainEvent], bool]) -> Cell:
    num, den = sum(holds(e) for e in events), len(events)
    return (num, den, num / den if den else None)


def duration(spans: list[int], q: float) -> Cell:
    return (sum(spans), len(spans), quantile(spans, q)) if spans else (None, 0, None)


def event_metric(name: str, everything: list[PlainEvent], mine: list[PlainEvent], moment_ms: int) -> Cell:
    """``mine``: the events of the group whose time lies in the period."""
    closed = [e for e in mine if e.state in ENDED]
    dispatched = [e for e in mine if e.times("EventDispatched")]
    fed_back = [e for e in mine if e.times("HandlingFedBack")]
    due = [e for e in mine if e.state not in ("rejected", "merged", "suspended")]
    handled = [e for e in closed if e.times("EventDispatched") and e.times("HandlingFedBack")]
    accepted = [e for e in dispatched if e.times("TaskAccepted")]
    arrived = [e for e in dispatched if e.times("UnitArrived")]

    def first(e: PlainEvent, kind: str) -> int:
        return e.times(kind)[0]

    def handling(span: Callable[[int, int], int]) -> list[int]:
        return [span(first(e, "EventDispatched"), e.times("HandlingFedBack")[-1]) for e in handled]

    def again(e: PlainEvent) -> bool:
        return any(
            o.reporter == e.reporter and o.subclass == e.subclass and o is not e
            and 0 <= e.happened_ms - o.happened_ms <= 90 * DAY_MS
            and (o.happened_ms < e.happened_ms or o.seq < e.seq)
            for o in everything
        )  # fmt: skip

    def recurs(e: PlainEvent) -> bool:
        return any(
            o.subclass == e.subclass and o is not e and e.ended_ms < o.happened_ms <= e.ended_ms + 30 * DAY_MS
            and math.hypot(o.x - e.x, o.y - e.y) <= 100
            for o in everything
        )  # fmt: skip

    def has(kind: str) -> Callable[[PlainEvent], bool]:
        return lambda e: bool(e.times(kind))

    counts = {
        "reported": len(mine), "filed": sum(map(has("EventFiled"), mine)), "due": len(due),
        "overdue_stock": sum(e.state in ("dispatched", "handling") and e.due_ms <= moment_ms for e in mine),
        "open_stock": sum(e.state not in ("rejected", "merged", *ENDED) for e in mine),
        "waiting_stock": sum(e.state in ("reported", "filed") for e in mine),
        "in_hand_stock": sum(e.state in ("dispatched", "handling", "suspended") for e in mine),
        "to_verify_stock": sum(e.state == "fed_back" for e in mine),
    }  # fmt: skip
    open_ = [e for e in mine if e.state not in ("rejected", "merged", *ENDED)]
    counts |= {one: sum(CLASS_OF[e.subclass] in among for e in open_) for one, among in OF_CLASS.items()}
    counts |= {one: sum(e.subclass in among for e in open_) for one, among in OF_SUBCLASS.items()}
    if name in counts:
        return (counts[name], None, counts[name])
    match name:
        case "filed_rate":
            return share([e for e in mine if has("EventFiled")(e) or e.state == "rejected"], has("EventFiled"))
        case "merged_rate":
            return share(mine, lambda e: e.state == "merged")
        case "proactive_rate":
            return share(mine, lambda e: e.source in ("sensor", "grid_worker", "video"))
        case "repeat_rate":
            return share([e for e in mine if e.reporter], again)
        case "closed_rate":
            return share(due, lambda e: e.state in ENDED)
        case "grid_closed_rate":
            return share([e for e in due if e.source == "grid_worker"], lambda e: e.state in ENDED)
        case "dispute_solved_rate":
            return share([e for e in due if CLASS_OF[e.subclass] == "disputes"], lambda e: e.state in ENDED)
        case "closed_on_time":
            return share(due, lambda e: e.state in ENDED and bool(e.times("HandlingFedBack"))
                         and e.times("HandlingFedBack")[-1] < e.due_ms)  # fmt: skip
        case "handling_wall":
            return duration(handling(wall_ms), 0.5)
        case "handling_wall_p90":
            return duration(handling(wall_ms), 0.9)
        case "handling_working":
            return duration(handling(working_ms), 0.5)
        case "handling_working_p90":
            return duration(handling(working_ms), 0.9)
        case "first_response":
            return duration([max(0, first(e, "TaskAccepted") - first(e, "EventDispatched")) for e in accepted], 0.5)
        case "response_in_time":
            return share(dispatched, lambda e: bool(e.times("TaskAccepted")) and
                         first(e, "TaskAccepted") - first(e, "EventDispatched") <= 30 * MINUTE_MS)  # fmt: skip
        case "on_site":
            return duration([max(0, first(e, "UnitArrived") - first(e, "EventDispatched")) for e in arrived], 0.5)
        case "rework_rate":
            return share(fed_back, has("EventSentBack"))
        case "extension_rate":
            return share(due, has("DeadlineExtended"))
        case "return_rate":
            return share(dispatched, has("TaskReturned"))
        case "suspension_rate":
            return share(dispatched, has("EventSuspended"))
        case "supervision_rate":
            return share(dispatched, lambda e: e.supervised)
        case "reopen_rate":
            return share(fed_back, has("EventReopened"))
        case "recurrence_rate":
            return share(closed, recurs)
        case "followup_rate":
            return share(closed, lambda e: e.satisfied is not None)
        case "satisfied_rate":
            return share([e for e in closed if e.satisfied is not None], lambda e: bool(e.satisfied))
        case "solved_rate":
            return share([e for e in closed if e.solved is not None], lambda e: bool(e.solved))
    raise KeyError(name)


DUE = ("due", "closed_rate", "closed_on_time", "extension_rate", "grid_closed_rate", "dispute_solved_rate")
BY_STATE = ("waiting_stock", "in_hand_stock", "to_verify_stock")
STOCK = ("overdue_stock", "open_stock", *BY_STATE, *OF_CLASS, *OF_SUBCLASS)


def of_events(
    journal: PlainJournal, name: str, from_ms: int, to_ms: int, group_of: Callable[[PlainEvent], str],
    keep: Callable[[PlainEvent], bool] = lambda e: True,
) -> dict[str, Cell]:  # fmt: skip
    """By group, and under "*" in total."""
    moment_ms = journal.now_ms
    if name in STOCK:
        moment_ms = to_ms if to_ms <= journal.now_ms else journal.now_ms
        everything = journal.events(recorded_before_ms=to_ms)
        mine = everything
    else:
        everything = journal.events()
        end_ms = min(to_ms, moment_ms + 1) if name in DUE else to_ms
        mine = [e for e in everything if from_ms <= (e.due_ms if name in DUE else e.happened_ms) < end_ms]
    mine = [e for e in mine if keep(e)]
    groups: dict[str, list[PlainEvent]] = {}
    for event in mine:
        groups.setdefault(group_of(event), []).append(event)
    cells = {group: event_metric(name, everything, some, moment_ms) for group, some in groups.items()}
    return cells | {"*": event_metric(name, everything, mine, moment_ms)}


def days_of(period: str) -> tuple[int, int]:
    """Start and end of ``2026-10``, ``2026-10-05`` or ``2026-10-05T09`` in the county."""
    form = {7: "%Y-%m", 10: "%Y-%m-%d", 13: "%Y-%m-%dT%H"}[len(period)]
    start = datetime.strptime(period, form).replace(tzinfo=ZONE).astimezone(UTC)
    at_ms = round(start.timestamp() * 1000)
    if len(period) == 7:
        following = datetime.strptime(period, form).replace(day=28) + timedelta(days=4)
        end = following.replace(day=1, tzinfo=ZONE).astimezone(UTC)
        return at_ms, round(end.timestamp() * 1000)
    return at_ms, at_ms + (DAY_MS if len(period) == 10 else HOUR_MS)


def call_counts(journal: PlainJournal, from_ms: int, to_ms: int) -> Cell:
    """Answered, offered and the share."""
    newest = {row["body"]["period"]: row["body"] for row in journal.rows if row["body"]["type"] == "CallCounted"}
    inside = {name: days_of(name) for name in newest if from_ms <= days_of(name)[0] and days_of(name)[1] <= to_ms}
    whole = [
        name for name, (start, end) in inside.items()
        if not any(other != name and s <= start and end <= e for other, (s, e) in inside.items())
    ]  # fmt: skip
    num, den = sum(newest[n]["answered"] for n in whole), sum(newest[n]["offered"] for n in whole)
    return (num, den, num / den) if den else (None, None, None)


def calls(journal: PlainJournal, name: str, from_ms: int, to_ms: int) -> Cell:
    answered, offered, share_ = call_counts(journal, from_ms, to_ms)
    if name == "call_rate":
        return answered, offered, share_
    count = answered if name == "calls_answered" else offered
    return count, None, count


def visits(
    journal: PlainJournal, to_ms: int, grids: Iterable[str], group_of: Callable[[str], str]
) -> dict[str, Cell]:
    end = min(to_ms, journal.now_ms + 1)
    seen = {
        row["body"]["grid"] for row in journal.rows
        if row["body"]["type"] == "GridVisited" and end - 7 * DAY_MS <= row["happened_ms"] < end
    }  # fmt: skip
    groups: dict[str, list[bool]] = {}
    for grid in grids:
        groups.setdefault(group_of(grid), []).append(grid in seen)
        groups.setdefault("*", []).append(grid in seen)
    return {group: (sum(some), len(some), sum(some) / len(some)) for group, some in groups.items()}


ACTIVE_AFTER = {
    "AlarmRaised": True, "AlarmAcknowledged": None, "AlarmCleared": False, "AlarmShelved": False,
    "AlarmUnshelved": True, "AlarmSuppressed": False, "AlarmUnsuppressed": True, "AlarmTakenOutOfService": False,
    "AlarmReturnedToService": False,
}  # fmt: skip
"""None: as before."""
RULES = {
    "manholes_in_alarm": ("manhole_open", "manhole_water"),
    "slopes_in_alarm": ("slope_fast", "slope_far", "slope_rain"), "smoke_in_alarm": ("smoke_fire",),
    "bins_full": ("bin_full",),
    "air_in_alarm": ("air_pm25", "air_pm25_heavy", "air_pm10", "air_so2", "air_no2", "air_co", "air_o3"),
    "water_in_alarm": ("water_acid", "water_alkaline", "water_oxygen", "water_ammonia"),
    "rivers_in_alarm": ("water_level",), "noise_in_alarm": ("noise_loud",), "crowds_in_alarm": ("video_crowd",),
    "stalls_in_alarm": ("video_stall",),
}  # fmt: skip
CASES = {
    "roads_closed": ("closure_id", "RoadClosed", "RoadOpened"),
    "responses_in_force": ("response_id", "ResponseLevelSet", "ResponseEnded"),
    "plans_running": ("plan_id", "PlanStarted", "PlanEnded"),
    "evacuations_running": ("arrival_id", "EvacueesArrived", "EvacueesLeft"),
}  # fmt: skip
"""Field of the id, the record that begins it and the one that ends it."""


def alarms(journal: PlainJournal, name: str, to_ms: int) -> Cell:
    """Sensors with an active alarm before ``to_ms``."""
    active: dict[str, tuple[str, str, bool]] = {}
    for row in journal.rows:
        body = row["body"]
        if row["recorded_ms"] >= to_ms or body["type"] not in ACTIVE_AFTER:
            continue
        sensor, rule, before = active.get(body["alarm_id"], ("", "", False))
        sensor, rule = body.get("sensor_id", sensor), body.get("rule", rule)
        after = ACTIVE_AFTER[body["type"]]
        active[body["alarm_id"]] = sensor, rule, before if after is None else after
    count = len({sensor for sensor, rule, is_active in active.values() if is_active and rule in RULES[name]})
    return count, None, count


def cases(journal: PlainJournal, name: str, to_ms: int) -> Cell:
    """Cases that have begun and not ended before ``to_ms``."""
    field, begins, ends = CASES[name]
    running: set[str] = set()
    for row in journal.rows:
        body = row["body"]
        if row["recorded_ms"] < to_ms and body["type"] == begins:
            running.add(body[field])
        elif row["recorded_ms"] < to_ms and body["type"] == ends:
            running.discard(body[field])
    return len(running), None, len(running)


def ready_units(journal: PlainJournal, units: Iterable[str], to_ms: int) -> Cell:
    """Units that are available and not at work before ``to_ms``, of all."""
    said: dict[str, str] = {}
    main: dict[str, str] = {}
    works: set[str] = set()
    for row in journal.rows:
        body = row["body"]
        if row["recorded_ms"] >= to_ms:
            continue
        if body["type"] == "UnitStatusSet":
            said[body["unit"]] = body["status"]
        if body["type"] in ("EventDispatched", "EventReopened"):
            main[body["event_id"]] = body["unit"]
        state = STATE_AFTER.get(body["type"])
        if state is not None:
            (works.add if state in ("dispatched", "handling") else works.discard)(body["event_id"])
    busy = {main[event] for event in works}
    ready = [unit for unit in units if said.get(unit, "available") == "available" and unit not in busy]
    count = len(list(units))
    return len(ready), count, len(ready) / count


def indicators(
    journal: PlainJournal, names: tuple[str, ...], from_ms: int, to_ms: int, below: float | None = None
) -> Cell:
    """The sum of an indicator over the divisions that reported it for a period within the given one, a ratio of two
    sums, or the number of those that reported less than ``below``; without towns parts of which report themselves."""
    parts = []
    for place, name in enumerate(names):
        newest: dict[str, dict[str, float]] = {}
        for row in journal.rows:
            body = row["body"]
            if body["type"] != "IndicatorReported":
                continue
            value = body["value"] if body["indicator"] == name else None
            if place and body["indicator"] == names[0]:  # the whole that was reported with its part
                value = body.get("whole")
            if value is None:
                continue
            start, end = days_of(body["period"])
            if from_ms <= start and end <= to_ms:
                newest.setdefault(body["division"], {})[body["period"]] = value
        parts.append({
            code: sum(values.values()) for code, values in newest.items()
            if not any(other != code and other.startswith(code.removesuffix("000")) for other in newest)
        })  # fmt: skip
    if not all(parts):
        return None, None, None
    if len(parts) == 1:
        [part] = parts
        total: float = sum(part.values()) if below is None else sum(value < below for value in part.values())
        return total, None, total
    both = parts[0].keys() & parts[1].keys()
    num, den = (sum(part[code] for code in both) for part in parts)
    return num, round(den), num / den
