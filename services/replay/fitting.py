"""Fits a clip to the county package that shows it, which may be another one than at the time of the clip."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

import msgspec
import numpy as np

from county import records as r
from county.catalog import Catalog
from county.explained import ExplainedLine
from county.package.manifest import Manifest
from county.package.open import CountyPackage
from county.streams import READINGS, KeyTable
from services.replay.arrived_rows import ArrivedRows
from services.replay.clip import ClipStream, ReplayClip
from services.store.upcast import RecordReader

LISTED_MAX = 12
"""Ids that a note names."""


def fitted(clip: ReplayClip, package: CountyPackage) -> ReplayClip:
    """The clip with the keys that the package has and the catalogue of its time, and notes of what differs."""
    notes = [*_about_package(clip, package.manifest)]
    sensors = frozenset(package.sensors.ids)
    units = frozenset(unit.id for unit in package.resources)
    streams = {}
    for key, stream in clip.streams.items():
        known = sensors if key == READINGS.key else units
        streams[key] = _with_known_keys(stream, known)
    catalog = joined_catalog(clip.catalog, package.catalog)
    notes += _unknown(clip, sensors, units | frozenset(catalog.departments), _divisions(package))
    return replace(clip, streams=streams, catalog=catalog, notes=(*clip.notes, *notes))


def joined_catalog(then: Catalog, now: Catalog) -> Catalog:
    """The catalogue of the time, with the rows that only the present one has: the package's sensors may need them."""
    changes = {}
    for name in then.__struct_fields__:
        rows, more = getattr(then, name), getattr(now, name)
        if isinstance(rows, dict) and isinstance(more, dict) and more.keys() - rows.keys():
            changes[name] = {**rows, **{key: row for key, row in more.items() if key not in rows}}
    return msgspec.structs.replace(then, **changes) if changes else then


def _about_package(clip: ReplayClip, manifest: Manifest) -> Iterator[ExplainedLine]:
    county = clip.head.county
    if county.identity != manifest.identity:
        yield ExplainedLine(
            "the clip is of {theirs} ({their_key}), the map shows {ours} ({our_key}): places may be wrong",
            theirs=county.name,
            their_key=county.identity,
            ours=manifest.name,
            our_key=manifest.identity,
        )
    if clip.head.nameless:
        yield ExplainedLine(
            "{n} old reports are shown without their reporter's name and cannot be verified", n=len(clip.head.nameless)
        )


def _with_known_keys(stream: ClipStream, known: Set[str]) -> ClipStream:
    """Without the rows of sensors or units that the package does not have."""
    of = np.array([row[0] in known for row in stream.keys.rows], dtype=bool)
    if of.all():
        return stream
    number = np.cumsum(of) - 1
    table = KeyTable(stream.keys.stream, [row for row, kept in zip(stream.keys.rows, of, strict=True) if kept])
    rows = stream.rows.rows
    kept = np.flatnonzero(of[rows.key])
    column = table.stream.key_column
    part = rows.take(kept)
    numbered = type(part)(table.stream, {**part.arrays, column: number[part.key].astype(part.key.dtype)})
    return ClipStream(table, ArrivedRows(numbered, stream.rows.known_ms[kept], len(table)))


def _divisions(package: CountyPackage) -> frozenset[str]:
    codes = {str(code) for level in ("towns", "villages", "grids") for code in package.table(level)["code"]}
    return frozenset(codes | {package.manifest.code, ""})


def _unknown(clip: ReplayClip, sensors: Set[str], units: Set[str], divisions: Set[str]) -> Iterator[ExplainedLine]:
    """A line for each kind of ids that records or rows name and the package does not have."""
    found: dict[str, set[str]] = {"sensors": set(), "units": set(), "divisions": set()}
    for key, stream in clip.streams.items():
        named = {stream.keys.rows[n][0] for n in np.unique(stream.rows.rows.key).tolist()}
        found["sensors" if key == READINGS.key else "units"] |= named
    read = RecordReader().read
    for data in (*(row.data for row in clip.before), *(row.data for row in clip.chained)):
        body = read(data).body
        match body:
            case r.EventReported():
                found["divisions"].add(body.division)
                found["sensors"].add(body.sensor_id)
            case r.AlarmRaised():
                found["sensors"].add(body.sensor_id)
            case r.EventDispatched() | r.UnitAdded() | r.MainUnitSet():
                found["units"].add(body.unit)
    if ids := _listed(found["sensors"] - sensors - {""}):
        yield ExplainedLine(
            "the county has no sensors {ids}: their readings and alarms have no place on the map", ids=ids
        )
    if ids := _listed(found["units"] - units - {""}):
        yield ExplainedLine("the county has no units {ids}: their positions are left out", ids=ids)
    if ids := _listed(found["divisions"] - divisions):
        yield ExplainedLine("the county has no divisions {ids}", ids=ids)


def _listed(unknown: Set[str]) -> str:
    """Ids in order, the first of many; "" for none."""
    ids = sorted(unknown)
    return ", ".join(ids[:LISTED_MAX]) + (f" … ({len(ids)})" if len(ids) > LISTED_MAX else "")
