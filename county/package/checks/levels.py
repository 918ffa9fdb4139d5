"""Check of the levels of divisions: where events are located coarsely, the county should know."""

from __future__ import annotations

from collections.abc import Container, Iterator

from county.package.checks.inspected import Inspected
from county.package.finding import Finding


def levels(package: Inspected) -> Iterator[Finding]:
    """Whether events can be located more precisely than by town."""
    return coarsely_located(package.tables)


def coarsely_located(layers: Container[str]) -> Iterator[Finding]:
    """The same for a county with these layers."""
    if "grids" in layers or "villages" in layers:
        return
    if "towns" in layers:
        yield _notice("towns", "no villages and no grids: events are located by town")
    else:
        yield _notice("boundary", "no towns, no villages and no grids: events are located by county")


def _notice(layer: str, text: str) -> Finding:
    return Finding("notice", layer, "", f"{text}; import outlines of smaller divisions, if there are any")
