"""The commands that rows of a file become: of a backend that gets them, and of a preview that only checks them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace
from pyproj import Transformer

from county.catalog import Catalog
from county.commands import Command, ReportEvent
from county.figures.inputs import VisitGrid
from county.numbering import event_id_of, in_realm
from county.package.crs import LONLAT_EPSG, transformer, without_prefix
from services.event_keys import EventKeys, normalised
from services.intake.items import Figured, Reported
from services.subclass_names import keys_by_name

ID_PREFIX = "file:"


class FileCommands:
    """Of one file, in its order."""

    def __init__(self, catalog: Callable[[], Catalog], *, epsg: int, realm: str, person: str = "") -> None:
        """``catalog``: asked for before the first event.  ``person``: whom commands are sent for."""
        self._catalog = catalog
        self._epsg = epsg
        self._realm = realm
        self._person = person
        self._from_lonlat = Transformer.from_crs(LONLAT_EPSG, epsg, always_xy=True)
        self._keys = EventKeys()

    @cached_property
    def subclasses(self) -> dict[str, str]:
        """Chinese name → key of all subclasses, also retired ones."""
        return keys_by_name(self._catalog())

    def event(self, item: Reported, now_ms: int, played: int | None = None) -> Command[ReportEvent]:
        """The event of a row.  Its id depends on the content, not the place, so that a resent row is a duplicate.

        ``played``: the time at which it happens anew; None: its own.
        """
        item = normalised(self.in_degrees(item), self.subclasses)
        x_m, y_m = self._from_lonlat.transform(item.x, item.y)
        happened_ms = played if played is not None else now_ms if item.at_ms is None else item.at_ms
        key = uuid.uuid4().hex if played is not None else self._keys.of(item, now_ms)
        body = ReportEvent(
            event_id=in_realm(item.event_id or event_id_of(happened_ms, key), self._realm),
            title=item.title, subclass=item.subclass,
            source=item.source, level=item.level, address=item.address, reporter=item.reporter, note=item.note,
            x_m=float(x_m), y_m=float(y_m), place_level=item.place_level,
        )  # fmt: skip
        return Command(
            id=f"{ID_PREFIX}{key}", realm=self._realm, for_=self._person, happened_ms=happened_ms, body=body
        )

    def is_repeated(self, command: Command[ReportEvent]) -> bool:
        """Whether the event says the same as one before it in the file."""
        return command.id.removeprefix(ID_PREFIX) in self._keys.repeated

    def in_degrees(self, event: Reported) -> Reported:
        """``event`` with its place in degrees."""
        if not event.metric:
            return event
        x, y = transformer(without_prefix(self._epsg), LONLAT_EPSG).transform(event.x, event.y)
        return replace(event, x=float(x), y=float(y), metric=False)

    def figure(self, item: Figured, now_ms: int, played: int | None = None) -> Command[Any]:
        """An input of figures.  A visit is identified by its content; of calls and indicators the backend knows the
        last value, so that the file can be sent again, also after another one has corrected it."""
        visit = isinstance(item.body, VisitGrid) and played is None
        content = hashlib.sha256(msgspec.msgpack.encode((item.body, item.at_ms))).hexdigest()[:32]
        happened_ms = played if played is not None else now_ms if item.at_ms is None else item.at_ms
        return Command(
            id=f"{ID_PREFIX}{content if visit else uuid.uuid4().hex}", realm=self._realm, for_=self._person,
            happened_ms=happened_ms, body=item.body,
        )  # fmt: skip
