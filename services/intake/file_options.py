"""What the command line says about the columns, dates and numbers of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

from county.explained import WrongArgument
from county.tables import aliases
from county.tables.times import DateOrder
from services.intake.profiles import Kind, Profile, profile_named

_PAIR = re.compile(r",(?=\s*\w+\s*=)")


@dataclass(frozen=True)
class FileOptions:
    """What the command line says about a file."""

    columns: dict[str, str] = field(default_factory=dict)
    """Field → header."""
    constants: dict[str, str] = field(default_factory=dict)
    """Field → its value in every row."""
    profile: Profile | None = None
    date_order: DateOrder | None = None
    decimal_comma: bool | None = None
    """None: as the file seems to be."""
    without: frozenset[str] = frozenset()
    """Fields that no column holds, whatever its header."""
    kind: Kind | None = None
    """What a row is; None: as its columns tell."""


def file_options(
    pairs: Sequence[str], profile: str | None, date_order: str | None, decimal_comma: bool | None
) -> FileOptions:
    """The options as written on the command line.  Raises WrongArgument, BadAliases."""
    if date_order is not None and date_order.lower() not in get_args(DateOrder):
        raise WrongArgument("--date-order {order}: is no order of a date; give dmy, mdy or ymd", order=date_order)
    columns, constants = _mapped(pairs)
    return FileOptions(
        columns, constants, None if profile is None else profile_named(profile),
        None if date_order is None else cast(DateOrder, date_order.lower()), decimal_comma,
    )  # fmt: skip


def _mapped(pairs: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The columns and constants of ``--map``: ``FIELD=HEADER`` and ``FIELD==TEXT``, comma-separated.  Raises
    WrongArgument."""
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    known = list(dict.fromkeys(name for kind in get_args(Kind) for name in aliases.fields(kind)))
    for pair in (part for text in pairs for part in _PAIR.split(text)):
        name, equals, header = (part.strip() for part in pair.partition("="))
        if not equals or not header.strip("= "):
            raise WrongArgument(
                "--map {pair}: is not FIELD=HEADER; write it like title=SRType,at=CreatedDate", pair=pair
            )
        if name not in known:
            raise WrongArgument(
                "--map {pair}: there is no field {name}; choose one of {all}",
                pair=pair, name=name, all=", ".join(known),
            )  # fmt: skip
        if header.startswith("="):
            constants[name] = header[1:].strip()
        else:
            columns[name] = header
    return columns, constants
