"""Checks of manifest, keys, kinds and numbers, independent of position."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from county.package.checks.inspected import Inspected, key_of, listed
from county.package.finding import Finding, naming
from county.package.schema import (
    BUILDING_USES,
    PLACE_KINDS,
    ROAD_CLASSES,
    SCHEMA,
    TOWN_KINDS,
    VILLAGE_KINDS,
    WATER_KINDS,
)

COUNTS = ("population", "households", "capacity", "floors")
"""Whole numbers of which -1 means unknown."""
SIZES = {"width_m": 500.0, "height_m": 1000.0, "order": 20.0}
"""Ranges from 0 (unknown) to the largest plausible number: the tallest building has 828 m."""


def manifest(package: Inspected) -> Iterator[Finding]:
    """Name and provenance; code and CRS were validated when the package was opened."""
    head = package.manifest
    if not head.name.strip():
        yield Finding("error", "manifest", "name", "is empty; write the county's name into county.toml")
    layers = [name for name, table in package.tables.items() if len(table)]
    others = {"terrain": package.terrain, "landcover": package.landcover, "ages": package.ages or None}
    for name in layers + [name for name, content in others.items() if content is not None]:
        origin = head.layers.get(name)
        if origin is None or not origin.source.strip():
            yield Finding(
                "error",
                "manifest",
                name,
                "has no source of the layer; write source and licence into county.toml",
            )
        elif name in package.tables and not origin.approximate:
            flags = package.tables[name].columns.get("approximate")
            if flags is not None and flags.any():
                yield Finding(
                    "error",
                    "manifest",
                    name,
                    f"{int(flags.sum())} features are approximate but the layer "
                    "is not marked so; set approximate = true in county.toml",
                )


def keys(package: Inspected) -> Iterator[Finding]:
    """Duplicate and empty codes and ids."""
    for name, table in package.tables.items():
        key = key_of(table).astype(str)
        values, count = np.unique(key, return_counts=True)
        what = SCHEMA[name].columns[0].name
        yield from listed(
            "error",
            name,
            values[(count > 1) & (values != "")],
            f"this {what} occurs more than once; give each feature its own",
        )
        if blank := int(np.sum(key == "")):
            yield Finding("error", name, "", f"{blank} features have an empty {what}; fill it in")


def kinds(package: Inspected) -> Iterator[Finding]:
    """Values that are not in their table; kinds of the catalogue are not checked if the catalogue is invalid."""
    known: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("towns", "kind", TOWN_KINDS), ("villages", "kind", VILLAGE_KINDS), ("roads", "road_class", ROAD_CLASSES),
        ("waters", "kind", WATER_KINDS), ("buildings", "use", BUILDING_USES), ("places", "kind", PLACE_KINDS),
    )  # fmt: skip
    if (catalog := package.catalog) is not None:
        known += (
            ("sensors", "kind", tuple(catalog.sensor_kinds)),
            ("resources", "kind", tuple(catalog.resource_kinds)),
            ("facilities", "kind", tuple(catalog.public_services)),
            ("read_points", "kind", tuple(catalog.trace_places)),
        )
    for layer, column, words in known:
        if layer not in package.tables:
            continue
        table = package.tables[layer]
        values = table[column].astype(str)
        strange = ~np.isin(values, words)
        for word in np.unique(values[strange]).tolist():
            which = naming(key_of(table)[values == word], 3)
            yield Finding("error", layer, which, f"{column} {word!r} is unknown; use one of {', '.join(words)}")


def numbers(package: Inspected) -> Iterator[Finding]:
    """Counts below -1 and impossible sizes."""
    for name, table in package.tables.items():
        for column in (*COUNTS, *SIZES):
            if column not in table.columns:
                continue
            values = table[column].astype(float)
            if column in COUNTS:
                bad = values < -1
                yield from listed(
                    "error", name, key_of(table)[bad], f"{column} is negative; give the number, or -1 for unknown"
                )
            else:
                bad = (values < 0) | (values > SIZES[column])
                yield from listed(
                    "error",
                    name,
                    key_of(table)[bad],
                    f"{column} is not in 0..{SIZES[column]:g}; fix it, or write 0 for unknown",
                )
