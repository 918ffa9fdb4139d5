"""What sending a file would do: how it is read, the first rows as they are understood, and what is refused.

Needs no backend and stores nothing.  Subclasses are those of the program's catalogue and times are compared with this
machine's clock; sensors and places are those of a county, which only its backend knows.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from county.catalog import Catalog
from county.events.decisions import is_visible
from county.events.event import CLOCK_TOLERANCE_MS, OLDEST_MS, OLDEST_YEARS
from county.explained import visible
from county.numbering import may_be_event_id, moment
from county.refusals import RefusalText, Refused
from county.rules import FUTURE_MS
from county.tables.aliases import header_key
from county.tables.reader import TableFile
from county.texts import check_texts
from services.event_keys import EventKeys, normalised
from services.file_rows import interpreted, surveyed
from services.intake.file_options import FileOptions
from services.intake.items import Figured, Item, Measured, Reported
from services.intake.layout import channel_names
from services.intake.out_of_range import out_of_range
from services.send_report import SendReport
from services.subclass_names import key_named, keys_by_name

SAMPLES = 3
"""Rows shown of each kind."""
_EVERY = 500


@dataclass
class DryRun:
    """The outcome; ``str()`` is the output of the command line."""

    report: SendReport
    now_ms: int
    catalog: Catalog
    samples: dict[type[Item], list[str]] = field(default_factory=dict)
    _event_keys: EventKeys = field(default_factory=EventKeys)

    @cached_property
    def _keys(self) -> dict[str, str]:
        return keys_by_name(self.catalog)

    @property
    def empty(self) -> bool:
        """Nothing could be sent."""
        return self.report.empty

    def add(self, item: Item) -> bool:
        """Count an item, and show the first ones; returns whether it would be accepted."""
        refusal = self._refusal(item)
        if refusal is not None:
            self.report.refused.add(*refusal)
        elif isinstance(item, Reported):
            self.report.events += 1
            key = self._event_keys.of(normalised(item, self._keys), self.now_ms)
            self.report.repeated += key in self._event_keys.repeated
        elif isinstance(item, Figured):
            self.report.figures += 1
        else:
            self.report.readings += len(item.values)
            self.report.out_of_range += not item.station and sum(out_of_range(*pair) for pair in item.values.items())
        if isinstance(item, Measured):
            self.report.gaps += item.gaps
        shown = self.samples.setdefault(type(item), [])
        if len(shown) < SAMPLES:
            shown.append(visible(self._sample(item)))
        return refusal is None

    def _refusal(self, item: Item) -> tuple[str, str, str] | None:
        """Reason, place and text of what every backend would refuse."""
        at_ms = self.now_ms if item.at_ms is None else item.at_ms
        ahead_ms, limit_ms = at_ms - self.now_ms, FUTURE_MS if isinstance(item, Measured) else CLOCK_TOLERANCE_MS
        if ahead_ms > limit_ms:
            code = "time_ahead"
            params = {"minutes": str(ahead_ms // 60_000), "limit": f"{limit_ms / 60_000:g}"}
        elif isinstance(item, Reported) and ahead_ms < -OLDEST_MS:
            code, params = "time_implausible", {"years": str(OLDEST_YEARS)}
        elif isinstance(item, Reported) and (wrong := self._wrong_subclass(item.subclass)):
            message = RefusalText(wrong, {"subclass": item.subclass})
            return message, item.where, message
        elif isinstance(item, Reported) and (refused := _wrong_text(item) or self.place_refusal(item)):
            code, params = refused.code, refused.params
        else:
            return None
        return code, item.where, RefusalText(code, params)

    def place_refusal(self, item: Reported) -> Refused | None:
        """Why the county's backend would refuse the place of an event; None without a county."""
        return None

    def _sample(self, item: Item) -> str:
        match item:
            case Reported():
                return self._event(item)
            case Measured():
                return _readings(item)
        at = "" if item.at_ms is None else f" {moment(item.at_ms)}"
        values = ((name, getattr(item.body, name)) for name in item.body.__struct_fields__)
        return f"{item.where}:{at} {', '.join(f'{name} {value}' for name, value in values if value != '')}"

    def _event(self, item: Reported) -> str:
        key = self._subclass(item.subclass)
        name = self.catalog.subclasses[key].name.zh if key else ""
        subclass = f"{name} ({key})" if key else f"subclass {item.subclass!r} (not in this catalogue)"
        at = "now" if item.at_ms is None else moment(item.at_ms)
        number = f"{item.event_id}, " if item.event_id else ""
        place = f"{item.x:.10g}, {item.y:.10g} m" if item.metric else f"{item.x:g}, {item.y:g}"
        return (
            f"{item.where}: event {number}{at}, at {place}: {subclass}, {item.level}, "
            f"from {item.source}: {item.title}"
        )

    def subclass_name(self, word: str) -> str:
        """The Chinese name of a subclass, or the word of the file for an unknown one."""
        key = self._subclass(word)
        return self.catalog.subclasses[key].name.zh if key else word

    def _subclass(self, word: str) -> str:
        """The key of a subclass that a file gives by its key or Chinese name; "" for another word."""
        return word if word in self.catalog.subclasses else key_named(word, self._keys)

    def _wrong_subclass(self, word: str) -> str:
        """The code with which a backend refuses a subclass; "" for one that it accepts."""
        key = self._subclass(word)
        if not key:
            return "subclass_unknown"
        return "subclass_retired" if self.catalog.subclasses[key].retired else ""

    def __str__(self) -> str:
        report = self.report
        lines = [*report.how_read(), *(line for shown in self.samples.values() for line in shown)]
        lines += [*report.refused.lines("would be refused"), *report.unusable.lines("unusable")]
        if not report.rows:
            lines.append(f"nothing could be sent: {report.why_no_rows()}")
        if not self.empty:
            lines.append("sensors, places and a county's own subclasses are known only to its backend")
        figures = f"{report.figures:,} inputs of figures, " if report.figures else ""
        read = f"{report.rows:,} rows read, {figures}{report.events:,} events and {report.readings:,} readings"
        lines.append(
            f"{report.file}: {read}, {report.gaps:,} gaps, {report.refused.total:,} would be refused, "
            f"{report.unusable.total:,} rows unusable; nothing was sent or stored (--dry-run)"
        )
        return "\n".join(lines)


def dry_run(
    file: Path, options: FileOptions, progress: Callable[[float, str], None], now_ms: int, catalog: Catalog
) -> DryRun:
    """Read all of ``file`` as :func:`services.send.send` would at ``now_ms``.  Raises BadFile, WrongArgument."""
    with closing(TableFile(file)) as rows:
        interpreter = surveyed(rows, options)
        outcome = DryRun(SendReport(rows.path, rows.found, interpreter), now_ms, catalog)
        for item in interpreted(rows, interpreter, outcome.report):
            outcome.add(item)
            if outcome.report.rows % _EVERY == 0:
                progress(rows.share_read, f"{outcome.report.rows:,}")
    return outcome


def _wrong_text(item: Reported) -> Refused | None:
    """Why every backend would refuse a text of an event."""
    try:
        check_texts(item)
    except Refused as refused:
        return refused
    if item.event_id and not may_be_event_id(item.event_id):
        return Refused("id_invalid")
    return None if is_visible(item.title) else Refused("title_missing")


def _readings(item: Measured) -> str:
    graded = [(f"{name} {value:g}{_unit(name)}", _grade(item, name, value)) for name, value in item.values.items()]
    grades = {grade for _, grade in graded} or {item.quality.name.lower()}
    mixed = len(grades) > 1
    values = ", ".join(f"{value} ({grade})" if mixed else value for value, grade in graded)
    gaps = f"{', ' if values else ''}{item.gaps} gaps" if item.gaps else ""
    what = "station" if item.station else "sensor"
    quality = "" if mixed else f" ({grades.pop()})"
    return f"{item.where}: {what} {item.sensor_id}, {moment(item.at_ms)}: {values}{gaps}{quality}"


def _grade(item: Measured, channel: str, value: float) -> str:
    outside = not item.station and out_of_range(channel, value)
    return "out of range: bad" if outside else item.quality.name.lower()


def _unit(channel: str) -> str:
    """The unit of a channel, where all kinds of sensors have the same."""
    units = {found.unit for found in channel_names().get(header_key(channel), ()) if found.channel == channel}
    return f" {units.pop()}".rstrip() if len(units) == 1 else ""
