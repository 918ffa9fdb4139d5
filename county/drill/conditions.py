"""Conditions of injects: trees of all, any and not over facts of the running drill.

A condition is data, never a string that is executed: ids and texts may contain any character.  Four values, each
greater than the one before, make ``all`` the least and ``any`` the greatest of their parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Annotated, Literal, NamedTuple, Protocol

from msgspec import Meta, Struct

from county.commands import ResponseLevel
from county.durations import Span
from county.events.event import is_late
from county.response.plan_table import LEVELS

DEEPEST = 6
"""Levels of ``all``, ``any`` and ``not`` above a leaf."""
InjectFact = Literal["delivered", "acknowledged", "skipped"]
InjectStage = Literal["waiting", "delivered", "acknowledged", "skipped"]
"""How far an inject is, as far as conditions and scores ask: cancelled is ``skipped``, played ``acknowledged``."""
ExpectationFact = Literal["met", "late", "missed"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Variable = str | bool | int | float
"""Value of a variable of the scenario."""


class Elapsed(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """At least so long ago an inject was delivered."""

    since: str
    at_least: Span


class SensorChoice(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A sensor that another county has, too: of a kind, in a village, else in its town, else nearest to it."""

    kind: str
    village: str


_NODES = ("all", "any", "not", "inject", "expectation", "event", "alarm", "response_level", "elapsed", "phase",
          "variable")  # fmt: skip


class Condition(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True,
    rename={"all_": "all", "any_": "any", "not_": "not", "is_": "is"},
):  # fmt: skip
    """One node: exactly one of its first eleven fields is set.  Raises ValueError otherwise."""

    all_: Annotated[tuple[Condition, ...], Meta(min_length=1)] | None = None
    any_: Annotated[tuple[Condition, ...], Meta(min_length=1)] | None = None
    not_: Condition | None = None
    inject: str | None = None
    """Id of an inject; ``is`` is an InjectFact."""
    expectation: str | None = None
    """Id of an expectation; ``is`` is an ExpectationFact."""
    event: str | None = None
    """Id of the inject that reports the event; ``is`` is a state of events."""
    alarm: str | SensorChoice | None = None
    """A sensor; ``is`` is a state of alarms."""
    response_level: ResponseLevel | None = None
    """A response of at least this level is in force."""
    elapsed: Elapsed | None = None
    phase: str | None = None
    """Id of a phase that has begun."""
    variable: str | None = None
    """Name of a variable of the scenario that is compared with ``value``."""
    is_: str = ""
    compare: Comparison = "=="
    value: Variable | None = None

    def __post_init__(self) -> None:
        named = [node for node in _NODES if self._node(node) is not None]
        if len(named) != 1:
            raise ValueError(f"a condition is exactly one of {', '.join(_NODES)}; it has {', '.join(named) or 'none'}")
        if bool(self.is_) != (named[0] in ("inject", "expectation", "event", "alarm")):
            raise ValueError(f"condition {named[0]!r} {'has no' if self.is_ else 'needs'} 'is'")
        if (self.value is not None) != (named[0] == "variable"):
            raise ValueError(f"condition {named[0]!r} {'needs' if self.value is None else 'has no'} 'value'")

    def _node(self, node: str) -> object:
        return getattr(self, f"{node}_" if node in ("all", "any", "not") else node)

    @property
    def kind(self) -> str:
        """Which of the eleven it is."""
        return next(node for node in _NODES if self._node(node) is not None)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions directly below it."""
        return self.all_ or self.any_ or (() if self.not_ is None else (self.not_,))


def depth(condition: Condition) -> int:
    """Levels of all, any and not above its deepest leaf."""
    return 1 + max(map(depth, condition.parts)) if condition.parts else 0


def leaves(condition: Condition) -> Iterator[Condition]:
    """Its leaves, from left to right."""
    if not condition.parts:
        yield condition
    for part in condition.parts:
        yield from leaves(part)


class Truth(IntEnum):
    """Whether a condition holds, and whether that can change."""

    NEVER = 0
    NOT_YET = 1
    HOLDS = 2
    ALWAYS = 3


class DrillFacts(Protocol):
    """What conditions read of a running drill, at one moment of its time."""

    @property
    def now_ms(self) -> int: ...
    def stage(self, inject: str) -> InjectStage: ...
    def delivered_ms(self, inject: str) -> int | None: ...
    def status(self, expectation: str) -> str:
        """A :data:`county.drill.scoring.Status`."""
        ...

    def event_state(self, inject: str) -> str:
        """State of the event that an inject reported; "" when there is none."""
        ...

    def alarm_state(self, sensor: str | SensorChoice) -> str:
        """State of the newest alarm of a sensor; "" when there is none."""
        ...

    def response_level(self) -> ResponseLevel | None:
        """The highest one in force."""
        ...

    def has_begun(self, phase: str) -> bool: ...
    def variable(self, name: str) -> Variable | None: ...


class Blocker(NamedTuple):
    """A leaf that can no longer have the value its condition needs: the reason why an inject is skipped."""

    kind: str
    """Of :attr:`Condition.kind`."""
    subject: str
    """Id of the inject or expectation."""
    wanted: str
    """The fact that was asked for, with ``not `` before it where it must not be."""
    found: str


def truth(condition: Condition, facts: DrillFacts) -> Truth:
    """Whether ``condition`` holds now."""
    if condition.all_ is not None:
        return min(truth(part, facts) for part in condition.all_)
    if condition.any_ is not None:
        return max(truth(part, facts) for part in condition.any_)
    if condition.not_ is not None:
        return Truth(Truth.ALWAYS - truth(condition.not_, facts))
    return _leaf(condition, facts)[0]


def blockers(condition: Condition, facts: DrillFacts) -> tuple[Blocker, ...]:
    """Why ``condition`` can no longer become true; empty while it can."""
    return tuple(_blockers(condition, facts, wanted=True)) if truth(condition, facts) is Truth.NEVER else ()


def _blockers(condition: Condition, facts: DrillFacts, *, wanted: bool) -> Iterator[Blocker]:
    """The leaves that keep ``condition`` for ever from being ``wanted``."""
    never = Truth.NEVER if wanted else Truth.ALWAYS
    if condition.not_ is not None:
        yield from _blockers(condition.not_, facts, wanted=not wanted)
        return
    if condition.parts:
        for part in condition.parts:
            if truth(part, facts) is never:
                yield from _blockers(part, facts, wanted=wanted)
        return
    value, found = _leaf(condition, facts)
    if value is never:
        subject = condition.inject or condition.expectation or condition.event or condition.phase or ""
        if condition.elapsed is not None:
            subject = condition.elapsed.since
        fact = condition.is_ or ("begun" if condition.phase else "delivered")
        yield Blocker(condition.kind, subject, fact if wanted else f"not {fact}", found)


def next_edge_ms(condition: Condition, facts: DrillFacts) -> int | None:
    """The next drill time at which the clock alone can change ``condition``; None: it waits for a record.

    Edges of expectations and phases are those of the scoring and of the scenario.
    """
    edges = []
    for leaf in leaves(condition):
        if leaf.elapsed is not None and (since := facts.delivered_ms(leaf.elapsed.since)) is not None:
            edges.append(since + leaf.elapsed.at_least)
    return min((edge for edge in edges if edge > facts.now_ms), default=None)


def _leaf(leaf: Condition, facts: DrillFacts) -> tuple[Truth, str]:
    """The value of a leaf, and the fact that was found."""
    if leaf.inject is not None:
        found = facts.stage(leaf.inject)
        return _of_stage(found, leaf.is_), found
    if leaf.expectation is not None:
        status = facts.status(leaf.expectation)
        if status == "pending":
            return Truth.NOT_YET, status
        return (Truth.ALWAYS if status == leaf.is_ else Truth.NEVER), status
    if leaf.elapsed is not None:
        since = facts.delivered_ms(leaf.elapsed.since)
        if since is None:
            gone = facts.stage(leaf.elapsed.since) == "skipped"
            return (Truth.NEVER if gone else Truth.NOT_YET), facts.stage(leaf.elapsed.since)
        return (Truth.ALWAYS if is_late(since + leaf.elapsed.at_least, facts.now_ms) else Truth.NOT_YET), ""
    if leaf.phase is not None:
        return (Truth.ALWAYS if facts.has_begun(leaf.phase) else Truth.NOT_YET), ""
    if leaf.event is not None:
        state = facts.event_state(leaf.event)
        if not state and facts.stage(leaf.event) == "skipped":
            return Truth.NEVER, "skipped"
        return (Truth.HOLDS if state == leaf.is_ else Truth.NOT_YET), state
    if leaf.alarm is not None:
        return (Truth.HOLDS if facts.alarm_state(leaf.alarm) == leaf.is_ else Truth.NOT_YET), ""
    if leaf.response_level is not None:
        level = facts.response_level()
        high = level is not None and LEVELS.index(level) >= LEVELS.index(leaf.response_level)
        return (Truth.HOLDS if high else Truth.NOT_YET), level or ""
    assert leaf.variable is not None
    return (Truth.HOLDS if _compares(facts.variable(leaf.variable), leaf) else Truth.NOT_YET), ""


def _of_stage(stage: InjectStage, wanted: str) -> Truth:
    match wanted, stage:
        case ("delivered", "delivered" | "acknowledged") | ("acknowledged", "acknowledged") | ("skipped", "skipped"):
            return Truth.ALWAYS
        case (_, "skipped") | ("skipped", "delivered" | "acknowledged"):
            return Truth.NEVER
    return Truth.NOT_YET


def _compares(found: Variable | None, leaf: Condition) -> bool:
    """Whether a variable compares as the leaf says; texts and truth values only by equality, None with nothing."""
    wanted = leaf.value
    if found is None or wanted is None:
        return False
    if leaf.compare in ("==", "!="):
        return (found == wanted) is (leaf.compare == "==")
    if isinstance(found, str | bool) or isinstance(wanted, str | bool):
        return False
    match leaf.compare:
        case "<":
            return found < wanted
        case "<=":
            return found <= wanted
        case ">":
            return found > wanted
    return found >= wanted
