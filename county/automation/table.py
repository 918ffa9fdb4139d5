"""Rows of the catalogue's table ``automation``: records that make the backend act (联动规则).

A row names the record that triggers it, conditions on that record and on what it is about, and the commands that
follow.  Rules of readings, which raise alarms, are another table (``rules``).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from county.names import Name

Plain = str | bool | int | float
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "within", "at least", "at most"]
Deed = Literal["open_event", "assign_unit", "supervise", "set_response_level", "start_plan", "notify"]
PER_MINUTE_MAX = 30


class AutomationCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A comparison of one field with a value.  A field that is not known makes it false, whatever the operator."""

    field: str
    """``record.x``: of the record; ``event.x``: of the event it is about; ``alarm.x`` …: of its own subject."""
    is_: Operator = msgspec.field(name="is")
    value: Plain | tuple[Plain, ...]


class AutomationAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One command of the backend; each deed takes the fields of :data:`FIELDS`."""

    do: Deed
    subclass: str = ""
    title: str = ""
    level: str = ""
    unit: str = ""
    """A unit or department; "": the best one of the desk's ranking."""
    emergency: str = ""
    area: str = ""
    """county, town or village: that of the event."""
    plan: str = ""
    kind: str = ""
    to: str = ""
    means: str = ""
    text: str = ""


REQUIRED: dict[Deed, tuple[str, ...]] = {
    "open_event": ("subclass", "title"),
    "assign_unit": (),
    "supervise": ("text",),
    "set_response_level": ("emergency", "level", "area"),
    "start_plan": ("plan", "level"),
    "notify": ("kind", "to", "text"),
}
OPTIONAL: dict[Deed, tuple[str, ...]] = {
    "open_event": ("level",), "assign_unit": ("unit", "text"), "supervise": (),
    "set_response_level": ("text",), "start_plan": ("text",), "notify": ("means",),
}  # fmt: skip
"""``text``: the note of the command."""


class AutomationRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A rule.  All conditions must hold."""

    name: Name
    on: str
    """Type of the record, e.g. EventReported."""
    when: Annotated[tuple[AutomationCondition, ...], msgspec.Meta(max_length=12)] = ()
    then: Annotated[tuple[AutomationAction, ...], msgspec.Meta(min_length=1, max_length=5)]
    per_minute: Annotated[int, msgspec.Meta(ge=1, le=PER_MINUTE_MAX)] = 10
    """How often it acts in a minute at most."""
    enabled: bool = False
    """Until somebody switches it."""
    retired: bool = False
    """Is not evaluated any more; its log keeps its name."""
