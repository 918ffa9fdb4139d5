"""Characters of names, codes and ids that cannot be seen, which are removed: the number of such values is said."""

from __future__ import annotations

from collections.abc import Callable

from county.package.importing import fields
from county.package.importing.notes import Note

_FIELDS = ("id", "code", "name", "worker")
_BLANKS = " \u3000"
"""The ordinary blanks of Latin and of Chinese texts."""


def unseen_notes(file: str, columns: fields.Columns, layer: str, place: Callable[[int], str]) -> list[Note]:
    """A remark for each field of ``file`` with such values; ``place``: of a row in it."""
    notes = []
    for field in _FIELDS:
        column = fields.found(columns, layer, field)
        if column is None:
            continue
        signs = {row: sign for row, value in enumerate(column.values.tolist()) if (sign := _first(value))}
        if signs:
            row = next(iter(signs))
            what = f"in {len(signs)} values of {column.header}, characters that cannot be seen were removed"
            shown = fields.text(column.values[row : row + 1], 1)[0]
            notes.append(Note(f"{what} ({place(row)}: U+{ord(signs[row]):04X} in {shown})", file))
    return notes


def _first(value: object) -> str:
    """The first character of a text that cannot be seen, or is an unusual blank; "" for none."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return ""
    return next((sign for sign in value if not fields.seen(sign) or (sign.isspace() and sign not in _BLANKS)), "")
