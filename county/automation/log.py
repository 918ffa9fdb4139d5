"""The log of automation: per rule whether it is on, and what it did or why not, for the last runs.

The whole history is in the journal; the state holds what screens show and what bounds a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import AUTOMATION_ROLES
from county.automation.triggers import ChainLink, chain_of
from county.catalog import Name
from county.commands import CommandBody
from county.durations import MINUTE_MS
from county.events.event import LONGEST_NOTE
from county.records import Record, RecordBody
from county.refusals import Refused, named

RUNS_KEPT = 64
Outcome = Literal["acted", "refused", "nothing", "too_often", "loop"]
OUTCOMES: dict[Outcome, Name] = {
    "acted": Name("已执行", "Acted"),
    "refused": Name("被拒绝", "Refused"),
    "nothing": Name("无需动作", "Nothing to do"),
    "too_often": Name("超出频率，未执行", "Too often: not done"),
    "loop": Name("防循环，未执行", "Loop: not done"),
}
"""``refused``: at least one command was."""


class AutomationDeed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A command that a rule gave."""

    command: str
    """Name of its type."""
    subject: str
    """``key/id`` of what it is about."""
    refused: str = ""
    """Code of the refusal; "" when it was accepted."""
    params: dict[str, str] = {}


class AutomationCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one rule."""

    rule: str


class SwitchAutomation(AutomationCommand, frozen=True, kw_only=True):
    """Switch a rule on or off; ``note``: why."""

    on: bool
    note: str = ""


class LogAutomation(AutomationCommand, frozen=True, kw_only=True):
    """What a rule did.  Only the backend itself sends it."""

    trigger: int
    """Number of the record that triggered the rule."""
    about: str
    """``key/id`` of what that record is about."""
    outcome: Outcome
    did: tuple[AutomationDeed, ...] = ()


class AutomationRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one rule."""

    rule: str


class AutomationSwitched(AutomationRecord, frozen=True, kw_only=True):
    on: bool
    note: str = ""


class AutomationRan(AutomationRecord, frozen=True, kw_only=True):
    trigger: int
    about: str
    outcome: Outcome
    did: tuple[AutomationDeed, ...] = ()


class AutomationRun(Struct, frozen=True, kw_only=True, gc=False):
    """One line of the log."""

    at_ms: int
    trigger: int
    about: str
    outcome: Outcome
    did: tuple[AutomationDeed, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    """The rules whose deeds led to the trigger, the first one first; empty for a trigger that no rule caused."""


class Automation(Struct, frozen=True, kw_only=True, gc=False):
    """What happened with a rule."""

    id: str
    on: bool | None = None
    """None: nobody has switched it; the table says whether it is on."""
    switched_ms: int = 0
    switched_by: str = ""
    note: str = ""
    acted: int = 0
    """Number of runs that acted, ever."""
    runs: tuple[AutomationRun, ...] = ()
    """The last ones, oldest first."""


def is_on(state: Automation | None, enabled: bool) -> bool:
    """Whether a rule acts; ``enabled``: as the table says."""
    return enabled if state is None or state.on is None else state.on


def room(state: Automation | None, per_minute: int, now_ms: int) -> Literal["free", "full", "silent"]:
    """Whether a rule may act now: ``full`` is to be logged once, and then nothing until there is room again."""
    runs = () if state is None else state.runs
    recent = [run for run in runs if run.at_ms > now_ms - MINUTE_MS]
    if sum(run.outcome != "too_often" for run in recent) < per_minute:
        return "free"
    return "silent" if recent[-1].outcome == "too_often" else "full"


def decide(known: Automation | None, command: AutomationCommand, decision: Decision) -> Sequence[RecordBody]:
    """Raises Refused."""
    if isinstance(command, LogAutomation):
        return [AutomationRan(rule=command.rule, trigger=command.trigger, about=command.about, outcome=command.outcome,
                              did=command.did)]  # fmt: skip
    assert isinstance(command, SwitchAutomation)
    row = decision.desk.catalog.automation.get(command.rule)
    if row is None or row.retired:
        raise Refused("automation_unknown", rule=command.rule)
    if not command.note.strip():
        raise Refused("case_note_missing", command="SwitchAutomation", **named("case", row.name))
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if is_on(known, row.enabled) is command.on:
        raise Refused("automation_is_so", **named("rule", row.name))
    return [AutomationSwitched(rule=command.rule, on=command.on, note=command.note)]


def apply(known: Automation | None, record: Record[Any]) -> Automation:
    """The state after ``record``.  Pure."""
    body = record.body
    state = known or Automation(id=body.rule)
    if isinstance(body, AutomationSwitched):
        return replace(
            state, on=body.on, switched_ms=record.happened_ms, switched_by=record.who, note=body.note
        )  # fmt: skip
    run = AutomationRun(
        at_ms=record.recorded_ms, trigger=body.trigger, about=body.about, outcome=body.outcome, did=body.did,
        chain=chain_of(record)[:-1],
    )  # fmt: skip
    acted = state.acted + (body.outcome == "acted")
    return replace(state, acted=acted, runs=(*state.runs, run)[-RUNS_KEPT:])


AUTOMATIONS = Aggregate(
    key="automation",
    state=Automation,
    command=AutomationCommand,
    record=AutomationRecord,
    subject="rule",
    decide=decide,
    apply=apply,
    expires_ms=lambda state: None,
    outline=Automation,
    may={SwitchAutomation: AUTOMATION_ROLES},
    columns=(StateColumn("acted", "<i8", "often"), StateColumn("expires_ms", "<i8")),
    project=lambda state: (state.acted, NEVER_MS),
    names={SwitchAutomation: Name("启停联动规则", "Switch an automation rule")},
)
