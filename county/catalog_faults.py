"""Consistency checks of a catalogue whose rows are valid on their own: texts and references between rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import msgspec

from county.automation.table import OPTIONAL, REQUIRED, AutomationAction
from county.commands import Emergency, EventLevel, Means, Recipient
from county.events.event import UNITS_MAX
from county.figures.kpi_table import kpi_faults
from county.figures.metric import Metric, metric_faults
from county.figures.vital_sign_table import vital_sign_faults
from county.plan_tracker.template import template_faults
from county.response.plan_table import LEVELS, LONGEST_TASK, POSTS
from county.staffing.allowance import in_order
from county.texts import unseen

if TYPE_CHECKING:
    from county.catalog import AlarmRule, Catalog, Subclass


LONGEST_TEXT = 1_000
"""Characters of a name, unit or source."""


class TableFault(NamedTuple):
    """An error in a row of a table."""

    table: str
    row: str
    why: str


def faults(catalog: Catalog) -> Iterator[TableFault]:
    """All inconsistencies."""
    yield from _sensor_kinds(catalog)
    for key, rule in catalog.rules.items():
        yield from (TableFault("rules", key, why) for why in _rule(catalog, rule))
    for key, subclass in catalog.subclasses.items():
        yield from (TableFault("subclasses", key, why) for why in _subclass(catalog, subclass))
    for key, stock in catalog.resource_kinds.items():
        if stock.department not in catalog.departments:
            yield TableFault("resource_kinds", key, f"there is no department {stock.department!r}")
    yield from _road_speeds(catalog)
    yield from _collection(catalog)
    yield from _coverage(catalog)
    yield from (TableFault("staffing", "", why) for why in catalog.staffing.faults())
    for key, allowance in catalog.allowances.items():
        if not in_order(allowance.steps):
            yield TableFault("allowances", key, "each step must begin at a higher age than the one before")
    for key, step in catalog.escalation.items():
        for event_class in step.event_classes:
            if event_class not in catalog.event_classes:
                yield TableFault("escalation", key, f"there is no event class {event_class!r}")
    yield from plan_faults(catalog)
    yield from _automation(catalog)
    for key in catalog.report_words.subclasses:
        if key not in catalog.subclasses:
            yield TableFault("report_words", "subclasses", f"there is no subclass {key!r}")
    for key, metric in catalog.metrics.items():
        yield from (TableFault("metrics", key, why) for why in (*metric_faults(metric), *_named_by(catalog, metric)))
    for key, why in kpi_faults(catalog.kpi, catalog.metrics, catalog.departments):
        yield TableFault("kpi", key, why)
    for key, why in vital_sign_faults(catalog.vital_signs, catalog.metrics, catalog.departments):
        yield TableFault("vital_signs", key, why)
    for key, why in template_faults(catalog.plan_templates, catalog.departments, catalog.metrics):
        yield TableFault("plan_templates", key, why)
    for table, rows in msgspec.to_builtins(catalog).items():
        for key, row in rows.items():
            yield from (TableFault(table, key, why) for why in _texts(row, ""))


def _named_by(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """Rows of other tables that a metric names and that do not exist."""
    for names, table, what in (
        (metric.event_classes, catalog.event_classes, "event class"),
        (metric.subclasses, catalog.subclasses, "subclass"), (metric.rules, catalog.rules, "rule"),
    ):  # fmt: skip
        yield from (f"there is no {what} {name!r}" for name in names if name not in table)


def _sensor_kinds(catalog: Catalog) -> Iterator[TableFault]:
    for key, kind in catalog.sensor_kinds.items():
        if kind.interval_s >= kind.stale_s:
            why = f"stale_s {kind.stale_s:g} is not longer than interval_s {kind.interval_s:g}"
            yield TableFault("sensor_kinds", key, why)
        for channel in kind.channels:
            if channel.lo >= channel.hi:
                why = f"channel {channel.key!r}: lo {channel.lo:g} is not below hi {channel.hi:g}"
                yield TableFault("sensor_kinds", key, why)
        keys = [channel.key for channel in kind.channels]
        if len(set(keys)) < len(keys):
            yield TableFault("sensor_kinds", key, f"two of the channels {', '.join(keys)} have the same key")


def _rule(catalog: Catalog, rule: AlarmRule) -> Iterator[str]:
    kind = catalog.sensor_kinds.get(rule.kind)
    if kind is None:
        yield f"there is no sensor kind {rule.kind!r}"
    elif rule.channel not in {channel.key for channel in kind.channels}:
        yield f"kind {rule.kind!r} has no channel {rule.channel!r}"
    if rule.opens:
        opened = catalog.subclasses.get(rule.opens)
        if opened is None:
            yield f"there is no subclass {rule.opens!r}"
        elif opened.retired and not rule.retired:
            yield f"subclass {rule.opens!r} is retired"
    limits = (rule.above, rule.below, rule.rate_per_h)
    if sum(limit is not None for limit in limits) + rule.stale != 1:
        yield "it needs exactly one of above, below, rate_per_h, stale"


def _subclass(catalog: Catalog, subclass: Subclass) -> Iterator[str]:
    """An offered subclass must not name a retired class or department; retired resource kinds can be dispatched."""
    event_class = catalog.event_classes.get(subclass.event_class)
    if event_class is None:
        yield f"there is no class {subclass.event_class!r}"
    elif event_class.retired and not subclass.retired:
        yield f"class {subclass.event_class!r} is retired"
    department = catalog.departments.get(subclass.department)
    if department is None:
        yield f"there is no department {subclass.department!r}"
    elif department.retired and not subclass.retired:
        yield f"department {subclass.department!r} is retired"
    for sent in subclass.resource_kinds:
        if sent not in catalog.resource_kinds or not catalog.resource_kinds[sent].mobile:
            yield f"there is no mobile resource kind {sent!r}"


def _road_speeds(catalog: Catalog) -> Iterator[TableFault]:
    """Every resource kind uses at most one vehicle; with two, the choice would depend on the order of the rows."""
    speeds = catalog.road_speeds
    vehicle_of: dict[str, str] = {}
    for key, vehicle in speeds.vehicles.items():
        for kind in vehicle.kinds:
            if kind not in catalog.resource_kinds:
                yield TableFault("road_speeds", "vehicles", f"vehicle {key!r}: there is no resource kind {kind!r}")
            elif vehicle_of.setdefault(kind, key) != key:
                why = f"resource kind {kind!r} is listed by the vehicles {vehicle_of[kind]!r} and {key!r}"
                yield TableFault("road_speeds", "vehicles", why)


def _automation(catalog: Catalog) -> Iterator[TableFault]:
    """A rule that could never act, or act on what does not exist, is an error before it runs."""
    from county.aggregates import RECORDS  # it imports the catalogue
    from county.automation.triggers import rule_faults, triggers

    known = triggers(RECORDS)
    for key, rule in catalog.automation.items():
        yield from (TableFault("automation", key, why) for why in rule_faults(rule, known))
        for number, action in enumerate(rule.then, start=1):
            for why in _action(catalog, rule.on, action):
                yield TableFault("automation", key, f"action {number} ({action.do}): {why}")


def _action(catalog: Catalog, on: str, action: AutomationAction) -> Iterator[str]:
    given = [name for name in action.__struct_fields__ if name != "do" and getattr(action, name)]
    needed, allowed = REQUIRED[action.do], (*REQUIRED[action.do], *OPTIONAL[action.do])
    yield from (f"{name} is missing" for name in needed if name not in given)
    yield from (f"it has no {name}" for name in given if name not in allowed)
    scales: dict[str, tuple[str, ...]] = {
        "open_event": get_args(EventLevel), "set_response_level": LEVELS, "start_plan": LEVELS,
    }  # fmt: skip
    if action.level and action.do in scales and action.level not in scales[action.do]:
        yield f"level {action.level!r} is none of {', '.join(scales[action.do])}"
    match action.do:
        case "open_event":
            if not on.startswith("Alarm"):
                yield "it opens the event of an alarm; use it on a record of an alarm"
            if action.subclass and action.subclass not in catalog.subclasses:
                yield f"there is no subclass {action.subclass!r}"
        case "start_plan" if action.plan:
            plan = catalog.response_plans.get(action.plan)
            if plan is None or plan.retired:
                yield f"there is no plan {action.plan!r}"
            elif action.level in LEVELS and action.level not in plan.levels:
                yield f"plan {action.plan!r} has no level {action.level}"
        case "set_response_level":
            if action.emergency and action.emergency not in get_args(Emergency):
                yield f"emergency {action.emergency!r} is none of {', '.join(get_args(Emergency))}"
            if action.area and action.area not in ("county", "town", "village"):
                yield f"area {action.area!r} is none of county, town, village"
        case "notify":
            if action.kind and action.kind not in get_args(Recipient):
                yield f"kind {action.kind!r} is none of {', '.join(get_args(Recipient))}"
            if action.means and action.means not in get_args(Means):
                yield f"means {action.means!r} is none of {', '.join(get_args(Means))}"
            if action.kind == "division" and action.to not in ("town", "village"):
                yield f"to must be 'town' or 'village', not {action.to!r}"


def plan_faults(catalog: Catalog) -> Iterator[TableFault]:
    """What a response plan names must be in the other tables, and keys within a plan are unique."""
    for key, plan in catalog.response_plans.items():
        wrong = [
            f"there is no subclass {subclass!r}" for subclass in plan.subclasses if subclass not in catalog.subclasses
        ]
        if list(plan.levels) != [level for level in LEVELS if level in plan.levels]:
            wrong.append(f"levels {list(plan.levels)} are not in the order {', '.join(LEVELS)}")
        if not plan.radius_at(plan.levels[0]):
            wrong.append(f"radius_m has no value for level {plan.levels[0]}")
        if not plan.tasks_at(plan.levels[0]):
            wrong.append(f"level {plan.levels[0]} has no task")
        for task in plan.checklist:
            if task.who not in catalog.departments and task.who not in POSTS:
                wrong.append(f"task {task.key!r}: there is no department or post {task.who!r}")
            if max(len(task.text.zh), len(task.text.en)) > LONGEST_TASK:
                wrong.append(f"task {task.key!r}: its text has more than {LONGEST_TASK} characters")
        for row in plan.resources:
            if row.kind not in catalog.resource_kinds or not catalog.resource_kinds[row.kind].mobile:
                wrong.append(f"there is no mobile resource kind {row.kind!r}")
        for notice in plan.notices:
            if notice.kind == "unit" and notice.to not in catalog.departments:
                wrong.append(f"notice {notice.key!r}: there is no department {notice.to!r}")
            elif notice.kind == "division" and notice.to not in ("town", "village"):
                wrong.append(f"notice {notice.key!r}: to must be 'town' or 'village', not {notice.to!r}")
        if max(sum(plan.resources_at(level).values()) for level in plan.levels) > UNITS_MAX:
            wrong.append(f"it suggests more than {UNITS_MAX} units, as many as an event may have")
        for named, keys in (
            ("tasks", [task.key for task in plan.checklist]), ("notices", [notice.key for notice in plan.notices]),
            ("resources", [row.kind for row in plan.resources]),
        ):  # fmt: skip
            twice = sorted({one for one in keys if keys.count(one) > 1})
            wrong += [f"two of its {named} have the key {one!r}" for one in twice]
        yield from (TableFault("response_plans", key, why) for why in wrong)


def _collection(catalog: Catalog) -> Iterator[TableFault]:
    rounds = catalog.collection
    if not rounds.rule:
        return
    rule = catalog.rules.get(rounds.rule)
    if rule is None or rule.above is None:
        yield TableFault("collection", "rule", f"there is no rule {rounds.rule!r} with a limit above which it is true")
    kind = catalog.resource_kinds.get(rounds.truck)
    if kind is None or not kind.mobile:
        yield TableFault("collection", "truck", f"there is no mobile resource kind {rounds.truck!r}")


def _coverage(catalog: Catalog) -> Iterator[TableFault]:
    for key, service in catalog.public_services.items():
        for kind in service.resource_kinds:
            if kind not in catalog.resource_kinds:
                yield TableFault("public_services", key, f"there is no resource kind {kind!r}")
    vehicle = catalog.coverage.vehicle
    if catalog.public_services and vehicle not in catalog.road_speeds.vehicles:
        yield TableFault("coverage", "vehicle", f"there is no vehicle {vehicle!r} in road_speeds")


def _texts(content: Any, at: str) -> Iterator[str]:
    """Texts in ``content`` that cannot be shown, whatever their field."""
    if isinstance(content, str):
        if (place := unseen(content)) is not None:
            character = f"U+{ord(content[place]):04X}"
            yield f"{at.lstrip('.')} contains the invisible character {character} at position {place + 1}"
        elif len(content) > LONGEST_TEXT:
            yield f"{at.lstrip('.')} has more than {LONGEST_TEXT} characters"
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _texts(value, f"{at}.{key}")
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content):
            yield from _texts(value, f"{at}[{number}]")
