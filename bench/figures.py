"""Results of benchmarks: figures with goals, and their output as table and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.machine import machine


@dataclass(frozen=True)
class BenchFigure:
    """One measured value; at most one of the two bounds is its goal."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self) -> str | None:
        """The bound as text, None when there is none."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return None if self.at_most is None else f"≤ {self.at_most:g}"

    @property
    def ok(self) -> bool | None:
        """Whether the goal is reached, None when there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


def show(bench: str, figures: Sequence[BenchFigure]) -> None:
    """Print the figures as a table, followed by the machine."""
    table = Table(title=bench)
    for heading in ("figure", "value", "unit", "goal", "reached"):
        table.add_column(heading, justify="right" if heading == "value" else "left")
    for f in figures:
        table.add_row(
            f.name, f"{f.value:,.4g}", f.unit, f.goal or "", {True: "yes", False: "NO", None: ""}[f.ok]
        )
    console = Console()
    console.print(table)
    console.print(", ".join(str(part) for part in machine().values()))


def write_json(bench: str, figures: Sequence[BenchFigure], file: Path) -> None:
    """Write ``{"bench", "machine", "figures": [{"name", "value", "unit", "goal", "ok"}]}``.  Raises OSError."""
    rows = [{"name": f.name, "value": f.value, "unit": f.unit, "goal": f.goal, "ok": f.ok} for f in figures]
    found = {"bench": bench, "machine": machine(), "figures": rows}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
