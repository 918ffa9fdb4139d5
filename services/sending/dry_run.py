"""What sending a file would do: how it is read, the first rows as they are understood, and what is refused.

Needs no backend and stores nothing.  What is refused is decided as by a backend (:mod:`services.sending.trial`), with
the program's catalogue and this machine's clock.  Names and codes of divisions are compared with those of the backend's
county where a backend answers; sensors and coordinates only the backend itself compares.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from county.authority import Principal
from county.catalog import Catalog
from county.explained import visible
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.numbering import moment
from county.place_names import PlaceNames
from county.realm import Realm
from county.refusals import RefusalText, Refused
from county.tables.aliases import header_key
from county.tables.reader import TableFile
from county.tracing.scans import Goods
from services.desk import CountyQueries
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Figured, Item, Measured, Reported, Scanned
from services.intake.layout import channel_names
from services.intake.out_of_range import out_of_range
from services.sending.file_commands import FileCommands
from services.sending.file_rows import interpreted, surveyed
from services.sending.played_speed import check_speed
from services.sending.report import SendReport
from services.sending.subclass_names import key_named
from services.sending.trial import AnyCounty, NamedCounty, TrialDesk

SAMPLES = 3
"""Rows shown of each kind."""
_EVERY = 500


class DryRun:
    """The outcome; ``str()`` is the output of the command line."""

    def __init__(
        self,
        report: SendReport,
        now_ms: int,
        catalog: Catalog,
        *,
        realm: Realm,
        played: bool = False,
        place: CountyQueries | None = None,
        epsg: int | None = None,
        principal: Principal | None = None,
        named: str | None = None,
    ) -> None:
        """``played``: at a speed, so that everything happens now.  ``place``, ``epsg``: of the county, if it is
        known.  ``principal``: whom rows are checked for; None: one who may send them.  ``named``: the county whose
        divisions ``place`` knows, for the output of the command line."""
        self.report = report
        self.now_ms = now_ms
        self.catalog = catalog
        self.samples: dict[type[Item], list[str]] = {}
        self._named = named
        self._played_ms = now_ms if played else None
        self._commands = FileCommands(lambda: catalog, realm=realm.id, epsg=epsg)
        self._desk = TrialDesk(place or AnyCounty(), catalog, realm.id, principal)

    @property
    def empty(self) -> bool:
        """Nothing could be sent."""
        return self.report.empty

    def add(self, item: Item) -> bool:
        """Count an item, and show the first ones; returns whether it would be accepted, of several readings all."""
        refused_before = self.report.refused.total
        match item:
            case Reported():
                self._add_event(item)
            case Figured():
                self._add_figure(item)
            case Measured():
                self._add_readings(item)
            case Scanned():
                self._add_scan(item)
        shown = self.samples.setdefault(type(item), [])
        if len(shown) < SAMPLES:
            shown.append(visible(self._sample(item)))
        return self.report.refused.total == refused_before

    def _add_event(self, item: Reported) -> None:
        command = self._commands.event(self._commands.in_degrees(item), self.now_ms, self._played_ms)
        refused = self._desk.take(command, self.now_ms)
        if refused is None:
            self.report.events += 1
            self.report.approximate += item.place_level != "point"
            self.report.repeated += self._commands.is_repeated(command)
        else:
            reason, message = self._commands.refusal(refused.code, refused.params, item)
            self.report.refused.add(reason, item.where, message)

    def _add_figure(self, item: Figured) -> None:
        try:
            command = self._commands.figure(item, self.now_ms, self._played_ms)
        except BadRow as error:
            self.report.refused.add(error.reason, item.where, error.line)
            return
        refused = self._desk.take(command, self.now_ms)
        if refused is None:
            self.report.add_figure(item, command.body)
        else:
            reason, message = self._commands.figure_refusal(refused.code, refused.params, item)
            self.report.refused.add(reason, item.where, message)

    def _add_scan(self, item: Scanned) -> None:
        refused = self._desk.take(self._commands.scans([item], self.now_ms, self._played_ms), self.now_ms)
        if refused is None:
            self.report.scans += 1
        else:
            self.report.refused.add(refused.code, item.where, RefusalText(refused.code, refused.params))

    def figure_of(self, item: Figured) -> CountCalls | VisitGrid | ReportIndicator:
        """What an input of figures would be stored as; as the file has it where it cannot be."""
        with suppress(BadRow):
            return self._commands.input_of(item)
        return item.body

    def _add_readings(self, item: Measured) -> None:
        self.report.gaps += item.gaps
        for channel, value in item.values.items():
            known = self.channel_of(item, channel)
            if isinstance(known, str):
                self.report.refused.add(known, item.where, known)
                continue
            found = self._desk.take_reading(*known, item.at_ms, value, self.now_ms, self._played_ms)
            if isinstance(found, Refused):
                self.report.refused.add(found.code, item.where, RefusalText(found.code, found.params))
            else:
                self.report.readings += 1
                self.report.known += found
                self.report.out_of_range += not (item.station or self._played_ms) and out_of_range(channel, value)

    def channel_of(self, item: Measured, channel: str) -> tuple[str, str] | str:
        """Sensor and channel of a value, or why the county has none such; without a county as the file names them."""
        found = channel_names().get(header_key(channel), ())
        return item.sensor_id, found[0].channel if found else channel

    def _sample(self, item: Item) -> str:
        match item:
            case Reported():
                return self._event(item)
            case Measured():
                return _readings(item)
            case Scanned():
                return _scan(item)
        at = "" if item.at_ms is None else f" {moment(item.at_ms)}"
        body = self.figure_of(item)
        values = ((name, getattr(body, name)) for name in body.__struct_fields__)
        return f"{item.where}:{at} {', '.join(f'{name} {value}' for name, value in values if value not in ('', None))}"

    def _event(self, item: Reported) -> str:
        key = self._subclass(item.subclass)
        name = self.catalog.subclasses[key].name.zh if key else ""
        subclass = f"{name} ({key})" if key else f"subclass {item.subclass!r} (not in this catalogue)"
        at = "now" if item.at_ms is None else moment(item.at_ms)
        number = f"{item.event_id}, " if item.event_id else ""
        place = f"{item.x:.10g}, {item.y:.10g} m" if item.metric else f"{item.x:g}, {item.y:g}"
        if item.place_name:
            how = "approximate" if item.metric else "looked up by the backend"
            place = f"{item.place_name} ({how})"
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
        return word if word in self.catalog.subclasses else key_named(word, self._commands.subclasses)

    def _known_to_backend(self) -> str:
        """What was compared with the county, and what only its backend can."""
        only = "sensors, places and a county's own subclasses are known only to its backend"
        if self._named is None:
            return f"no county is known: names and codes of divisions were not checked; {only}"
        return visible(f"names and codes of divisions were checked with those of {self._named}; {only}")

    def __str__(self) -> str:
        report = self.report
        lines = [*report.how_read(), *(line for shown in self.samples.values() for line in shown)]
        lines += [*report.refused.lines("would be refused"), *report.unusable.lines("unusable")]
        if not report.rows:
            lines.append(f"nothing could be sent: {report.why_no_rows()}")
        if not self.empty:
            lines.append(self._known_to_backend())
        figures = f"{report.figures:,} inputs of figures, " if report.figures else ""
        figures += f"{report.scans:,} scans of goods, " if report.scans else ""
        new = report.readings - report.known
        known = f", {report.known:,} repeated" if report.known else ""
        read = f"{report.rows:,} rows read, {figures}{report.events:,} events and {new:,} readings{known}"
        lines.append(
            f"{report.file}: {read}, {report.gaps:,} gaps, {report.refused.total:,} would be refused, "
            f"{report.unusable.total:,} rows unusable; nothing was sent or stored (--dry-run)"
        )
        return "\n".join(lines)


def dry_run(
    file: Path,
    options: FileOptions,
    progress: Callable[[float, str], None],
    now_ms: int,
    catalog: Catalog,
    places: Callable[[], PlaceNames] | None = None,
    *,
    speed: float | None = None,
    realm: Realm,
) -> DryRun:
    """Read all of ``file`` as :func:`services.sending.send.send` would at ``now_ms``.  Raises BadFile, WrongArgument.

    ``places``: the named places of the county; None: neither names nor codes of divisions are looked up.
    """
    check_speed(speed)
    with closing(TableFile(file)) as rows:
        interpreter = surveyed(rows, options, places)
        report, names = SendReport(rows.path, rows.found, interpreter), interpreter.place_names
        outcome = DryRun(
            report, now_ms, catalog, realm=realm, played=speed is not None,
            place=None if names is None else NamedCounty(names), named=None if names is None else names.county,
        )  # fmt: skip
        for item in interpreted(rows, interpreter, outcome.report):
            outcome.add(item)
            if outcome.report.rows % _EVERY == 0:
                progress(rows.share_read, f"{outcome.report.rows:,}")
    return outcome


def _scan(item: Scanned) -> str:
    scan = item.scan
    goods = ", ".join(_amount(each) for each in (*scan.goods, *scan.inputs))
    made = f" -> {', '.join(map(_amount, scan.outputs))}" if scan.outputs else ""
    parent = f" in {scan.parent}" if scan.parent else ""
    step = f" {scan.biz_step}" if scan.biz_step else ""
    at = f"{moment(item.at_ms)}, at {scan.read_point or '-'}"
    return f"{item.where}: scan {scan.kind}{step}, {at}: {goods}{made}{parent}"


def _amount(goods: Goods) -> str:
    return goods.epc if goods.quantity is None else f"{goods.epc} {goods.quantity:g} {goods.unit}".rstrip()


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
