"""Names and other texts of a file that were decoded wrongly before it was saved: said, with what they would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.notes import Note
from county.tables.mojibake import Meant, meant

_REMEDY = "get the file again from where it comes from, in its own encoding, or write them anew"


class _Garbled(NamedTuple):
    text: str
    meant: Meant

    def __str__(self) -> str:
        return f"{self.text!r} would be {self.meant.text!r}" if self.meant.text else f"{self.text!r} is lost"


def garbled_notes(file: str, columns: fields.Columns, place: Callable[[int], str]) -> list[Note]:
    """Remarks on the headers of ``file``, and on each column, with such texts; ``place``: of a row in the file."""
    notes = []
    headers = [_Garbled(header, found) for header in columns if (found := meant(header))]
    if headers:
        how = headers[0].meant.how
        text = f"{len(headers)} headers are mojibake, {how} ({naming(headers, 3)}); {_REMEDY}"
        notes.append(Note(text, file, "error"))
    for header, values in columns.items():
        if values.dtype != object:
            continue
        texts = values.tolist()
        known = {text: found for text in set(texts) if isinstance(text, str) and (found := meant(text))}
        rows = [row for row, text in enumerate(texts) if isinstance(text, str) and text in known]
        if rows:
            best = next((row for row in rows if known[texts[row]].text), rows[0])
            sample = _Garbled(texts[best], known[texts[best]])
            what = f"{len(rows)} values of {header} are mojibake, {sample.meant.how} ({place(best)}: {sample})"
            notes.append(Note(f"{what}; {_REMEDY}", file, "error"))
    return notes
