"""Errors and notices addressed to the user."""

from __future__ import annotations

from collections.abc import Mapping


class ExplainedLine(str):
    """One English line: problem, location and remedy.  Keeps its template and parameters for translation."""

    template: str
    params: Mapping[str, str]

    def __new__(cls, template: str, /, **params: object) -> ExplainedLine:
        """``template`` with named fields, a literal at the call site; without ``params`` it is the text.

        Values may come from files and frames: line breaks in them become spaces.  An ExplainedLine is kept as one.
        """
        filled = {
            name: value if isinstance(value, ExplainedLine) else " ".join(str(value).splitlines())
            for name, value in params.items()
        }
        line = super().__new__(cls, template.format_map(filled) if filled else template)
        line.template, line.params = template, filled
        return line


def of_os_error(error: OSError) -> ExplainedLine:
    """Generic line for an operating system error without a more specific explanation."""
    where = error.filename or "input or output"
    return ExplainedLine("{where}: {why}; fix it or choose another path", where=where, why=error.strerror or error)


class Explained(Exception):
    """An error whose text is shown to the user, translated or as it is: one line with problem, location and remedy."""

    def __init__(self, template: str, /, **params: object) -> None:
        self.line = ExplainedLine(template, **params)
        super().__init__(self.line)
