"""Names of a part of a file: a sheet of a workbook, a list of a JSON document, a file in an archive."""

from __future__ import annotations

from pathlib import Path

NAMED = "|"
"""Between the path of a file and the name of a part of it: ``points.xlsx|2024``."""


def divided(path: Path) -> tuple[Path, str]:
    """The path of the file, and the name of a part of it; "" when ``path`` names none, or is a file itself."""
    if NAMED in path.name and not path.exists():
        file, _, name = str(path).rpartition(NAMED)
        return Path(file), name
    return path, ""
