"""The catalogue: what kinds there are, read from the TOML tables in ``resources/catalog``.

One row adds a kind.  Names stand in the row in both languages.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

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
    decimals: int = 1


class SensorKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of sensor; after ``stale_s`` without a reading it counts as silent."""

    name: Name
    icon: str
    count: int
    """How many the demo county gets (the article's figures per 100,000 people)."""
    interval_s: float
    stale_s: float
    channels: tuple[Channel, ...]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a channel's value is an alarm.

    ``above``/``below`` open it, it clears past ``hysteresis`` on the other side, after ``for_s`` of duration;
    ``rate_per_h`` opens on a faster rise; ``stale`` opens when the channel falls silent.
    """

    name: Name
    kind: str
    channel: str
    priority: Literal["low", "medium", "high", "critical"]
    above: float | None = None
    below: float | None = None
    rate_per_h: float | None = None
    stale: bool = False
    hysteresis: float = 0.0
    for_s: float = 0.0
    opens: str = ""
    """Subclass of the event that the alarm opens by itself; empty: none."""


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time limit.  Urgent hours run round the clock; working hours and days only in working time."""

    amount: float
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
    count: int
    capacity_name: Name


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All tables, keyed by kind."""

    sensor_kinds: dict[str, SensorKind]
    rules: dict[str, Rule]
    event_classes: dict[str, Name]
    subclasses: dict[str, Subclass]
    departments: dict[str, Name]
    resource_kinds: dict[str, ResourceKind]


class BadCatalog(ValueError):
    """A table that cannot be used; the message says which file, where and why."""


@cache
def load(folder: Path = CATALOG_DIR) -> Catalog:
    """Read every table of ``folder`` (one TOML file a table).  Raises BadCatalog."""
    tables: dict[str, object] = {}
    for table in Catalog.__struct_fields__:
        path = folder / f"{table}.toml"
        try:
            tables[table] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadCatalog(f"{path}: {error}; restore the file or mend the line") from error
        try:
            msgspec.convert(tables[table], dict(zip(Catalog.__struct_fields__, msgspec.structs.fields(Catalog), strict=True))[table].type)
        except msgspec.ValidationError as error:
            raise BadCatalog(f"{path}: {error}; mend the row") from error
    catalog = msgspec.convert(tables, Catalog)
    _check_references(catalog, folder)
    return catalog


def _check_references(catalog: Catalog, folder: Path) -> None:
    def need(found: bool, table: str, row: str, what: str) -> None:
        if not found:
            raise BadCatalog(f"{folder / table}.toml: row {row!r} names {what}, which is in no table; add or mend it")

    for key, rule in catalog.rules.items():
        kind = catalog.sensor_kinds.get(rule.kind)
        need(kind is not None, "rules", key, f"sensor kind {rule.kind!r}")
        assert kind is not None
        need(rule.channel in {ch.key for ch in kind.channels}, "rules", key, f"channel {rule.channel!r}")
        need(not rule.opens or rule.opens in catalog.subclasses, "rules", key, f"subclass {rule.opens!r}")
    for key, sub in catalog.subclasses.items():
        need(sub.event_class in catalog.event_classes, "subclasses", key, f"class {sub.event_class!r}")
        need(sub.department in catalog.departments, "subclasses", key, f"department {sub.department!r}")
        for kind_key in sub.resource_kinds:
            need(kind_key in catalog.resource_kinds, "subclasses", key, f"resource kind {kind_key!r}")
    for key, resource_kind in catalog.resource_kinds.items():
        need(resource_kind.department in catalog.departments, "resource_kinds", key, f"department {resource_kind.department!r}")
