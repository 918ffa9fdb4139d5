"""Keys of fields, and this program's words for them, in texts for the user: a window shows their names instead."""

from __future__ import annotations

from typing import Self

from county.explained import ExplainedLine

BETWEEN = ", "


class FieldNames(ExplainedLine):
    """The keys of one or more fields."""

    def __new__(cls, *fields: str) -> Self:
        return super().__new__(cls, BETWEEN.join(fields))

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.template.split(BETWEEN))


class FieldWord(ExplainedLine):
    """A word of this program for a field, e.g. the key of a subclass."""

    field: str

    def __new__(cls, field: str, word: str) -> Self:
        line = super().__new__(cls, word)
        line.field = field
        return line
