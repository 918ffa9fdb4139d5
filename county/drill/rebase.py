"""Moves a scenario to another county: every village it names becomes one of that county, and towns follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county.drill.scenario import Scenario

_CODE = re.compile(r"\d{12}|\d{15}")
_TOWN = "000"
"""End of the code of a town."""


def rebased(scenario: Scenario, code: str, villages: Iterable[str]) -> Scenario:
    """``scenario`` in the county ``code`` with these villages (codes).

    A village keeps its number within the county where that exists; the others take the villages that are left, in
    order.  A town becomes that of its first village.  Ids of sensors, units and roads, and degrees, stay: the check
    tells those that the other county does not have.
    """
    known = sorted(villages)
    named = list(dict.fromkeys(_codes(scenario)))
    moved = _moved([name for name in named if not name.endswith(_TOWN)], code, known)
    towns: dict[str, str] = {}
    for town in (name for name in named if name.endswith(_TOWN)):
        inside = (moved[name] for name in moved if name.startswith(town[:9]))
        same = f"{code}{town[6:]}"
        alike = (own for own in known if own.startswith(same[:9]))
        first = next(inside, None) or next(alike, None) or next(iter(known), town)
        towns[town] = f"{first[:9]}{_TOWN}"
    result: Scenario = _replaced(scenario, {**moved, **towns})
    return replace(result, scenario=replace(result.scenario, county=code))


def _moved(named: list[str], code: str, known: list[str]) -> dict[str, str]:
    same = {name: f"{code}{name[6:]}" for name in named if f"{code}{name[6:]}" in known}
    left = [own for own in known if own not in same.values()] or known
    others = [name for name in named if name not in same]
    return same | ({name: left[number % len(left)] for number, name in enumerate(others)} if left else {})


def _codes(value: Any) -> Iterator[str]:
    """Codes of villages and towns, in the order of the file."""
    if isinstance(value, str):
        found = value.rpartition(":")[2]
        if _CODE.fullmatch(found):
            yield found[:12]
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _codes(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _codes(inner)


def _replaced(value: Any, by: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        head, colon, found = value.rpartition(":")
        return f"{head}{colon}{by[found[:12]]}" if _CODE.fullmatch(found) and found[:12] in by else value
    if isinstance(value, Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: new for name, old in fields.items() if (new := _replaced(old, by)) is not old}
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        new = tuple(_replaced(inner, by) for inner in value)
        return value if all(one is other for one, other in zip(new, value, strict=True)) else new
    return value
