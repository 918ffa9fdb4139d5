"""The commands that the rows of a file are sent as, with ids by which a row that is sent again is recognised."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace
from pyproj import Transformer

from county.catalog import Catalog
from county.closest import closest
from county.commands import Command, CommandBody, ReportEvent
from county.explained import ExplainedLine
from county.figures.indicator_names import unit_of
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.numbering import event_id_of, in_realm
from county.package.crs import LONLAT_EPSG, transformer, without_prefix
from county.refusals import ZH, RefusalText
from county.tracing.scans import CaptureScans
from services.intake.indicator_names import NamedIndicator, indicators_by_name, name_key
from services.intake.indicator_units import stated_unit, value_in_unit
from services.intake.items import BadRow, Figured, Reported, Scanned
from services.sending.event_keys import EventKeys, normalised
from services.sending.subclass_names import keys_by_name

ID_PREFIX = "file:"
FILE_SENDER = "file"
"""Who has sent scans of files."""
ONE_KIND = frozenset({"subclass_unknown", "subclass_retired"})
"""Refusals of events that depend on their kind: reported once per kind."""


class FileCommands:
    """The commands of one file, in its order."""

    def __init__(self, catalog: Callable[[], Catalog], *, realm: str, epsg: int | None, person: str = "") -> None:
        """``catalog``: of the county, requested for the first event.  ``epsg``: the working CRS of the county; None
        where no county is known: places stay as they are.  ``person``: whom commands are sent for."""
        self._catalog = catalog
        self._realm = realm
        self._epsg = epsg
        self._person = person
        self._event_keys = EventKeys()
        self._reported: dict[tuple[type[CommandBody], str], tuple[str, CommandBody]] = {}
        """Of calls and indicators what an earlier row says, and where, by what it is about."""

    @cached_property
    def subclasses(self) -> dict[str, str]:
        """The keys of subclasses, also of retired ones, by name."""
        return keys_by_name(self._catalog())

    @cached_property
    def _indicators(self) -> dict[str, NamedIndicator]:
        return indicators_by_name(self._catalog())

    @cached_property
    def _from_lonlat(self) -> Transformer | None:
        return None if self._epsg is None else Transformer.from_crs(LONLAT_EPSG, self._epsg, always_xy=True)

    def in_degrees(self, event: Reported) -> Reported:
        """``event`` with its place in degrees, where the county is known."""
        if not event.metric or self._epsg is None:
            return event
        x, y = transformer(without_prefix(self._epsg), LONLAT_EPSG).transform(event.x, event.y)
        return replace(event, x=float(x), y=float(y), metric=False)

    def in_metres(self, event: Reported) -> tuple[float, float]:
        """x_m, y_m in the working CRS, where the county is known; else as it is."""
        placed = self.in_degrees(event)
        x_m, y_m = self._from_lonlat.transform(placed.x, placed.y) if self._from_lonlat else (placed.x, placed.y)
        return float(x_m), float(y_m)

    def event(self, item: Reported, now_ms: int, played_ms: int | None = None) -> Command[ReportEvent]:
        """The report of ``item``, whose place is in degrees.

        Its id depends on the content, not the place in the file, so that a resent row is a duplicate; one that is
        played at ``played_ms`` happens anew.
        """
        item = normalised(self.in_degrees(item), self.subclasses)
        x_m, y_m = self.in_metres(item)
        happened_ms = played_ms if played_ms is not None else now_ms if item.at_ms is None else item.at_ms
        key = uuid.uuid4().hex if played_ms is not None else self._event_keys.of(item, now_ms)
        body = ReportEvent(
            event_id=in_realm(item.event_id or event_id_of(happened_ms, key), self._realm),
            title=item.title, subclass=item.subclass,
            source=item.source, level=item.level, address=item.address, reporter=item.reporter, note=item.note,
            x_m=x_m, y_m=y_m, place_level=item.place_level,
        )  # fmt: skip
        return Command(
            id=f"{ID_PREFIX}{key}", realm=self._realm, for_=self._person, happened_ms=happened_ms, body=body
        )

    def figure(self, item: Figured, now_ms: int, played_ms: int | None = None) -> Command[Any]:
        """An input of figures.  A visit is identified by its content; of calls and indicators the backend knows the
        last value, so that the file can be sent again, also after another one has corrected it.  Raises BadRow."""
        body = self.input_of(item)
        if isinstance(body, CountCalls | ReportIndicator):
            self._require_one_value(item.where, body)
        visit = isinstance(item.body, VisitGrid) and played_ms is None
        content = hashlib.sha256(msgspec.msgpack.encode((item.body, item.at_ms))).hexdigest()[:32]
        happened_ms = played_ms if played_ms is not None else now_ms if item.at_ms is None else item.at_ms
        return Command(
            id=f"{ID_PREFIX}{content if visit else uuid.uuid4().hex}", realm=self._realm, for_=self._person,
            happened_ms=happened_ms, body=body,
        )  # fmt: skip

    def scans(self, items: Sequence[Scanned], now_ms: int, played_ms: int | None = None) -> Command[CaptureScans]:
        """A batch of scans, identified by its content; played ones happen at ``played_ms``."""
        scans = tuple(item.scan for item in items)
        if played_ms is not None:
            scans = tuple(replace(s, at_ms=played_ms, event_id=f"{s.event_id}@{played_ms}") for s in scans)
        body = CaptureScans(sender=FILE_SENDER, scans=scans)
        happened_ms = min(now_ms, max(scan.at_ms for scan in scans))
        key = hashlib.sha256(msgspec.msgpack.encode(body)).hexdigest()[:32]
        return Command(
            id=f"{ID_PREFIX}{key}", realm=self._realm, for_=self._person, happened_ms=happened_ms, body=body
        )

    def _require_one_value(self, where: str, body: CountCalls | ReportIndicator) -> None:
        """Raises BadRow for another value of what an earlier row has a value of."""
        about = body.key if isinstance(body, ReportIndicator) else body.period
        other, known = self._reported.setdefault((type(body), about), (where, body))
        if replace(known, note="") != replace(body, note=""):
            line = ExplainedLine(
                "has another value than {other} for the same period; keep one of them", other=place_in_file(other)
            )
            raise BadRow(line, "has another value than an earlier row")

    def input_of(self, item: Figured) -> CountCalls | VisitGrid | ReportIndicator:
        """What a row reports; of an indicator by its key and in its unit, where the catalogue has it.  Raises
        BadRow."""
        body = item.body
        if not isinstance(body, ReportIndicator):
            return body
        named = self._indicators.get(name_key(body.indicator))
        if named is None:
            return body
        if named.whole and body.whole is None:
            raise BadRow(
                ExplainedLine(
                    "{indicator} is a share: give its numerator and its denominator, each in a column",
                    indicator=body.indicator,
                )
            )
        value = value_in_unit(body.value, stated_unit(item), unit_of(named.key, self._catalog()), body.indicator)
        return replace(body, indicator=named.key, value=value)

    def figure_refusal(self, code: str, params: dict[str, str], item: Figured) -> tuple[str, str]:
        """By what a refusal of an input of figures is counted, and why it was refused in the words of the file."""
        if not isinstance(item.body, ReportIndicator):
            return code, RefusalText(code, params)
        own = {name: text for name, text in params.items() if name != f"indicator{ZH}"}
        message = RefusalText(code, own | {"indicator": item.body.indicator})
        return (message if code == "indicator_unknown" else code), message

    def is_repeated(self, command: Command[Any]) -> bool:
        """Whether the event of ``command`` says the same as one before it in the file."""
        return command.id.removeprefix(ID_PREFIX) in self._event_keys.repeated

    def refusal(self, code: str, params: dict[str, str], event: Reported) -> tuple[str, str]:
        """By what a refusal of ``event`` is counted, and why it was refused in the words and the coordinates of the
        file."""
        params = params | {"x_m": f"{event.x:g}", "y_m": f"{event.y:g}", "subclass": event.subclass}
        message: str = RefusalText(code, params)
        if code == "subclass_unknown" and (
            nearest := closest(event.subclass, [*self.subclasses, *self.subclasses.values()])
        ):
            message += nearest
        return message if code in ONE_KIND else code, message


def place_in_file(where: str) -> str:
    """A place in a file that can be translated."""
    kind, _, number = where.partition(" ")
    match kind:
        case "line":
            return ExplainedLine("line {n}", n=number)
        case "row":
            return ExplainedLine("row {n}", n=number)
    return where
