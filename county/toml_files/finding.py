"""Findings on TOML files that people write, as scenarios and walls: what is wrong, in which file, table and line, and
what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from county.explained import ExplainedLine
from county.toml_files.lines import LineIndex, Path

Severity = Literal["error", "warning"]
"""With an error the file cannot be used: a scenario is not checked (审核) and cannot be run, a wall not shown."""


class Fault(NamedTuple):
    """What is wrong with the value at ``path``."""

    severity: Severity
    path: Path
    text: ExplainedLine
    """The problem and the remedy."""
    remedy: str = ""
    """Name of what a program can do about it, where there is one sure way: of scenarios see
    :data:`county.drill.remedies.REMEDIES`."""


@dataclass(frozen=True)
class FileFinding:
    """A fault with its place for people."""

    severity: Severity
    file: str
    table: str
    """Name of the table, and the id of its row; "" for the whole file."""
    line: int
    """From 1; 0 when it has none."""
    text: ExplainedLine

    def __str__(self) -> str:
        return self.explained

    @property
    def explained(self) -> ExplainedLine:
        """In one line."""
        where = {"file": self.file, "line": self.line, "table": self.table, "text": self.text}
        if not self.line:
            return ExplainedLine("{file}: {text}", **where)
        if not self.table:
            return ExplainedLine("{file}, line {line}: {text}", **where)
        return ExplainedLine("{file}, line {line}, {table}: {text}", **where)


class FaultPlaces:
    """Finds the lines of faults in a text whose tables are rows with ids."""

    def __init__(self, file: str, text: str, content: dict[str, Any]) -> None:
        """``content``: what tomllib reads of ``text``."""
        self._file, self._content, self._lines = file, content, LineIndex(text)

    def located(self, fault: Fault) -> FileFinding:
        """``fault`` with file, table and line."""
        table, line = self._table(fault.path), self._lines.line_of(fault.path)
        return FileFinding(fault.severity, self._file, table, line, fault.text)

    def _table(self, path: Path) -> str:
        if len(path) < 2 or not isinstance(path[1], int):
            return str(path[0]) if path else ""
        row = self._content[str(path[0])][path[1]]
        named = row.get("id") if isinstance(row, dict) else None
        return f"{path[0]} {named if isinstance(named, str) else path[1] + 1}"
