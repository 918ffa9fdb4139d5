"""Submits the rows of a file to a backend, in groups, and counts the answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

import msgspec

from county.catalog import Catalog
from county.clock import Clock
from county.commands import Command
from county.refusals import RefusalText
from county.sensing import Quality, Reading
from county.streams import READINGS, KeyTable
from county.tables.reader import TableFile
from services.intake.items import BadRow, Figured, Item, Measured, Reported, Scanned
from services.intake.ordering import in_order
from services.intake.out_of_range import out_of_range
from services.intake.rows import Interpreter
from services.protocol.messages import Accepted, Rejected, Welcome
from services.sending.file_commands import ID_PREFIX, FileCommands
from services.sending.file_rows import interpreted
from services.sending.known_channels import KnownChannels
from services.sending.report import SendReport
from services.sending.scan_batches import batches_of

GROUP = 500
"""Rows sent together at most."""
ONE_IS_WRONG = frozenset(
    {"reading_invalid", "sensor_unknown", "sensor_not_bound", "sensor_other_division", "reading_exists"}
)
"""Refusals of a batch of readings that are caused by one of them."""
LONGEST_SLEEP_S = 0.2


class Link(Protocol):
    """The part of :class:`services.protocol.control.ControlLink` that sending needs."""

    @property
    def welcome(self) -> Welcome: ...
    def submit(self, commands: list[Command[Any]]) -> list[Accepted | Rejected]: ...
    def submit_readings(self, readings: list[Reading], delivery: str = "") -> list[Accepted | Rejected]: ...
    def keys(self, stream: str) -> KeyTable: ...
    def catalog(self) -> Catalog: ...


class Sender:
    """Sends one file through one link."""

    def __init__(
        self,
        rows: TableFile,
        link: Link,
        clock: Clock,
        sleep: Callable[[float], None],
        print_line: Callable[[str], None],
        interpreter: Interpreter | None = None,
        *,
        person: str = "",
    ) -> None:
        """``sleep``: waits for some seconds, during which ``clock`` may be set.  ``person``: whom commands are sent
        for."""
        self._rows = rows
        self._link = link
        self._interpreter = interpreter or Interpreter()
        self._channels: KnownChannels | None = None
        self._clock = clock
        self._sleep = sleep
        self._tell = print_line
        self._commands = FileCommands(
            link.catalog, epsg=link.welcome.epsg, realm=link.welcome.realm, person=person
        )
        self.report = SendReport(rows.path, rows.found, self._interpreter)

    def run(self, speed: float | None, progress: Callable[[float, str], None]) -> SendReport:
        """Send everything; reports the share done to ``progress``."""
        if speed is None:
            items = self._items()
            while group := list(islice(items, GROUP)):
                self._submit(group, played=None)
                progress(self._rows.share_read, f"{self.report.sent:,}")
        else:
            self._play(speed, progress)
        progress(1.0, "")
        return self.report

    def _play(self, speed: float, progress: Callable[[float, str], None]) -> None:
        total = 0

        def counted() -> Iterator[Item]:
            nonlocal total
            for item in self._items():
                total += 1
                if total % GROUP == 0:
                    progress(0.0, f"reading {self._rows.share_read:.0%}")
                yield item

        start_ms, first_ms, done = self._clock.now_ms(), None, 0
        group: list[Item] = []
        group_ms = start_ms
        for item in in_order(counted()):
            if first_ms is None:
                start_ms = group_ms = self._clock.now_ms()
                first_ms = item.at_ms if item.at_ms is not None else 0
            at_ms = start_ms if item.at_ms is None else start_ms + round((item.at_ms - first_ms) / speed)
            if group and (at_ms != group_ms or len(group) == GROUP):
                self._submit(group, played=group_ms)
                done += len(group)
                group = []
            self._wait(at_ms, lambda: progress(done / total, f"{done:,} of {total:,} rows"))  # noqa: B023
            group_ms = at_ms
            group.append(item)
            if item.at_ms is not None:
                self.report.played = (first_ms, item.at_ms)
        if group:
            self._submit(group, played=group_ms)

    def _wait(self, until_ms: int, print_line: Callable[[], None]) -> None:
        while (left_ms := until_ms - self._clock.now_ms()) > 0:
            print_line()
            self._sleep(min(left_ms / 1000, LONGEST_SLEEP_S))

    def _items(self) -> Iterator[Item]:
        """The items of the rows; what cannot be used goes into the report."""
        yield from interpreted(self._rows, self._interpreter, self.report)

    def _submit(self, items: Iterable[Item], *, played: int | None) -> None:
        """Send ``items`` with their own times, or all with the time at which they are played."""
        events: list[Reported] = []
        figures: list[Figured] = []
        readings: list[tuple[str, Reading]] = []
        scans: list[Scanned] = []
        for item in items:
            if isinstance(item, Reported):
                events.append(self._commands.in_degrees(item))
            elif isinstance(item, Figured):
                figures.append(item)
            elif isinstance(item, Scanned):
                scans.append(item)
            else:
                readings += [(item.where, reading) for reading in self._readings(item, played)]
        now_ms = self._clock.now_ms()
        commands = [self._commands.event(event, now_ms, played) for event in events]
        answers = self._link.submit(commands) if commands else []
        for event, command, answer in zip(events, commands, answers, strict=True):
            # the id is a hash of the row's content: when it is reused, only its time can differ
            if isinstance(answer, Accepted) or answer.code == "id_reused":
                self.report.events += 1
                self.report.approximate += event.place_level != "point"
                self.report.again += isinstance(answer, Rejected) or answer.first_seq <= self._link.welcome.head_seq
                self.report.repeated += self._commands.is_repeated(command)
            else:
                reason, message = self._commands.refusal(answer.code, answer.params, event)
                self.report.refused.add(reason, event.where, message)
        self._submit_figures(figures, played)
        self._submit_scans(scans, played)
        for i in range(0, len(readings), GROUP):
            self._submit_readings(readings[i : i + GROUP], played=played is not None)

    def _submit_figures(self, figures: list[Figured], played: int | None) -> None:
        if not figures:
            return
        now_ms, commands = self._clock.now_ms(), list[tuple[Figured, Command[Any]]]()
        for item in figures:
            try:
                commands.append((item, self._commands.figure(item, now_ms, played)))
            except BadRow as error:
                self.report.refused.add(error.reason, item.where, error.line)
        answers = self._link.submit([command for _, command in commands]) if commands else []
        for (item, command), answer in zip(commands, answers, strict=True):
            if isinstance(answer, Accepted):
                self.report.add_figure(item, command.body)
            else:
                reason, message = self._commands.figure_refusal(answer.code, answer.params, item)
                self.report.refused.add(reason, item.where, message)

    def _submit_scans(self, scans: list[Scanned], played: int | None) -> None:
        """Submit scans, many in one command; a batch refused because of one scan is halved."""
        for part in batches_of(scans):
            command = self._commands.scans(part, self._clock.now_ms(), played)
            [answer] = self._link.submit([command])
            if isinstance(answer, Accepted) or answer.code == "id_reused":  # its id is a hash of its content
                self.report.scans += len(part)
                known = isinstance(answer, Rejected) or answer.first_seq <= self._link.welcome.head_seq
                self.report.scans_again += len(part) if known else 0
            elif len(part) > 1:
                half = len(part) // 2
                self._submit_scans(part[:half], played)
                self._submit_scans(part[half:], played)
            else:
                self.report.refused.add(answer.code, part[0].where, RefusalText(answer.code, answer.params))

    def _submit_readings(self, readings: list[tuple[str, Reading]], *, played: bool) -> None:
        """Submit readings, each with its place in the file; a batch refused because of one reading is halved.

        Those with their own times are identified by their content; played ones happen anew.
        """
        rows = [reading for _, reading in readings]
        delivery = "" if played else _delivery(rows)
        [answer] = self._link.submit_readings(rows, delivery)
        if isinstance(answer, Accepted):
            self.report.readings += len(readings)
            self.report.known += answer.known
            self.report.out_of_range += sum(
                reading.quality != Quality.PLAYED and out_of_range(reading.channel, reading.value) for reading in rows
            )
            self.report.by_channel.update((reading.sensor_id, reading.channel) for reading in rows)
        elif answer.code in ONE_IS_WRONG and len(readings) > 1:
            half = len(readings) // 2
            self._submit_readings(readings[:half], played=played)
            self._submit_readings(readings[half:], played=played)
        else:
            message = RefusalText(answer.code, answer.params)
            for where, _ in readings:
                self.report.refused.add(answer.code, where, message)

    def _readings(self, item: Measured, played: int | None) -> list[Reading]:
        self.report.gaps += item.gaps
        if self._channels is None:
            self._channels = KnownChannels(self._link.keys(READINGS.key), self._link.catalog)
        sensor = self._sensor_of(item.sensor_id) if item.station else item.sensor_id
        if not sensor:
            station = f"station {item.sensor_id}: every air sensor of the county plays another one; leave its rows out"
            self.report.refused.add(station, item.where, station)
            return []
        at_ms = item.at_ms if played is None else played
        quality = Quality.PLAYED if played is not None or item.station else item.quality
        readings = []
        for channel, value in item.values.items():
            known = self._channels.key(sensor, channel)
            if known is not None:
                readings.append(Reading(*known, at_ms, value, quality))
            else:
                message = self._channels.unknown(sensor, channel)
                self.report.refused.add(message, item.where, message)
        return readings

    def _sensor_of(self, station: str) -> str:
        """Assigns the county's air sensors to stations in order; "" when there are no more."""
        if station not in self.report.stations:
            assert self._channels is not None
            air = [sensor for sensor, channel in self._channels.table.rows if channel == "pm25"]
            free = [sensor for sensor in air if sensor not in self.report.stations.values()]
            if not free:
                return ""
            self.report.stations[station] = free[0]
            self._tell(f"station {station} is played by sensor {free[0]}; marked there as played from a file")
        return self.report.stations[station]


def _delivery(rows: list[Reading]) -> str:
    """Identifies readings by what they are, in whatever file and format."""
    return f"{ID_PREFIX}{hashlib.sha256(msgspec.msgpack.encode(rows)).hexdigest()[:32]}"
