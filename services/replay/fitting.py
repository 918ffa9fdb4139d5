"""Fits a clip to the county package that shows it, which may be another one than at the time of the clip."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

import msgspec
import numpy as np

from county.catalog import Catalog
from county.explained import ExplainedLine
from county.package.manifest import Manifest
from county.package.open import CountyPackage
from county.streams import READINGS, KeyTable
from services.replay.arrived_rows import ArrivedRows
from services.replay.clip import ClipStream, ReplayClip
from services.replay.package_fit import PackageFit
from services.store.upcast import RecordReader


def fitted(clip: ReplayClip, package: CountyPackage) -> ReplayClip:
    """The clip with the keys that the package has and the catalogue of its time, and notes of what differs."""
    notes = [*_about_package(clip, package.manifest)]
    catalog = joined_catalog(clip.catalog, package.catalog)
    fit = PackageFit(package, catalog)
    fit.take_keys({
        key: [stream.keys.rows[n] for n in np.unique(stream.rows.rows.key).tolist()]
        for key, stream in clip.streams.items()
    })  # fmt: skip
    read = RecordReader().read
    fit.take_records(read(data) for data in (*(row.data for row in clip.before), *(row.data for row in clip.chained)))
    streams = {
        key: _with_known_keys(stream, fit.sensors if key == READINGS.key else fit.units)
        for key, stream in clip.streams.items()
    }
    return replace(clip, streams=streams, catalog=catalog, notes=(*clip.notes, *notes, *fit.notes))


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
