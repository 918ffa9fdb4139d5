"""联动规则: which rule a record triggers, and what keeps rules from running in circles.

Conditions are comparisons of typed fields, checked when the catalogue is loaded; nothing is evaluated as code.
A command of a rule has an id that names the chain of rules and records it comes from, and so has a command of the
backend that follows from one: a rule is never triggered by a record that it caused itself, directly, through other
rules or through the backend's own steps, and a repetition is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from county.authority import BACKEND
from county.automation.table import AutomationCondition, AutomationRule
from county.commands import EventLevel, ResponseLevel
from county.records import AlarmRaised, Record, RecordBody

CHAIN_MAX = 4
"""Rules in a chain at most."""
START = "auto:"
FOLLOWS = ">"
"""Between the chain of rules and the id of a command of the backend that follows from it."""
SCALES: tuple[tuple[str, ...], ...] = (
    tuple(reversed(get_args(EventLevel))),
    tuple(reversed(get_args(ResponseLevel))),
    get_args(get_type_hints(AlarmRaised)["priority"]),
)
"""Values that have an order, rising: for ``at least`` and ``at most``."""
OWN_KEYS = frozenset({"automation", "clock"})
"""Aggregates whose records trigger nothing."""


class ChainLink(NamedTuple):
    """One link of a chain: a rule, and the record that triggered it."""

    rule: str
    seq: int


def chain_of(record: Record[Any]) -> tuple[ChainLink, ...]:
    """The rules that led to ``record``, the first one first; empty for a record that no rule caused."""
    named = _chain(record)
    links = (part.rpartition("@") for part in named.removeprefix(START).split("/")) if named else ()
    return tuple(ChainLink(rule, int(seq.partition(".")[0])) for rule, _, seq in links)


def _chain(record: Record[Any]) -> str:
    """The part of the id of its command that names the chain; "" for a record that no rule caused."""
    if record.by not in BACKEND or not record.command_id.startswith(START):
        return ""
    return record.command_id.partition(FOLLOWS)[0]


def following_id(record: Record[Any], command_id: str) -> str:
    """The id of a command of the backend that follows from ``record``, with the chain that led to that."""
    chain = _chain(record)
    return f"{chain}{FOLLOWS}{command_id}" if chain else command_id


def command_id(record: Record[Any], rule: str, number: int) -> str:
    """The id of the ``number``-th command of ``rule`` for ``record``."""
    chain = _chain(record)
    return f"{f'{chain}/' if chain else START}{rule}@{record.seq}.{number}"


def is_loop(record: Record[Any], rule: str) -> bool:
    """Whether the rule must not act on a record that it led to, or that is at the end of a long chain."""
    chain = chain_of(record)
    return len(chain) >= CHAIN_MAX or any(link.rule == rule for link in chain)


def holds(rule: AutomationRule, scopes: Mapping[str, Any]) -> bool:
    """Whether all conditions of the rule are true.  ``scopes``: objects by the name before the dot of a field; None for
    one that is not known."""
    return all(_is_true(condition, scopes) for condition in rule.when)


def _is_true(condition: AutomationCondition, scopes: Mapping[str, Any]) -> bool:
    scope, _, name = condition.field.partition(".")
    found = getattr(scopes.get(scope), name, None)
    return found is not None and _compare(condition.is_, found, condition.value)


def _compare(operator: str, found: Any, value: Any) -> bool:
    match operator:
        case "=":
            return bool(found == value)
        case "!=":
            return bool(found != value)
        case "<":
            return bool(found < value)
        case "<=":
            return bool(found <= value)
        case ">":
            return bool(found > value)
        case ">=":
            return bool(found >= value)
        case "in":
            return found in value
        case "not in":
            return found not in value
        case "contains":
            return value in found
        case "within":
            return _within(value, found)
        case _:
            scale = next(scale for scale in SCALES if value in scale)
            place, limit = scale.index(found), scale.index(value)
            return place >= limit if operator == "at least" else place <= limit


def _within(outer: str, inner: str) -> bool:
    from county.division import contains

    return contains(outer, inner)


# ---- checking


def rule_faults(rule: AutomationRule, records: Mapping[str, type[RecordBody]]) -> Iterator[str]:
    """What is wrong with trigger and conditions.  ``records``: the types that can be triggers, by name."""
    trigger = records.get(rule.on)
    if trigger is None:
        yield f"on: there is no record {rule.on!r} that can be a trigger"
        return
    for number, condition in enumerate(rule.when, start=1):
        yield from (f"condition {number}: {why}" for why in _condition_faults(condition, trigger))


def _condition_faults(condition: AutomationCondition, trigger: type[RecordBody]) -> Iterator[str]:
    known = fields_of(trigger)
    kind = known.get(condition.field)
    if kind is None:
        yield f"{trigger.__name__} has no field {condition.field!r}; it has {', '.join(known)}"
        return
    many = condition.is_ in ("in", "not in")
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if many is not isinstance(condition.value, tuple):
        yield f"{condition.is_!r} needs " + ("a list of values" if many else "one value, not a list")
    elif not _fits(condition.is_, kind):
        yield f"{condition.is_!r} is not possible for {condition.field}"
    else:
        yield from (f"{value!r} is not a value of {condition.field}" for value in values if not _accepts(kind, value))


def _fits(operator: str, kind: FieldKind) -> bool:
    if operator in ("=", "!=", "in", "not in"):
        return kind.type is not bool or operator in ("=", "!=")
    if operator in ("<", "<=", ">", ">="):
        return kind.type in (int, float)
    if operator in ("contains", "within"):
        return kind.type is str and not kind.values
    return any(set(kind.values) == set(scale) for scale in SCALES)


def _accepts(kind: FieldKind, value: object) -> bool:
    if kind.values:
        return value in kind.values
    if kind.type is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind.type


class FieldKind(NamedTuple):
    """The type of a field that a condition can compare, and all its values where they are few."""

    type: type
    values: tuple[str, ...] = ()


@cache
def fields_of(trigger: type[RecordBody]) -> dict[str, FieldKind]:
    """The fields that conditions on records of this type can name."""
    from county.aggregates import BY_KEY, of_record_type

    aggregate = of_record_type(trigger)
    scopes: dict[str, type] = {"record": trigger, aggregate.key: aggregate.state}
    if aggregate.key in RELATED or aggregate.key == "alarm":
        scopes["event"] = BY_KEY["event"].state
    return {
        f"{scope}.{name}": kind
        for scope, struct in scopes.items()
        for name, hint in get_type_hints(struct).items()
        if (kind := _kind_of(hint)) is not None
    }


RELATED: Mapping[str, Callable[[Any], str]] = {
    "event": lambda state: str(state.id),
    "notice": lambda state: str(state.about),
    "plan": lambda state: str(state.about),
}
"""How the number of the event is found that a state is about; an alarm's is found by the desk."""


def _kind_of(hint: Any) -> FieldKind | None:
    if get_origin(hint) in (Union, UnionType):
        kinds = [part for part in get_args(hint) if part is not NoneType]
        return _kind_of(kinds[0]) if len(kinds) == 1 else None
    if get_origin(hint) is Literal:
        return FieldKind(str, tuple(map(str, get_args(hint))))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return FieldKind(str, tuple(str(member) for member in hint))
    return FieldKind(hint) if hint in (str, int, float, bool) else None


def triggers(records: Iterable[type[RecordBody]]) -> dict[str, type[RecordBody]]:
    """The types of records that can trigger a rule, by name."""
    from county.aggregates import of_record_type

    found = {}
    for kind in records:
        with suppress(KeyError):  # a record of the backend itself
            if of_record_type(kind).key not in OWN_KEYS:
                found[kind.__name__] = kind
    return found
