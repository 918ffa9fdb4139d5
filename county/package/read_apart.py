"""Has the layers of a large package read into its cache by a process of its own.

GDAL and what it has allocated, some 40 MB, would otherwise remain with a process that runs for months.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from county.child_process import NO_WINDOW
from county.explained import Explained
from county.package.cache import PackageCache
from county.package.manifest import CACHE, MAP
from county.package.open import SENSOR_COLUMNS, CountyPackage

LARGE_BYTES = 8 << 20
"""Size of a map from which on it is worth the start of another process."""
_ROOT = Path(__file__).parents[2]
"""Of the program: the process finds the package ``county`` there from any working directory."""


def cache_apart(folder: Path, layers: Iterable[str], large_bytes: int = LARGE_BYTES) -> None:
    """Read those of ``layers`` that are not cached into the cache of the package in ``folder``, if it is large; one of
    them can be SENSOR_COLUMNS.

    Raises nothing: what cannot be cached is read by :class:`CountyPackage`, which explains its errors.
    """
    cache, source = PackageCache(folder / CACHE), folder / MAP
    try:
        if source.stat().st_size < large_bytes:
            return
        missing = [name for name in layers if not cache.has(name, source)]
        if missing and cache.is_writable:
            subprocess.run(
                [sys.executable, "-m", "county.package.read_apart", str(folder.absolute()), *missing],
                cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, creationflags=NO_WINDOW, check=False,
            )  # fmt: skip
    except OSError:
        return


def _main() -> None:
    folder, *layers = sys.argv[1:]
    with suppress(Explained):
        package = CountyPackage(Path(folder))
        for name in layers:
            if name == SENSOR_COLUMNS:
                _ = package.sensors
            else:
                package.table(name)


if __name__ == "__main__":
    _main()
