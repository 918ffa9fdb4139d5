"""Errors and notices addressed to the user."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

from county.system_errors import TEXTS, text_of

_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class ExplainedLine(str):
    """One English line: problem, location and remedy.  Keeps its template and parameters for translation."""

    template: str
    params: Mapping[str, str]

    def __new__(cls, template: str, /, **params: object) -> Self:
        """``template`` with named fields, a literal at the call site; without ``params`` it is the text.

        Values may come from files and frames: line breaks in them become spaces.  What can be translated (an
        ExplainedLine, the line of an Explained error, an error of the system) is kept as an ExplainedLine.
        """
        filled = {name: _translatable(value) for name, value in params.items()}
        line = super().__new__(cls, template.format_map(filled) if filled else template)
        line.template, line.params = template, filled
        return line


def visible(text: str) -> str:
    """``text`` in one line, without characters that control a terminal or change the order of others (UAX 9)."""
    return " ".join(_CONTROLS.sub("\ufffd", line) for line in text.splitlines())


def of_os_error(error: OSError) -> ExplainedLine:
    """Generic line for an operating system error without a more specific explanation."""
    where = error.filename or ExplainedLine("input or output")
    return ExplainedLine("{where}: {why}; fix it or choose another path", where=where, why=error)


def _translatable(value: object) -> str:
    """The text of a parameter in one line, as an ExplainedLine where it can be translated."""
    if isinstance(value, ExplainedLine):
        return value
    if isinstance(value, Explained):
        return value.line
    text = text_of(value) if isinstance(value, OSError) else visible(str(value))
    return ExplainedLine(text) if text in TEXTS else text


class Explained(Exception):
    """An error whose text is shown to the user, translated or as it is: one line with problem, location and remedy."""

    def __init__(self, template: str, /, **params: object) -> None:
        self.line = ExplainedLine(template, **params)
        super().__init__(self.line)


class WrongArgument(Explained):
    """The command line names something that does not exist or does not fit the rest of it: it must be corrected, as
    opposed to work that failed."""
