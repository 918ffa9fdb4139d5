"""Reads a wall file strictly: every finding, with table and line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

import msgspec

from county.catalog import Catalog
from county.explained import ExplainedLine
from county.toml_files.finding import Fault, FileFinding
from county.toml_files.lines import LineIndex, Path
from county.toml_files.strict import convert, faults
from county.wall.check import check
from county.wall.wall import Wall

FORMAT = 1
MAX_BYTES = 1 << 20
_LINE = re.compile(r"\(?at line (\d+), column \d+\)?")


@dataclass(frozen=True)
class LoadedWall:
    """A file that was read: the wall, or None when its form is wrong, and everything that was found."""

    file: str
    wall: Wall | None
    findings: tuple[FileFinding, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)


def load(data: bytes, file: str, catalog: Catalog) -> LoadedWall:
    """The wall in ``data``; ``file`` is its name in findings, ``catalog`` that of the county that it shows."""
    text = ""
    try:
        if len(data) > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_BYTES >> 20} MB")
        text = data.decode("utf-8-sig")
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1 if "end of document" in str(error) else 0
        why = ExplainedLine("cannot be read ({why}); correct it", why=str(error))
        return LoadedWall(file, None, (FileFinding("error", file, "", line, why),))
    if content.get("format") != FORMAT:
        why = ExplainedLine(
            "is of format {found}, this program reads format {format}; write format = {format} or use the program "
            "that wrote it", found=content.get("format", "none"), format=FORMAT,
        )  # fmt: skip
        return LoadedWall(file, None, (FileFinding("error", file, "", 0, why),))
    try:
        wall = convert(content, Wall)
    except (msgspec.ValidationError, RecursionError):
        return LoadedWall(file, None, _located(_faults_in(content), file, text, content))
    return LoadedWall(file, wall, _located(list(check(wall, catalog)), file, text, content))


def _faults_in(content: dict[str, Any]) -> list[Fault]:
    try:
        return list(faults(content, Wall))
    except RecursionError:
        return [Fault("error", (), ExplainedLine("is nested too deeply; simplify it"))]


def _located(found: list[Fault], file: str, text: str, content: dict[str, Any]) -> tuple[FileFinding, ...]:
    """The faults with their tables and lines, in the order of the file."""
    if not found:
        return ()
    lines = LineIndex(text)
    located = (
        FileFinding(fault.severity, file, _table(fault.path, content), lines.line_of(fault.path), fault.text)
        for fault in found
    )
    return tuple(sorted(located, key=lambda finding: finding.line))


def _table(path: Path, content: Any) -> str:
    """The tables on the way to a value, each with the name of its row: ``scenes day, tiles map``."""
    names: list[str] = []
    for part in path:
        if isinstance(content, dict):
            content = content.get(part)
        else:
            content = content[part] if isinstance(content, list) and isinstance(part, int) else None
        if isinstance(part, int) and names:
            named = content.get("id", content.get("name")) if isinstance(content, dict) else None
            names[-1] += f" {named if isinstance(named, str) else part + 1}"
        elif isinstance(content, (list, dict)):
            names.append(str(part))
    return ", ".join(names)
