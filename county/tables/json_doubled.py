"""Members that an object of JSON has twice: every program takes another of the two."""

from __future__ import annotations

from typing import Any


class DoubledMember(Exception):
    """The member ``name`` is twice in one object."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def members_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``object_pairs_hook`` of :mod:`json`.  Raises DoubledMember."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise DoubledMember(name)
        members[name] = value
    return members
