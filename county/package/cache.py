"""Cache of the data read from a package, in its ``cache/`` folder, so that the next opening is fast and needs no GDAL.

All content is derived and may be deleted at any time; damaged or outdated entries are read and cached again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from county.contained import Outside, regular

VERSION = "5"
"""Version of content and encoding; entries of another version are not read."""
SLICE = 2_000
"""Geometries created per call: shapely holds the GIL meanwhile, which blocks the window."""
MIN_AGE_NS = 1_000_000_000
"""A source modified within this time is not cached: it could change again without a new time stamp."""
_DIGEST = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)

Cached = TypeVar("Cached", bound=msgspec.Struct)


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An array as bytes; ``dtype`` in numpy notation, e.g. "<f8"."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes

    @classmethod
    def of(cls, values: NDArray[np.generic]) -> Numbers:
        return cls(values.dtype.str, values.shape, values.tobytes())

    def array(self) -> NDArray[np.generic]:
        """The array.  Raises ValueError and TypeError when the three fields are inconsistent."""
        return self.view().copy()

    def view(self) -> NDArray[np.generic]:
        """The array, which cannot be written to: its bytes are not copied.  Raises as :meth:`array`."""
        return np.frombuffer(self.data, dtype=np.dtype(self.dtype)).reshape(self.shape)


class Ragged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """m geometries of one kind as shapely's ragged arrays: points (p, 2), and the start of each ring, part, geometry.

    ``offsets`` from the innermost to the outermost, which has m + 1; none for points.
    """

    xy: Numbers
    offsets: tuple[Numbers, ...]

    @classmethod
    def of(cls, geometry: NDArray[np.object_]) -> Ragged:
        _, xy, offsets = shapely.to_ragged_array(geometry, include_z=False, include_m=False)
        return cls(Numbers.of(xy), tuple(Numbers.of(level) for level in offsets))

    def geometry(self, kind: shapely.GeometryType, at_once: int) -> NDArray[np.object_]:
        """(m,) shapely geometries."""
        xy, offsets = self.xy.array(), [level.array() for level in self.offsets]
        made = np.empty(len(offsets[-1]) - 1 if offsets else len(xy), dtype=object)
        for start in range(0, len(made), at_once):
            first, last = start, min(start + at_once, len(made))
            cut: list[NDArray[np.generic]] = []
            for level in reversed(offsets):
                part = level[first : last + 1]
                first, last = int(part[0]), int(part[-1])
                cut.insert(0, part - first)
            if first == last:  # shapely rejects lines that are all empty
                made[start : start + at_once] = shapely.from_wkt(f"{kind.name} EMPTY")
            else:
                made[start : start + at_once] = shapely.from_ragged_array(kind, xy[first:last], tuple(cut))
        return made


class CachedTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """n features: the kind of each geometry (-1: none), the geometries by kind, and their columns by name."""

    kinds: Numbers
    shapes: dict[int, Ragged]
    columns: dict[str, list[str | None] | Numbers]

    @classmethod
    def of(cls, geometry: NDArray[np.object_], columns: dict[str, NDArray[np.generic]]) -> CachedTable:
        """From 2D geometry (n,): heights and measures of points are dropped.  No GeometryCollection."""
        kinds = shapely.get_type_id(geometry).astype(np.int8)
        shapes = {int(kind): Ragged.of(geometry[kinds == kind]) for kind in np.unique(kinds[kinds >= 0])}
        plain = {name: c.tolist() if c.dtype == object else Numbers.of(c) for name, c in columns.items()}
        return cls(Numbers.of(kinds), shapes, plain)

    def geometry(self, at_once: int = SLICE) -> NDArray[np.object_]:
        """(n,) shapely geometries."""
        kinds = self.kinds.array()
        found = np.full(len(kinds), None, dtype=object)
        for kind, shapes in self.shapes.items():
            found[kinds == kind] = shapes.geometry(shapely.GeometryType(kind), at_once)
        return found

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Its columns, each (n,).  Raises ValueError and TypeError."""
        return {
            name: column.array() if isinstance(column, Numbers) else np.array(column, dtype=object)
            for name, column in self.columns.items()
        }


class CachedTerrain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Heights in metres, the outer north-west corner, and the cell size; see Terrain."""

    z_m: Numbers
    west_m: float
    north_m: float
    cell_m: float


class CachedLandCover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes, the outer north-west corner in metres, and the cell size; see LandCover."""

    code: Numbers
    west_m: float
    north_m: float
    cell_m: float


class CachedColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arrays by name."""

    columns: dict[str, Numbers]

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[np.generic]]) -> CachedColumns:
        return cls({name: Numbers.of(column) for name, column in columns.items()})

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Read-only.  Raises ValueError and TypeError."""
        return {name: column.view() for name, column in self.columns.items()}


class PackageCache:
    """The ``cache/`` folder of one package, as one opening of that sees it."""

    def __init__(self, folder: Path, version: str = VERSION, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._folder = folder
        self._version = version
        self._opened_ns = now_ns()

    def get(self, name: str, kind: type[Cached], *sources: Path) -> Cached | None:
        """The entry ``name`` if the ``sources`` are unchanged since it was cached; None otherwise."""
        path = self._path(name)
        try:
            content = memoryview(regular(path, self._folder.parent).read_bytes())  # no part of it is copied
            stamp = _stamp(sources, self._version)
        except (OSError, Outside):
            return None
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            _log.warning("%s: is damaged and is created again; the county itself is not affected", path)
            return None
        head = content[_DIGEST : _DIGEST + len(stamp)]
        try:
            return msgspec.msgpack.decode(content[_DIGEST + len(stamp) :], type=kind) if head == stamp else None
        except msgspec.DecodeError as error:
            _log.warning("%s: cannot be read (%s) and is created again", path, error)
            return None

    def has(self, name: str, *sources: Path) -> bool:
        """Whether there is an entry ``name``, which may be damaged, of the unchanged ``sources``."""
        try:
            stamp = _stamp(sources, self._version)
            with regular(self._path(name), self._folder.parent).open("rb") as entry:
                return entry.read(_DIGEST + len(stamp))[_DIGEST:] == stamp
        except (OSError, Outside):
            return False

    @property
    def is_writable(self) -> bool:
        """Whether entries can be added."""
        try:
            self._folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                return not self._folder.is_symlink()
        except OSError:
            return False

    def put(self, name: str, value: msgspec.Struct, *sources: Path) -> None:
        """Cache ``value``, made from ``sources``, as ``name``.

        No effect if the folder cannot be written to, or if one of ``sources`` was written since this opening: ``value``
        may have been made from what it contained before.
        """
        with suppress(OSError):
            content = _stamp(sources, self._version) + msgspec.msgpack.encode(value)
            path = self._path(name)
            path.parent.mkdir(exist_ok=True)
            if path.parent.is_symlink():
                return
            handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f"{name}.")
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(hashlib.sha256(content).digest() + content)
                written_ns = max(source.stat().st_mtime_ns for source in sources)
                is_settled = os.stat(scratch).st_mtime_ns - written_ns >= MIN_AGE_NS
                if is_settled and written_ns <= self._opened_ns:
                    os.replace(scratch, path)
            finally:
                Path(scratch).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.kept"


def _stamp(sources: Iterable[Path], version: str) -> bytes:
    """A value that changes when one of ``sources``, or SQLite's log next to it, is written."""
    parts = [version]
    for path in (path for source in sources for path in (source, source.with_name(source.name + "-wal"))):
        with suppress(FileNotFoundError):
            found = path.stat()
            parts.append(f"{path.name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).digest()
