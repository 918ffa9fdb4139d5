"""A scenario as the values of its file and as its text: what is read of it again has the same digest."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import msgspec
import tomli_w
from msgspec.structs import FieldInfo, fields

from county.drill.scenario import Scenario
from county.durations import Span, iso_of


def scenario_values(scenario: Scenario) -> dict[str, Any]:
    """Tables, texts and numbers as they stand in the file; without what equals its default."""
    return plain_values(scenario)


def plain_values(part: msgspec.Struct) -> dict[str, Any]:
    """The same of a part of a scenario."""
    values: dict[str, Any] = _values(part)
    return values


def text_of(scenario: Scenario) -> str:
    """TOML, without what equals its default."""
    return tomli_w.dumps(scenario_values(scenario), multiline_strings=False)


def _values(value: Any) -> Any:
    if isinstance(value, Span):
        return iso_of(value)
    if isinstance(value, msgspec.Struct):
        known = {field.encode_name: (field, getattr(value, field.name)) for field in _fields(type(value))}
        return {
            key: _values(found) for key, (field, found) in known.items() if field.required or found != _default(field)
        }
    if isinstance(value, dict):
        return {key: _values(found) for key, found in value.items()}
    if isinstance(value, tuple):
        return [_values(found) for found in value]
    if isinstance(value, datetime | str | bool | int | float):
        return value
    raise TypeError(type(value))


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[FieldInfo, ...]:
    return fields(kind)


def _default(field: FieldInfo) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
