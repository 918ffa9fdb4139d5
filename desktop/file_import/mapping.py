"""What the user has said about a file, step by step."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from services.file_import.messages import FileChoice

NOW = "now"


def assigned(choice: FileChoice, header: str, held: Iterable[str], field: str) -> FileChoice:
    """``choice`` with ``field`` ("" for none) for the column ``header``, which held the fields ``held``."""
    freed = set(held) - {field}
    columns = {name: at for name, at in choice.columns.items() if at != header and name != field}
    constants = {name: text for name, text in choice.constants.items() if name != field}
    without = {*choice.without, *freed} - {*columns, field}
    if field:
        columns[field] = header
    return replace(choice, columns=columns, constants=constants, without=tuple(sorted(without)))


def everywhere(choice: FileChoice, values: dict[str, str], *, instead_of: frozenset[str]) -> FileChoice:
    """``choice`` with the same values in every row instead of columns for ``instead_of``; none: as the columns say."""
    constants = {name: text for name, text in choice.constants.items() if name not in instead_of}
    without = set(choice.without) - instead_of
    columns = choice.columns
    if values:
        constants |= values
        without |= instead_of - values.keys()
        columns = {name: at for name, at in columns.items() if name not in instead_of}
    return replace(choice, columns=columns, constants=constants, without=tuple(sorted(without)))
