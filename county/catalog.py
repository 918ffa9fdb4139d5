"""The catalogue: what kinds there are, read from the TOML tables in ``resources/catalog``.

One row adds a kind.  Names stand in the row in both languages.  Tables of a county package override those of the
program row by row: a row replaces the one of the same key, or adds a kind.  A kind that is no longer used keeps its
row, with ``retired = true``: what the journal knows of it can still be read, and it is offered for nothing new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, time
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec.structs import fields

from county import catalog_faults, catalog_tables
from county.catalog_tables import CATALOG_DIR as CATALOG_DIR
from county.catalog_tables import BadCatalog as BadCatalog
from county.vehicles import Speeds

Count = Annotated[int, msgspec.Meta(ge=0)]
NotNegative = Annotated[float, msgspec.Meta(ge=0)]
Positive = Annotated[float, msgspec.Meta(gt=0)]


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in the two languages of the UI."""

    zh: str
    en: str


def in_languages(text: str | Name) -> tuple[str, ...]:
    """``text`` in each language that it has: both of a name, else the one it was written in."""
    return (text,) if isinstance(text, str) else (text.zh, text.en)


class EventClass(Name, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A class of events; its subclasses say what they are."""

    retired: bool = False


class Department(Name, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A department of the county that deals with events."""

    retired: bool = False


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One measured quantity of a kind of sensor; ``lo..hi`` is what is physically possible."""

    key: str
    name: Name
    unit: str
    lo: float
    hi: float
    decimals: Count = 1
    states: tuple[Name, ...] = ()
    """What the values 0, 1, … are called where the channel tells a state and measures nothing."""

    def state(self, value: float) -> Name | None:
        """The name of a value; None when it has none."""
        number = round(value)
        return self.states[number] if 0 <= number < len(self.states) else None


class SensorKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A kind of sensor; after ``stale_s`` without a reading it counts as silent."""

    name: Name
    icon: str
    count: Count
    """How many the demo county gets (the article's figures per 100,000 people)."""
    interval_s: Positive
    stale_s: float
    channels: tuple[Channel, ...]
    source: Literal["sensor", "video"] = "sensor"
    """What an event names as its source that an alarm of this kind opens."""
    retired: bool = False
    """No new sensors of this kind; those that stand still measure and are judged."""

    def channel(self, key: str) -> Channel:
        """The channel ``key``; KeyError when the kind has none of that name."""
        for channel in self.channels:
            if channel.key == key:
                return channel
        raise KeyError(key)


class AlarmRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """When a channel's value is an alarm: exactly one of ``above``, ``below``, ``rate_per_h`` and ``stale``.

    A value past ``above``/``below`` for at least ``for_s`` opens it; it clears once the value is ``hysteresis`` back on
    the other side.  ``rate_per_h`` opens on a faster rise, measured over at least ``for_s``.  ``stale`` opens when the
    channel is silent for longer than its kind allows.
    """

    name: Name
    kind: str
    channel: str
    priority: Literal["low", "medium", "high", "critical"]
    above: float | None = None
    below: float | None = None
    rate_per_h: float | None = None
    stale: bool = False
    hysteresis: NotNegative = 0.0
    for_s: NotNegative = 0.0
    opens: str = ""
    """Subclass of the event that the alarm opens by itself; empty: none."""
    retired: bool = False
    """Raises no alarm any more; an alarm that it raised before still ends by it."""


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time limit.  Urgent hours run round the clock; working hours and days only in working time."""

    amount: Positive
    unit: Literal["urgent_hour", "work_hour", "work_day"]


class Subclass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An event subclass, with its class, its time limit and who deals with it."""

    name: Name
    event_class: str
    limit: Limit
    department: str
    resource_kinds: tuple[str, ...] = ()
    """Kinds of resources that can be sent, best first; empty: the department's desk alone."""
    retired: bool = False
    """Cannot be reported any more; events that were keep their name, limit and department."""


class ResourceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A kind of emergency resource; ``mobile`` ones can be dispatched."""

    name: Name
    icon: str
    mobile: bool
    department: str
    count: Count
    capacity_name: Name
    retired: bool = False
    """No new ones of this kind; those of the package can still be sent."""


class WorkingHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Working hours of a day, and days that the official calendar does not know or that differ from it."""

    hours: tuple[str, ...]
    """``"09:00-12:00"``, in order, not overlapping."""
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def spans_ms(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every span, in ms after midnight.  Raises ValueError."""
        spans = tuple((_clock_ms(a), _clock_ms(b)) for a, _, b in (span.partition("-") for span in self.hours))
        edges = [edge for span in spans for edge in span]
        if not spans or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"hours {list(self.hours)} must be spans like '09:00-12:00', in order")
        return spans


def _clock_ms(text: str) -> int:
    at = time.fromisoformat(text.strip())
    return (at.hour * 60 + at.minute) * 60_000


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All tables, keyed by kind, retired rows included."""

    sensor_kinds: dict[str, SensorKind]
    rules: dict[str, AlarmRule]
    event_classes: dict[str, EventClass]
    subclasses: dict[str, Subclass]
    departments: dict[str, Department]
    resource_kinds: dict[str, ResourceKind]
    working_hours: WorkingHours
    road_speeds: Speeds

    def offered_sensor_kinds(self) -> dict[str, SensorKind]:
        """Kinds of which new sensors can be put up."""
        return {key: row for key, row in self.sensor_kinds.items() if not row.retired}

    def offered_subclasses(self) -> dict[str, Subclass]:
        """What can be reported."""
        return {key: row for key, row in self.subclasses.items() if not row.retired}

    def offered_departments(self) -> dict[str, Department]:
        """Whom an event can be sent to."""
        return {key: row for key, row in self.departments.items() if not row.retired}

    def offered_resource_kinds(self) -> dict[str, ResourceKind]:
        """Kinds of which the county can get new resources."""
        return {key: row for key, row in self.resource_kinds.items() if not row.retired}

    @property
    def digest(self) -> str:
        """64 hex digits (SHA-256) of the content; the order of the rows and how the files are written change nothing.

        Values that equal their default do not count, so that a field of a later version leaves old tables as they are.
        """
        return hashlib.sha256(msgspec.json.encode(_stated(self), order="deterministic")).hexdigest()

    def encode(self) -> bytes:
        """The whole catalogue as bytes, rows in their order, for :meth:`decode`."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, data: bytes) -> Catalog:
        """The catalogue that another program encoded.  Raises BadCatalog."""
        try:
            catalog = msgspec.msgpack.decode(data, type=cls)
            catalog.working_hours.spans_ms()
            why = next((f"{table} {row!r}: {fault}" for table, row, fault in catalog_faults.faults(catalog)), "")
        except (ValueError, RecursionError) as error:
            why = str(error)
        if why:
            raise BadCatalog(
                "the catalogue that was received cannot be used ({why}); run one version of the program on both sides",
                why=why,
            )
        return catalog

    def keys(self) -> frozenset[str]:
        """Every row as ``table/key``, e.g. ``subclasses/bin_overflow``."""
        return frozenset(f"{table}/{key}" for table in ROW_TABLES for key in getattr(self, table))

    def lacking(self, known: Iterable[str]) -> list[str]:
        """Which of the rows ``known`` (as :meth:`keys` names them) the catalogue has no more, sorted."""
        return sorted(set(known) - self.keys())

    def require(self, known: Iterable[str]) -> None:
        """Raises BadCatalog, which names table and row, when a row of ``known`` is gone."""
        gone = self.lacking(known)
        if gone:
            table, _, row = gone[0].partition("/")
            others = ", ".join(islice(gone, 1, 6)) + (f" and {len(gone) - 6} more" if len(gone) > 6 else "")
            raise BadCatalog(
                "catalog/{table}.toml: row {row} is missing, but the journal was run with it{others}; "
                "put the row back with retired = true",
                table=table,
                row=repr(row),
                others=f" (so are {others})" if others else "",
            )


def _stated(content: Any) -> Any:
    """``content`` as JSON can say it, without the fields that hold their default.

    msgspec leaves a default out only when it is the very same object: a 0.0 that was read is not.
    """
    if isinstance(content, msgspec.Struct):
        known = [(field, getattr(content, field.name)) for field in _fields_of(type(content))]
        return {field.name: _stated(value) for field, value in known if field.required or value != field.default}
    if isinstance(content, dict):
        return {key: _stated(value) for key, value in content.items()}
    if isinstance(content, tuple):
        return [_stated(value) for value in content]
    return content


_fields_of = cache(fields)

ROW_TABLES = tuple(table.name for table in fields(Catalog) if get_origin(table.type) is dict)
"""Tables of one row a kind; the others are of settings."""
TABLES = tuple(table.name for table in fields(Catalog))
"""One TOML file each."""


def load(overlay: Path | None = None, *, program: Path = CATALOG_DIR) -> Catalog:
    """The tables of ``program`` with those of the folder ``overlay`` over them, row by row; it may lack any or all.

    Of ``working_hours`` each setting counts as a row; so does each road class and vehicle of ``road_speeds``.
    Raises BadCatalog.
    """
    found, wrong = _of_program(program) if overlay is None else _read(program, overlay)
    if found is None:
        raise wrong[0]
    return found


def faults(overlay: Path) -> list[BadCatalog]:
    """Everything that keeps :func:`load` from using the folder ``overlay``; none when it can be used."""
    return _read(CATALOG_DIR, overlay)[1]


@cache
def _of_program(program: Path) -> tuple[Catalog | None, list[BadCatalog]]:
    return _read(program, None)


def _read(program: Path, overlay: Path | None) -> tuple[Catalog | None, list[BadCatalog]]:
    """The catalogue, or what is wrong."""
    raw, wrong = catalog_tables.read(TABLES, program, overlay, settings=frozenset(TABLES) - frozenset(ROW_TABLES))
    tables: dict[str, Any] = {}
    for table in fields(Catalog):
        rows = raw[table.name]
        if table.name in ROW_TABLES:
            tables[table.name] = _converted(rows, get_args(table.type)[1], wrong)
        else:
            tables[table.name] = _settings(rows, table.type, (overlay or program) / f"{table.name}.toml", wrong)
    if wrong:
        return None, wrong
    catalog = Catalog(**tables)
    for table_name, row, why in catalog_faults.faults(catalog):
        wrong.append(_inconsistent(table_name, row, raw[table_name][row].path, why, overlay))
    return (None if wrong else catalog), wrong


def _converted(rows: catalog_tables.RawTable, row_type: Any, wrong: list[BadCatalog]) -> dict[str, Any]:
    """One table, row by row, so that an error names its row."""
    table = {}
    for key, (content, path) in rows.items():
        try:
            table[key] = msgspec.convert(content, row_type)
        except msgspec.ValidationError as error:
            wrong.append(BadCatalog("{path}: row {row}: {why}; fix the row", path=path, row=repr(key), why=error))
    return table


def _settings(rows: catalog_tables.RawTable, table_type: Any, path: Path, wrong: list[BadCatalog]) -> Any:
    """A table of settings, the tables of rows within it row by row; None when something is wrong."""
    content = {key: row.content for key, row in rows.items()}
    known = len(wrong)
    for setting in fields(table_type):
        inner = content.get(setting.name)
        if get_origin(setting.type) is dict and isinstance(inner, dict):
            named = {key: catalog_tables.RawRow(row, rows[setting.name].path) for key, row in inner.items()}
            content[setting.name] = _converted(named, get_args(setting.type)[1], wrong)
    if len(wrong) > known:
        return None
    try:
        settings = msgspec.convert(content, table_type)
        if isinstance(settings, WorkingHours):
            settings.spans_ms()
    except ValueError as error:
        wrong.append(BadCatalog("{path}: {why}; fix the line", path=path, why=error))
        return None
    return settings


def _inconsistent(table: str, row: str, path: Path, why: str, overlay: Path | None) -> BadCatalog:
    if overlay is not None and path.parent != overlay:
        return BadCatalog(
            "{path}: row {row}: {why}; put a row of this key into {own}, or add what it names",
            path=path,
            row=repr(row),
            why=why,
            own=overlay / f"{table}.toml",
        )
    return BadCatalog("{path}: row {row}: {why}; fix the row or add what it names", path=path, row=repr(row), why=why)
