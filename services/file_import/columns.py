"""What the columns of a file are: their first values, and the fields that they are taken for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import Any, get_args

from county.explained import visible
from county.tables import aliases
from county.tables.row import RowFault, TableRow
from county.tables.shape import TableShape
from county.tables.values import is_gap
from services.file_import.messages import SHORT, FileColumn, FileColumns, Reason
from services.intake.file_options import FileOptions
from services.intake.items import BadRow
from services.intake.layout import FALLBACK, FIGURES, Layout, guessed, layout_of
from services.intake.profiles import Kind, profiles
from services.intake.titles import said_in

SAMPLES = 3
"""Values shown of each column."""
COLUMNS_MAX = 300
"""Columns that are listed."""


def file_columns(rows: Iterable[TableRow | RowFault], found: TableShape, options: FileOptions) -> FileColumns:
    """The columns of a file that begins with ``rows``.  Raises WrongArgument for a column that it does not have."""
    samples: dict[str, list[str]] = {}
    layout: Layout | None = None
    known: dict[str, str] = {}
    """Field → column, also where fields are lacking."""
    lacking: BadRow | None = None
    nearest: str = ""
    for row in rows:
        if not isinstance(row, TableRow):
            continue
        for column, value in islice(row.values.items(), COLUMNS_MAX):
            values = samples.setdefault(column, [])
            text = "" if is_gap(value) else shown(value)
            if text and len(values) < SAMPLES and text not in values:
                values.append(text)
        if layout is None and lacking is None:
            try:
                layout = layout_of(tuple(row.values), options, said_in(found.titles))
                known = layout.columns
            except BadRow as error:
                lacking = error
                resembled, known = guessed(tuple(row.values), options)
                nearest = resembled if resembled in FIGURES else ""
    fields: dict[str, list[str]] = {}
    for field, column in known.items():
        fields.setdefault(column, []).append(field)
    channels = {} if layout is None else {column: found.channel for column, found in layout.channels.items()}
    headers = {header.lower(): header for header in found.headers}
    kind = "" if layout is None else "readings" if layout.kind == "wide" else layout.kind
    return FileColumns(
        format=found.format, encoding=found.encoding, sheet=shown(found.sheet), header_row=found.header_row,
        columns=[
            FileColumn(headers.get(name, name), tuple(values), tuple(fields.get(name, ())), channels.get(name, ""))
            for name, values in islice(samples.items(), COLUMNS_MAX)
        ],
        kind=kind,
        nearest=nearest,
        lacking=None if lacking is None else Reason.of(lacking.line),
        constants={} if layout is None else layout.constants,
        profile=layout.profile.name if layout is not None and layout.profile is not None else "",
        profiles=tuple(profile.name for profile in profiles()),
        fields={name: tuple(field for field in aliases.fields(name) if field != FALLBACK) for name in get_args(Kind)},
    )


def shown(value: Any) -> str:
    """The first characters of a value in one line, without those that cannot be stored or are not visible."""
    with suppress(ValueError):  # a number with too many digits to be written
        text = str(value)[: 4 * SHORT].encode("utf-8", "replace").decode()
        line = visible(text)
        return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
    return "…"
