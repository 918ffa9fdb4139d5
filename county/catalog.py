"""The catalogue: what kinds there are, read from the TOML tables in ``resources/catalog``.

One row adds a kind.  Names stand in the row in both languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec.structs import fields

from county.explained import Explained

Count = Annotated[int, msgspec.Meta(ge=0)]
NotNegative = Annotated[float, msgspec.Meta(ge=0)]
Positive = Annotated[float, msgspec.Meta(gt=0)]

CATALOG_DIR = Path(__file__).resolve().parent.parent / "resources" / "catalog"


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in the two languages of the UI."""

    zh: str
    en: str


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
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


class SensorKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
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

    def channel(self, key: str) -> Channel:
        """The channel ``key``; KeyError when the kind has none of that name."""
        for channel in self.channels:
            if channel.key == key:
                return channel
        raise KeyError(key)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
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


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time limit.  Urgent hours run round the clock; working hours and days only in working time."""

    amount: Positive
    unit: Literal["urgent_hour", "work_hour", "work_day"]


class Subclass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An event subclass, with its class, its time limit and who deals with it."""

    name: Name
    event_class: str
    limit: Limit
    department: str
    resource_kinds: tuple[str, ...] = ()
    """Kinds of resources that can be sent, best first; empty: the department's desk alone."""


class ResourceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of emergency resource; ``mobile`` ones can be dispatched."""

    name: Name
    icon: str
    mobile: bool
    department: str
    count: Count
    capacity_name: Name


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All tables, keyed by kind."""

    sensor_kinds: dict[str, SensorKind]
    rules: dict[str, Rule]
    event_classes: dict[str, Name]
    subclasses: dict[str, Subclass]
    departments: dict[str, Name]
    resource_kinds: dict[str, ResourceKind]


class BadCatalog(Explained):
    """A table that cannot be used; the message says which file, where and why."""


@cache
def load(folder: Path = CATALOG_DIR) -> Catalog:
    """Read every table of ``folder`` (one TOML file a table).  Raises BadCatalog."""
    tables = {table.name: _read(folder / f"{table.name}.toml", table.type) for table in fields(Catalog)}
    catalog = Catalog(**tables)
    _check(catalog, folder)
    return catalog


def _read(path: Path, table_type: Any) -> Any:
    """One table, row by row, so that an error names its row."""
    row_type = get_args(table_type)[1]
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadCatalog("{path}: {why}; restore the file or mend the line", path=path, why=error) from error
    table = {}
    for key, row in rows.items():
        try:
            table[key] = msgspec.convert(row, row_type)
        except msgspec.ValidationError as error:
            raise BadCatalog("{path}: row {row}: {why}; mend the row", path=path, row=repr(key), why=error) from error
    return table


def _check(catalog: Catalog, folder: Path) -> None:
    for table, row, fault in (*_impossible(catalog), *_unanswered(catalog)):
        raise BadCatalog(
            "{path}: row {row}: {why}; mend the row or add what it names",
            path=folder / f"{table}.toml",
            row=repr(row),
            why=fault,
        )


def _impossible(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Table, row and fault of numbers that do not go together."""
    for key, kind in catalog.sensor_kinds.items():
        if kind.interval_s >= kind.stale_s:
            yield "sensor_kinds", key, f"stale_s {kind.stale_s:g} is not longer than interval_s {kind.interval_s:g}"
        for channel in kind.channels:
            if channel.lo >= channel.hi:
                yield "sensor_kinds", key, f"channel {channel.key!r}: lo {channel.lo:g} is not below hi {channel.hi:g}"


def _unanswered(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Table, row and fault of everything that one row asks of another and does not get."""
    for key, rule in catalog.rules.items():
        kind = catalog.sensor_kinds.get(rule.kind)
        if kind is None:
            yield "rules", key, f"there is no sensor kind {rule.kind!r}"
        elif rule.channel not in {channel.key for channel in kind.channels}:
            yield "rules", key, f"kind {rule.kind!r} has no channel {rule.channel!r}"
        if rule.opens and rule.opens not in catalog.subclasses:
            yield "rules", key, f"there is no subclass {rule.opens!r}"
        limits = (rule.above, rule.below, rule.rate_per_h)
        if sum(limit is not None for limit in limits) + rule.stale != 1:
            yield "rules", key, "it needs exactly one of above, below, rate_per_h, stale"
    for key, sub in catalog.subclasses.items():
        if sub.event_class not in catalog.event_classes:
            yield "subclasses", key, f"there is no class {sub.event_class!r}"
        if sub.department not in catalog.departments:
            yield "subclasses", key, f"there is no department {sub.department!r}"
        for sent in sub.resource_kinds:
            if sent not in catalog.resource_kinds or not catalog.resource_kinds[sent].mobile:
                yield "subclasses", key, f"there is no mobile resource kind {sent!r}"
    for key, stock in catalog.resource_kinds.items():
        if stock.department not in catalog.departments:
            yield "resource_kinds", key, f"there is no department {stock.department!r}"
