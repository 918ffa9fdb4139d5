"""Every name in a wall file is looked up: kinds of tiles, sources, parameters and what they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from county.catalog import Catalog
from county.closest import closest
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path
from county.wall.kinds import EVENT_NUMBERS, KINDS, SOURCES, sources_of
from county.wall.wall import WallTile

READINGS = "readings"
"""The source of which there is one for every kind of sensor."""


def check_kind(tile: WallTile, path: Path) -> Fault | None:
    """The fault of a tile of a kind that does not exist."""
    if tile.kind in KINDS:
        return None
    return _error((*path, "kind"), ExplainedLine("there is no tile {kind}{near}; use one of {known}", kind=tile.kind,
                  near=closest(tile.kind, tuple(KINDS)), known=", ".join(KINDS)))  # fmt: skip


def check_sources(tile: WallTile, path: Path, catalog: Catalog) -> Iterator[Fault]:
    """Sources that do not exist, and those of which the tile is made and that it does not name."""
    sources, at = sources_of(tile), (*path, "sources")
    if not sources:
        yield _error(path, ExplainedLine("it has no source; say in sources where its content comes from"))
    for source in sources:
        name, colon, kind = source.partition(":")
        if name not in SOURCES or (colon and name != READINGS):
            yield _error(at, ExplainedLine("there is no source {source}{near}; use {known} or readings:KIND",
                         source=source, near=closest(source, tuple(SOURCES)), known=", ".join(SOURCES)))  # fmt: skip
        elif colon and kind not in catalog.offered_sensor_kinds():
            known = tuple(catalog.offered_sensor_kinds())
            yield _error(at, ExplainedLine("{source}: there is no kind of sensor {kind}{near}; use one of {known}",
                         source=source, kind=kind, near=closest(kind, known), known=", ".join(known)))  # fmt: skip
    lacking = [source for source in KINDS[tile.kind].sources if source not in sources]
    if sources and lacking:
        yield _error(at, ExplainedLine("its content comes from {lacking}, too: without it nobody sees that it is old; "
                     "add it, or leave sources out", lacking=", ".join(lacking)))  # fmt: skip


def check_params(tile: WallTile, path: Path, catalog: Catalog) -> Iterator[Fault]:
    """Parameters that its kind does not have, and values that they cannot have."""
    known = KINDS[tile.kind].params
    for name, value in tile.params.items():
        at = (*path, "params", name)
        match known.get(name):
            case None:
                yield _error(at, ExplainedLine(
                    "{name} is no parameter of {kind}{near}; it has: {known}", name=name, kind=tile.kind,
                    near=closest(name, tuple(known)), known=", ".join(known) or "–",
                ))  # fmt: skip
            case "text" if not isinstance(value, str):
                yield _error(at, ExplainedLine("{name} is a text; write it in quotes", name=name))
            case "share" if not isinstance(value, (int, float)) or not 0 <= value <= 1:
                yield _error(at, ExplainedLine("{name} is a share; write a number from 0 to 1", name=name))
            case "metric":
                yield from _check_metric(str(value), at, tuple(catalog.offered_metrics()))
            case "event_numbers":
                yield from _check_numbers(value if isinstance(value, tuple) else (str(value),), at)


def _check_metric(value: str, path: Path, known: Sequence[str]) -> Iterator[Fault]:
    if value not in known:
        text = ExplainedLine(
            "there is no metric {metric}{near}; use one of the table metrics of the catalogue", metric=value,
            near=closest(value, known),
        )  # fmt: skip
        yield _error(path, text)


def _check_numbers(values: Sequence[str], path: Path) -> Iterator[Fault]:
    if not values:
        yield _error(path, ExplainedLine("it names no number; use some of {known}", known=", ".join(EVENT_NUMBERS)))
    for value in dict.fromkeys(values):
        if value not in EVENT_NUMBERS:
            text = ExplainedLine(
                "there is no number {value}{near}; use some of {known}", value=value,
                near=closest(value, EVENT_NUMBERS), known=", ".join(EVENT_NUMBERS),
            )  # fmt: skip
            yield _error(path, text)
        elif list(values).count(value) > 1:
            yield _error(path, ExplainedLine("{value} is named twice; remove one", value=value))


def _error(path: Path, text: ExplainedLine) -> Fault:
    return Fault("error", path, text)
