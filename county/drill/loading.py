"""Reads a scenario strictly: every finding, not only the first, with table and line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

import msgspec

from county.drill.scenario import FORMAT, Scenario
from county.explained import ExplainedLine
from county.toml_files.finding import Fault, FaultPlaces, FileFinding
from county.toml_files.strict import convert, faults

MAX_BYTES = 16 << 20
_LINE = re.compile(r"\(?at line (\d+), column \d+\)?")


@dataclass(frozen=True)
class LoadedScenario:
    """A text that was read: the scenario, or the findings for which it is none."""

    file: str
    text: str
    content: dict[str, Any]
    scenario: Scenario | None
    findings: tuple[FileFinding, ...]

    def located(self, found: list[Fault]) -> list[FileFinding]:
        """Further faults of the scenario, with their lines, in the order of the file."""
        if not found:
            return []
        places = FaultPlaces(self.file, self.text, self.content)
        return sorted(map(places.located, found), key=lambda finding: finding.line)


def load(data: bytes, file: str) -> LoadedScenario:
    """The scenario in ``data``; ``file`` is its name in findings."""
    text = ""
    try:
        if len(data) > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_BYTES >> 20} MB")
        text = data.decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        explained = ExplainedLine("is not text in UTF-8; save it in this encoding")
        return _refused(file, "", FileFinding("error", file, "", line, explained))
    except (ValueError, RecursionError) as error:
        why, found = str(error), _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1 if "end of document" in why else 0
        explained = ExplainedLine("cannot be read ({why}); correct it", why=why)
        return _refused(file, text, FileFinding("error", file, "", line, explained))
    if content.get("format") != FORMAT:
        found = content.get("format", "none")
        line_text = ExplainedLine(
            "is of format {found}, this program reads format {format}; write format = {format} or use the program "
            "that wrote it", found=found, format=FORMAT,
        )  # fmt: skip
        return _refused(file, text, FileFinding("error", file, "", 0, line_text))
    try:
        return LoadedScenario(file, text, content, convert(content, Scenario), ())
    except (msgspec.ValidationError, RecursionError):
        pass
    loaded = LoadedScenario(file, text, content, None, ())
    try:
        found_all = loaded.located(list(faults(content, Scenario)))
    except RecursionError:
        found_all = [FileFinding("error", file, "", 0, ExplainedLine("is nested too deeply; simplify it"))]
    return LoadedScenario(file, text, content, None, tuple(found_all))


def _refused(file: str, text: str, finding: FileFinding) -> LoadedScenario:
    return LoadedScenario(file, text, {}, None, (finding,))
