"""Checks of the levels of divisions: what the county should know about how precisely events are located."""

from __future__ import annotations

from collections.abc import Iterator

from county.package.checks.inspected import Inspected
from county.package.finding import Finding
from county.package.open import Table
from county.package.schema import LEVELS


def levels(package: Inspected) -> Iterator[Finding]:
    """Missing levels and approximate outlines; those that the manifest hides are an error of the manifest."""
    marked = {name for name, origin in package.manifest.layers.items() if origin.approximate}
    yield from _missing(package.tables)
    yield from _approximate({name: table for name, table in package.tables.items() if name in marked})


def _missing(tables: dict[str, Table]) -> Iterator[Finding]:
    if "grids" not in tables and "villages" not in tables:
        layer, missing, level = ("towns", "no", "town") if "towns" in tables else ("boundary", "no towns, no", "county")
        text = f"{missing} villages and no grids: events are located by {level}"
        yield Finding("notice", layer, "", f"{text}; import outlines of smaller divisions, if there are any")


def _approximate(tables: dict[str, Table]) -> Iterator[Finding]:
    for layer in LEVELS:
        if layer in tables and (number := int(tables[layer]["approximate"].sum())):
            text = f"{number} of {len(tables[layer])} outlines are approximate and shown so, not legal boundaries"
            yield Finding("notice", layer, "", f"{text}; import surveyed ones, if there are any")
