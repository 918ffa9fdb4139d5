"""Format 2: tables in the package's folder ``catalog`` override those of the program."""

from __future__ import annotations

import re
from pathlib import Path

info = "tables of its folder catalog/ override the program's"


def migrate(folder: Path) -> None:
    """Write the new number into the manifest; all other lines are unchanged.

    Raises ValueError when the manifest has no line ``format = 1``.
    """
    path = folder / "county.toml"
    before = path.read_bytes()
    after, found = re.subn(rb"(?m)^(\s*format\s*=\s*)1(?=\s*(#|$))", rb"\g<1>2", before, count=1)
    if not found:
        raise ValueError("county.toml has no line format = 1")
    path.write_bytes(after)
