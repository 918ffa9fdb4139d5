"""World files: six lines next to a raster that state where it is."""

from __future__ import annotations

from pathlib import Path

from rasterio import Affine

from county.contained import Outside, regular

SUFFIXES = (".tfw", ".tifw", ".tiffw", ".wld", ".TFW")
LONGEST = 1_000


def world_file(raster: Path) -> Affine | None:
    """The transform from cells to coordinates of the world file next to ``raster``; None without a usable one."""
    for suffix in SUFFIXES:
        path = raster.with_suffix(suffix)
        try:
            with regular(path, path.parent).open(encoding="ascii") as file:
                a, d, b, e, x, y = map(float, file.read(LONGEST).split())
        except (OSError, ValueError, Outside):
            continue
        return Affine(a, b, x - (a + b) / 2, d, e, y - (d + e) / 2)
    return None
