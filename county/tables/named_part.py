"""Names of a part of a file: a sheet of a workbook, a list of a JSON document, a file in an archive."""

from __future__ import annotations

from pathlib import Path

NAMED = "|"
"""Between the path of a file and the name of a part of it: ``points.xlsx|2024``, ``points.zip|2024/data.csv``."""


def divided(path: Path) -> tuple[Path, str]:
    """The path of the file, and the name of a part of it; "" when ``path`` names none, or is a file itself.

    Of several divisions it is the first whose file exists.
    """
    text = path.as_posix()
    if NAMED not in text or path.exists():
        return path, ""
    for i, sign in enumerate(text):
        if sign == NAMED and (file := Path(text[:i])).is_file():
            return file, text[i + 1 :]
    name, _, part = path.name.partition(NAMED)
    return (path.with_name(name), part) if name else (path, "")
