"""What sending a file would do: how it is read, the first rows as they are understood, and what is refused.

Needs no backend and stores nothing; sensors, subclasses and places are those of a county, which only its backend knows.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from county.catalog import load
from county.explained import visible
from county.numbering import moment
from county.tables.aliases import header_key
from county.tables.reader import TableFile
from services.file_rows import interpreted, surveyed
from services.intake.file_options import FileOptions
from services.intake.items import Item, Measured, Reported
from services.intake.layout import channel_names
from services.send_report import SendReport

SAMPLES = 3
"""Rows shown of each kind."""
_EVERY = 500


@dataclass
class DryRun:
    """The outcome; ``str()`` is the output of the command line."""

    report: SendReport
    samples: dict[type[Item], list[str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Nothing could be sent."""
        return self.report.empty

    def add(self, item: Item) -> None:
        """Count an item, and show the first ones."""
        if isinstance(item, Reported):
            self.report.events += 1
        else:
            self.report.readings += len(item.values)
            self.report.gaps += item.gaps
        shown = self.samples.setdefault(type(item), [])
        if len(shown) < SAMPLES:
            shown.append(visible(_event(item) if isinstance(item, Reported) else _readings(item)))

    def __str__(self) -> str:
        report = self.report
        lines = [*report.how_read(), *(line for shown in self.samples.values() for line in shown)]
        lines += report.unusable.lines("unusable")
        lines.append(
            f"{report.file}: {report.rows:,} rows read, {report.events:,} events and {report.readings:,} readings, "
            f"{report.gaps:,} gaps, {report.unusable.total:,} rows unusable; nothing was sent or stored (--dry-run)"
        )
        return "\n".join(lines)


def dry_run(file: Path, options: FileOptions, progress: Callable[[float, str], None]) -> DryRun:
    """Read all of ``file`` as :func:`services.send.send` would.  Raises BadFile, WrongArgument."""
    interpreter = surveyed(file, options)
    with closing(TableFile(file)) as rows:
        outcome = DryRun(SendReport(rows.path, rows.found, interpreter))
        for item in interpreted(rows, interpreter, outcome.report):
            outcome.add(item)
            if outcome.report.rows % _EVERY == 0:
                progress(rows.share_read, f"{outcome.report.rows:,}")
    return outcome


def _event(item: Reported) -> str:
    subclasses = load().subclasses
    key = next((key for key, sub in subclasses.items() if item.subclass in (key, sub.name.zh)), "")
    subclass = f"{subclasses[key].name.zh} ({key})" if key else f"subclass {item.subclass!r} (not in this catalogue)"
    at = "now" if item.at_ms is None else moment(item.at_ms)
    number = f"{item.event_id}, " if item.event_id else ""
    return (
        f"{item.where}: event {number}{at}, at {item.lon:g}, {item.lat:g}: {subclass}, {item.level}, "
        f"from {item.source}: {item.title}"
    )


def _readings(item: Measured) -> str:
    values = ", ".join(f"{channel} {value:g}{_unit(channel)}" for channel, value in item.values.items())
    gaps = f"{', ' if values else ''}{item.gaps} gaps" if item.gaps else ""
    what = "station" if item.station else "sensor"
    return f"{item.where}: {what} {item.sensor_id}, {moment(item.at_ms)}: {values}{gaps} ({item.quality.name.lower()})"


def _unit(channel: str) -> str:
    """The unit of a channel, where all kinds of sensors have the same."""
    units = {found.unit for found in channel_names().get(header_key(channel), ()) if found.channel == channel}
    return f" {units.pop()}".rstrip() if len(units) == 1 else ""
