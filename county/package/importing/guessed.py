"""Columns of codes and names under headers that the table of fields does not know, recognised by their content."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from county.division import BadCode, Level, level_of
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codes import normal_code

MOST = 0.8
"""Share of the values that must be codes of the level, or names."""
DISTINCT = 0.9
"""Share of different values among names of divisions; the name of a town repeats in a file of villages."""
LONGEST_NAME = 30
_NAME = re.compile(r"[\u3400-\u9fff·]{1,20}(?:[（(].{1,10}[)）])?[\u3400-\u9fff·\d]{0,8}")


def column_of_codes(columns: fields.Columns, n: int, level: Level | None, county: str) -> str:
    """Header of the only column whose values are codes of the county's ``level`` (None: any); "" otherwise."""

    def is_code(text: str) -> bool:
        code = normal_code(text)
        try:
            return code.startswith(county) and level_of(code) in ((level,) if level else ("town", "village"))
        except BadCode:
            return False

    found = [name for name, texts in _texts(columns, n) if np.mean([is_code(text) for text in texts]) >= MOST]
    return found[0] if len(found) == 1 else ""


def columns_of_names(columns: fields.Columns, n: int) -> list[str]:
    """Headers of all columns whose values are different Chinese names."""
    found = []
    for name, texts in _texts(columns, n):
        named = [text for text in texts if len(text) <= LONGEST_NAME and _NAME.fullmatch(text)]
        if len(named) >= MOST * n and len(set(named)) >= DISTINCT * len(named):
            found.append(name)
    return found


def headers_of(columns: fields.Columns) -> str:
    """The headers of a file for an error."""
    return naming(columns, 20) if columns else "none"


def _texts(columns: fields.Columns, n: int) -> list[tuple[str, NDArray[np.object_]]]:
    if not n:
        return []
    return [(name, fields.text(values, n)) for name, values in columns.items() if values.dtype.kind in "OUiuf"]
