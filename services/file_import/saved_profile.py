"""Saves how a file is read as a profile of the user."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from county.explained import WrongArgument
from county.tables.reader import TableFile
from county.tables.row import TableRow
from county.tables.units import header_and_unit
from services.file_import.messages import FileSaved, SaveProfile
from services.intake.items import BadRow
from services.intake.layout import Layout, layout_of
from services.intake.profiles import Profile, ProfileChannel, save_profile
from services.intake.rows import SURVEYED


def save_layout(request: SaveProfile) -> FileSaved:
    """Save the layout of the first row that has one.  Raises Explained errors, OSError."""
    options = request.choice.options()
    with closing(TableFile(Path(request.file))) as rows:
        for row in rows.first(SURVEYED):
            if not isinstance(row, TableRow):
                continue
            try:
                layout = layout_of(tuple(row.values), options)
            except BadRow:
                continue
            headers = {header.lower(): header for header in rows.found.headers}
            profile = _profile(layout, request.name, headers)
            return FileSaved(
                path=str(save_profile(replace(profile, date_order=options.date_order or profile.date_order)))
            )
    raise WrongArgument("{file}: its columns are not assigned yet; assign them first", file=request.file)


def _profile(layout: Layout, name: str, headers: dict[str, str]) -> Profile:
    """The profile of ``layout``; what belongs to the words of the file is taken over from the one that it used."""

    def header(column: str) -> str:
        return headers.get(column, column)

    base = layout.profile
    kind = "readings" if layout.kind == "wide" else layout.kind
    if base is None:
        base = Profile(name=name, title=name, kind=kind, recognise=["-"])
        base = replace(
            base,
            channels={
                header_and_unit(header(column))[0]: ProfileChannel(found.channel, found.unit, found.given)
                for column, found in layout.channels.items()
            },
        )
    used = [header(column) for column in dict.fromkeys((*layout.columns.values(), *layout.channels))]
    return replace(
        base, name=name, title=name, kind=kind, recognise=used or base.recognise, constants=layout.constants,
        columns={field: [header(column)] for field, column in layout.columns.items()},
    )  # fmt: skip
