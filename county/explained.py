"""Errors and notices that are meant for the user."""

from __future__ import annotations

from collections.abc import Mapping


class ExplainedLine(str):
    """One English line: what, where and the way out.  It knows what it was made of, so that it can be translated."""

    template: str
    params: Mapping[str, str]

    def __new__(cls, template: str, /, **params: object) -> ExplainedLine:
        """``template`` with named fields, a literal at the place of the call; without ``params`` it is the text.

        Values come from files and frames: whatever breaks a line in them becomes a space.  A Line among them stays one.
        """
        filled = {
            name: value if isinstance(value, ExplainedLine) else " ".join(str(value).splitlines())
            for name, value in params.items()
        }
        line = super().__new__(cls, template.format_map(filled) if filled else template)
        line.template, line.params = template, filled
        return line


def of_os_error(error: OSError) -> ExplainedLine:
    """What is said of an error of the system that nobody has explained better."""
    where = error.filename or "input or output"
    return ExplainedLine("{where}: {why}; mend it or choose another place", where=where, why=error.strerror or error)


class Explained(Exception):
    """Its text is shown to the user as it is, or translated: one line that says what, where and the way out."""

    def __init__(self, template: str, /, **params: object) -> None:
        self.line = ExplainedLine(template, **params)
        super().__init__(self.line)
