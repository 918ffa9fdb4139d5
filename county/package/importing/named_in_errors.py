"""Errors about a temporary copy name the file that the user gave instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from county.explained import ExplainedLine
from county.package.manifest import PackageError


@contextmanager
def named_in_errors(names: Mapping[str, str]) -> Iterator[None]:
    """PackageErrors that are raised inside name files as in ``names``: the name to show by that of the copy."""
    try:
        yield
    except PackageError as error:
        line = _with_names(error.line, names)
        raise type(error)(line.template, **line.params) from error


def _with_names(line: ExplainedLine, names: Mapping[str, str]) -> ExplainedLine:
    """``line`` with other names of files, also in its parameters."""

    def renamed(text: str) -> str:
        for name, shown in names.items():
            text = text.replace(name, shown)
        return text

    if not line.params:
        return ExplainedLine(renamed(line.template))
    return ExplainedLine(line.template, **{
        key: _with_names(value, names) if isinstance(value, ExplainedLine) else renamed(value)
        for key, value in line.params.items()
    })  # fmt: skip
