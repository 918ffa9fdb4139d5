"""The scenarios that come with the program."""

from __future__ import annotations

from pathlib import Path

from services.scenarios.command import scenario_in

FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "scenarios"


def shipped() -> list[tuple[Path, str]]:
    """File and title of each.  Raises BadScenario."""
    return [(path, scenario_in(path).scenario.title) for path in sorted(FOLDER.glob("*.toml"))]
