"""The report of a sent file: what was accepted, and the rows that were not, grouped by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from county.commands import CommandBody
from county.explained import ExplainedLine, visible
from county.figures.indicators import ReportIndicator
from county.numbering import COUNTY_TIME
from county.streams import READINGS
from county.tables.shape import TableShape
from services.intake.items import Figured
from services.intake.layout import RAW_FRAME, is_raw_frame
from services.intake.named import FieldNames, FieldWord
from services.intake.rows import Interpreter
from services.sending.covered_values import IndicatorValue, ReportedDivisions
from services.sending.file_commands import place_in_file

SHOWN = 20
"""Reasons that the report prints; it counts all of them."""
REASONS_MAX = 10_000
"""Maximum reasons in memory; further ones are only counted."""
PLACES = 5
"""Rows named for each reason."""
COLUMNS = 20
"""Columns without a use that the report names; it counts all of them."""


@dataclass
class RowGroup:
    """Rows or readings that were not stored for the same reason."""

    message: str
    """Of the first of them."""
    number: int = 0
    places: list[str] = field(default_factory=list)
    """The first of their rows, like ``line 7``."""

    def __str__(self) -> str:
        if self.number == 1:
            return visible(f"{self.places[0]}: {self.message}")
        more = ", …" if self.number > len(self.places) else ""
        return visible(f"{self.number:,} at {_joined(self.places)}{more}; the first: {self.message}")


class RowGroups:
    """Rows that were not stored, by reason."""

    def __init__(self) -> None:
        self.total = 0
        self.on_add: Callable[[str, str], None] = lambda where, message: None
        """Called with place and message of each."""
        self._groups: dict[str, RowGroup] = {}

    def add(self, reason: str, where: str, message: str) -> None:
        """Count a row or reading at ``where``; ``message`` may contain its values, ``reason`` must not."""
        self.total += 1
        self.on_add(where, message)
        if reason not in self._groups:
            if len(self._groups) == REASONS_MAX:
                return
            self._groups[reason] = RowGroup(message)
        group = self._groups[reason]
        group.number += 1
        if len(group.places) < PLACES and where not in group.places:
            group.places.append(where)

    def groups(self) -> list[RowGroup]:
        """The groups, the most frequent first."""
        return sorted(self._groups.values(), key=lambda group: -group.number)

    def lines(self, verb: str) -> list[str]:
        """A line for each reason, the most frequent first, and one for the others."""
        groups = self.groups()
        shown, others = groups[:SHOWN], groups[SHOWN:]
        lines = [f"{verb} {group}" for group in shown]
        if others:
            rest = self.total - sum(group.number for group in shown)
            lines.append(f"{verb} {rest:,} for {len(others):,} other reasons")
        return lines


def _joined(places: list[str]) -> str:
    """``line 2, line 7`` as ``lines 2, 7``."""
    words = {place.partition(" ")[0] for place in places}
    numbers = [place.partition(" ")[2] for place in places]
    if len(places) > 1 and len(words) == 1 and all(number.isdigit() for number in numbers):
        return f"{words.pop()}s {', '.join(numbers)}"
    return ", ".join(places)


@dataclass
class SendReport:
    """The outcome of sending a file.  ``str()`` is the output of the command line."""

    file: Path
    found: TableShape
    interpreter: Interpreter
    rows: int = 0
    """Rows of the file, also those that could not be used."""
    events: int = 0
    """Events that the backend accepted: it stores them now, or did before."""
    again: int = 0
    """Those of ``events`` that had been reported before."""
    approximate: int = 0
    """Those of ``events`` whose place is only named in their row, or was chosen for all such rows."""
    scans: int = 0
    """Scans of goods that the backend accepted: it stores them now, or did before."""
    scans_again: int = 0
    """Those of ``scans`` that were stored before, in the same batches."""
    figures: int = 0
    """Inputs of figures that the backend accepted: it stores them now, or knew them."""
    divisions: ReportedDivisions = field(default_factory=ReportedDivisions)
    """Of those of ``figures`` that are values of indicators."""
    repeated: int = 0
    """Those of ``events`` that say the same as an earlier row of the file."""
    readings: int = 0
    """Readings that the backend accepted: it stores them now, or did before."""
    known: int = 0
    """Those of ``readings`` that were stored already, perhaps by this run, when the answer to a request was lost."""
    by_channel: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Those of ``readings`` by sensor and channel."""
    out_of_range: int = 0
    """Those of ``readings`` that are outside the range of their channel."""
    gaps: int = 0
    """Values marked as not measured in the file: not sent."""
    refused: RowGroups = field(default_factory=RowGroups)
    """Events and readings that the backend refused."""
    unusable: RowGroups = field(default_factory=RowGroups)
    """Rows that could not be sent."""
    stations: dict[str, str] = field(default_factory=dict)
    """Station of an air quality table → sensor under which it was played."""
    played: tuple[int, int] | None = None
    """First and last time of the file, ms, when it was played."""

    def add_figure(self, item: Figured, body: CommandBody) -> None:
        """Count an accepted input of figures: ``item`` of the file, stored as ``body``."""
        self.figures += 1
        if isinstance(item.body, ReportIndicator) and isinstance(body, ReportIndicator):
            self.divisions.add(IndicatorValue(item.body.indicator, body.period, body.division))

    @property
    def kept(self) -> int:
        """How many of ``readings`` the retention of the backend keeps at most."""
        return sum(min(number, READINGS.keep_rows) for number in self.by_channel.values())

    @property
    def sent(self) -> int:
        """What the backend has of the file."""
        return self.events + self.readings + self.figures + self.scans

    @property
    def empty(self) -> bool:
        """The backend has nothing of the file."""
        return not self.sent

    def why_no_rows(self) -> str:
        """Why the file has none."""
        if is_raw_frame(self.found.headers):
            return f"the file {RAW_FRAME}"
        return "there are no rows after the header; give a file with at least one"

    def how_read(self) -> list[str]:
        """What the file is, how its columns were taken, and what was left out."""
        layouts = list(self.interpreter.layouts.values())
        lines = [f"read as {self.found}"] if str(self.found) else []
        described = (layout.described(self.header) for layout in layouts[:PLACES])
        lines += [visible(line) for line in dict.fromkeys(described)]
        lines += self.remarks()
        unused = self.unused()
        if unused:
            more = f" and {len(unused) - COLUMNS:,} more" if len(unused) > COLUMNS else ""
            lines.append(visible(f"columns without a use here: {', '.join(unused[:COLUMNS])}{more}"))
        return lines

    def remarks(self) -> list[str]:
        """What was deduced, assumed and left out."""
        layouts = list(self.interpreter.layouts.values())
        lines: list[str] = []
        remarks = dict.fromkeys(layout.profile.remark for layout in layouts if layout.profile and layout.profile.remark)
        lines += map(ExplainedLine, remarks)
        for (name, word), number in self.interpreter.otherwise.items():
            samples = ", ".join(self.interpreter.unknown_words[name, word])
            lines.append(
                ExplainedLine(
                    "{name} of {number} rows is not in the profile, taken as {word}: e.g. {samples}",
                    name=FieldNames(name), number=f"{number:,}", word=FieldWord(name, word), samples=samples,
                )
            )  # fmt: skip
        if self.interpreter.invisible:
            lines.append(
                ExplainedLine(
                    "{number} invisible characters were removed from texts of events",
                    number=f"{self.interpreter.invisible:,}",
                )
            )
        if self.repeated:
            lines.append(
                ExplainedLine(
                    "{number} events say the same as an earlier row: each is an event of its own",
                    number=f"{self.repeated:,}",
                )
            )
        if self.interpreter.packed:
            lines.append(
                ExplainedLine(
                    "longitudes and latitudes may be degrees, minutes and seconds without signs between them "
                    "(109.3512 for 109°35′12″), but were taken as decimal degrees: compare a place"
                )
            )
        if self.interpreter.step_km:
            lines.append(
                ExplainedLine(
                    "longitudes and latitudes are rounded to some {km} km, and so are the places of the events",
                    km=self.interpreter.step_km,
                )
            )
        place, number, of = self.interpreter.one_place
        if number:
            lines.append(
                ExplainedLine(
                    "{number} of the first {of} events are at one place ({place}), perhaps the default of a program: "
                    "compare a few",
                    number=f"{number:,}", of=f"{of:,}", place=place,
                )
            )  # fmt: skip
        lines += [
            ExplainedLine("places of {number} events: {how}", number=f"{number:,}", how=how)
            for how, number in self.interpreter.places.items()
        ]
        if self.interpreter.untitled:
            lines.append(
                ExplainedLine(
                    "{number} events have no title: they are called by the name of their class",
                    number=f"{self.interpreter.untitled:,}",
                )
            )
        if self.interpreter.days_alone:
            lines.append(
                ExplainedLine(
                    "{number} events have a day, but no time: taken as 00:00 of it",
                    number=f"{self.interpreter.days_alone:,}",
                )
            )
        if self.interpreter.daily:
            lines.append(
                ExplainedLine(
                    "readings of {number} rows have a day, but no time: taken as 00:00 of it",
                    number=f"{self.interpreter.daily:,}",
                )
            )
        if self.interpreter.subtotals:
            where, said = self.interpreter.first_subtotal
            lines.append(
                ExplainedLine(
                    "{number} rows are subtotals or parts of other rows, the first in {place} ({value}): left out, as "
                    "totals are computed; where one is the only value of a town or county, write that name alone",
                    number=f"{self.interpreter.subtotals:,}", place=place_in_file(where), value=visible(said),
                )
            )  # fmt: skip
        lines += self._covered()
        if self.interpreter.undated:
            lines.append(
                ExplainedLine(
                    "{number} events have no time of their own: taken as of now; those without a number are stored "
                    "again when the file is sent on another day",
                    number=f"{self.interpreter.undated:,}",
                )
            )
        if self.out_of_range:
            lines.append(
                ExplainedLine(
                    "{number} readings are outside the range of their channel: stored as bad",
                    number=f"{self.out_of_range:,}",
                )
            )
        left_out = {column: why for layout in layouts for column, why in layout.left_out.items()}
        lines += [
            ExplainedLine("column {column} {why}", column=self.header(column), why=why)
            for column, why in list(left_out.items())[:COLUMNS]
        ]
        return lines

    def _covered(self) -> list[str]:
        """That figures leave out the values of some divisions, as there are those of smaller ones."""
        covered = self.divisions.covered()
        if not covered:
            return []
        first, names = covered[0], self.interpreter.place_names
        place = names.by_code.get(first.division) if names else None
        return [
            ExplainedLine(
                "{number} values are of divisions within which the file has values of smaller ones, e.g. {indicator} "
                "of {division} for {period}: figures count only those of the smaller ones, so give them for all of "
                "these",
                number=f"{len(covered):,}", indicator=first.indicator, period=first.period,
                division=place.name if place else first.division,
            )
        ]  # fmt: skip

    def unused(self) -> list[str]:
        """The columns without a use, as the file writes them."""
        layouts = self.interpreter.layouts.values()
        return [self.header(column) for column in dict.fromkeys(name for layout in layouts for name in layout.unused)]

    def header(self, column: str) -> str:
        """A column as the file writes it."""
        return next((header for header in self.found.headers if header.lower() == column), column)

    def __str__(self) -> str:
        lines = [*self.refused.lines("refused"), *self.unusable.lines("unusable")]
        if self.empty and self.gaps:
            lines.append("nothing was stored: the file marks every value as not measured")
        elif not self.rows:
            lines.append(f"nothing was stored: {self.why_no_rows()}")
        if self.again:
            lines.append(f"{self.again:,} of the events had been reported before; they are not stored twice")
        if self.scans_again:
            lines.append(f"{self.scans_again:,} of the scans were stored already; each counts once")
        if self.known:
            lines.append(f"{self.known:,} of the readings were stored already; they are not stored twice")
        if self.played is not None:
            first, last = (datetime.fromtimestamp(ms / 1000, COUNTY_TIME) for ms in self.played)
            lines.append(f"played {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} as if it began now")
        lines += self.how_read()
        events, readings, known = self.events - self.again, self.readings - self.known, self.again + self.known
        kept = ""
        if self.kept < readings:
            kept = f", at most {self.kept:,} of them kept (the newest {READINGS.keep_rows:,} of each channel)"
        figures = f"{self.figures:,} inputs of figures, " if self.figures else ""
        figures += f"{self.scans:,} scans of goods, " if self.scans else ""
        lines.append(
            f"{self.file}: {self.rows:,} rows read, {figures}{events:,} events and {readings:,} readings stored{kept}, "
            f"{known:,} known already, "
            f"{self.gaps:,} gaps kept, {self.refused.total:,} refused, {self.unusable.total:,} rows unusable"
        )
        return "\n".join(lines)
