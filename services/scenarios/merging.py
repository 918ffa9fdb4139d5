"""Merges a scenario that was read again into the one that stands: by id, and with every difference told."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from county.drill.scenario import Scenario
from county.drill.writing import scenario_values
from county.toml_files.strict import convert

LISTS = ("roles", "objectives", "phases", "injects", "expectations")
Change = Literal["added", "changed", "kept"]


class ScenarioDifference(NamedTuple):
    """One row that is not the same in both."""

    change: Change
    """``kept``: only the scenario that stands has it."""
    table: str
    id: str
    fields: tuple[str, ...]
    """Which fields changed."""


def merged(stands: Scenario, read: Scenario) -> tuple[Scenario, list[ScenarioDifference]]:
    """Rows of ``read`` replace those with the same id; others of ``stands`` are kept, after them in their order."""
    old, new = scenario_values(stands), scenario_values(read)
    found: list[ScenarioDifference] = []
    content: dict[str, Any] = {"format": 1}
    for table in ("scenario", "weather", "background", "variables"):
        content[table] = new.get(table, old.get(table, {}))
        if content[table] != old.get(table, {}):
            fields = tuple(sorted(_changed(old.get(table, {}), content[table])))
            found.append(ScenarioDifference("changed", table, "", fields))
    for table in LISTS:
        before = {row["id"]: row for row in old.get(table, ())}
        rows = list(new.get(table, ()))
        for row in rows:
            if row["id"] not in before:
                found.append(ScenarioDifference("added", table, row["id"], ()))
            elif row != before[row["id"]]:
                fields = tuple(sorted(_changed(before[row["id"]], row)))
                found.append(ScenarioDifference("changed", table, row["id"], fields))
        read_ids = {row["id"] for row in rows}
        for name, row in before.items():
            if name not in read_ids:
                rows.append(row)
                found.append(ScenarioDifference("kept", table, name, ()))
        if rows:
            content[table] = rows
    return convert({key: value for key, value in content.items() if value}, Scenario), found


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
